"""Knowledge checks: answered in a lesson by anybody, kept as evidence for those who study the course."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from curriculum.models import Lesson
from quizzes.models import CheckResponse, Question
from tests.curriculum.rows import load_texts
from tests.quizzes.course import CHECKS, TEXTS, altered
from tests.quizzes.sitting import COURSE, Sitting, texts_of

pytestmark = pytest.mark.django_db

FIRST, SECOND = f"{COURSE}checks/first-check/", f"{COURSE}checks/second-check/"
LESSON = f"{COURSE}lessons/beta/"


def option(words: str) -> str:
    question = Question.objects.select_related("current").get(slug="first-check")
    assert question.current is not None
    return texts_of(question.current.shown)[words]


def said(answer: Any) -> str:
    return str(answer.content.decode())


# --- refusals ------------------------------------------------------------------------------------------------------
def test_no_answer_asks_for_one(loaded: Path) -> None:
    answer = Client().get(FIRST, {"answered": "1"})
    assert (answer.status_code, "Choose or enter an answer first." in said(answer)) == (400, True)


def test_what_is_no_check_is_not_found(loaded: Path) -> None:
    for slug in ("which", "nowhere", "drill-one"):
        assert Client().get(f"{COURSE}checks/{slug}/").status_code == 404
    assert Client().get(FIRST.replace("tiny", "other")).status_code == 404


def test_a_check_that_left_its_lesson_and_one_of_a_retired_lesson_are_gone(loaded: Path) -> None:
    load_texts(loaded, {**TEXTS, "one/beta.md": TEXTS["one/beta.md"].replace(CHECKS, "")})
    assert Client().get(FIRST).status_code == 404
    load_texts(loaded, TEXTS)
    assert Client().get(FIRST).status_code == 200
    Lesson.objects.filter(slug="beta").update(retired_at=timezone.now())
    assert Client().get(FIRST).status_code == 404


# --- answers -------------------------------------------------------------------------------------------------------
def test_a_visitor_learns_at_once_and_nothing_is_kept(loaded: Path) -> None:
    right = said(Client().get(FIRST, {"answer": option("What is right")}))
    wrong = said(Client().get(FIRST, {"answer": option("What is wrong")}))
    assert ("Kestrel-first-right" in right, "Kestrel-first-wrong" in right) == (True, False)
    assert ("Kestrel-first-wrong" in wrong, "Not right" in wrong, "Kestrel-first-why" in wrong) == (True, True, True)
    assert Client().post(FIRST, {"answer": option("What is right")}).status_code == 200
    assert not CheckResponse.objects.exists()


def test_a_script_gets_the_verdict_alone(loaded: Path) -> None:
    answer = Client().get(FIRST, {"answer": option("What is right")}, headers={"x-fragment": "true"})
    assert ("<html" in said(answer), "Kestrel-first-right" in said(answer)) == (False, True)
    assert "X-Fragment" in answer.headers["Vary"]


def test_a_text_is_judged_too(loaded: Path) -> None:
    assert "Kestrel-second-right" in said(Client().get(SECOND, {"answer": " Kestrel-Second-ACCEPTED "}))
    assert "Not right" in said(Client().get(SECOND, {"answer": "owl"}))


def test_the_page_of_a_check_keeps_what_was_answered(loaded: Path) -> None:
    chosen = option("What is wrong")
    assert f'value="{chosen}" checked' in said(Client().get(FIRST, {"answer": chosen}))
    assert 'value="owl"' in said(Client().get(SECOND, {"answer": "owl"}))


# --- evidence ------------------------------------------------------------------------------------------------------
def test_a_learner_of_the_course_leaves_evidence_first_and_last(drill: Sitting) -> None:
    for words in ("What is wrong", "What is right", "What is right"):
        drill.client.post(FIRST, {"answer": option(words)})
    row = CheckResponse.objects.get()
    assert (row.learner, row.question.slug) == (drill.learner, "first-check")
    assert (row.first_outcome, row.outcome, row.n_tries) == ("wrong", "right", 3)


def test_looking_by_get_leaves_none(drill: Sitting) -> None:
    drill.client.get(FIRST, {"answer": option("What is right")})
    assert not CheckResponse.objects.exists()


def test_who_does_not_study_the_course_leaves_none_and_is_answered(loaded: Path) -> None:
    stranger = Sitting("drill", enrolled=False)
    assert "Kestrel-first-right" in said(stranger.client.post(FIRST, {"answer": option("What is right")}))
    assert not CheckResponse.objects.exists()


def test_a_check_that_says_something_else_begins_anew(drill: Sitting, loaded: Path) -> None:
    drill.client.post(FIRST, {"answer": option("What is wrong")})
    load_texts(loaded, altered("one/beta.md", "What does the first check ask?", "What does it ask first?"))
    drill.client.post(FIRST, {"answer": option("What is right")})
    found = CheckResponse.objects.order_by("version__number").values_list("version__number", "first_outcome", "n_tries")
    assert list(found) == [(1, "wrong", 1), (2, "right", 1)]


# --- in the lesson -------------------------------------------------------------------------------------------------
def test_a_lesson_shows_its_checks_without_their_keys(loaded: Path) -> None:
    html = said(Client().get(LESSON))
    assert html.count("<knowledge-check") == 2
    assert "kestrel" not in html.lower()
    assert 'id="check-first-check"' in html


def test_a_visitors_form_asks_by_get_and_a_learners_is_kept(drill: Sitting) -> None:
    visitor, learner = said(Client().get(LESSON)), said(drill.client.get(LESSON))
    form = f'action="{FIRST}" '
    assert f'{form}method="get"' in " ".join(visitor.split()).replace('" >', '">').replace("  ", " ")
    assert f'{form}method="post"' in " ".join(learner.split())
    assert (visitor.count("csrfmiddlewaretoken"), learner.count("csrfmiddlewaretoken") >= 3) == (0, True)


def test_a_lesson_costs_the_same_with_one_check_and_with_two(loaded: Path) -> None:
    def n_queries() -> int:
        Client().get(LESSON)
        with CaptureQueriesContext(connection) as queries:
            Client().get(LESSON)
        return len(queries)

    two = n_queries()
    load_texts(
        loaded, {**TEXTS, "one/beta.md": TEXTS["one/beta.md"].replace(CHECKS, CHECKS.partition("```\n\n")[0] + "```\n")}
    )
    assert n_queries() == two
