"""What one learner gets beyond a quiz's rules, what they give up, and what a later edit leaves alone (P7, P11, P14)."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from quizzes.actions.allowances import withdraw_allowance
from quizzes.models import Allowance, Attempt, GivenUp, Quiz
from tests.curriculum.rows import edit, load_texts
from tests.quizzes.course import TEXTS, drill_of
from tests.quizzes.sitting import WRONG, Sitting, grant, said

pytestmark = pytest.mark.django_db


def ends_at(sitting: Sitting, page: str = "") -> datetime | None:
    """The end as the page says it."""
    _, found, rest = sitting.html(page).partition('Ends at <time datetime="')
    return parse_datetime(rest.partition('"')[0]) if found else None


# --- allowances, read live (P11) -----------------------------------------------------------------------------------
def test_extra_time_moves_the_end_of_a_running_attempt(exam: Sitting) -> None:
    exam.start()
    exam.let_pass(minutes=19)
    grant(exam, extra_minutes=10)
    attempt = exam.attempt
    assert attempt.ends_at == attempt.started_at + timedelta(minutes=30)
    exam.let_pass(minutes=5)
    attempt = exam.attempt
    for page in ("", "questions/3/", "review/"):
        assert ends_at(exam, page) == (attempt.started_at + timedelta(minutes=30))
    assert exam.save({"truth": "False"}).status_code == 302


def test_time_that_is_taken_back_does_not_shorten_what_runs(exam: Sitting) -> None:
    given = grant(exam, extra_minutes=10)
    exam.start()
    assert withdraw_allowance(given.pk, by_id=None, now=timezone.now())
    assert not withdraw_allowance(given.pk, by_id=None, now=timezone.now())
    exam.let_pass(minutes=25)
    assert exam.save({"truth": "False"}).status_code == 302
    exam.submit()
    assert exam.attempt.state == "submitted"
    exam.start()
    assert exam.attempt.ends_at == exam.attempt.started_at + timedelta(minutes=20)


def test_extra_attempts_count_at_once_and_add_up(exam: Sitting) -> None:
    exam.finish()
    exam.finish()
    grant(exam, extra_attempts=1)
    grant(exam, extra_attempts=1)
    assert "2 of 4 left" in exam.first_page()
    assert (exam.finish().number, exam.attempt.limit) == (3, 4)


def test_a_moved_date_limits_a_running_attempt_and_is_told(exam: Sitting) -> None:
    soon = timezone.now() + timedelta(minutes=7)
    grant(exam, closes_at=soon)
    page = exam.first_page()
    assert "<dt>Closes</dt>" in page
    assert "An attempt begun now would end then, before its 20 minutes are over." in page
    exam.start()
    assert exam.attempt.ends_at == soon
    grant(exam, closes_at=soon + timedelta(hours=1))
    assert exam.attempt.ends_at == exam.attempt.started_at + timedelta(minutes=20)


def test_an_allowance_is_one_learner_s_at_one_quiz(exam: Sitting, loaded: Path) -> None:
    other = Sitting("exam")
    grant(exam, extra_minutes=10, extra_attempts=1)
    other.start()
    assert (other.attempt.limit, other.attempt.ends_at) == (2, other.attempt.started_at + timedelta(minutes=20))


# --- giving up -----------------------------------------------------------------------------------------------------
def give_up(sitting: Sitting) -> list[str]:
    return said(sitting.client.post(f"{sitting.address}give-up/"))


def test_there_is_nothing_to_give_up_before_the_first_attempt_or_in_practice(exam: Sitting, drill: Sitting) -> None:
    assert give_up(exam) == ["There is nothing to give up."]
    drill.finish()
    assert give_up(drill) == ["There is nothing to give up."]
    assert Sitting("exam", enrolled=False).client.post(f"{exam.address}give-up/").status_code == 404
    assert not GivenUp.objects.exists()


def test_an_attempt_in_progress_is_submitted_before_the_others_are_given_up(exam: Sitting) -> None:
    exam.start()
    assert give_up(exam) == ["Submit the attempt that is in progress first."]
    assert not GivenUp.objects.exists()


def test_to_give_up_is_for_good_and_opens_the_answers(exam: Sitting) -> None:
    """P14: no later attempt, however it is asked for."""
    exam.finish(WRONG)
    assert "Canary-single-why" not in exam.html("result/")
    assert "Giving it up cannot be undone" in exam.first_page()
    for _ in range(2):
        assert give_up(exam) == ["The answers of your attempts are open to you now."]
    assert GivenUp.objects.count() == 1
    assert "Canary-single-why" in exam.html("result/")
    grant(exam, extra_attempts=5)
    assert said(exam.start()) == ["You gave up the attempts left to see the answers."]
    assert Attempt.objects.count() == 1


# --- later edits (P7) ----------------------------------------------------------------------------------------------
def test_an_edit_changes_the_next_attempt_and_not_the_one_that_runs(exam: Sitting) -> None:
    exam.start()
    edit("quiz:exam", "pass_mark: 60", "pass_mark: 90")
    edit("quiz:exam", "time_limit: 20", "time_limit: 5")
    edit("quiz:exam", "Which letter comes first?", "Which one comes first?")
    assert "Which letter comes first?" in exam.html()
    exam.let_pass(minutes=10)
    exam.submit()
    assert (exam.attempt.state, exam.attempt.pass_mark) == ("submitted", 60)
    exam.start()
    assert (exam.attempt.pass_mark, exam.attempt.time_limit) == (90, 5)
    assert "Which one comes first?" in exam.html()


def test_an_attempt_goes_on_when_its_questions_are_taken_away(drill: Sitting, loaded: Path) -> None:
    drill.start()
    load_texts(loaded, {**TEXTS, "one/drill.quiz.md": drill_of(3)["one/drill.quiz.md"]})
    assert "The drill asks one." in drill.html()
    drill.save({"drill-one": "True"})
    assert drill.finish().points == 1
    assert "The drill asks one." in drill.html("result/")
    drill.start()
    assert sorted(drill.items) == ["drill-0", "drill-1", "drill-2"]


def test_fewer_attempts_allowed_later_do_not_undo_those_that_were(exam: Sitting) -> None:
    exam.finish()
    exam.start()
    Quiz.objects.filter(slug="exam").update(attempts=1)
    assert exam.save({"truth": "False"}).status_code == 302
    assert "0 of 1 left" in exam.first_page()


def test_a_closing_date_that_was_taken_back_opens_no_answers(exam: Sitting) -> None:
    """P14: it still ends the attempt that it was given to, and the quiz is open for the next one."""
    exam.finish(WRONG)
    grant(exam, extra_attempts=1)
    given = grant(exam, closes_at=timezone.now() + timedelta(minutes=5))
    exam.start()
    assert exam.number == 2
    withdraw_allowance(given.pk, by_id=None, now=timezone.now())
    Allowance.objects.filter(pk=given.pk).update(closes_at=timezone.now() - timedelta(minutes=5))
    Attempt.objects.filter(number=2).update(started_at=timezone.now() - timedelta(minutes=15))
    assert "Start again" in exam.first_page()
    exam.number = 1
    assert "Canary-single-why" not in exam.html("result/")
    exam.start()
    assert exam.number == 3


def test_attempts_that_were_taken_back_are_not_promised(exam: Sitting) -> None:
    given = grant(exam, extra_attempts=1)
    exam.finish()
    exam.start()
    assert withdraw_allowance(given.pk, by_id=None, now=timezone.now())
    exam.let_pass(minutes=21)
    page = exam.first_page()
    assert ("0 of 2 left" in page, "You have used all your attempts." in page) == (True, True)
