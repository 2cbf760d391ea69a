"""A marked attempt is given back: never once its key was open (P14), at once (P11), and marked anew (P2, P4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Enrolment
from quizzes.actions import marking
from quizzes.actions.allowances import withdraw_allowance
from quizzes.actions.attempts import NotEnrolled, Refused
from quizzes.actions.reopen import reopen_attempt
from quizzes.models import Allowance, Attempt, MarkChange, Quiz, Reopening
from quizzes.reports.integrity import broken_invariants
from quizzes.reports.reopening import SEEN
from tests.factories import UserFactory
from tests.quizzes.sitting import RIGHT, WRONG, Sitting, grant

pytestmark = pytest.mark.django_db


def reopen(sitting: Sitting, minutes: int = 15, by: User | None = None) -> Reopening:
    by_id = by.pk if by else None
    return reopen_attempt(sitting.attempt.pk, minutes=minutes, reason="The network was down.", by_id=by_id)


def refused(sitting: Sitting, words: str = SEEN) -> None:
    before = Attempt.objects.values().get(pk=sitting.attempt.pk)
    with pytest.raises(Refused, match=words[:40]):
        reopen(sitting)
    assert Attempt.objects.values().get(pk=sitting.attempt.pk) == before
    assert not Reopening.objects.exists()
    assert not Allowance.objects.filter(extra_minutes__gt=0).exists()


# --- refused ------------------------------------------------------------------------------------------------------
def test_the_last_attempt_is_not_reopened_since_its_key_is_open(exam: Sitting) -> None:
    """P14. Nor is it once an extra attempt hides what was seen."""
    exam.finish(WRONG)
    exam.finish(WRONG)
    refused(exam)
    grant(exam, extra_attempts=1)
    refused(exam)


def test_who_gave_up_to_see_the_answers_has_seen_them(exam: Sitting) -> None:
    exam.finish(WRONG)
    exam.client.post(f"{exam.address}give-up/")
    refused(exam)


def test_what_had_closed_once_stays_closed(exam: Sitting) -> None:
    closing = timezone.now() + timedelta(hours=1)
    given = grant(exam, closes_at=closing)
    exam.finish(WRONG)
    assert reopen(exam).ends_at is not None
    exam.submit()
    marking.sweep()
    past = timezone.now() - timedelta(minutes=1)
    Attempt.objects.update(started_at=past - timedelta(hours=1), finished_at=past - timedelta(minutes=30))
    Allowance.objects.filter(pk=given.pk).update(closes_at=past, granted_at=past - timedelta(hours=2))
    with pytest.raises(Refused, match="may have seen"):
        reopen(exam)
    # A later date opens the quiz again; what was seen until then has been seen.
    grant(exam, closes_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="may have seen"):
        reopen(exam)


def test_an_attempt_that_was_taken_back_showed_the_key(exam: Sitting) -> None:
    extra = grant(exam, extra_attempts=1)
    exam.finish(WRONG)
    exam.finish(WRONG)
    withdraw_allowance(extra.pk, by_id=None, now=timezone.now())
    grant(exam, extra_attempts=5)
    refused(exam)


def test_fewer_attempts_than_the_author_allows_now_count_as_they_were(exam: Sitting) -> None:
    exam.finish(WRONG)
    exam.finish(WRONG)
    Quiz.objects.filter(slug="exam").update(attempts=9)
    refused(exam)


def test_practice_shows_its_key_at_once(loaded: object) -> None:
    drill = Sitting("drill")
    drill.finish({})
    refused(drill)


def test_only_the_last_and_only_a_marked_one(exam: Sitting) -> None:
    grant(exam, extra_attempts=3)
    exam.start()
    refused(exam, "Only an attempt that is marked")
    exam.submit()
    refused(exam, "Only an attempt that is marked")
    marking.sweep()
    exam.start()
    exam.number = 1
    refused(exam, "A later attempt")


def test_who_left_the_course_gets_nothing_back(exam: Sitting) -> None:
    exam.finish(WRONG)
    Enrolment.objects.update(left_at=timezone.now())
    with pytest.raises(NotEnrolled):
        reopen(exam)


@pytest.mark.parametrize("minutes", [0, -5, 10_081])
def test_minutes_have_limits(exam: Sitting, minutes: int) -> None:
    exam.finish(WRONG)
    with pytest.raises(Refused, match="minutes"):
        reopen(exam, minutes)


def test_what_was_begun_weeks_ago_is_not_drawn_out(exam: Sitting) -> None:
    exam.finish(WRONG)
    exam.let_pass(days=23)
    refused(exam, "It was begun more than three weeks ago")


# --- reopened -------------------------------------------------------------------------------------------------------
def test_it_goes_on_with_its_answers_and_without_its_marks(exam: Sitting) -> None:
    exam.finish(WRONG)
    before = exam.attempt
    by: User = UserFactory()
    row = reopen(exam, by=by)
    after = exam.attempt
    assert (after.state, after.points, after.passed, after.finished_at, after.graded_at) == ("in_progress", *[None] * 4)
    assert {item.outcome for item in exam.items.values()} == {""}
    assert all(item.points is None and item.response is not None for item in exam.items.values())
    assert (row.points, row.by, row.reason, row.mark) == (before.points, by, "The network was down.", None)
    kept = {item["position"]: item for item in row.before["items"]}
    assert len(kept) == len(exam.items) and row.before["points"] == str(before.points)
    assert kept[exam.items["which"].position]["response"] == exam.items["which"].response
    assert list(broken_invariants()) == []
    html = exam.html()
    assert "canary" not in html.lower().replace("canary-short-accepted", "")
    assert "Ends at" in html


def test_it_is_marked_anew_once_and_both_marks_stay_on_record(exam: Sitting) -> None:
    """P2, P8"""
    first = exam.finish(WRONG).points
    row = reopen(exam)
    assert exam.save({"which": RIGHT["which"], "truth": RIGHT["truth"]}).status_code == 302
    exam.submit()
    for _ in range(2):
        marking.mark_attempt(exam.attempt.pk)
        marking.sweep()
    second = exam.attempt.points
    assert first is not None and second is not None and second > first
    told = MarkChange.objects.order_by("pk").values_list("kind", "old_points", "new_points")
    assert list(told) == [("graded", None, first), ("anew", first, second)]
    row.refresh_from_db()
    assert row.mark is not None and row.mark.new_points == second
    assert list(broken_invariants()) == []
    # And once more: each reopening has a mark of its own.
    reopen(exam)
    exam.submit()
    marking.sweep()
    assert MarkChange.objects.filter(kind="anew").count() == 2
    assert list(broken_invariants()) == []


def test_its_end_is_so_many_minutes_away_and_a_later_attempt_gets_none_of_them(exam: Sitting) -> None:
    """P11"""
    exam.finish(WRONG)
    exam.let_pass(days=2)
    row = reopen(exam, 15)
    assert row.ends_at is not None
    left = row.ends_at - timezone.now()
    assert timedelta(minutes=14, seconds=50) < left < timedelta(minutes=16)
    assert row.ends_at == exam.attempt.ends_at
    grant(exam, extra_minutes=5)
    assert exam.attempt.ends_at == row.ends_at + timedelta(minutes=5)
    exam.submit()
    assert exam.attempt.state == "submitted"
    marking.sweep()
    exam.start()
    assert exam.attempt.ends_at == exam.attempt.started_at + timedelta(minutes=25)


def test_time_that_was_left_is_not_taken_away(exam: Sitting) -> None:
    exam.finish(WRONG)
    reopen(exam, 1)
    assert exam.attempt.ends_at == exam.attempt.started_at + timedelta(minutes=20)
    assert not Allowance.objects.exists()


def test_its_time_runs_out_by_itself(exam: Sitting) -> None:
    """P10"""
    exam.finish(WRONG)
    exam.let_pass(hours=1)
    ends_at = reopen(exam, 15).ends_at
    assert ends_at is not None
    marking.sweep(ends_at + timedelta(minutes=1))
    after = exam.attempt
    assert (after.state, after.finished_at, after.submitted_at) == ("graded", ends_at, None)
    assert list(broken_invariants()) == []


def test_nobody_who_can_still_submit_sees_a_key(exam: Sitting) -> None:
    """P14: while it is open, and after it."""
    exam.finish(RIGHT)
    reopen(exam)
    for page in ("", "review/", "questions/1/", "result/"):
        answer = exam.client.get(exam.at(page), follow=True)
        assert "Canary-single-right" not in answer.content.decode(), page
    exam.submit()
    marking.sweep()
    assert "Canary-single-right" not in exam.html("result/")


def test_the_database_holds_one_open_reopening_for_each_attempt(exam: Sitting) -> None:
    exam.finish(WRONG)
    row = reopen(exam)
    same = {"attempt": row.attempt, "reason": "x", "made_at": row.made_at, "points": Decimal(0), "before": {}}
    with pytest.raises(IntegrityError), transaction.atomic():
        Reopening.objects.create(**same)


def test_a_mark_that_another_gave_meanwhile_is_not_given_twice(exam: Sitting) -> None:
    """P2: what holds where the row's lock does not."""
    exam.finish(WRONG)
    row = reopen(exam)
    exam.submit()
    stale = exam.attempt
    marking.sweep()
    n_changes = MarkChange.objects.count()
    stale.points, stale.graded_at, stale.state = Decimal(0), timezone.now(), "graded"
    Reopening.objects.filter(pk=row.pk).update(mark=None)
    taken = MarkChange.objects.get(kind="anew")
    original = Reopening.objects.filter

    def another_was_first(*args: object, **fields: object) -> object:
        rows = original(*args, **fields)
        if "pk" in fields:
            original(pk=row.pk).update(mark=taken)
        return rows

    with pytest.MonkeyPatch.context() as patch, pytest.raises(RuntimeError, match="marked by another"):
        patch.setattr(Reopening.objects, "filter", another_was_first)
        with transaction.atomic():
            marking._tell([stale], timezone.now())
    assert MarkChange.objects.count() == n_changes
