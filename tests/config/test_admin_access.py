"""Every page of the admin × every kind of person × a row of theirs, another's, and none × every method (P15, P16).

The pages come from the table of addresses. Refusals come first; after them nothing that is stored has changed.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from curriculum.models import Lesson
from tests.config.rules import APART, MISSING, NO_METHOD, RULES, SIGN_IN, STAFF, Page
from tests.config.world import HERE, THERE, everything, row_of, somebody, two_courses

pytestmark = pytest.mark.django_db
OUTSIDE = ("visitor", "learner", "deactivated")
PEOPLE = (*OUTSIDE, "staff", "instructor elsewhere", "instructor", "admin")
REACH = {"instructor": {HERE}, "instructor elsewhere": {THERE}, "admin": {HERE, THERE}}
LOOKS, OTHERS = ("GET", "HEAD"), ("PUT", "PATCH", "DELETE", "OPTIONS")
NOWHERE = "999999999"


@pytest.fixture(autouse=True)
def world(db: None, tmp_path: Path, fresh_limits: None) -> None:
    two_courses(tmp_path)


def routes(resolver: URLResolver | None = None, route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """The route and the whole name of every pattern; one without a name is called by its route."""
    for entry in (resolver or get_resolver()).url_patterns:
        below = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, below, inside)
        elif isinstance(entry, URLPattern):
            yield below, f"{space}{entry.name or str(entry.pattern)}"


def pages_of_the_admin() -> dict[str, str]:
    return {name: route for route, name in routes() if route.startswith("admin/")}


def outcome(answer: Any) -> str:
    """A status, or that the person is led to sign in; the admin's own door leads on to the site's."""
    to = answer.headers.get("Location", "")
    return SIGN_IN if to.startswith(("/accounts/login/", "/admin/login/")) else str(answer.status_code)


def expected(page: Page, name: str, method: str, slug: str | None) -> set[str]:
    """One answer; or, where the page has no such method, that as well: it may say so before it asks who this is."""
    told = page.look if method in LOOKS else NO_METHOD if method in OTHERS else page.send
    none_such = {told} & {NO_METHOD}
    if name in OUTSIDE:
        return {SIGN_IN} | none_such
    if method in OTHERS:
        return none_such
    if name not in (page.looks if method in LOOKS else page.sends):
        return {page.refused} | none_such
    if page.model and (slug is None or slug not in REACH[name]) and not (slug and is_of_nobody(page.model)):
        return {MISSING} | none_such
    return set(told.split(" or "))


def is_of_nobody(model: type[Model]) -> bool:
    """Whether its rows belong to no course."""
    return model._meta.app_label in {"accounts", "auth"}


def address(route: str, page: Page, slug: str | None) -> str:
    row = getattr(row_of(page.model, slug), page.by) if page.model and slug else NOWHERE
    found = (each(slug) if callable(each) and slug else each for each in page.arguments)
    return reverse(route, args=[row if each is None else NOWHERE if callable(each) else each for each in found])


def asked(name: str) -> Iterator[tuple[str, str, set[str], str]]:
    """Each method, address, what it may answer, and the route's name."""
    for route, page in RULES.items():
        for slug in (THERE, HERE, None) if page.model else (None,):
            for method in (*OTHERS, *LOOKS, "POST"):
                yield method, address(route, page, slug), expected(page, name, method, slug), route


def is_refusal(answers: set[str]) -> bool:
    return answers <= {SIGN_IN, "403", MISSING, NO_METHOD}


def test_every_page_has_a_rule_and_every_rule_a_page() -> None:
    nameless = re.compile(r"^admin:<path:object_id>/$")  # the address that a row had before Django 1.9
    found = {name for name in pages_of_the_admin() if not nameless.match(name)}
    assert found - APART == set(RULES)


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_gets_what_the_rule_says(name: str) -> None:
    client, rows = somebody(name), list(asked(name))
    before = everything()
    holds(client, [row for row in rows if is_refusal(row[2])])
    assert everything() == before
    holds(client, [row for row in rows if not is_refusal(row[2])])


def holds(client: Client, rows: list[tuple[str, str, set[str], str]]) -> None:
    """Every deviation is shown, not the first alone."""
    found = [(route, method, path, outcome(client.generic(method, path)), told) for method, path, told, route in rows]
    assert not (wrong := [each for each in found if each[3] not in each[4]]), "\n".join(map(str, wrong))


def test_the_doors_and_what_leads_nowhere() -> None:
    for name in PEOPLE:
        doors(name, somebody(name))


def doors(name: str, client: Client) -> None:
    outside = name in OUTSIDE
    assert outcome(client.get("/admin/no-such-page/")) == (SIGN_IN if outside else MISSING)
    row = row_of(Lesson, HERE).pk
    old = client.get(f"/admin/curriculum/lesson/{row}/")
    assert outcome(old) == (SIGN_IN if outside else "302")
    assert outside or old.headers["Location"] == f"/admin/curriculum/lesson/{row}/change/"
    inside = client.get("/admin/login/")
    assert inside.status_code == (403 if name == "learner" else 302)
    assert name not in STAFF or inside.headers["Location"] == "/admin/"
    assert client.get("/admin/logout/").status_code == (302 if outside else 405)


def test_the_way_to_a_row_s_page_stands_behind_the_fence() -> None:
    for name in PEOPLE:
        way(name, somebody(name))


def way(name: str, client: Client) -> None:
    kind = ContentType.objects.get_for_model(Lesson).pk
    for slug in (HERE, THERE):
        answer = client.get(reverse("admin:view_on_site", args=[kind, row_of(Lesson, slug).pk]))
        if name in OUTSIDE:
            assert outcome(answer) == SIGN_IN
        elif slug in REACH.get(name, ()):
            assert answer.headers["Location"].startswith(f"/courses/{slug}/lessons/")
        else:
            assert outcome(answer) == MISSING
    for odd in ("x", "0", NOWHERE * 9, "%00"):
        assert outcome(client.get(f"/admin/r/{kind}/{odd}/")) == (SIGN_IN if name in OUTSIDE else MISSING)
        assert outcome(client.get(f"/admin/r/{odd}/1/")) == (SIGN_IN if name in OUTSIDE else MISSING)
