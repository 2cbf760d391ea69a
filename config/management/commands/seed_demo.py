"""Make three people to try Epoch with: a learner, an instructor and an admin. Development only."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import actions
from accounts.models import Role, User

PASSWORD = "epoch-demo"  # noqa: S105  (of people who exist in development alone)
PEOPLE = (
    (Role.LEARNER, "Lena Learner", False),
    (Role.INSTRUCTOR, "Ivo Instructor", True),
    # Staff with the role's own rights, not a superuser: what is shown here is what a real admin may do.
    (Role.ADMIN, "Ada Admin", True),
)


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("seed_demo makes accounts with a known password; it needs EPOCH_DEVELOPMENT=1.")
        call_command("sync_roles", verbosity=0)
        for role, name, is_staff in PEOPLE:
            seed_person(role, name, is_staff=is_staff)
        if options["verbosity"]:
            self.stdout.write(f"Sign in with the password {PASSWORD} as:")
            for role, _, _ in PEOPLE:
                self.stdout.write(f"  {role.value}@example.org")


@transaction.atomic
def seed_person(role: Role, name: str, *, is_staff: bool) -> User:
    """The person as described, whether or not they were there before."""
    address = f"{role.value}@example.org"
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    user.display_name, user.is_staff, user.is_active = name, is_staff, True
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
    user.save()
    actions.give_role(user, role)
    actions.change_address(user, address, verified=True)
    return user
