"""Questions, what learners answered, and what is on record about it."""

from quizzes.models.attempts import NO_POINTS, Attempt, AttemptItem, CheckResponse
from quizzes.models.questions import Question, QuestionVersion, Quiz
from quizzes.models.records import Allowance, GivenUp, MarkChange, QuizStatistics
from quizzes.models.regrades import Regrade, RegradeLine

__all__ = [
    "NO_POINTS",
    "Allowance",
    "Attempt",
    "AttemptItem",
    "CheckResponse",
    "GivenUp",
    "MarkChange",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizStatistics",
    "Regrade",
    "RegradeLine",
]
