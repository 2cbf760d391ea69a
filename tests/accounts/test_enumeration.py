"""No page tells whether an address has an account (P23)."""

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.models import Message, User
from config import settings as production
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "ann@example.org", "zoe@example.org"


def sign_in(address: str) -> Any:
    return Client().post("/accounts/login/", {"login": address, "password": "wrong password"})


def reset(address: str) -> Any:
    return Client().post("/accounts/password/reset/", {"email": address}, follow=True)


def sign_up(address: str) -> Any:
    form = {"email": address, "display_name": "Somebody", "password1": PASSWORD, "time_zone": "UTC"}
    return Client().post("/accounts/signup/", form, follow=True)


def comparable(response: Any, address: str) -> tuple[object, ...]:
    """All that a visitor can see, but for the address they typed, the token of their own form and the hour."""
    text = response.text.replace(address, "ADDRESS")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", text)
    headers = {name: value for name, value in response.headers.items() if name not in {"ETag", "Expires"}}
    return response.status_code, text, headers, getattr(response, "redirect_chain", [])


@pytest.mark.parametrize("ask", [sign_in, reset, sign_up])
@pytest.mark.parametrize("kind", ["active", "closed", "unconfirmed"])
def test_a_known_address_is_answered_like_an_unknown_one(ask: Callable[[str], Any], kind: str) -> None:
    user = UserFactory(email=KNOWN, verified=kind != "unconfirmed")
    User.objects.filter(pk=user.pk).update(is_active=kind != "closed")
    assert comparable(ask(KNOWN), KNOWN) == comparable(ask(UNKNOWN), UNKNOWN)


@pytest.mark.parametrize("ask", [reset, sign_up])
def test_either_way_one_mail_goes_out(ask: Callable[[str], Any]) -> None:
    UserFactory(email=KNOWN)
    ask(KNOWN)
    ask(UNKNOWN)
    assert sorted(Message.objects.values_list("recipient", flat=True)) == [KNOWN, UNKNOWN]


def test_signing_up_twice_with_a_new_address_looks_like_once() -> None:
    first, second = sign_up(UNKNOWN), sign_up(UNKNOWN)
    assert (first.status_code, first.redirect_chain) == (second.status_code, second.redirect_chain)
    assert User.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("ask", [sign_in, reset, sign_up])
def test_the_median_times_differ_by_less_than_twenty_milliseconds(
    ask: Callable[[str], Any], settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    settings.ACCOUNT_RATE_LIMITS = False
    UserFactory(email=KNOWN)
    times: dict[bool, list[float]] = {True: [], False: []}
    # CPU time of this thread: a busy machine cannot blur it.
    for n in range(60):
        known = n % 2 == 0
        cache.clear()
        begun = time.thread_time()
        ask(KNOWN if known else f"nobody{n}@example.org")
        times[known].append(time.thread_time() - begun)
    gap = abs(statistics.median(times[True]) - statistics.median(times[False]))
    assert gap < 0.020
