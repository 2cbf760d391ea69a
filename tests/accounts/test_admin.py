import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import Role, User
from tests.factories import PASSWORD, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db

USERS = "/admin/accounts/user/"
MESSAGES = "/admin/accounts/message/"


def person(role: Role) -> Client:
    """Somebody of the staff with that role, signed in."""
    call_command("sync_roles", verbosity=0)
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin() -> Client:
    return person(Role.ADMIN)


def change(client: Client, user: User, **changes: str) -> object:
    form = {"email": user.email, "display_name": user.display_name, "time_zone": user.time_zone, "is_active": "on"}
    return client.post(f"{USERS}{user.pk}/change/", {**form, **changes})


@pytest.mark.parametrize("page", [USERS, f"{USERS}add/", MESSAGES])
def test_an_instructor_may_look_at_neither_people_nor_mail(page: str) -> None:
    assert person(Role.INSTRUCTOR).get(page).status_code == 403


@pytest.mark.parametrize("page", ["/admin/account/emailaddress/", "/admin/usersessions/usersession/"])
def test_addresses_and_sessions_are_nobody_s_to_browse(page: str) -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root@example.org", PASSWORD))
    assert root.get(page).status_code == 404


def test_an_admin_cannot_make_a_superuser(admin: Client, ann: User) -> None:
    change(admin, ann, is_superuser="on", user_permissions="1")
    ann.refresh_from_db()
    assert not ann.is_superuser
    assert not ann.user_permissions.exists()


def test_an_admin_cannot_take_over_a_superuser(admin: Client) -> None:
    root = User.objects.create_superuser("root@example.org", PASSWORD)
    change(admin, root, email="admin@evil.example")
    response = admin.post(f"{USERS}{root.pk}/password/", {"password1": "taken over now", "password2": "taken over now"})
    assert response.status_code == 403
    root.refresh_from_db()
    assert root.email == "root@example.org"
    assert root.check_password(PASSWORD)


def test_nobody_is_deleted_from_the_admin(admin: Client, ann: User) -> None:
    assert admin.post(f"{USERS}{ann.pk}/delete/", {"post": "yes"}).status_code == 403
    admin.post(USERS, {"action": "delete_selected", "_selected_action": ann.pk, "post": "yes"})
    assert User.objects.filter(pk=ann.pk).exists()


def test_an_address_taken_in_other_letters_is_refused_with_words(admin: Client, ann: User) -> None:
    new = {"display_name": "X", "time_zone": "UTC", "usable_password": "false"}
    page = admin.post(f"{USERS}add/", {**new, "email": "ANN@example.org"})
    assert "already exists" in page.text
    bob = UserFactory()
    assert "already exists" in change(admin, bob, email="ANN@example.org").text  # type: ignore[attr-defined]


def test_a_new_person_is_a_learner_with_an_address_to_confirm(admin: Client) -> None:
    new = {"display_name": "Bob", "time_zone": "UTC", "usable_password": "false", "email": "Bob@example.org"}
    assert admin.post(f"{USERS}add/", new).status_code == 302
    bob = User.objects.get(email="bob@example.org")
    assert [group.name for group in bob.groups.all()] == ["learner"]
    assert EmailAddress.objects.filter(user=bob, email="bob@example.org", primary=True, verified=False).exists()


def test_a_changed_address_must_be_confirmed_and_the_old_one_is_forgotten(admin: Client, ann: User) -> None:
    change(admin, ann, email="Ann@new.example")
    ann.refresh_from_db()
    assert ann.email == "ann@new.example"
    assert list(EmailAddress.objects.filter(user=ann).values_list("email", "verified")) == [("ann@new.example", False)]


def test_a_change_of_name_leaves_the_address_confirmed(admin: Client, ann: User) -> None:
    change(admin, ann, display_name="Ann B.")
    assert EmailAddress.objects.get(user=ann).verified


def test_people_are_found_by_address_and_name(admin: Client, ann: User) -> None:
    UserFactory(email="bob@example.org", display_name="Robert")
    for words, found in (("ann@ex", "ann@example.org"), ("robert", "bob@example.org")):
        page = admin.get(USERS, {"q": words}).text
        assert (page.count("ann@example.org") > 0, page.count("bob@example.org") > 0) == (
            found == "ann@example.org",
            found == "bob@example.org",
        )


def test_no_hash_of_a_password_is_shown(admin: Client, ann: User) -> None:
    assert ann.password not in admin.get(f"{USERS}{ann.pk}/change/").text


@pytest.mark.parametrize("page", [USERS, MESSAGES])
def test_a_list_takes_the_same_queries_for_one_row_and_for_three(admin: Client, page: str) -> None:
    MessageFactory()
    group = Group.objects.get(name=Role.LEARNER)
    with CaptureQueriesContext(connection) as for_few:
        assert admin.get(page).status_code == 200
    MessageFactory.create_batch(2)
    for user in UserFactory.create_batch(2):
        user.groups.add(group)
    with CaptureQueriesContext(connection) as for_more:
        assert admin.get(page).status_code == 200
    assert len(for_more) == len(for_few) <= 15


@pytest.mark.parametrize("way", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_mail_is_there_to_look_at_only(admin: Client, way: str) -> None:
    message = MessageFactory()
    path = MESSAGES + way.format(pk=message.pk)
    assert admin.post(path, {"subject": "Forged", "post": "yes"}).status_code == 403
    message.refresh_from_db()
    assert message.subject == "A subject"


def test_bodies_and_headers_show_in_development_only(admin: Client, settings: Settings) -> None:
    message = MessageFactory(text="the link", html="<p>the markup</p>", headers={"List-Unsubscribe": "the other link"})
    path = f"{MESSAGES}{message.pk}/change/"
    assert "the link" in admin.get(path).text
    settings.DEVELOPMENT = False
    page = admin.get(path).text
    assert "A subject" in page
    assert not any(words in page for words in ("the link", "the markup", "the other link"))


@pytest.mark.parametrize("state", ["waiting", "sent", "withdrawn", "failed", "nonsense"])
def test_mail_is_filtered_by_state(admin: Client, state: str) -> None:
    for name in ("sent", "withdrawn", "failed"):
        message = MessageFactory(subject=f"It is {name}")
        type(message).objects.filter(pk=message.pk).update(**{f"{name}_at": "2026-01-01T00:00Z"})
    MessageFactory(subject="It is waiting")
    page = admin.get(MESSAGES, {"state": state}).text
    shown = [name for name in ("waiting", "sent", "withdrawn", "failed") if f"It is {name}" in page]
    assert shown == ([state] if state != "nonsense" else ["waiting", "sent", "withdrawn", "failed"])
