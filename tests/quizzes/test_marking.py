"""Marks: one for each attempt, whoever marks it and how often; a total is the sum of its parts (P2, P3, P8, P10)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from quizzes.actions import attempts, marking
from quizzes.actions.marking import is_passed, mark_attempt
from quizzes.models import Attempt, AttemptItem, MarkChange
from quizzes.pages.result import percent
from quizzes.tasks import grade_attempt, sweep_attempts
from tests.curriculum.rows import dump, edit
from tests.quizzes.course import N_GRADED, POSSIBLE
from tests.quizzes.sitting import RIGHT, WRONG, Sitting

pytestmark = pytest.mark.django_db

PARTLY: dict[str, Any] = {
    "several": ["The vowel alpha"],
    "order": ["First alpha", "Then gamma", "Then beta"],
    "match": {"The sign A": "Named alpha", "The sign B": "Named beta", "The sign C": "Named omega"},
    "number": ("271.828", "TB"),
}


def marks(sitting: Sitting) -> dict[str, tuple[str | None, str]]:
    return {
        slug: (None if item.points is None else str(item.points), item.outcome) for slug, item in sitting.items.items()
    }


def rows() -> dict[str, list[dict[str, Any]]]:
    return dump(app="quizzes")


# --- what each kind earns ------------------------------------------------------------------------------------------
def test_nothing_answered_earns_nothing(exam: Sitting) -> None:
    attempt = exam.finish()
    assert set(marks(exam).values()) == {("0.00", "unanswered")}
    assert (attempt.state, attempt.points, attempt.passed, attempt.n_waiting) == ("graded", Decimal(0), False, 0)


def test_wrong_answers_earn_nothing(exam: Sitting) -> None:
    attempt = exam.finish(WRONG)
    assert marks(exam) == {slug: (None, "waiting") if slug == "essay" else ("0.00", "wrong") for slug in WRONG}
    assert (attempt.points, attempt.passed, attempt.n_waiting) == (Decimal(0), None, 1)


def test_right_answers_of_every_kind_earn_everything(exam: Sitting) -> None:
    attempt = exam.finish(RIGHT)
    worth = {"several": "2.00", "order": "3.00", "match": "2.00", "lab": "2.00"}
    expected = {slug: (worth.get(slug, "1.00"), "right") for slug in RIGHT}
    assert marks(exam) == expected | {"essay": (None, "waiting")}
    assert (attempt.points, attempt.passed, attempt.n_waiting) == (POSSIBLE - 4, True, 1)


def test_a_part_of_an_answer_counts_where_the_quiz_says_so(exam: Sitting) -> None:
    exam.finish(PARTLY)
    found = marks(exam)
    # Two of three, and a third off for one wrong among four: (2 - 1/3) / 3 of two points.
    assert found["match"] == ("1.11", "partly")
    assert found["number"] == ("1.00", "right")
    for slug, worth in (("several", 2), ("order", 3)):
        points, outcome = found[slug]
        assert (0 < Decimal(points or 0) < worth, outcome) == (True, "partly")


def test_under_the_exam_s_policy_no_part_counts(exam: Sitting) -> None:
    edit("quiz:exam", "marking: learn", "marking: exam")
    exam.finish(PARTLY)
    found = marks(exam)
    assert {slug: found[slug] for slug in PARTLY} == {
        slug: ("1.00", "right") if slug == "number" else ("0.00", "wrong") for slug in PARTLY
    }


@pytest.mark.parametrize("answers", [{}, WRONG, RIGHT, PARTLY])
def test_a_total_is_the_sum_of_its_parts_and_is_what_is_shown(exam: Sitting, answers: dict[str, Any]) -> None:
    """P8."""
    attempt = exam.finish(answers)
    parts = [item.points or Decimal(0) for item in exam.items.values()]
    assert sum(parts) == attempt.points
    assert sum(item.possible for item in exam.items.values()) == attempt.possible
    assert f"{attempt.points} of {attempt.possible} points." in exam.html("result/")
    assert f"{attempt.points} of {attempt.possible} ({percent(attempt.points, attempt.possible)}%)" in exam.first_page()


@pytest.mark.parametrize(
    ("got", "possible", "mark", "n_waiting", "passed"),
    [
        ("6.99", "10", 70, 0, False),
        ("7", "10", 70, 0, True),
        ("6.66", "10", 67, 0, False),
        ("0.67", "1", 67, 0, True),
        ("6.99", "10", 70, 1, None),
        ("7", "10", 70, 1, True),
        ("0", "10", 1, 0, False),
        ("10", "10", 100, 0, True),
        ("9.99", "10", 100, 0, False),
    ],
)
def test_whoever_has_just_the_mark_has_passed(got: str, possible: str, mark: int, n_waiting: int, passed: bool) -> None:
    assert is_passed(Decimal(got), Decimal(possible), mark, n_waiting=n_waiting) is passed


def test_just_half_passes_the_drill_and_less_does_not(drill: Sitting) -> None:
    assert drill.finish({"drill-one": "True"}).passed is True
    assert "Passed, with 50%" in drill.html("result/")
    assert "That is just the 50% needed." in drill.html("result/")
    assert drill.finish({"drill-one": "False"}).passed is False
    assert "0%, not passed" in drill.html("result/")


@pytest.mark.parametrize(
    ("got", "possible", "words"), [("2", "3", "66.6"), ("6.99", "10", "69.9"), ("10", "10", "100")]
)
def test_a_percentage_never_promises_more_than_there_is(got: str, possible: str, words: str) -> None:
    assert percent(Decimal(got), Decimal(possible)) == words


# --- once (P2, P6) -------------------------------------------------------------------------------------------------
def test_an_attempt_in_progress_is_not_marked(exam: Sitting) -> None:
    exam.start()
    before = rows()
    assert not mark_attempt(exam.attempt.pk)
    assert not mark_attempt(0)
    sweep_attempts()
    assert rows() == before


@pytest.mark.parametrize("again", [grade_attempt, lambda _pk: sweep_attempts(), lambda pk: mark_attempt(pk)])
def test_marking_again_changes_nothing(exam: Sitting, again: Callable[[int], None]) -> None:
    exam.start()
    exam.save(RIGHT)
    exam.submit()
    grade_attempt(exam.attempt.pk)
    before = rows()
    for _ in range(2):
        again(exam.attempt.pk)
    assert rows() == before
    assert MarkChange.objects.filter(kind="graded").count() == 1


def test_to_submit_twice_is_to_submit_once(exam: Sitting) -> None:
    exam.start()
    first = exam.submit()
    before = rows()
    again = exam.submit()
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])
    assert rows() == before


def test_one_submission_without_a_broker_is_still_marked(exam: Sitting) -> None:
    """P3: the queue is a hint; the sweep reads the database."""
    exam.start()
    exam.submit()
    page = exam.html("result/")
    assert "Your answers are being marked" in page
    assert "being marked" in exam.first_page()
    sweep_attempts()
    assert exam.attempt.state == "graded"


# --- expiry needs nobody (P10) -------------------------------------------------------------------------------------
def test_what_ran_out_is_shown_as_ended_though_nobody_wrote_it_down(exam: Sitting) -> None:
    exam.start()
    exam.save({"which": "The letter alpha"})
    exam.let_pass(minutes=20, seconds=31)
    before = rows()
    for page in ("", "questions/1/", "review/"):
        assert exam.get(page).headers["Location"] == exam.at("result/")
    assert "Time ran out at" in exam.html("result/")
    assert "Start again" in exam.first_page()
    assert rows() == before
    assert exam.attempt.state == "in_progress"


def test_within_the_grace_the_attempt_is_still_open(exam: Sitting) -> None:
    exam.start()
    exam.let_pass(minutes=20, seconds=20)
    assert exam.get().status_code == 200
    assert exam.get("result/").headers["Location"] == exam.at()


@pytest.mark.parametrize("by", ["sweep", "task", "submission"])
def test_what_was_saved_counts_and_the_deadline_is_the_end(exam: Sitting, by: str) -> None:
    exam.start()
    exam.save({"which": "The letter alpha"})
    exam.let_pass(hours=3)
    end = exam.attempt.ends_at
    end_it: dict[str, Callable[[], object]] = {
        "sweep": sweep_attempts,
        "task": lambda: grade_attempt(exam.attempt.pk),
        "submission": exam.submit,
    }
    end_it[by]()
    sweep_attempts()
    attempt = exam.attempt
    assert (attempt.state, attempt.points, attempt.finished_at, attempt.submitted_at) == (
        "graded",
        Decimal(1),
        end,
        None,
    )
    assert "Time ran out at" in exam.html("result/")


def test_the_sweep_asks_the_allowances_and_not_the_row(exam: Sitting) -> None:
    """P11: the row may still name an end that has been moved."""
    exam.start()
    end = exam.attempt.ends_at
    Attempt.objects.update(ends_at=timezone.now() - timedelta(hours=1))
    sweep_attempts()
    assert (exam.attempt.state, exam.attempt.ends_at) == ("in_progress", end)


def test_more_than_a_batch_is_marked_in_one_sweep(exam: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "BATCH", 2)
    sittings = [exam, *(Sitting("exam") for _ in range(4))]
    for number, sitting in enumerate(sittings):
        sitting.start()
        sitting.let_pass(hours=number + 1)
    assert marking.sweep() == 5
    assert Attempt.objects.filter(state="graded").count() == 5
    assert MarkChange.objects.count() == 5
    assert AttemptItem.objects.exclude(outcome="unanswered").count() == 0
    assert AttemptItem.objects.count() == 5 * N_GRADED


def test_an_attempt_that_is_submitted_twice_at_once_keeps_its_first_time(exam: Sitting) -> None:
    exam.start()
    first = attempts.submit_attempt(exam.run)
    second = attempts.submit_attempt(exam.run, timezone.now() + timedelta(minutes=1))
    assert (first.submitted_at, first.finished_at) == (second.submitted_at, second.finished_at)
