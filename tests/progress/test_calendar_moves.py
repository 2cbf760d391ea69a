"""The calendar follows the plan and the course: what moves, what is done, what is taught no more."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from curriculum.models import Course, Lesson
from progress.actions import calendar
from progress.actions.calendar import make_feed, tell_calendar, tell_calendars
from progress.actions.reading import mark_lesson
from progress.actions.study import begin_study, change_plan
from progress.models import Feed, FeedEntry, Plan, Study
from progress.reports.calendar import changes_of, not_told
from quizzes.models import Attempt
from tests.factories import UserFactory
from tests.quizzes.addresses import here
from tests.quizzes.sitting import Sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(learner: User) -> Study:
    return Study.objects.select_related("plan", "enrolment__course").get(enrolment__user=learner)


@pytest.fixture
def token(study: Study) -> str:
    return make_feed(study.pk, timezone.now())


def events(token: str) -> dict[str, Any]:
    """By the end of the UID that names the part, once the worker has told what changed."""
    tell_calendars(timezone.now())
    return at_hand(token)


def at_hand(token: str) -> dict[str, Any]:
    answer = Client().get(here("calendar_feed", token))
    assert answer.status_code == 200
    return {
        str(event["UID"]).partition("-")[2].removesuffix("@epoch"): event
        for event in Calendar.from_ical(answer.content).walk("VEVENT")
    }


def test_a_plan_that_moves_raises_the_sequence_of_what_moved(token: str, study: Study) -> None:
    before = events(token)
    assert {int(event["SEQUENCE"]) for event in before.values()} == {0}
    change_plan(study.pk, timezone.now(), begins_on=timezone.now().date() + timedelta(days=14))
    after = events(token)
    assert after.keys() == before.keys()
    assert all(after[key]["DTSTART"].dt > before[key]["DTSTART"].dt for key in before)
    assert {int(event["SEQUENCE"]) for event in after.values()} == {1}


def test_what_is_done_says_so_and_keeps_its_day(token: str, study: Study, learner: User) -> None:
    before = events(token)["lesson-alpha"]
    now = timezone.now()
    lesson = Lesson.objects.select_related("module").get(slug="alpha")
    mark_lesson(learner.pk, lesson, done=True, now=now)
    after = events(token)["lesson-alpha"]
    assert str(after["SUMMARY"]) == f"Done: {before['SUMMARY']}"
    assert (after["DTSTART"].dt, str(after["STATUS"])) == (before["DTSTART"].dt, "CONFIRMED")
    mark_lesson(learner.pk, lesson, done=False, now=timezone.now())
    assert str(events(token)["lesson-alpha"]["SUMMARY"]) == str(before["SUMMARY"])


def test_a_lesson_that_is_retired_is_cancelled_and_comes_back(token: str, study: Study) -> None:
    before = events(token)["lesson-gamma"]
    Lesson.objects.filter(slug="gamma").update(retired_at=timezone.now())
    Course.objects.update(edition=study.enrolment.course.edition + 1)
    gone = events(token)["lesson-gamma"]
    assert (str(gone["STATUS"]), int(gone["SEQUENCE"])) == ("CANCELLED", 1)
    assert gone["DTSTART"].dt == before["DTSTART"].dt and "URL" not in gone
    Lesson.objects.filter(slug="gamma").update(retired_at=None)
    Course.objects.update(edition=study.enrolment.course.edition + 2)
    back = events(token)["lesson-gamma"]
    assert (str(back["STATUS"]), int(back["SEQUENCE"])) == ("CONFIRMED", 2)


def test_of_two_that_tell_at_once_the_second_finds_nothing_left(token: str, study: Study) -> None:
    change_plan(study.pk, timezone.now(), begins_on=timezone.now().date() + timedelta(days=14))
    now = timezone.now()
    assert (tell_calendar(study.pk, now), tell_calendar(study.pk, now + timedelta(minutes=1))) == (5, 0)
    assert set(FeedEntry.objects.values_list("sequence", flat=True)) == {1}


def test_reading_writes_nothing_and_shows_what_was_told_last(token: str, study: Study) -> None:
    """P21"""
    before, rows = at_hand(token), list(FeedEntry.objects.values())
    change_plan(study.pk, timezone.now(), begins_on=timezone.now().date() + timedelta(days=14))
    assert at_hand(token) == before
    assert list(FeedEntry.objects.values()) == rows
    assert tell_calendars(timezone.now()) == 1
    assert at_hand(token) != before


def test_only_calendars_of_which_something_may_have_changed_are_looked_at(token: str, study: Study) -> None:
    later = timezone.now() + timedelta(minutes=1)
    tell_calendars(later)
    assert not_told() == []
    passed = Sitting("drill", learner=study.enrolment.user)
    passed.finish({})
    for change in (
        lambda: change_plan(study.pk, later, study_days="135"),
        lambda: Course.objects.update(edition=99),
        lambda: Study.objects.update(last_active_at=later),
        lambda: Attempt.objects.update(graded_at=later),
    ):
        change()
        assert not_told() == [study.pk]
        Study.objects.update(last_active_at=later - timedelta(hours=1))
        Plan.objects.update(made_at=later - timedelta(hours=1))
        Attempt.objects.update(graded_at=later - timedelta(hours=1))
        tell_calendar(study.pk, later)
        assert not_told() == []


def test_one_that_fails_keeps_no_other_from_being_told(
    token: str, study: Study, course: Course, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = UserFactory()
    begin_study(other, course, timezone.now())
    second = Study.objects.get(enrolment__user=other).pk
    make_feed(second, timezone.now())
    Course.objects.update(edition=99)
    whole = changes_of

    def fails(row: Feed, now: datetime) -> Any:
        if row.pk == study.pk:
            raise ArithmeticError
        return whole(row, now)

    monkeypatch.setattr(calendar, "changes_of", fails)
    tell_calendars(timezone.now())
    assert Feed.objects.get(pk=second).edition == 99
    assert Feed.objects.get(pk=study.pk).edition != 99
    assert f"calendar {study.pk} was not told" in caplog.text


def test_each_event_leads_to_the_page_of_its_part(token: str, settings: Any) -> None:
    for event in events(token).values():
        path = str(event["URL"]).removeprefix(settings.SITE_URL)
        assert Client().get(path).status_code == 200
