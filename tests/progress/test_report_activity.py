"""Activity by day counts in UTC what is on record; of a large course or cohort the worker counts, not a page."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from curriculum.models import Course, Enrolment, Lesson
from progress.actions.days import keep_days
from progress.models import ActivityDay, Certificate, Cohort, LabResult, LessonRecord, Study
from progress.reports.tables import activity
from progress.reports.tables.report import Scope
from progress.selection import Misread, Selection
from quizzes.models import Attempt, CheckResponse, QuestionVersion, Quiz
from tests.progress.cohorts import a_cohort, another_course
from tests.progress.completing import attempt
from tests.progress.reporting import NOW, asked, told
from tests.progress.telling import DAY, MONDAY, enrolment_of, studying

COUNTS = (
    "enrolled",
    "lessons_opened",
    "lessons_done",
    "labs_met",
    "checks",
    "attempts_begun",
    "attempts_ended",
    "certificates",
)
WEEK = Selection(from_on=MONDAY.date(), to_on=NOW.date())
NOON = MONDAY + timedelta(days=2, hours=6)


def by_day(selection: Selection = WEEK, now: datetime = NOW) -> dict[date, dict[str, Any]]:
    return {row["day"]: row for row in told("activity", selection, now)}


def opened(person: User, at: datetime, slug: str = "alpha", done_at: datetime | None = None) -> None:
    lesson = Lesson.objects.get(slug=slug)
    LessonRecord.objects.create(learner=person, lesson=lesson, opened_at=at, read_at=at, done_at=done_at)


def one_of_each(person: User, course: Course, at: datetime) -> None:
    opened(person, at, done_at=at)
    LabResult.objects.create(learner=person, course=course, lab="x", response={}, met_at=at)
    version = QuestionVersion.objects.filter(question__lesson__isnull=False)[0]
    answer = {"response": "x", "outcome": "right", "first_outcome": "right", "answered_at": at}
    CheckResponse.objects.create(learner=person, question=version.question, version=version, **answer)
    attempt(person, Quiz.objects.get(slug="exam"), at, passed=True)
    paper = {"code": f"c{person.pk}", "name": "A", "course_title": "T", "finished_on": at.date(), "issued_at": at}
    Certificate.objects.create(enrolment=enrolment_of(person), **paper)


@pytest.fixture
def ann(course: Course) -> User:
    return studying(course)


# --- refusals -------------------------------------------------------------------------------------------------------
def test_more_days_than_a_year_has_are_refused(course: Course) -> None:
    year = Selection(from_on=date(2025, 1, 1), to_on=date(2026, 1, 1))
    assert len(told("activity", year)) == 366
    with pytest.raises(Misread, match="Choose 366 days at most; from 2025-01-01 to 2026-01-02 there are more"):
        told("activity", Selection(from_on=date(2025, 1, 1), to_on=date(2026, 1, 2)))


@pytest.mark.parametrize("day", [date.min, date(1, 1, 20)])
def test_the_first_days_of_all_are_no_accident(course: Course, day: date) -> None:
    rows = told("activity", Selection(to_on=day))
    assert rows[-1]["day"] == day and rows[0]["day"] >= date.min


def test_the_last_days_of_all_are_no_accident(course: Course) -> None:
    day = date(9999, 12, 30)
    assert [row["day"] for row in told("activity", Selection(from_on=day))] == [day]
    assert told("activity", Selection(to_on=day))[-1]["day"] == day


@pytest.mark.parametrize("begin", [-1, 28, 2**62])
def test_a_place_beyond_the_days_is_empty(course: Course, begin: int) -> None:
    report, scope = asked("activity")
    batch = report.read(scope, f"[{begin}]", 10)
    assert (list(batch.rows), batch.after) == ([], "")


def test_the_last_day_of_all_is_refused(course: Course) -> None:
    with pytest.raises(Misread, match="Choose a first day before 9999-12-31"):
        told("activity", Selection(from_on=date.max))


@pytest.mark.parametrize("other", [Selection(role="learner"), Selection(pace="behind"), Selection(quiz="exam")])
def test_other_filters_are_refused(course: Course, other: Selection) -> None:
    with pytest.raises(Misread, match="has no such filter; leave it empty"):
        asked("activity", other)


# --- what it says ---------------------------------------------------------------------------------------------------
def test_where_no_days_are_named_the_last_four_weeks_are_shown_with_empty_days(ann: User) -> None:
    days = [row["day"] for row in told("activity")]
    assert days == [NOW.date() - number * DAY for number in range(27, -1, -1)]
    assert by_day()[NOW.date()] == {"day": NOW.date(), "active": 0, **dict.fromkeys(COUNTS, 0), "counted_at": NOW}


def test_each_thing_is_counted_once_and_whoever_did_several_is_active_once(ann: User, course: Course) -> None:
    one_of_each(ann, course, NOON)
    row = by_day()[NOON.date()]
    assert {name: row[name] for name in COUNTS} == {**dict.fromkeys(COUNTS, 1), "enrolled": 0}
    assert row["active"] == 1
    first = by_day()[MONDAY.date()]
    assert (first["enrolled"], first["active"]) == (1, 1)


def test_a_day_begins_and_ends_at_midnight_utc_whatever_the_learners_zone(course: Course) -> None:
    midnight = datetime(2026, 3, 5, tzinfo=UTC)
    person = studying(course, "Pacific/Chatham")
    opened(person, midnight - timedelta(microseconds=1), "alpha")
    opened(person, midnight, "beta")
    opened(studying(course, "America/Los_Angeles"), midnight + DAY - timedelta(microseconds=1), "beta")
    rows = by_day()
    found = [(rows[day]["lessons_opened"], rows[day]["active"]) for day in (date(2026, 3, 4), date(2026, 3, 5))]
    assert found == [(1, 1), (2, 2)]


def test_what_happened_in_another_course_is_not_counted(ann: User, course: Course) -> None:
    other = another_course()
    Enrolment.objects.create(user=ann, course=other, enrolled_at=NOON)
    LabResult.objects.create(learner=ann, course=other, lab="x", response={}, met_at=NOON)
    row = by_day(Selection(course="tiny", from_on=WEEK.from_on, to_on=WEEK.to_on))[NOON.date()]
    assert (row["enrolled"], row["labs_met"], row["active"]) == (0, 0, 0)


def test_a_cohort_counts_its_own_learners(ann: User, course: Course) -> None:
    cohort = a_cohort()
    bob = studying(course)
    Study.objects.filter(enrolment__user=bob).update(cohort=cohort)
    for person in (ann, bob):
        opened(person, NOON)
    found = by_day(Selection(cohort=cohort.pk, from_on=WEEK.from_on, to_on=WEEK.to_on))[NOON.date()]
    assert (found["lessons_opened"], found["active"]) == (1, 1)
    assert by_day()[NOON.date()]["lessons_opened"] == 2


# --- large courses --------------------------------------------------------------------------------------------------
@pytest.fixture
def large(ann: User, course: Course, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A cohort of a course, which both are large with two learners and one."""
    monkeypatch.setattr("progress.reports.tables.activity.LARGE", 0)
    cohort = a_cohort()
    bob = studying(course)
    Study.objects.filter(enrolment__user=bob).update(cohort=cohort)
    for person in (ann, bob):
        one_of_each(person, course, NOON)
    return cohort


def test_days_that_the_worker_has_not_come_to_are_empty_and_not_nought(large: Cohort) -> None:
    rows = by_day().values()
    assert {row[name] for row in rows for name in ("active", *COUNTS, "counted_at")} == {None}


def test_the_worker_counts_what_a_page_would(large: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_days(NOW)
    of_cohort = Selection(cohort=large.pk, from_on=WEEK.from_on, to_on=WEEK.to_on)
    kept = [by_day(), by_day(of_cohort)]
    assert [rows[NOON.date()]["active"] for rows in kept] == [2, 1]
    monkeypatch.setattr("progress.reports.tables.activity.LARGE", 2_000)
    assert kept == [by_day(), by_day(of_cohort)]


def test_cohorts_are_counted_at_once_and_each_comes_to_what_a_page_would_count(
    large: Cohort, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one in which nobody did more than enrol, one that was not counted with the others before, and one whose
    members have left and are in another course as well."""
    quiet, later = a_cohort(name="Quiet"), a_cohort(name="Later")
    calls: list[int] = []

    def note(scope: Scope, cohorts: Collection[int]) -> Any:
        calls.append(len(cohorts))
        return activity.counted_apart(scope, cohorts)

    monkeypatch.setattr("progress.actions.days.counted_apart", note)
    for cohort, at in ((quiet, None), (large, NOON + DAY), (None, NOON), (None, NOON + 2 * DAY)):
        person = studying(course)
        Study.objects.filter(enrolment__user=person).update(cohort=cohort)
        if at:
            one_of_each(person, course, at)
    Enrolment.objects.filter(study__cohort=large).update(left_at=NOON)
    for person in User.objects.filter(enrolments__study__cohort=large):
        Enrolment.objects.create(user=person, course=another_course(), enrolled_at=NOON)
    moved = studying(course)
    keep_days(NOW - DAY)
    Study.objects.filter(enrolment__user=moved).update(cohort=later)
    keep_days(NOW)
    # The second time there are those that were counted, and one that was not.
    assert calls == [2, 2]
    selections = [WEEK, *(replace(WEEK, cohort=one.pk) for one in (large, quiet, later))]
    kept = [cells(by_day(one)) for one in selections]
    assert [sum(day["active"] for day in days.values()) for days in kept] == [12, 4, 1, 1]
    monkeypatch.setattr("progress.reports.tables.activity.LARGE", 2_000)
    assert kept == [cells(by_day(one)) for one in selections]


def cells(days: dict[date, dict[str, Any]]) -> dict[date, dict[str, Any]]:
    """Without when they were counted."""
    return {day: {name: cell for name, cell in row.items() if name != "counted_at"} for day, row in days.items()}


def test_a_day_that_is_not_over_is_counted_again_and_one_that_is_stays(large: Cohort, ann: User) -> None:
    keep_days(NOON)
    opened(ann, NOON + timedelta(hours=1), "beta")
    earlier = ActivityDay.objects.get(cohort=None, on=NOON.date() - DAY)
    keep_days(NOON + timedelta(hours=2))
    assert by_day()[NOON.date()]["lessons_opened"] == 3
    assert ActivityDay.objects.get(cohort=None, on=NOON.date() - DAY).counted_at == earlier.counted_at


def test_what_comes_in_the_last_moment_of_a_day_is_counted_the_day_after(large: Cohort, ann: User) -> None:
    last = datetime(2026, 3, 4, 23, 59, 59, tzinfo=UTC)
    keep_days(last)
    opened(ann, last + timedelta(microseconds=5), "beta")
    keep_days(last + timedelta(minutes=2))
    assert by_day()[last.date()]["lessons_opened"] == 3
    assert ActivityDay.objects.filter(cohort=None, on=last.date()).count() == 1


def test_a_day_that_was_counted_minutes_after_its_end_is_counted_once_more(
    large: Cohort, ann: User, course: Course
) -> None:
    """What was committed a moment late is not lost."""
    midnight = datetime(2026, 3, 5, tzinfo=UTC)
    late = {"learner": ann, "course": course, "response": {}, "met_at": midnight - timedelta(seconds=1)}
    for minutes, n_met in ((5, 2), (65, 3), (125, 3)):
        keep_days(midnight + timedelta(minutes=minutes))
        assert ActivityDay.objects.get(on=date(2026, 3, 4), cohort=None).counts["labs_met"] == n_met
        LabResult.objects.create(lab=f"late-{minutes}", **late)


def test_counting_again_and_again_adds_no_rows(large: Cohort) -> None:
    keep_days(NOW)
    n_rows = ActivityDay.objects.count()
    keep_days(NOW)
    keep_days(NOW + timedelta(hours=1))
    assert ActivityDay.objects.count() == n_rows


# --- what it costs --------------------------------------------------------------------------------------------------
def test_queries_do_not_grow_with_learners_or_days(ann: User, course: Course) -> None:
    assert n_queries() == n_queries()
    before = n_queries()
    for _ in range(5):
        one_of_each(studying(course), course, NOON)
    assert n_queries() == before
    assert Attempt.objects.count() == 5


def n_queries() -> int:
    report, scope = asked("activity", WEEK)
    with CaptureQueriesContext(connection) as queries:
        list(report.batches(scope))
    return len(queries)


@pytest.mark.parametrize("size", [1, 3, 9, 10, 11])
def test_batches_of_any_size_give_each_day_once(ann: User, course: Course, size: int) -> None:
    one_of_each(ann, course, NOON)
    report, scope = asked("activity", WEEK)
    whole = [row for batch in report.batches(scope) for row in batch]
    assert len(whole) == report.count(scope) == 10
    assert [row for batch in report.batches(scope, size, size) for row in batch] == whole
