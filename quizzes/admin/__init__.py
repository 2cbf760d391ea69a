"""The plain admin of quizzes: texts, attempts, allowances, and essays that wait. Staff see the courses they teach."""

from quizzes.admin.attempts import AllowanceAdmin, AttemptAdmin
from quizzes.admin.challenges import ChallengeAdmin
from quizzes.admin.essays import EssayAdmin
from quizzes.admin.texts import QuestionAdmin, QuizAdmin, VersionAdmin

__all__ = [
    "AllowanceAdmin",
    "AttemptAdmin",
    "ChallengeAdmin",
    "EssayAdmin",
    "QuestionAdmin",
    "QuizAdmin",
    "VersionAdmin",
]
