"""The calendar's private address: who gets dates from it, and that nothing is fetched or written for nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from config.logs import without_secrets
from curriculum.models import Course
from progress.actions.calendar import digest_of, make_feed, revoke_feed
from progress.actions.study import begin_study, leave_course
from progress.models import Feed, FeedEntry, Study
from tests.factories import UserFactory
from tests.quizzes.addresses import here

pytestmark = pytest.mark.django_db
MOST_QUERIES = 2
PAGE = "/courses/tiny/calendar/"


@pytest.fixture
def study(learner: User) -> Study:
    return Study.objects.get(enrolment__user=learner)


@pytest.fixture
def token(study: Study) -> str:
    return make_feed(study.pk, timezone.now())


def read(token: str, **headers: Any) -> Any:
    return Client().get(here("calendar_feed", token), **headers)


def events(answer: Any) -> list[Any]:
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_whoever_has_the_address_reads_the_dates_without_signing_in(token: str, study: Study) -> None:
    answer = read(token)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "private, no-cache"
    assert {str(event["UID"]) for event in events(answer)} == {
        f"{study.pk}-{key}@epoch"
        for key in ("lesson-alpha", "lesson-beta", "lab-scaling-laws", "quiz-exam", "lesson-gamma")
    }


def test_an_unknown_address_one_taken_back_and_one_of_somebody_who_left_answer_alike(token: str, study: Study) -> None:
    """P17, P23: at the next request, and with the same body."""
    missing = [read("unknown")]
    User.objects.filter(enrolments=study.pk).update(is_active=False)
    missing.append(read(token))
    User.objects.filter(enrolments=study.pk).update(is_active=True)
    assert read(token).status_code == 200
    leave_course(study.pk, timezone.now())
    missing.append(read(token))
    study.enrolment.left_at = None
    study.enrolment.save()
    assert read(token).status_code == 200
    Course.objects.update(retired_at=timezone.now())
    missing.append(read(token))
    Course.objects.update(retired_at=None)
    revoke_feed(study.pk)
    missing.append(read(token))
    assert {(answer.status_code, answer.content) for answer in missing} == {(404, missing[0].content)}


def test_a_new_address_ends_the_old_one_and_events_go_on_where_they_were(token: str, study: Study) -> None:
    before = events(read(token))
    new = make_feed(study.pk, timezone.now())
    assert read(token).status_code == 404
    assert events(read(new)) == before


def test_only_a_digest_is_kept_of_an_address_that_cannot_be_guessed(token: str, study: Study) -> None:
    """P18"""
    row = Feed.objects.get(pk=study.pk)
    assert row.digest == digest_of(token) and token not in row.digest
    assert len(token) * 6 >= 128
    assert len({make_feed(study.pk, timezone.now()) for _ in range(20)}) == 20


def test_an_unchanged_calendar_is_the_same_bytes_and_is_not_sent_twice(token: str) -> None:
    first = read(token)
    second = read(token)
    assert first.content == second.content
    third = read(token, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (third.status_code, third.content) == (304, b"")
    assert third["Cache-Control"] == "private, no-cache"


def test_reading_again_writes_nothing_and_asks_two_queries_at_most(token: str) -> None:
    read(token)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read(token)
    # The limit's own count stands in the cache: a table here, Redis elsewhere.
    own = [query["sql"] for query in asked if "cache_entries" not in query["sql"] and "POINT" not in query["sql"]]
    assert len(own) <= MOST_QUERIES, own
    assert all(sql.startswith("SELECT") for sql in own), own


def test_a_tick_above_the_limit_is_refused_and_told_when_to_come_back(token: str) -> None:
    """P22: by the client's address, known feed or not; another address is not affected."""
    codes = [read("unknown").status_code for _ in range(60)]
    refused = read(token)
    assert codes == [404] * 60
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert Client(REMOTE_ADDR="198.51.100.7").get(here("calendar_feed", token)).status_code == 200


def test_the_page_shows_the_address_once(at: Client, study: Study) -> None:
    assert "Make an address" in at.get(PAGE).text
    made = at.post(PAGE + "new/")
    found = re.search(r"/calendar/([\w-]{40,})\.ics", made.text)
    assert found and read(found[1]).status_code == 200
    assert "no-store" in made["Cache-Control"]
    assert found[1] not in at.get(PAGE).text
    at.post(PAGE + "end/")
    assert read(found[1]).status_code == 404
    assert not Feed.objects.exists()


def test_the_file_to_load_once_has_the_same_events_and_leaves_nothing_behind(at: Client, study: Study) -> None:
    """P21"""
    file = at.get(PAGE + "dates.ics")
    assert file["Content-Disposition"] == 'attachment; filename="tiny-dates.ics"'
    assert not FeedEntry.objects.exists()
    told = events(read(make_feed(study.pk, timezone.now())))
    assert [event["UID"] for event in events(file)] == [event["UID"] for event in told]


def test_a_learner_gets_their_own_dates_and_no_others(token: str, course: Course) -> None:
    other = UserFactory()
    begin_study(other, course, timezone.now(), begins_on=timezone.now().date() + timedelta(days=30))
    theirs = make_feed(Study.objects.get(enrolment__user=other).pk, timezone.now())
    mine = {event["UID"]: event["DTSTART"].dt for event in events(read(token))}
    others = {event["UID"]: event["DTSTART"].dt for event in events(read(theirs))}
    assert not mine.keys() & others.keys()
    assert max(mine.values()) < max(others.values())


def test_the_address_does_not_stand_in_the_log(token: str) -> None:
    assert token not in without_secrets(f"GET /calendar/{token}.ics")
