"""Who gets what, for every address of the quizzes, every method and every kind of person; default deny (P15)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Enrolment
from quizzes.models import Attempt, CheckResponse
from quizzes.urls import urlpatterns
from tests.people import MISSING, NO_METHOD, PEOPLE, SIGN_IN, outcome, somebody
from tests.quizzes.addresses import here
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = pytest.mark.django_db

# What each address answers to a GET and to a POST, by person: those not named get what "else" says. The learner has one
# finished attempt (1) at the exam and one in progress (2).
OWN = {"visitor": SIGN_IN, "deactivated": SIGN_IN, "else": MISSING}
RULES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "quiz": ({"else": "200"}, {"else": NO_METHOD}),
    "quiz_start": ({"else": NO_METHOD}, {**OWN, "learner": "302", "other learner": "302"}),
    "quiz_give_up": ({"else": NO_METHOD}, {**OWN, "learner": "302", "other learner": "302"}),
    # The matrix sends no answer, which no page does.
    "attempt": ({**OWN, "learner": "200"}, {**OWN, "learner": "400"}),
    "attempt_question": ({**OWN, "learner": "200"}, {**OWN, "learner": "400"}),
    "attempt_review": ({**OWN, "learner": "200"}, {"else": f"{NO_METHOD} or {SIGN_IN}"}),
    "attempt_submit": ({"else": f"{NO_METHOD} or {SIGN_IN}"}, {**OWN, "learner": "302"}),
    "attempt_result": ({**OWN, "learner": "302"}, {"else": f"{NO_METHOD} or {SIGN_IN}"}),
    # The exam has an attempt left, so that nothing is open to be challenged.
    "question_challenge": ({**OWN}, {**OWN}),
    "question_challenge_withdraw": ({"else": f"{NO_METHOD} or {SIGN_IN}"}, {**OWN}),
    "check": ({"else": "200"}, {"else": "200"}),
}
ARGUMENTS: dict[str, tuple[object, ...]] = {
    "quiz": ("tiny", "exam"),
    "quiz_start": ("tiny", "exam"),
    "quiz_give_up": ("tiny", "exam"),
    "attempt": ("tiny", "exam", 2),
    "attempt_question": ("tiny", "exam", 2, 1),
    "attempt_review": ("tiny", "exam", 2),
    "attempt_submit": ("tiny", "exam", 2),
    "attempt_result": ("tiny", "exam", 2),
    "question_challenge": ("tiny", "exam", 1, 1),
    "question_challenge_withdraw": ("tiny", "exam", 1, 1),
    "check": ("tiny", "first-check"),
}


@pytest.fixture
def learner(exam: Sitting) -> Sitting:
    exam.finish(RIGHT)
    exam.start()
    assert exam.number == 2
    return exam


def person(name: str, learner: Sitting) -> Client:
    return learner.client if name == "learner" else somebody(name)


def test_every_address_of_the_quizzes_has_a_rule() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(RULES) == set(ARGUMENTS)


@pytest.mark.parametrize("route", RULES)
@pytest.mark.parametrize("name", PEOPLE[1:3])
def test_a_learner_gets_what_the_rule_says(name: str, route: str, learner: Sitting) -> None:
    holds(name, person(name, learner), route)


@pytest.mark.parametrize("name", [PEOPLE[0], *PEOPLE[3:]])
def test_everybody_else_gets_what_the_rule_says(name: str, learner: Sitting) -> None:
    client = person(name, learner)
    for route in RULES:
        holds(name, client, route)


def holds(name: str, client: Client, route: str) -> None:
    address = here(route, *ARGUMENTS[route])
    for method, rule in zip(("GET", "POST"), RULES[route], strict=True):
        found = outcome(client.generic(method, address))
        assert found in rule.get(name, rule["else"]).split(" or "), (route, name, method, found)
    for method in ("PUT", "PATCH", "DELETE"):
        assert outcome(client.generic(method, address)) in {NO_METHOD, SIGN_IN}


@pytest.mark.parametrize("name", [name for name in PEOPLE[2:] if name != "deactivated"])
def test_a_strangers_attempt_and_one_that_is_not_there_answer_alike(name: str, learner: Sitting) -> None:
    client = person(name, learner)
    pages = [client.get(here("attempt_result", "tiny", "exam", number)) for number in (1, 2, 77)]
    pages += [client.get(here("attempt_result", "tiny", "nowhere", 1)), client.get(here("attempt", "none", "exam", 1))]
    assert {(page.status_code, page.content) for page in pages} == {(404, pages[0].content)}


@pytest.mark.parametrize("name", PEOPLE[2:])
def test_nobody_else_can_change_an_attempt(name: str, learner: Sitting) -> None:
    client = person(name, learner)
    item = learner.items["which"]
    sent = {f"revision-{item.position}": 0, f"q{item.position}": item.version.shown["options"][0]["id"]}
    client.post(here("attempt", "tiny", "exam", 2), sent)
    client.post(here("attempt_submit", "tiny", "exam", 2))
    assert learner.items["which"].response is None
    assert learner.attempt.state == Attempt.State.IN_PROGRESS
    # The same by the learner counts, so that the refusals above are not the form's.
    assert learner.client.post(here("attempt", "tiny", "exam", 2), sent).status_code == 302
    assert learner.items["which"].response == sent[f"q{item.position}"]


def test_leaving_the_course_and_losing_the_account_count_at_the_next_request(learner: Sitting) -> None:
    """P17"""
    assert learner.get().status_code == 200
    Enrolment.objects.filter(user=learner.learner).update(left_at=timezone.now())
    assert learner.get().status_code == 404
    assert learner.submit().status_code == 404
    Enrolment.objects.filter(user=learner.learner).update(left_at=None)
    assert learner.get().status_code == 200
    User.objects.filter(pk=learner.learner.pk).update(is_active=False)
    assert outcome(learner.get()) == SIGN_IN


def test_a_retired_course_and_its_quizzes_are_gone(learner: Sitting) -> None:
    Course.objects.update(retired_at=timezone.now())
    for route in ("quiz", "attempt", "attempt_result", "check"):
        assert learner.client.get(here(route, *ARGUMENTS[route])).status_code == 404


@pytest.mark.parametrize("route", ["quiz_start", "attempt", "attempt_submit", "quiz_give_up", "check"])
def test_a_form_of_another_site_is_refused(route: str, learner: Sitting) -> None:
    """P21"""
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner.learner)
    assert client.post(here(route, *ARGUMENTS[route]), {"answer": "x"}).status_code == 403
    assert learner.attempt.state == Attempt.State.IN_PROGRESS
    assert not CheckResponse.objects.exists()


def only_reads(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
    assert sql.lstrip().upper().startswith("SELECT"), sql
    return execute(sql, params, many, context)


@pytest.mark.parametrize("state", ["in progress", "over"])
def test_looking_changes_nothing(state: str, learner: Sitting) -> None:
    """P21, P10: no GET of the quizzes writes a row, whatever the state of the attempt."""
    if state == "over":
        learner.let_pass(minutes=60)
    for route, arguments in ARGUMENTS.items():
        with connection.execute_wrapper(only_reads):
            learner.client.get(here(route, *arguments), {"answer": "x"})
