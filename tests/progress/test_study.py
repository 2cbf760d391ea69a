"""Joining, planning, catching up and leaving: what happens, and what is refused with nothing changed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress import pacing
from progress.actions.cohorts import make_cohort
from progress.actions.study import (
    MOST_PLANS,
    Refused,
    begin_study,
    change_plan,
    follow_cohort,
    leave_course,
    offers_for,
    take_offer,
    undo_plan,
)
from progress.models import Cohort, Plan, Study
from progress.pacing import Pause, Remedy
from tests.factories import UserFactory
from tests.progress.telling import do_all

pytestmark = pytest.mark.django_db

# Monday, 2 March 2026, noon in Berlin.
NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def person() -> User:
    somebody: User = UserFactory(time_zone="Europe/Berlin")
    return somebody


@pytest.fixture
def study(person: User, course: Course) -> Study:
    return begin_study(person, course, NOW)


@pytest.fixture
def cohort(course: Course) -> Cohort:
    made = Cohort(course=course, name="Spring", begins_on=TODAY + 7 * DAY, study_days="024", daily_minutes=45)
    make_cohort(made, NOW)
    return made


def plans() -> list[tuple[int, str]]:
    return list(Plan.objects.order_by("number").values_list("number", "reason"))


def rule(study: Study) -> pacing.Rule:
    plan = Study.objects.with_plan().get(pk=study.pk).plan
    assert plan is not None
    return plan.rule


# --- joining --------------------------------------------------------------------------------------------------------


def test_one_begins_today_by_the_usual_minutes_of_working_days(study: Study) -> None:
    """Week 1 of the tiny course holds 10 minutes of a lesson and its lab, 20 of a lesson and 20 of the exam: ten on
    each of five days. What one is taken to have is half as much again."""
    found = rule(study)
    assert (found.begins_on, found.study_days, found.by_week) == (TODAY, frozenset(range(5)), True)
    assert (found.daily_minutes, study.most_minutes) == (10, 15)
    assert plans() == [(1, "begun")]
    assert Study.objects.get(pk=study.pk).next_look_at == NOW


@pytest.mark.parametrize("n_days", [-366, -1, 0, 7, 366])
def test_a_day_within_a_year_is_a_first_day(person: User, course: Course, n_days: int) -> None:
    assert rule(begin_study(person, course, NOW, begins_on=TODAY + n_days * DAY)).begins_on == TODAY + n_days * DAY


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"begins_on": TODAY - 367 * DAY}, "within a year"),
        ({"begins_on": TODAY + 367 * DAY}, "within a year"),
        ({"begins_on": date.max}, "within a year"),
        ({"begins_on": date.min}, "within a year"),
        ({"study_days": ""}, "at least one study day"),
        ({"study_days": "7"}, "at least one study day"),
        ({"study_days": "mo"}, "at least one study day"),
        ({"most_minutes": 9}, "from 10 to 600 minutes"),
        ({"most_minutes": 0}, "from 10 to 600 minutes"),
        ({"most_minutes": 601}, "from 10 to 600 minutes"),
    ],
)
def test_what_no_plan_has_is_refused_and_nobody_joins(
    person: User, course: Course, asked: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        begin_study(person, course, NOW, **asked)
    assert not Enrolment.objects.exists()
    assert not Study.objects.exists()


def test_days_and_minutes_are_the_learners(person: User, course: Course) -> None:
    study = begin_study(person, course, NOW, study_days="665", most_minutes=15)
    assert rule(study).study_days == {5, 6}
    assert (rule(study).daily_minutes, study.most_minutes) == (15, 15)


def test_who_left_comes_back_to_the_records_and_to_a_new_plan(person: User, course: Course, study: Study) -> None:
    do_all(person, NOW, "alpha")
    assert leave_course(study.pk, NOW)
    assert not leave_course(study.pk, NOW)
    assert not Study.objects.of(person.pk).exists()
    again = begin_study(person, course, NOW + 30 * DAY)
    assert again.pk == study.pk
    assert plans() == [(1, "begun"), (2, "begun")]
    assert rule(study).begins_on == TODAY + 30 * DAY
    assert Enrolment.objects.get().left_at is None


def test_in_a_cohort_its_dates_count(person: User, course: Course, cohort: Cohort) -> None:
    study = begin_study(person, course, NOW, begins_on=TODAY, cohort=cohort)
    found = rule(study)
    assert (found.begins_on, found.study_days, found.daily_minutes) == (TODAY + 7 * DAY, frozenset({0, 2, 4}), 45)
    # Joining alone does not lead out of it.
    assert begin_study(person, course, NOW).pk == study.pk
    assert plans() == [(1, "cohort")]


# --- another plan ---------------------------------------------------------------------------------------------------


def test_other_days_make_a_new_plan_and_the_old_one_stays(study: Study) -> None:
    before = rule(study)
    change_plan(study.pk, NOW, study_days="135", most_minutes=120)
    assert rule(study).study_days == {1, 3, 5}
    assert Study.objects.get().most_minutes == 120
    assert plans() == [(1, "begun"), (2, "changed")]
    assert Plan.objects.get(number=1).rule == before


def test_pauses_and_another_first_day(study: Study) -> None:
    off = (Pause(TODAY + DAY, TODAY + 3 * DAY),)
    change_plan(study.pk, NOW, pauses=off)
    change_plan(study.pk, NOW, begins_on=TODAY + 14 * DAY)
    assert (rule(study).pauses, rule(study).begins_on) == (off, TODAY + 14 * DAY)
    assert plans() == [(1, "begun"), (2, "paused"), (3, "changed")]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"pauses": (Pause(TODAY, TODAY - DAY),)}, "ends no earlier"),
        ({"pauses": (Pause(TODAY, TODAY + pacing.LONGEST_PAUSE * DAY),)}, "at most 366 days"),
        ({"pauses": (Pause(TODAY, TODAY),) * (pacing.MOST_PAUSES + 1)}, "at most 20 pauses"),
        ({"pauses": (Pause(date.max, date.max),)}, "Days are from"),
        ({"begins_on": TODAY + 367 * DAY}, "within a year"),
        ({"begins_on": TODAY - 367 * DAY}, "within a year"),
        ({"study_days": ""}, "at least one study day"),
        ({"study_days": "8"}, "at least one study day"),
        ({"most_minutes": 5}, "from 10 to 600"),
        ({"most_minutes": 0}, "from 10 to 600"),
    ],
)
def test_what_no_plan_has_changes_nothing(study: Study, asked: dict[str, Any], words: str) -> None:
    before = Study.objects.values().get()
    with pytest.raises(Refused, match=words):
        change_plan(study.pk, NOW, **asked)
    assert plans() == [(1, "begun")]
    assert Study.objects.values().get() == before


def test_in_a_cohort_dates_are_not_the_learners_to_change(person: User, course: Course, cohort: Cohort) -> None:
    study = begin_study(person, course, NOW, cohort=cohort)
    for asked in ({"begins_on": TODAY}, {"pauses": ()}):
        with pytest.raises(Refused, match="set by its instructors"):
            change_plan(study.pk, NOW, **asked)
    change_plan(study.pk, NOW, study_days="012345")
    with pytest.raises(Refused, match="no earlier plan"):
        undo_plan(study.pk, NOW)
    assert rule(study).begins_on == cohort.begins_on


def test_undoing_goes_back_by_a_new_plan(study: Study) -> None:
    with pytest.raises(Refused, match="no earlier plan"):
        undo_plan(study.pk, NOW)
    before = rule(study)
    change_plan(study.pk, NOW, study_days="6")
    undo_plan(study.pk, NOW)
    assert rule(study) == before
    assert plans() == [(1, "begun"), (2, "changed"), (3, "undone")]


def test_there_is_an_end_to_changing(study: Study) -> None:
    Plan.objects.update(number=MOST_PLANS)
    with pytest.raises(Refused, match="very often"):
        change_plan(study.pk, NOW, study_days="6")


def test_a_number_is_given_to_one_plan_alone(study: Study) -> None:
    """Two changes at once stand in line at the study's row; where none does, the database holds the number."""
    with CaptureQueriesContext(connection) as asked:
        change_plan(study.pk, NOW, study_days="6")
    if connection.features.has_select_for_update:
        assert any("FOR UPDATE" in query["sql"] for query in asked)
    plan = Plan.objects.get(number=2)
    plan.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save(force_insert=True)


# --- catching up ----------------------------------------------------------------------------------------------------


def offered(study: Study, person: User, course: Course, now: datetime) -> list[Remedy]:
    held = Study.objects.with_plan().get(pk=study.pk)
    return [offer.remedy for offer in offers_for(held, course, person, now)]


def test_who_is_not_behind_is_offered_nothing(study: Study, person: User, course: Course) -> None:
    assert offered(study, person, course, NOW) == []
    with pytest.raises(Refused, match="not to be had any more"):
        take_offer(study.pk, Remedy.EXTEND, NOW)


@pytest.mark.parametrize(
    ("remedy", "reason"),
    [(Remedy.SPREAD, "spread"), (Remedy.MORE_DAYS, "more_days"), (Remedy.EXTEND, "extended")],
)
def test_an_offer_that_is_taken_is_the_plan(
    study: Study, person: User, course: Course, remedy: Remedy, reason: str
) -> None:
    change_plan(study.pk, NOW, most_minutes=300)
    do_all(person, NOW, "beta")
    now = NOW + 4 * DAY
    assert remedy in offered(study, person, course, now)
    plan = take_offer(study.pk, remedy, now)
    assert (plan.number, plan.reason, plan.begins_on, plan.by_week) == (3, reason, TODAY + 4 * DAY, False)
    assert plan.settled == ["lesson:beta"]
    assert offered(study, person, course, now) == []


def test_an_offer_that_is_gone_changes_nothing(study: Study, person: User, course: Course) -> None:
    """It was there in the morning; then all was done."""
    now = NOW + 60 * DAY
    assert offered(study, person, course, now) == [Remedy.EXTEND]
    with pytest.raises(Refused, match="not to be had any more"):
        take_offer(study.pk, Remedy.SPREAD, now)
    assert plans() == [(1, "begun")]


def test_a_cohorts_end_is_not_extended(person: User, course: Course, cohort: Cohort) -> None:
    study = begin_study(person, course, NOW, cohort=cohort)
    change_plan(study.pk, NOW, most_minutes=600)
    now = NOW + 16 * DAY
    assert Remedy.EXTEND not in offered(study, person, course, now)
    with pytest.raises(Refused, match="not to be had any more"):
        take_offer(study.pk, Remedy.EXTEND, now)


# --- cohorts --------------------------------------------------------------------------------------------------------


def test_who_follows_a_cohort_gets_its_dates_as_they_are_now(course: Course, cohort: Cohort) -> None:
    n_queries = []
    for n_members in (1, 5):
        for _ in range(n_members):
            begin_study(UserFactory(), course, NOW, cohort=cohort)
        cohort.begins_on += 7 * DAY
        cohort.save()
        studies = list(Study.objects.filter(cohort=cohort).select_related("plan"))
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            follow_cohort(studies, cohort, NOW + DAY)
        n_queries.append(len(asked))
        assert {rule(study).begins_on for study in studies} == {cohort.begins_on}
        assert set(Study.objects.values_list("next_look_at", flat=True)) == {NOW + DAY}
    assert n_queries[0] == n_queries[1]


@pytest.mark.parametrize(
    "act",
    [
        lambda pk: change_plan(pk, NOW, study_days="6"),
        lambda pk: undo_plan(pk, NOW),
        lambda pk: take_offer(pk, Remedy.EXTEND, NOW + 60 * DAY),
    ],
)
def test_nothing_of_anybody_else_is_touched(person: User, course: Course, act: Callable[[int], object]) -> None:
    other, mine = (begin_study(who, course, NOW) for who in (UserFactory(), person))
    change_plan(mine.pk, NOW, study_days="5")
    before = Study.objects.filter(pk=other.pk).values().get()
    act(mine.pk)
    assert Study.objects.filter(pk=other.pk).values().get() == before
    assert Plan.objects.filter(study=other.pk).count() == 1
