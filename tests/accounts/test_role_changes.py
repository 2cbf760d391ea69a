"""Who gave or took which role is on record: given by an action or in the admin, staff and superuser too."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from accounts.actions import give_role, register_invited, register_learner
from accounts.models import Role, RoleChange, User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    call_command("sync_roles", verbosity=0)
    person: User = User.objects.create_superuser("root@example.org", PASSWORD)
    return person


@pytest.fixture
def ann(root: User) -> User:
    return UserFactory(email="ann@example.org")


def changes() -> list[tuple[str, str, bool, str | None]]:
    return list(RoleChange.objects.order_by("pk").values_list("person__email", "role", "given", "by__email"))


def save(by: User, person: User, *roles: Role, **fields: str) -> int:
    client = Client()
    client.force_login(by)
    groups = [str(Group.objects.get(name=role.value).pk) for role in roles]
    own = {"email": person.email, "display_name": person.display_name, "time_zone": person.time_zone}
    form = {**own, "is_active": "on", "groups": groups, **fields}
    return client.post(f"/admin/accounts/user/{person.pk}/change/", form).status_code


# --- nothing to write down ------------------------------------------------------------------------------------------
def test_being_a_learner_comes_with_the_account_and_is_no_change() -> None:
    person = User(email="new@example.org", display_name="New")
    person.set_password(PASSWORD)
    register_learner(person)
    register_invited({"invited@example.org": "Invited"})
    assert changes() == []


def test_a_page_that_is_saved_as_it_was_says_nothing(root: User, ann: User) -> None:
    give_role(ann, Role.INSTRUCTOR)
    RoleChange.objects.all().delete()
    assert save(root, ann, Role.INSTRUCTOR, display_name="Anna") == 302
    give_role(ann, Role.INSTRUCTOR)
    assert changes() == []


def test_what_is_refused_is_not_written_down(root: User, ann: User) -> None:
    assert save(root, ann, Role.ADMIN, time_zone="Nowhere/Atall", is_staff="on") == 200
    assert changes() == []
    admin = UserFactory(is_staff=True)
    admin.groups.add(Group.objects.get(name="admin"))
    assert save(admin, ann, is_superuser="on") == 302
    assert changes() == []


# --- what is written ------------------------------------------------------------------------------------------------
def test_a_role_that_an_action_gives_is_written_once_with_who_gave_it(root: User, ann: User) -> None:
    for _ in range(2):
        give_role(ann, Role.INSTRUCTOR, by_id=root.pk)
    give_role(ann, Role.ADMIN)
    assert changes() == [
        ("ann@example.org", "instructor", True, "root@example.org"),
        ("ann@example.org", "admin", True, None),
    ]


def test_roles_that_the_admin_gives_and_takes_are_written(root: User, ann: User) -> None:
    ann.groups.add(Group.objects.get(name="instructor"))
    assert save(root, ann, Role.LEARNER, Role.ADMIN) == 302
    assert changes() == [
        ("ann@example.org", "admin", True, "root@example.org"),
        ("ann@example.org", "learner", True, "root@example.org"),
        ("ann@example.org", "instructor", False, "root@example.org"),
    ]


def test_staff_and_superuser_are_written_too(root: User, ann: User) -> None:
    assert save(root, ann, is_staff="on", is_superuser="on") == 302
    assert save(root, ann, is_staff="on") == 302
    assert changes() == [
        ("ann@example.org", "staff", True, "root@example.org"),
        ("ann@example.org", "superuser", True, "root@example.org"),
        ("ann@example.org", "superuser", False, "root@example.org"),
    ]


def test_the_record_outlives_whoever_made_it(root: User, ann: User) -> None:
    give_role(ann, Role.INSTRUCTOR, by_id=root.pk)
    root.delete()
    assert changes() == [("ann@example.org", "instructor", True, None)]
