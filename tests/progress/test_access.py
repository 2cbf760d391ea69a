"""Who gets what, for every address of progress, every method and every kind of person; default deny (P15)."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress.urls import urlpatterns
from tests.people import NO_METHOD, PEOPLE, SIGN_IN, outcome, somebody
from tests.quizzes.addresses import here

pytestmark = pytest.mark.django_db

Answers = Mapping[str, str]
AREAS = sorted(path.stem for path in (Path(__file__).parent / "rules").glob("[a-z]*.py"))
RULES: dict[str, tuple[Answers, Answers]] = {}
ARGUMENTS: dict[str, Any] = {}
for _area in AREAS:
    _rules = import_module(f"tests.progress.rules.{_area}")
    RULES.update(_rules.RULES)
    ARGUMENTS.update(_rules.ARGUMENTS)


class World:
    """The learner whom the rules are about; what stands in an address may depend on them."""

    def __init__(self, course: Course, learner: User) -> None:
        self.course, self.learner = course, learner

    @property
    def enrolment(self) -> Enrolment:
        return Enrolment.objects.get(user=self.learner, course=self.course)


@pytest.fixture
def world(course: Course, learner: User) -> World:
    return World(course, learner)


def arguments(route: str, world: World) -> tuple[object, ...]:
    found: tuple[object, ...] | Callable[[World], tuple[object, ...]] = ARGUMENTS[route]
    return found(world) if callable(found) else found


def test_every_address_of_progress_has_a_rule() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(RULES) == set(ARGUMENTS)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("area", AREAS)
def test_everybody_gets_what_the_rule_says(area: str, name: str, world: World, at: Client) -> None:
    client = at if name == "learner" else somebody(name)
    for route in import_module(f"tests.progress.rules.{area}").RULES:
        holds(name, client, route, world)


def holds(name: str, client: Client, route: str, world: World) -> None:
    address = here(route, *arguments(route, world))
    for method, rule in zip(("GET", "POST"), RULES[route], strict=True):
        found = outcome(client.generic(method, address))
        assert found in rule.get(name, rule["else"]).split(" or "), (route, name, method, found)
    for method in ("PUT", "PATCH", "DELETE"):
        assert outcome(client.generic(method, address)) in {NO_METHOD, SIGN_IN}
