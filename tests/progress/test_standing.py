"""Where a learner stands, by their own clock (P12), and what it costs to ask."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress import pacing
from progress.actions.study import begin_study, leave_course
from progress.models import LabResult, LessonRecord, Study
from progress.reports.done import done_by, done_parts
from progress.reports.standing import Standing, standing_of
from quizzes.models import Attempt, Quiz
from tests.factories import UserFactory
from tests.progress.telling import do_all

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)

# A day, and the instant at which it ends by the clocks of the place, worked out by hand from the zone's rules.
DAYS = [
    # Clocks go forward, +02:00 from then on; and back, +01:00.
    ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
    ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 9, 4, 0, tzinfo=UTC)),
    ("America/New_York", date(2026, 11, 1), datetime(2026, 11, 2, 5, 0, tzinfo=UTC)),
    # A Friday: due Friday is late once Friday is over there, and no sooner.
    ("America/New_York", date(2026, 3, 6), datetime(2026, 3, 7, 5, 0, tzinfo=UTC)),
    # +05:45, on a leap day.
    ("Asia/Kathmandu", date(2028, 2, 29), datetime(2028, 2, 29, 18, 15, tzinfo=UTC)),
    # +12:45 in winter, +13:45 in summer.
    ("Pacific/Chatham", date(2026, 4, 5), datetime(2026, 4, 5, 11, 15, tzinfo=UTC)),
    ("Pacific/Chatham", date(2026, 9, 27), datetime(2026, 9, 27, 10, 15, tzinfo=UTC)),
    # Half an hour forward and back: +10:30 and +11:00.
    ("Australia/Lord_Howe", date(2026, 4, 5), datetime(2026, 4, 5, 13, 30, tzinfo=UTC)),
    ("Australia/Lord_Howe", date(2026, 10, 4), datetime(2026, 10, 4, 13, 0, tzinfo=UTC)),
    # At midnight itself: 6 September has no midnight, and the last hour of 4 April comes twice.
    ("America/Santiago", date(2026, 9, 5), datetime(2026, 9, 6, 4, 0, tzinfo=UTC)),
    ("America/Santiago", date(2026, 4, 4), datetime(2026, 4, 5, 4, 0, tzinfo=UTC)),
    # +14:00, where the year ends first.
    ("Pacific/Kiritimati", date(2026, 12, 31), datetime(2026, 12, 31, 10, 0, tzinfo=UTC)),
]


def stands(person: User, course: Course, now: datetime) -> Standing:
    return standing_of(Study.objects.with_plan().get(enrolment__user=person), course, person, now)


@pytest.mark.parametrize(("zone", "day", "over_at"), DAYS)
def test_what_is_due_is_late_once_the_day_is_over_there(
    course: Course, zone: str, day: date, over_at: datetime
) -> None:
    person: User = UserFactory(time_zone=zone)
    begin_study(person, course, over_at - timedelta(hours=6), begins_on=day, study_days="0123456")
    last, first = stands(person, course, over_at - SECOND), stands(person, course, over_at)
    assert min(last.due.values()) == last.today == day
    assert last.pace.standing is pacing.Standing.ON_PACE
    assert first.today == day + timedelta(days=1)
    assert first.pace.standing is pacing.Standing.BEHIND


@pytest.mark.parametrize(("zone", "day", "over_at"), DAYS)
def test_who_begins_today_begins_on_their_own_day(course: Course, zone: str, day: date, over_at: datetime) -> None:
    for now, expected in ((over_at - SECOND, day), (over_at, day + timedelta(days=1))):
        plan = begin_study(UserFactory(time_zone=zone), course, now).plan
        assert plan is not None
        assert plan.begins_on == expected


def test_who_moves_takes_the_dates_along_and_lives_by_the_new_clock(course: Course) -> None:
    """31 December on Kiritimati is over when Pago Pago, 25 hours behind, has not got beyond the 30th."""
    now = datetime(2026, 12, 31, 10, tzinfo=UTC)
    person: User = UserFactory(time_zone="Pacific/Kiritimati")
    begin_study(person, course, now, begins_on=date(2026, 12, 31), study_days="0123456")
    before = stands(person, course, now)
    person.time_zone = "Pacific/Pago_Pago"
    after = stands(person, course, now)
    assert (before.today, before.pace.standing) == (date(2027, 1, 1), pacing.Standing.BEHIND)
    assert (after.today, after.pace.standing) == (date(2026, 12, 30), pacing.Standing.NOT_BEGUN)
    assert before.due == after.due


def test_counts_next_and_end_follow_from_what_is_done(course: Course, learner: User) -> None:
    now = timezone.now()
    before = stands(learner, course, now)
    assert before.next_part is not None
    assert (before.next_part.key, before.count.n_done) == ("lesson:alpha", 0)
    assert before.ends_on == max(before.due.values())
    do_all(learner, now, "alpha")
    after = stands(learner, course, now)
    assert after.next_part is not None
    assert after.next_part.key == "lab:scaling-laws"
    assert after.count.n_done == 1


def test_without_a_plan_nothing_is_due(course: Course, learner: User) -> None:
    Study.objects.update(plan=None)
    found = stands(learner, course, timezone.now())
    assert (dict(found.due), found.ends_on) == ({}, None)
    assert found.pace.standing is pacing.Standing.ON_PACE


def attempt(learner: User, number: int, *, passed: bool, at: datetime) -> Attempt:
    marks = {"points": 1, "possible": 1, "pass_mark": 60, "marking": "learn", "shuffle": "no", "seed": "s"}
    times = {"started_at": at, "submitted_at": at, "finished_at": at, "graded_at": at}
    quiz = Quiz.objects.get(slug="exam")
    return Attempt(learner=learner, quiz=quiz, number=number, state="graded", passed=passed, **marks, **times)


def test_a_quiz_is_done_since_it_was_first_passed(course: Course, learner: User) -> None:
    first, second = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
    attempt(learner, 1, passed=False, at=datetime(2026, 3, 2, tzinfo=UTC)).save()
    assert "quiz:exam" not in done_by([learner.pk], course.pk)[learner.pk]
    attempt(learner, 2, passed=True, at=second).save()
    attempt(learner, 3, passed=True, at=first).save()
    assert done_by([learner.pk], course.pk)[learner.pk]["quiz:exam"] == first


def test_a_lesson_that_was_only_opened_is_not_done_and_others_count_for_nobody(course: Course, learner: User) -> None:
    other: User = UserFactory()
    now = timezone.now()
    do_all(other, now)
    do_all(learner, now, "beta")
    LessonRecord.objects.filter(learner=learner).update(done_at=None)
    found = done_by([learner.pk, other.pk], course.pk)
    assert found[learner.pk] == {}
    assert found[other.pk].keys() == {"lesson:alpha", "lesson:beta", "lesson:gamma"}
    assert done_by([other.pk], course.pk + 1) == {other.pk: {}}


def test_both_ways_of_asking_agree_on_what_is_done(course: Course, learner: User) -> None:
    now = timezone.now()
    assert done_parts(learner.pk, course.pk) == set()
    do_all(learner, now, "beta")
    LabResult.objects.create(learner=learner, course=course, lab="scaling-laws", response={}, met_at=now)
    attempt(learner, 1, passed=False, at=now).save()
    found = done_parts(learner.pk, course.pk)
    assert found == done_by([learner.pk], course.pk)[learner.pk].keys() == {"lesson:beta", "lab:scaling-laws"}
    attempt(learner, 2, passed=True, at=now).save()
    found = done_parts(learner.pk, course.pk)
    assert found == done_by([learner.pk], course.pk)[learner.pk].keys()
    assert found == {"lesson:beta", "lab:scaling-laws", "quiz:exam"}
    leave_course(Enrolment.objects.get(user=learner).pk, now)
    assert done_parts(learner.pk, course.pk) is None


@pytest.mark.parametrize("n_records", [10, 1_000])
def test_asking_takes_three_queries_however_much_was_done(course: Course, learner: User, n_records: int) -> None:
    now = timezone.now()
    Attempt.objects.bulk_create([attempt(learner, number, passed=True, at=now) for number in range(1, n_records + 1)])
    do_all(learner, now)
    study = Study.objects.with_plan().get(enrolment__user=learner)
    standing_of(study, course, learner, now)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = standing_of(study, course, learner, now)
        assert found.pace
        assert found.count.n_done == 4
    assert len(asked) == 3


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL reads small tables whole")
def test_passed_attempts_have_an_index_of_their_own(db: None) -> None:
    told = Attempt.objects.filter(learner__in=[1], passed=True).explain()
    assert "attempt_passed (learner_id=?" in told
