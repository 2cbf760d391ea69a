"""The plain admin of quizzes: texts, attempts, allowances, and essays that wait. Staff see the courses they teach."""

from quizzes.admin.attempts import AllowanceAdmin, AttemptAdmin
from quizzes.admin.essays import EssayAdmin
from quizzes.admin.texts import QuestionAdmin, QuizAdmin, VersionAdmin

__all__ = ["AllowanceAdmin", "AttemptAdmin", "EssayAdmin", "QuestionAdmin", "QuizAdmin", "VersionAdmin"]
