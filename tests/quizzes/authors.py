"""An author at the questions of the tiny course, through the admin's pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from quizzes.models import Quiz
from quizzes.source.sections import place_of, places, section_of
from tests.quizzes.course import GRADED
from tests.quizzes.test_admin import staff


@pytest.fixture
def author() -> Client:
    return staff(Role.INSTRUCTOR, teaches=True)


def quiz(slug: str = "exam") -> Quiz:
    return Quiz.objects.select_related("document__draft", "document__published").get(slug=slug)


def page(question: str, slug: str = "exam") -> str:
    return reverse("admin:quizzes_quiz_question", args=[quiz(slug).document_id, question])


def listed(slug: str = "exam") -> str:
    return reverse("admin:quizzes_quiz_questions", args=[quiz(slug).document_id])


def added(kind: str, case: str = "", slug: str = "exam") -> str:
    return reverse("admin:quizzes_quiz_question_add", args=[quiz(slug).document_id]) + f"?kind={kind}&case={case}"


def draft(slug: str = "exam") -> str:
    found = quiz(slug).document.draft
    return found.text if found else ""


def section(question: str, slug: str = "exam") -> str:
    text = draft(slug) or GRADED
    place = place_of(text, question)
    assert place is not None
    return section_of(text, place)


def saved(client: Client, address: str, sent: dict[str, Any], do: str = "save", status: int = 302) -> Any:
    answer = client.post(address, {**sent, "do": do})
    assert answer.status_code == status, answer.content.decode()
    return answer


IDS = [place.id for place in places(GRADED)]
