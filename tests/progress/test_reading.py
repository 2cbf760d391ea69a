"""A lesson is done when its learner says so, a lab when its twin says so, and a place is kept for any device."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress.models import LabResult, LessonRecord, Study
from progress.reports.reading import last_place
from quizzes.models import Attempt, Quiz
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LESSON = "/courses/tiny/lessons/alpha/"
LAB = "/courses/tiny/labs/scaling-laws/result/"
MET = {"budget": 5.76e23, "parameters": 72e9, "constants": "besiroglu_2024"}


def page(client: Client, address: str = LESSON) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def press(client: Client, **fields: str) -> Any:
    return client.post(f"{LESSON}done/", fields)


def done_at() -> datetime | None:
    return LessonRecord.objects.get().done_at


class TestDone:
    def test_saying_so_makes_it_done_and_the_page_and_the_rail_say_it(self, at: Client) -> None:
        assert "Mark as done" in page(at)
        assert 'class="done"' not in page(at)
        assert press(at).headers["Location"] == LESSON
        found = page(at)
        assert "Done on" in found
        assert found.count(", done</span>") == 1
        assert "<strong>Done</strong>" in page(at, "/courses/tiny/modules/one/")

    def test_it_can_be_taken_back(self, at: Client) -> None:
        press(at)
        press(at, undo="1")
        assert done_at() is None
        assert "Mark as done" in page(at)

    def test_saying_it_twice_keeps_the_first_time(self, at: Client) -> None:
        press(at)
        first = done_at()
        press(at)
        assert done_at() == first is not None

    def test_it_counts_as_activity(self, at: Client) -> None:
        before = Study.objects.get().last_active_at
        press(at)
        assert Study.objects.get().last_active_at > before

    @pytest.mark.parametrize(
        ("goal", "led_to"),
        [("/courses/tiny/lessons/beta/", "/courses/tiny/lessons/beta/"), ("https://elsewhere.example/", LESSON)],
    )
    def test_one_is_led_on_within_the_site_alone(self, goal: str, led_to: str, at: Client) -> None:
        assert press(at, next=goal).headers["Location"] == led_to

    def test_who_left_cannot_say_so(self, at: Client) -> None:
        Enrolment.objects.update(left_at=timezone.now())
        assert press(at).status_code == 404
        assert not LessonRecord.objects.exists()
        assert "Join the course" in page(at)

    def test_visitors_are_shown_nothing_of_it(self, course: Course) -> None:
        found = page(Client())
        assert "lesson-own" not in found
        assert "\x1e" not in found

    def test_nobody_sees_what_somebody_else_has_done(self, at: Client, course: Course) -> None:
        press(at)
        other = Client()
        other.force_login(UserFactory())
        assert "Done on" not in page(other)
        assert 'class="done"' not in page(other)


class TestPlace:
    def keep(self, client: Client, place: str) -> int:
        return client.post(f"{LESSON}place/", {"place": place}).status_code

    def test_it_is_kept_and_offered_when_one_comes_back(self, at: Client, learner: User, course: Course) -> None:
        assert self.keep(at, "law") == 204
        assert "You stopped at" in page(at)
        found = last_place(learner.pk, course)
        assert found is not None
        assert (found.url, found.heading) == (f"{LESSON}#law", "The law")

    def test_a_heading_that_is_not_there_is_refused(self, at: Client) -> None:
        for place in ("nowhere", "law\x00", "x" * 500):
            assert self.keep(at, place) == 400
        assert not LessonRecord.objects.exists()

    def test_a_lesson_that_is_done_has_no_place_to_go_on_from(self, at: Client, learner: User, course: Course) -> None:
        self.keep(at, "law")
        press(at)
        assert "You stopped at" not in page(at)
        assert last_place(learner.pk, course) is None


class TestLab:
    def send(self, client: Client, response: object, raw: str | None = None) -> Any:
        return client.post(LAB, {"response": json.dumps(response) if raw is None else raw})

    def test_a_challenge_that_is_met_is_kept_once(self, at: Client, learner: User) -> None:
        assert self.send(at, MET).json()["met"]
        first = LabResult.objects.get()
        assert self.send(at, {**MET, "parameters": 73e9}).status_code == 200
        assert LabResult.objects.get().met_at == first.met_at
        assert (first.learner, first.response) == (learner, MET)

    def test_what_does_not_meet_it_is_told_why_and_not_kept(self, at: Client) -> None:
        answer = self.send(at, {**MET, "parameters": 1e9})
        assert answer.json()["met"] is False
        assert answer.json()["message"]
        assert not LabResult.objects.exists()

    @pytest.mark.parametrize(
        ("raw", "status"),
        [
            ("", 400),
            ("{", 400),
            ("NaN", 400),
            ('{"budget": Infinity}', 400),
            ("[" * 3000, 400),
            ("1" * 5000, 413),
            ("null", 200),
            ('"met"', 200),
            ("[]", 200),
            ('{"budget": {"a": []}, "parameters": true}', 200),
        ],
    )
    def test_bad_input_is_refused_or_judged(self, raw: str, status: int, at: Client) -> None:
        assert self.send(at, None, raw).status_code == status
        assert not LabResult.objects.exists()

    def test_a_lab_that_is_not_there_is_not_found(self, at: Client) -> None:
        assert at.post("/courses/tiny/labs/warp-drive/result/", {"response": "{}"}).status_code == 404


def n_queries(client: Client, address: str = LESSON) -> int:
    with CaptureQueriesContext(connection) as seen:
        page(client, address)
    return len(seen)


def test_a_lesson_costs_its_learner_one_query_more_than_its_visitor_however_much_was_read(at: Client) -> None:
    page(at)
    visitors, first = n_queries(Client()), n_queries(at)
    for slug in ("alpha", "beta", "gamma"):
        at.post(f"/courses/tiny/lessons/{slug}/done/")
        at.post(f"/courses/tiny/lessons/{slug}/note/", {"text": "words", "revision": 0})
        at.post(f"/courses/tiny/lessons/{slug}/bookmark/", {"anchor": "", "keep": "1"})
    page(at)
    # Besides, two for who they are.
    assert n_queries(at) == first == visitors + 2 + 1


class TestModule:
    def facts(self, client: Client, name: str = "one") -> str:
        found = page(client, f"/courses/tiny/modules/{name}/")
        return re.sub(r"<[^>]+>", " ", found)

    def test_each_part_says_where_it_stands(self, at: Client) -> None:
        before = self.facts(at)
        assert "Not done yet" in before
        assert "challenge not met yet" in before
        press(at)
        at.post(LAB, {"response": json.dumps(MET)})
        after = self.facts(at)
        assert before.count("Not done yet") == after.count("Not done yet") + 1
        assert "challenge not met yet" not in after
        assert "challenge met" in after

    def test_a_quiz_is_passed_or_not_yet(self, at: Client, learner: User) -> None:
        graded = Quiz.objects.filter(purpose=Quiz.Purpose.GRADED, module__isnull=False).first()
        assert graded is not None and graded.module is not None
        assert "Not passed yet" in self.facts(at, graded.module.slug)
        now = timezone.now()
        Attempt.objects.create(
            learner=learner, quiz=graded, number=1, state="graded", passed=True, started_at=now, finished_at=now,
            graded_at=now, seed=1, points=1, possible=1, pass_mark=70, marking="exam",
        )  # fmt: skip
        assert "Not passed yet" not in self.facts(at, graded.module.slug)
        assert "Passed" in self.facts(at, graded.module.slug)

    def test_visitors_and_who_is_not_in_the_course_are_told_nothing(self, course: Course) -> None:
        stranger = Client()
        stranger.force_login(UserFactory())
        for client in (Client(), stranger):
            assert "yet" not in self.facts(client)
            assert "\x1e" not in self.facts(client)


def test_done_leads_on_to_the_next_lesson_where_there_is_one(at: Client) -> None:
    button = '<button class="button" type="submit" name="next" value="/courses/tiny/lessons/{}/">Done, next lesson'
    assert button.format("beta") in page(at)
    assert "Done, next lesson" not in page(at, "/courses/tiny/lessons/gamma/")
