from io import StringIO
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import Role, User
from config.roles import ROLES

pytestmark = pytest.mark.django_db


def rights(role: Role) -> set[str]:
    names = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in names}


def test_every_role_is_described() -> None:
    assert set(ROLES) == set(Role)


def test_a_right_that_does_not_exist_stops_the_command_and_changes_nothing() -> None:
    call_command("sync_roles", verbosity=0)
    wrong = {**ROLES, Role.LEARNER: ("accounts.fly",)}
    with (
        patch("config.management.commands.sync_roles.ROLES", wrong),
        pytest.raises(CommandError, match=r"accounts\.fly"),
    ):
        call_command("sync_roles", verbosity=0)
    assert rights(Role.ADMIN) == set(ROLES[Role.ADMIN])


def test_groups_get_the_rights_of_their_roles_and_lose_others_however_often_it_runs() -> None:
    call_command("sync_roles", verbosity=0)
    Group.objects.get(name=Role.LEARNER).permissions.add(Permission.objects.get(codename="delete_user"))
    for _ in range(2):
        call_command("sync_roles", verbosity=0)
        for role in Role:
            assert rights(role) == set(ROLES[role])
    assert Group.objects.count() == 3


def test_nobody_s_role_deletes_people_or_writes_mail() -> None:
    forbidden = {f"accounts.{verb}_message" for verb in ("add", "change", "delete")} | {"accounts.delete_user"}
    assert not forbidden & {name for names in ROLES.values() for name in names}


def test_demo_accounts_are_refused_in_production(settings: Settings) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="EPOCH_DEVELOPMENT=1"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_the_demo_s_people_can_sign_in_however_often_it_is_made() -> None:
    output = StringIO()
    for _ in range(2):
        call_command("seed_demo", stdout=output)
    assert "epoch-demo" in output.getvalue()
    for role in Role:
        user = User.objects.get(email=f"{role}@example.org")
        assert [group.name for group in user.groups.all()] == [role.value]
        assert (user.is_staff, user.is_superuser) == (role is not Role.LEARNER, False)
        client = Client()
        client.post("/accounts/login/", {"login": user.email, "password": "epoch-demo"})
        assert client.get("/accounts/profile/").status_code == 200
        assert client.get("/admin/").status_code == (302 if role is Role.LEARNER else 200)
    assert EmailAddress.objects.filter(verified=True).count() == User.objects.count() == 5


def test_the_demo_s_password_comes_back_when_somebody_changed_it() -> None:
    call_command("seed_demo", verbosity=0)
    learner = User.objects.get(email="learner@example.org")
    hashed = learner.password
    call_command("seed_demo", verbosity=0)
    learner.refresh_from_db()
    assert learner.password == hashed
    learner.set_password("something else")
    learner.save()
    call_command("seed_demo", verbosity=0)
    learner.refresh_from_db()
    assert learner.check_password("epoch-demo")
