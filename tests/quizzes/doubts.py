"""What a learner sends about a question, and the pages on which it stands."""

from html import unescape
from typing import Any

from quizzes.models import Question, QuestionVersion
from tests.quizzes.sitting import Sitting

DOUBT = {"reason": "key_wrong", "words": "Beta stands first in my book."}
LONG = "x" * 2_001


def at(sitting: Sitting, place: int = 1, page: str = "") -> str:
    return sitting.at(f"questions/{place}/challenge/{page}")


def of(question: Question) -> str:
    """The admin's page of challenges to the question."""
    return f"/admin/quizzes/question/{question.pk}/challenges/"


def send(sitting: Sitting, place: int = 1, **fields: Any) -> Any:
    return sitting.client.post(at(sitting, place), {**DOUBT, **fields})


def text_of(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def result(sitting: Sitting) -> str:
    return text_of(sitting.get("result/"))


def version_at(sitting: Sitting, place: int = 1) -> QuestionVersion:
    return sitting.attempt.items.get(position=place).version
