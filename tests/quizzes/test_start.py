"""A quiz's first page, and beginning an attempt: who may, how often, until when."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from curriculum.models import Enrolment
from quizzes.actions import attempts
from quizzes.actions.attempts import MOST_AN_HOUR, NotEnrolled, TooOften
from quizzes.models import Attempt, AttemptItem, Question
from tests.curriculum.rows import load_texts
from tests.quizzes.course import N_GRADED, POSSIBLE, drill_of
from tests.quizzes.sitting import COURSE, Sitting, grant, said

pytestmark = pytest.mark.django_db


# --- refusals ------------------------------------------------------------------------------------------------------
def test_a_visitor_sees_what_the_quiz_is_and_is_asked_to_sign_in(loaded: Path) -> None:
    page = Client().get(f"{COURSE}quizzes/exam/").content.decode()
    assert ("Sign in to take it" in page, "Words before the exam." in page, "<form" in page) == (True, True, False)
    answer = Client().post(f"{COURSE}quizzes/exam/start/")
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert not Attempt.objects.exists()


def test_who_has_not_joined_is_asked_to_join_and_cannot_start(loaded: Path) -> None:
    sitting = Sitting("exam", enrolled=False)
    assert "Join the course to take it" in sitting.first_page()
    assert sitting.start().status_code == 404
    assert not Attempt.objects.exists()
    with pytest.raises(NotEnrolled):
        attempts.start_attempt(sitting.learner.pk, sitting.quiz)
    answer = sitting.client.post(f"{COURSE}join/", {"next": sitting.address})
    assert answer.headers["Location"] == sitting.address
    assert sitting.start().status_code == 302


@pytest.mark.parametrize(
    "goal", ["//example.org/", "https://example.org/", "javascript:alert(1)", "\\\\example.org", ""]
)
def test_joining_leads_nowhere_else(loaded: Path, goal: str) -> None:
    sitting = Sitting("exam", enrolled=False)
    answer = sitting.client.post(f"{COURSE}join/", {"next": goal})
    assert answer.headers["Location"] == "/desk/"
    assert Enrolment.objects.filter(user=sitting.learner, left_at=None).count() == 1


def test_who_left_comes_back_to_what_they_had(exam: Sitting) -> None:
    exam.start()
    Enrolment.objects.update(left_at=timezone.now())
    assert (exam.get().status_code, exam.start().status_code, exam.submit().status_code) == (404, 404, 404)
    exam.client.post(f"{COURSE}join/")
    assert (exam.get().status_code, Enrolment.objects.count()) == (200, 1)


def test_more_attempts_than_allowed_are_refused(exam: Sitting) -> None:
    """P4: the number is held by the page, by the action, and by the database."""
    for number in (1, 2):
        assert f"{3 - number} of 2 left" in exam.first_page()
        assert exam.finish().number == number
    page = exam.first_page()
    assert ("0 of 2 left" in page, "You have used all your attempts." in page, "start/" in page) == (True, True, False)
    assert said(exam.start()) == ["You have used all your attempts at this quiz."]
    assert Attempt.objects.count() == 2


def test_a_quiz_that_closed_is_refused(exam: Sitting) -> None:
    grant(exam, closes_at=timezone.now() - timedelta(seconds=1))
    assert "This quiz has closed for you." in exam.first_page()
    assert said(exam.start()) == ["This quiz has closed for you."]
    assert not Attempt.objects.exists()


def test_a_quiz_without_questions_is_refused(exam: Sitting) -> None:
    Question.objects.filter(quiz__slug="exam").update(retired_at=timezone.now())
    assert said(exam.start()) == ["This quiz has no questions yet."]
    assert not Attempt.objects.exists()


def test_attempts_in_a_rush_are_refused(drill: Sitting) -> None:
    """P24: bounded work, in practice too."""
    for _ in range(MOST_AN_HOUR):
        drill.start()
        drill.submit()
    with pytest.raises(TooOften):
        attempts.start_attempt(drill.learner.pk, drill.quiz)
    assert said(drill.start())[0].startswith(f"You have begun {MOST_AN_HOUR} attempts within an hour.")
    later = timezone.now() + timedelta(minutes=61)
    assert attempts.start_attempt(drill.learner.pk, drill.quiz, later).number == MOST_AN_HOUR + 1


# --- beginning -----------------------------------------------------------------------------------------------------
def test_the_first_page_says_what_how_many_how_long_and_how_marked(exam: Sitting, drill: Sitting) -> None:
    page = exam.first_page()
    for words in ("The exam", "One of each.", f"<dd>{N_GRADED}</dd>", "20 minutes", "60%", "2 of 2 left"):
        assert words in page
    assert "Part of an answer counts" in page
    page = drill.first_page()
    for words in ("About 5 minutes.", "There is no clock.", "Any number.", "The answers are shown after each attempt."):
        assert words in page


def test_an_attempt_pins_the_rules_that_it_began_with(exam: Sitting) -> None:
    """P7."""
    exam.start()
    attempt = exam.attempt
    assert (attempt.number, attempt.limit, attempt.time_limit, attempt.pass_mark) == (1, 2, 20, 60)
    assert (attempt.marking, attempt.shuffle, attempt.possible) == ("learn", "all", POSSIBLE)
    assert attempt.ends_at == attempt.started_at + timedelta(minutes=20)
    assert [item.position for item in exam.items.values()] == list(range(1, N_GRADED + 1))
    assert {item.revision for item in exam.items.values()} == {0}


def test_to_start_twice_is_to_start_once(exam: Sitting) -> None:
    """P6."""
    first = exam.start()
    assert exam.start().headers["Location"] == first.headers["Location"]
    assert (Attempt.objects.count(), AttemptItem.objects.count()) == (1, N_GRADED)
    assert "Go on with attempt 1" in exam.first_page()


def test_a_start_after_time_ran_out_is_the_next_attempt(exam: Sitting) -> None:
    """P10: nobody wrote down that the first one has ended."""
    exam.start()
    exam.let_pass(minutes=21)
    assert "Start again" in exam.first_page()
    exam.start()
    states = Attempt.objects.order_by("number").values_list("number", "state")
    assert list(states) == [(1, "expired"), (2, "in_progress")]


@pytest.mark.parametrize(("layout", "page", "n_shown"), [("", "questions/1/", 1), ("all", "", N_GRADED)])
def test_the_layout_is_one_question_or_all_of_them(exam: Sitting, layout: str, page: str, n_shown: int) -> None:
    assert exam.start(layout).headers["Location"] == exam.at(page)
    assert exam.html(page).count('<fieldset class="question"') == n_shown


def test_a_place_that_is_not_there_leads_to_the_first(exam: Sitting) -> None:
    exam.start()
    for place in (0, N_GRADED + 1, 999_999_999):
        assert exam.get(f"questions/{place}/").headers["Location"] == exam.at("questions/1/")


def test_a_blueprint_says_what_is_drawn(drill: Sitting, loaded: Path) -> None:
    head = "blueprint:\n  - questions: [drill-7]\n  - take: 3\n"
    load_texts(loaded, drill_of(20, head))
    assert "<dd>4</dd>" in drill.first_page()
    papers = []
    for _ in range(4):
        drill.finish()
        papers.append(frozenset(drill.items))
        assert len(papers[-1]) == 4
        assert "drill-7" in papers[-1]
    assert len(set(papers)) > 1
