"""Looking at everybody whose turn has come: what is made, once, and in how many queries (P12, P28)."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress.actions import notices as actions
from progress.actions.preferences import choose_mails, stop_mails
from progress.actions.study import begin_study, leave_course
from progress.models import Notice, Study
from progress.models.notices import Kind
from progress.reminders import Quiet
from progress.reports.outline import outline_of
from tests.progress.telling import DAY, LOOK, MONDAY, do_all, enrolment_of, next_look_of, plan, studying

pytestmark = pytest.mark.django_db


def test_a_look_makes_notices_and_the_next_is_at_eight(course: Course) -> None:
    person = studying(course)
    assert plan(MONDAY) == [("weekly", "2026-03-02")]
    assert next_look_of(person) == MONDAY + LOOK
    assert plan(MONDAY + LOOK) == []
    assert next_look_of(person) == MONDAY + LOOK + DAY
    made = Notice.objects.get()
    assert (made.made_at, made.mail_at, made.stale_at) == (MONDAY, MONDAY + LOOK, datetime(2026, 3, 4, 23, tzinfo=UTC))
    assert made.facts["minutes"] == sum(part["minutes"] for part in made.facts["parts"]) > 0


def test_nobody_is_looked_at_before_their_time(course: Course) -> None:
    person = studying(course)
    plan(MONDAY)
    with patch.object(actions, "notices_due") as looked:
        plan(MONDAY + LOOK - timedelta(seconds=1))
        assert not looked.called
        plan(MONDAY + LOOK)
        assert looked.call_count == 1
    assert next_look_of(person) == MONDAY + LOOK + DAY


def test_each_occasion_is_made_once_however_often_one_looks(course: Course) -> None:
    studying(course)
    seen = []
    for n in range(30):
        for _ in range(2):
            Study.objects.update(next_look_at=MONDAY)
            seen += plan(MONDAY + LOOK + n * DAY)
    assert len(seen) == len(set(seen)) == Notice.objects.count()
    assert {kind for kind, _ in seen} == {"due_soon", "behind", "weekly", "inactive"}


def test_who_has_done_everything_is_told_nothing(course: Course) -> None:
    person = studying(course)
    everything = {person.pk: {part.key: MONDAY for part in outline_of(course)}}
    with patch.object(actions, "done_by", return_value=everything):
        assert [plan(MONDAY + LOOK + n * DAY) for n in range(20)] == [[]] * 20
    assert plan(MONDAY + LOOK + 20 * DAY) != []


def test_a_lesson_that_is_done_is_not_told(course: Course) -> None:
    for done in (False, True):
        person = studying(course)
        if done:
            do_all(person, MONDAY)
        plan(MONDAY)
        listed = Notice.objects.get(enrolment=enrolment_of(person), kind="weekly").facts["parts"]
        assert any(part["key"].startswith("lesson:") for part in listed) is not done


def test_who_left_is_put_aside_and_who_joins_again_is_looked_at(course: Course) -> None:
    person = studying(course)
    leave_course(enrolment_of(person).pk, MONDAY)
    assert plan(MONDAY) == []
    assert next_look_of(person) is None
    begin_study(person, course, MONDAY + 7 * DAY)
    assert plan(MONDAY + 7 * DAY) == [("weekly", "2026-03-09")]


@pytest.mark.parametrize("gone", ["account", "course"])
def test_who_is_deactivated_or_whose_course_is_retired_is_told_nothing_meanwhile(course: Course, gone: str) -> None:
    person = studying(course)
    rows = User.objects.filter(pk=person.pk) if gone == "account" else Course.objects.filter(pk=course.pk)
    rows.update(**({"is_active": False} if gone == "account" else {"retired_at": MONDAY}))
    assert plan(MONDAY) == []
    rows.update(**({"is_active": True} if gone == "account" else {"retired_at": None}))
    assert plan(MONDAY + LOOK) == [("weekly", "2026-03-02")]


def test_a_scheduler_that_was_down_tells_what_still_matters_once(course: Course) -> None:
    studying(course)
    plan(MONDAY)
    # Down from Monday to the Tuesday of the next week.
    assert ("weekly", "2026-03-09") in plan(MONDAY + 8 * DAY)
    studying(course)
    Study.objects.update(next_look_at=MONDAY)
    # And to the Thursday of the week after: its plan is no news any more.
    assert "weekly" not in {kind for kind, _ in plan(MONDAY + 17 * DAY)}
    assert not Notice.objects.filter(kind="weekly", occasion="2026-03-16").exists()


def test_a_mail_waits_for_the_end_of_the_learners_own_quiet_hours(course: Course) -> None:
    person = studying(course)
    choose_mails(person.pk, Kind.values, Quiet(5, 11), MONDAY)
    plan(MONDAY)
    assert Notice.objects.get().mail_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert next_look_of(person) == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_who_wants_no_mail_has_the_notice_all_the_same(course: Course) -> None:
    person = studying(course)
    stop_mails(person.pk, Kind.WEEKLY, MONDAY)
    plan(MONDAY)
    made = Notice.objects.get()
    assert (made.handled_at, made.dropped) == (MONDAY, "opted out")


@pytest.mark.parametrize("there", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])
def test_who_moves_to_another_zone_is_told_nothing_twice(course: Course, there: str) -> None:
    person = studying(course)
    made = plan(MONDAY) + plan(MONDAY + DAY)
    for zone in (there, "Europe/Berlin", there):
        User.objects.filter(pk=person.pk).update(time_zone=zone)
        for n in range(24, 49, 3):
            Study.objects.update(next_look_at=MONDAY)
            made += plan(MONDAY + timedelta(hours=n))
    assert len(made) == len(set(made))
    assert [one for one in made if one[0] == "weekly"] == [("weekly", "2026-03-02")]


def test_one_study_that_cannot_be_looked_at_holds_up_nobody(course: Course) -> None:
    broken, fine = studying(course), studying(course)
    User.objects.filter(pk=broken.pk).update(time_zone="Nowhere/At_All")
    assert plan(MONDAY) == [("weekly", "2026-03-02")]
    assert Notice.objects.get().enrolment.user_id == fine.pk
    assert next_look_of(broken) == MONDAY + DAY


def test_a_look_changes_nothing_of_a_study_but_the_next_look(course: Course) -> None:
    studying(course)
    before = dict(Study.objects.values().get())
    plan(MONDAY)
    after = dict(Study.objects.values().get())
    assert before.pop("next_look_at") != after.pop("next_look_at")
    assert before == after


def test_chunks_cover_everybody(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "CHUNK", 3)
    for _ in range(7):
        studying(course)
    assert actions.plan_reminders(MONDAY) == 7
    assert Notice.objects.count() == Enrolment.objects.count() == 7


def test_queries_do_not_grow_with_learners(course: Course) -> None:
    counts = []
    for n in (1, 30):
        for _ in range(n):
            studying(course)
        Study.objects.update(next_look_at=MONDAY)
        Notice.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            actions.plan_chunk(MONDAY)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_plan_that_the_learner_just_made_is_not_told_back_at_once(course: Course) -> None:
    tuesday = MONDAY + DAY
    studying(course, begun_at=tuesday)
    assert plan(tuesday) == []
    assert "due_soon" in {kind for kind, _ in plan(tuesday + DAY + LOOK)}


def test_today_is_the_learners_own(course: Course) -> None:
    """When it is Sunday in New York, it is Monday in Chatham."""
    sunday = datetime(2026, 3, 8, 20, tzinfo=UTC)
    for zone in ("America/New_York", "Pacific/Chatham"):
        studying(course, zone, MONDAY - 7 * DAY)
    Study.objects.update(next_look_at=sunday)
    plan(sunday)
    (weekly,) = Notice.objects.filter(kind="weekly").select_related("enrolment__user")
    assert (weekly.enrolment.user.get_short_name(), weekly.occasion) == (
        User.objects.latest("pk").display_name,
        "2026-03-09",
    )
    # The end of Wednesday in Chatham, thirteen hours and three quarters ahead.
    assert weekly.stale_at == datetime(2026, 3, 11, 10, 15, tzinfo=UTC)
