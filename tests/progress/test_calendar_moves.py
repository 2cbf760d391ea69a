"""The calendar follows the plan and the course: what moves, what is done, what is taught no more."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from curriculum.models import Course, Lesson
from progress.actions.calendar import make_feed, tell_calendar
from progress.actions.study import change_plan
from progress.models import FeedEntry, LessonRecord, Study
from progress.reports.calendar import told_to
from tests.quizzes.addresses import here

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(learner: User) -> Study:
    return Study.objects.select_related("plan", "enrolment__course").get(enrolment__user=learner)


@pytest.fixture
def token(study: Study) -> str:
    return make_feed(study.pk, timezone.now())


def events(token: str) -> dict[str, Any]:
    """By the end of the UID that names the part."""
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
    lesson = Lesson.objects.get(slug="alpha")
    record = LessonRecord.objects.create(learner=learner, lesson=lesson, opened_at=now, read_at=now, done_at=now)
    after = events(token)["lesson-alpha"]
    assert str(after["SUMMARY"]) == f"Done: {before['SUMMARY']}"
    assert (after["DTSTART"].dt, str(after["STATUS"])) == (before["DTSTART"].dt, "CONFIRMED")
    record.delete()
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


def test_of_two_readings_at_once_the_second_finds_nothing_left_to_tell(token: str, study: Study, learner: User) -> None:
    events(token)
    change_plan(study.pk, timezone.now(), begins_on=timezone.now().date() + timedelta(days=14))
    study = Study.objects.select_related("plan", "enrolment__course").get(pk=study.pk)
    now = timezone.now()
    both = [told_to(study, study.enrolment.course, learner, now) for _ in range(2)]
    assert both[0].changes and both[0].changes == both[1].changes
    first, second = tell_calendar(both[0], now), tell_calendar(both[1], now + timedelta(minutes=1))
    assert second.changes == [] and second.file == first.file
    assert set(FeedEntry.objects.values_list("sequence", flat=True)) == {1}


def test_each_event_leads_to_the_page_of_its_part(token: str, settings: Any) -> None:
    for event in events(token).values():
        path = str(event["URL"]).removeprefix(settings.SITE_URL)
        assert Client().get(path).status_code == 200
