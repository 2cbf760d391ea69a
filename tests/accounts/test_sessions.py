from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import clear_ended_sessions
from accounts.models import User
from accounts.reports import browser_name, open_sessions
from accounts.tasks import clear_ended_sessions as clear_task
from tests.factories import PASSWORD, UserFactory

PAGE = "/accounts/sessions/"


def another(address: str = "ann@example.org", browser: str = "Firefox") -> Client:
    client = Client(headers={"user-agent": browser})
    client.post("/accounts/login/", {"login": address, "password": PASSWORD})
    return client


def test_strangers_see_no_sessions(client: Client, db: None) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")


def test_one_sees_one_s_own_sessions_only(signed_in: Client) -> None:
    UserFactory(email="bob@example.org")
    another("bob@example.org", "Bobzilla")
    assert "Bobzilla" not in signed_in.get(PAGE).text


def test_the_page_takes_the_same_queries_for_one_session_and_for_three(signed_in: Client) -> None:
    with CaptureQueriesContext(connection) as for_one:
        page = signed_in.get(PAGE)
    assert page.text.count("since <time") == 1
    another()
    another()
    with CaptureQueriesContext(connection) as for_three:
        page = signed_in.get(PAGE)
    assert page.text.count("since <time") == 3
    assert page.text.count("This one") == 1
    assert len(for_three) == len(for_one) <= 6


def test_signing_out_everywhere_else_ends_the_others_at_once(signed_in: Client) -> None:
    elsewhere = another()
    signed_in.get(PAGE)
    assert elsewhere.get(PAGE).status_code == 200
    signed_in.post(PAGE)
    assert signed_in.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302
    assert Session.objects.count() == 1


def test_looking_at_the_page_deletes_nothing(signed_in: Client) -> None:
    another()
    Session.objects.all().exclude(session_key=signed_in.session.session_key).delete()
    assert signed_in.get(PAGE).text.count("since <time") == 1
    assert UserSession.objects.count() == 2


def test_a_session_opened_with_an_older_password_is_not_open(signed_in: Client, ann: User) -> None:
    another()
    ann.set_password("a quite different one")
    ann.save()
    assert open_sessions(ann, None, timezone.now()) == []


def test_looking_at_pages_writes_nothing(signed_in: Client) -> None:
    for path in (PAGE, "/accounts/profile/", "/accounts/email/", "/accounts/password/change/"):
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(path)
        assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_ended_sessions_are_cleared_daily_and_a_second_run_finds_nothing(signed_in: Client) -> None:
    another()
    Session.objects.exclude(session_key=signed_in.session.session_key).update(expire_date="2020-01-01T00:00Z")
    assert clear_ended_sessions(timezone.now()) == 1
    assert clear_ended_sessions(timezone.now() + timedelta(seconds=1)) == 0
    clear_task()
    assert UserSession.objects.count() == Session.objects.count() == 1
    assert signed_in.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari on iOS",
        ),
        ("curl/8.5.0", "curl"),
        ("<script>alert(1)</script>", "<script>alert(1)<"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name


def test_times_are_the_person_s_own(signed_in: Client, ann: User) -> None:
    UserSession.objects.update(created_at="2026-01-01T00:00Z")
    User.objects.filter(pk=ann.pk).update(time_zone="Pacific/Chatham")
    assert "1 January 2026, 13:45 +1345" in signed_in.get(PAGE).text
