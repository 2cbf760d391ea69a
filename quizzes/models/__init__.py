"""Questions, what learners answered, and what is on record about it."""

from quizzes.models.attempts import NO_POINTS, Attempt, AttemptItem, CheckResponse
from quizzes.models.challenges import Challenge, PutAside, Ruling
from quizzes.models.questions import Question, QuestionVersion, Quiz
from quizzes.models.records import (
    Allowance,
    GivenUp,
    HandMark,
    MarkChange,
    QuizStatistics,
    Reckoning,
    Watermark,
)
from quizzes.models.regrades import Regrade, RegradeLine
from quizzes.models.reopenings import Reopening

__all__ = [
    "NO_POINTS",
    "Allowance",
    "Attempt",
    "AttemptItem",
    "Challenge",
    "CheckResponse",
    "GivenUp",
    "HandMark",
    "MarkChange",
    "PutAside",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizStatistics",
    "Reckoning",
    "Regrade",
    "RegradeLine",
    "Reopening",
    "Ruling",
    "Watermark",
]
