"""What an attempt's answers come to by objective is kept with its mark, and is what the answers say."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from quizzes.actions.by_hand import mark_by_hand
from quizzes.grading.shares import Share, by_objective, read, read_current, written
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.reports.integrity import broken_invariants
from tests.quizzes.marked import marked
from tests.quizzes.sitting import WRONG, Sitting

POINT, NONE = Decimal("1.00"), Decimal("0.00")


def test_answers_are_added_up_by_objective_and_what_waits_counts_for_nothing() -> None:
    rows = [
        ("count", "right", POINT, POINT),
        ("count", "partly", Decimal("0.33"), POINT),
        ("read", "unanswered", NONE, Decimal("2.50")),
        ("read", "waiting", None, POINT),
    ]
    assert by_objective(rows) == {"count": (2, 1, 133, 200), "read": (1, 0, 0, 250)}


@given(
    st.dictionaries(st.from_regex(r"[a-z0-9-]{1,9}", fullmatch=True), st.builds(Share, *[st.integers(0, 10**6)] * 4))
)
def test_what_is_written_is_read(shares: dict[str, Share]) -> None:
    assert read(written(shares)) == shares


@pytest.mark.parametrize(
    ("text", "points", "is_current"),
    [
        ("", NONE, False),
        ("-", NONE, True),
        ("count:1:1:100:100", POINT, True),
        ("count:1:1:100:100", NONE, False),
        ("count:1:1:100:100 read:1:0:50:100", Decimal("1.50"), True),
    ],
)
def test_shares_that_do_not_add_up_to_the_points_are_old(text: str, points: Decimal, is_current: bool) -> None:
    assert (read_current(text, points) is not None) is is_current


def test_marking_keeps_them_and_a_mark_by_hand_moves_them(exam: Sitting) -> None:
    attempt = exam.finish(WRONG)
    kept = attempt.shares
    assert kept and attempt.points is not None and read_current(kept, attempt.points)
    item = AttemptItem.objects.filter(attempt=attempt, version__question__slug="which").get()
    mark_by_hand(item.pk, POINT, comment="", reason="", by_id=None, now=timezone.now())
    attempt.refresh_from_db()
    assert attempt.shares != kept
    assert list(broken_invariants()) == []


def test_attempts_of_an_earlier_release_get_theirs_when_it_is_updated(exam: Sitting) -> None:
    marked(Quiz.objects.get(slug="exam"), [{"which": "The letter alpha"}, {"which": "The letter beta"}])
    assert set(Attempt.objects.values_list("shares", flat=True)) == {""}
    import_module("quizzes.migrations.0010_shares").fill(apps, None)
    assert list(Attempt.objects.order_by("pk").values_list("shares", flat=True)) == [
        "count:1:1:100:100",
        "count:1:0:0:100",
    ]


def test_shares_that_are_not_those_of_the_answers_are_named(exam: Sitting) -> None:
    marked(Quiz.objects.get(slug="exam"), [{"which": "The letter alpha"}])
    attempt = Attempt.objects.get()
    Attempt.objects.update(shares="count:1:0:100:100")
    found = [words for words in broken_invariants() if "shares" in words]
    assert found == [f"attempt {attempt.pk} has other shares by objective than its answers"]
