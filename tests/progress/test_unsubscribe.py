"""The address in each mail that stops its kind: without signing in, by POST only, for good (RFC 8058)."""

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course
from progress.actions.study import begin_study, leave_course
from progress.mail import read_stop_token, stop_token
from progress.models import Notice, OptOut
from progress.models.notices import Kind
from tests.progress.telling import MONDAY, enrolment_of, plan, post, studying

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def stop(person: User, kind: str = "weekly") -> str:
    return f"/reminders/stop/{stop_token(person.pk, kind)}/"


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_stops_nothing(visitor: Client, learner: User, method: str) -> None:
    answer = getattr(visitor, method)(stop(learner))
    assert answer.status_code == 200
    assert not OptOut.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_but_a_post_stops(visitor: Client, learner: User, method: str) -> None:
    assert getattr(visitor, method)(stop(learner)).status_code == 405
    assert not OptOut.objects.exists()


@pytest.mark.parametrize("body", [ONE_CLICK, {}])
def test_a_post_stops_that_kind_of_that_person(visitor: Client, learner: User, body: dict[str, str]) -> None:
    answer = visitor.post(stop(learner), body)
    assert answer.status_code == 200
    assert b"<h1>Stopped</h1>" in answer.content
    assert OptOut.objects.values_list("user", "kind").get() == (learner.pk, "weekly")
    # A second click is no mistake.
    assert visitor.post(stop(learner), body).status_code == 200
    assert OptOut.objects.count() == 1


def test_a_mail_programs_post_has_no_cookie_and_follows_no_redirect(learner: User) -> None:
    answer = Client(enforce_csrf_checks=True).generic(
        "POST", stop(learner), b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert OptOut.objects.count() == 1


def test_another_person_who_is_signed_in_stops_the_mails_of_the_addressee(learner: User, course: Course) -> None:
    """A forwarded mail: the address says whose mails it stops."""
    other = Client()
    other.force_login(studying(course))
    other.post(stop(learner))
    assert OptOut.objects.get().user_id == learner.pk


def odd_tokens(person: User) -> list[str]:
    good = stop_token(person.pk, "weekly")
    value, signature = good.split(":")
    return [
        "none",
        good[:-1],
        good + "A",
        f"{value}A:{signature}",
        f"{stop_token(person.pk + 1, 'weekly').split(':')[0]}:{signature}",
        signing.Signer(salt="another").sign_object([person.pk, "weekly"]),
        signing.Signer().sign_object([person.pk, "weekly"]),
        stop_token(person.pk, "everything"),
        stop_token(person.pk + 4711, "weekly"),
        signing.Signer(salt="progress.reminders.stop").sign_object({"odd": 1}),
    ]


def test_addresses_that_were_not_made_here_all_answer_alike(visitor: Client, learner: User) -> None:
    tokens = odd_tokens(learner)
    answers = [visitor.get(f"/reminders/stop/{token}/") for token in tokens]
    answers += [visitor.post(f"/reminders/stop/{token}/", ONE_CLICK) for token in tokens]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert not OptOut.objects.exists()


def test_the_token_says_whom_and_what() -> None:
    assert read_stop_token(stop_token(7, Kind.MARKED)) == (7, Kind.MARKED)


def test_it_holds_after_leaving_and_joining_again_and_in_another_course(visitor: Client, course: Course) -> None:
    person = studying(course)
    visitor.post(stop(person), ONE_CLICK)
    leave_course(enrolment_of(person).pk, MONDAY)
    begin_study(person, course, MONDAY)
    assert plan(MONDAY) == [("weekly", "2026-03-02")]
    assert Notice.objects.get().dropped == "opted out"
    assert post(Notice.objects.get().mail_at) == []


def test_who_stopped_can_switch_on_again(visitor: Client, at: Client, learner: User) -> None:
    assert b"/reminders/settings/" in visitor.post(stop(learner), ONE_CLICK).content
    at.post("/reminders/settings/", {"kinds": Kind.values, "from_hour": 21, "to_hour": 8})
    assert not OptOut.objects.exists()
    assert timezone.now()
