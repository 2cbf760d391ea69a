"""Certificates in the admin: who sees and decides (P16), and that each decision is on record."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from curriculum.models import Course
from progress import codes
from progress.models import Certificate
from tests.factories import UserFactory
from tests.people import PEOPLE, somebody
from tests.progress.completing import certificate_for

pytestmark = pytest.mark.django_db
LIST = "/admin/progress/certificate/"


@pytest.fixture
def row(learner: User, course: Course) -> Certificate:
    return certificate_for(learner, course)


@pytest.fixture
def boss(row: Certificate) -> Client:
    return somebody("admin")


def decide(client: Client, row: Certificate, what: str, why: str = "A reason.") -> Any:
    return client.post(f"{LIST}{row.pk}/{what}/", {"why": why})


def verified(row: Certificate) -> str:
    return Client().get(f"/verify/{codes.grouped(row.code)}/").text


@pytest.mark.parametrize("what", ["revoke", "restore", "rename"])
@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "admin"])
def test_nobody_but_admins_decides(name: str, what: str, row: Certificate) -> None:
    client = somebody(name)
    for answer in (client.get(f"{LIST}{row.pk}/{what}/"), decide(client, row, what)):
        assert answer.status_code in {302, 404}
        assert answer.status_code == 404 or "/login/" in answer.headers["Location"]
    row.refresh_from_db()
    assert row.revoked_at is None
    assert not LogEntry.objects.exists()


def test_a_right_alone_does_not_reach_beyond_the_fence(row: Certificate) -> None:
    """P16: an instructor of another course, even one who may decide on certificates."""
    client = somebody("instructor elsewhere")
    user = User.objects.get(pk=client.session["_auth_user_id"])
    user.user_permissions.add(Permission.objects.get(codename="change_certificate"))
    assert row.name not in client.get(LIST).text
    assert client.get(f"{LIST}{row.pk}/change/").status_code == 404
    assert decide(client, row, "revoke").status_code == 404
    teacher = somebody("instructor")
    assert row.name in teacher.get(LIST).text
    page = teacher.get(f"{LIST}{row.pk}/change/")
    assert page.status_code == 200 and f"{row.pk}/revoke/" not in page.text


def test_revoking_wants_a_reason_and_keeps_who_when_and_why(boss: Client, row: Certificate) -> None:
    assert decide(boss, row, "revoke", " ").status_code == 400
    assert decide(boss, row, "revoke", "x" * 301).status_code == 400
    assert "Genuine" in verified(row)
    assert decide(boss, row, "revoke", "Somebody else sat the quiz.").status_code == 302
    row.refresh_from_db()
    assert (row.revoked_why, row.revoked_at is None) == ("Somebody else sat the quiz.", False)
    entry = LogEntry.objects.get()
    assert (entry.user_id, entry.object_id) == (row.revoked_by_id, str(row.pk))
    assert entry.change_message == "Revoked: Somebody else sat the quiz."
    assert "was revoked on" in verified(row)
    decide(boss, row, "revoke", "Once more.")
    row.refresh_from_db()
    assert row.revoked_why == "Somebody else sat the quiz." and LogEntry.objects.count() == 1


def test_restoring_puts_it_in_force_and_the_history_stays(boss: Client, row: Certificate) -> None:
    before = verified(row)
    decide(boss, row, "revoke", "A mistake.")
    assert decide(boss, row, "restore", "It was none.").status_code == 302
    assert verified(row) == before
    words = list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))
    assert words == ["Revoked: A mistake.", "In force again: It was none."]
    assert "A mistake." in boss.get(f"{LIST}{row.pk}/history/").text


def test_another_name_comes_from_the_profile_with_the_old_one_on_record(boss: Client, row: Certificate) -> None:
    old = row.name
    User.objects.filter(pk=row.enrolment.user_id).update(display_name="Ada Lovelace")
    assert "Ada Lovelace" in boss.get(f"{LIST}{row.pk}/rename/").text
    assert old in verified(row)
    assert decide(boss, row, "rename", "Married.").status_code == 302
    assert "Ada Lovelace" in verified(row) and old not in verified(row)
    assert LogEntry.objects.get().change_message == f"Name changed from “{old}” to “Ada Lovelace”: Married."
    decide(boss, row, "rename", "Again.")
    assert LogEntry.objects.count() == 1


def test_no_form_writes_a_certificate(boss: Client, row: Certificate) -> None:
    """P18"""
    for path in ("add/", f"{row.pk}/delete/"):
        assert boss.get(LIST + path).status_code == 403
    assert boss.post(f"{LIST}{row.pk}/change/", {"name": "Mallory"}).status_code == 403
    row.refresh_from_db()
    assert row.name != "Mallory"


def test_a_certificate_is_found_by_its_code_as_it_was_typed(boss: Client, row: Certificate) -> None:
    assert row.name in boss.get(LIST, {"q": codes.grouped(row.code).lower()}).text
    assert row.name not in boss.get(LIST, {"q": "0" * 28}).text


def test_staff_without_a_role_see_nothing(row: Certificate) -> None:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(LIST).status_code == 403
