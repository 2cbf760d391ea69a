"""The list of notices and the choice of mails, as their owner sees them."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress.models import Notice, OptOut, QuietHours
from progress.models.notices import Kind
from progress.reports.notices import PAGE, n_unread, notices_page
from tests.progress.telling import notice, studying

pytestmark = pytest.mark.django_db
SETTINGS, LIST, READ = "/reminders/settings/", "/notices/", "/notices/read/"


def page(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def test_without_notices_the_list_says_when_there_will_be_some(at: Client) -> None:
    html = page(at)
    assert "There are no notices yet." in html
    assert "Mark all as read" not in html


@pytest.mark.parametrize(
    ("kind", "words", "leads_to"),
    [
        ("due_soon", "“Alpha” is due by Monday, 2 March", "/courses/tiny/desk/"),
        ("behind", "You are 1 part and 10 min behind your plan", "/courses/tiny/plan/"),
        ("weekly", "This week: 1 part, 10 min", "/courses/tiny/desk/"),
        ("inactive", "Nothing done since Monday, 2 March", "/courses/tiny/desk/"),
        ("marked", "“The exam”, attempt 1: a mark is there", "/courses/tiny/quizzes/exam/attempts/1/result/"),
    ],
)
def test_each_kind_says_what_it_is_about_and_leads_there(
    at: Client, learner: User, kind: str, words: str, leads_to: str
) -> None:
    notice(learner, kind)
    assert f'<a href="{leads_to}">{words}</a>' in page(at)


def test_times_are_those_of_the_reader(at: Client, learner: User) -> None:
    """P12"""
    notice(learner, made_at="2026-03-01T23:30:00Z")
    assert "2 March 2026, 00:30" in page(at)


def test_a_strangers_notices_are_not_there(at: Client, course: Course) -> None:
    """P15"""
    stranger = studying(course)
    row = notice(stranger)
    assert "There are no notices yet." in page(at)
    at.post(READ, {"newest": row.pk})
    row.refresh_from_db()
    assert row.read_at is None


def test_whoever_left_sees_and_counts_nothing_of_that_course(at: Client, learner: User) -> None:
    notice(learner)
    assert n_unread(learner.pk) == 1
    Enrolment.objects.update(left_at=timezone.now())
    assert n_unread(learner.pk) == 0
    assert "There are no notices yet." in page(at)


def test_unread_ones_come_first_and_the_newest_first_in_both(learner: User) -> None:
    rows = [notice(learner, occasion=f"2026-03-0{n}") for n in range(1, 6)]
    Notice.objects.filter(pk__in=[rows[1].pk, rows[4].pk]).update(read_at=timezone.now())
    found = [line.notice.pk for line in notices_page(learner.pk).lines]
    assert found == [rows[n].pk for n in (3, 2, 0, 4, 1)]


@pytest.mark.parametrize(("n_new", "n_old"), [(0, 0), (1, 1), (PAGE, 0), (PAGE, PAGE), (PAGE + 3, PAGE - 3), (5, 50)])
def test_pages_follow_one_another_without_gap_or_repeat(learner: User, n_new: int, n_old: int) -> None:
    rows = [notice(learner, occasion=f"n{n}") for n in range(n_new + n_old)]
    Notice.objects.filter(pk__in=[row.pk for row in rows[:n_old]]).update(read_at=timezone.now())
    seen, after, n_pages = [], "", 0
    while after or not n_pages:
        found = notices_page(learner.pk, after)
        seen += [line.notice.pk for line in found.lines]
        after, n_pages = found.after, n_pages + 1
        assert len(found.lines) == PAGE or not after
    new, old = [row.pk for row in rows[n_old:]], [row.pk for row in rows[:n_old]]
    assert seen == new[::-1] + old[::-1]
    assert n_pages == max(-(-(n_new + n_old) // PAGE), 1)


@pytest.mark.parametrize("after", ["x", "u", "u-1", "r1e9", "u" + "9" * 30, "u٣", "'", "\x00"])
def test_an_odd_address_is_the_first_page(at: Client, learner: User, after: str) -> None:
    notice(learner)
    answer = at.get(LIST, {"after": after})
    assert answer.status_code == 200
    assert "This week: 1 part" in answer.content.decode()


def test_marking_as_read_leaves_what_came_since(at: Client, learner: User) -> None:
    notice(learner, occasion="first")
    newest = re.search(r'name="newest" value="(\d+)"', page(at))
    assert newest
    notice(learner, occasion="second")
    assert at.post(READ, {"newest": newest[1]}).status_code == 302
    assert n_unread(learner.pk) == 1
    assert "1 unread." in page(at)
    for odd in ("", "x", "9" * 40, "-1"):
        assert at.post(READ, {"newest": odd}).status_code == 302
    assert n_unread(learner.pk) == 1


def test_the_list_costs_the_same_with_one_and_with_many(at: Client, learner: User) -> None:
    counts = []
    for n in (1, 15):
        for number in range(n):
            notice(learner, occasion=f"{n}-{number}")
        with CaptureQueriesContext(connection) as queries:
            page(at)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_everything_is_on_until_somebody_says_otherwise(at: Client) -> None:
    html = page(at, SETTINGS)
    assert html.count("checked") == len(Kind)
    assert re.search(r'<option value="21" selected>', html) and re.search(r'<option value="8" selected>', html)


def test_kinds_and_hours_are_chosen_and_can_be_chosen_again(at: Client, learner: User) -> None:
    answer = at.post(SETTINGS, {"kinds": ["weekly", "marked"], "from_hour": 22, "to_hour": 6}, follow=True)
    assert b"Saved." in answer.content
    assert set(OptOut.objects.values_list("user", "kind")) == {
        (learner.pk, kind) for kind in ("due_soon", "behind", "inactive", "challenged")
    }
    html = page(at, SETTINGS)
    assert html.count("checked") == 2
    assert re.search(r'<option value="22" selected>', html)
    at.post(SETTINGS, {"kinds": Kind.values, "from_hour": 0, "to_hour": 0})
    assert not OptOut.objects.exists()
    assert QuietHours.objects.values_list("user", "from_hour", "to_hour").get() == (learner.pk, 0, 0)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kinds": ["nothing"], "from_hour": 1, "to_hour": 2},
        {"from_hour": 24, "to_hour": 2},
        {"from_hour": -1, "to_hour": 2},
        {"from_hour": "x", "to_hour": 2},
        {"from_hour": 3},
    ],
)
def test_odd_choices_are_refused_and_change_nothing(at: Client, sent: dict[str, object]) -> None:
    assert at.post(SETTINGS, sent).status_code == 400
    assert not OptOut.objects.exists() and not QuietHours.objects.exists()


@pytest.mark.parametrize("address", [SETTINGS, READ])
def test_a_form_of_another_site_is_refused(learner: User, address: str) -> None:
    """P21"""
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    assert client.post(address, {"from_hour": 1, "to_hour": 2, "newest": 1}).status_code == 403
