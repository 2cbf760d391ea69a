import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_database_refuses_the_same_address_in_other_letters() -> None:
    UserFactory(email="ann@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Ann@Example.org", display_name="Ann")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ann@example.org", display_name="Ann")


def test_the_database_refuses_an_address_that_is_not_in_lower_case() -> None:
    with pytest.raises(IntegrityError, match="user_email_is_lower_case"), transaction.atomic():
        User.objects.create(email="Bob@example.org", display_name="Bob")


def test_an_account_needs_an_address() -> None:
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("")


def test_the_manager_stores_addresses_in_lower_case_and_names_the_nameless() -> None:
    user = User.objects.create_user("Bob.Smith@Example.ORG")
    assert (user.email, user.display_name, user.time_zone) == ("bob.smith@example.org", "Bob.Smith", "UTC")
    assert not user.has_usable_password()


def test_a_superuser_is_staff() -> None:
    root = User.objects.create_superuser("root@example.org", "correct horse battery")
    assert (root.is_staff, root.is_superuser) == (True, True)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "europe/berlin", "../../etc/passwd", "localtime", "Factory"])
def test_what_is_not_a_time_zone_is_refused(name: str) -> None:
    user = User(email="ann@example.org", display_name="Ann", password="x", time_zone=name)
    with pytest.raises(ValidationError):
        user.full_clean()


@pytest.mark.parametrize("name", ["UTC", "Pacific/Chatham", "Pacific/Kiritimati", "Asia/Calcutta"])
def test_iana_names_are_time_zones_old_ones_too(name: str) -> None:
    user = User(email="ann@example.org", display_name="Ann", password="x", time_zone=name)
    user.full_clean()
    assert user.zone.key == name
