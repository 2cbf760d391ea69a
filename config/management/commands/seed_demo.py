"""Make people to try Epoch with: three learners, an instructor and an admin; if asked, a crowd with all that it did."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from accounts import actions
from accounts.models import Role, User
from config import env
from curriculum.actions.staff import let_teach
from curriculum.models import Course
from progress.actions.crowd.seeding import seed_crowd
from progress.actions.demo import seed_life

PASSWORD = "epoch-demo"  # noqa: S105  (of people who exist in development alone)
PEOPLE = (
    ("learner", Role.LEARNER, "Lena Learner"),
    ("behind", Role.LEARNER, "Bruno Behind"),
    ("finished", Role.LEARNER, "Fiona Finished"),
    ("instructor", Role.INSTRUCTOR, "Ivo Instructor"),
    # Staff with the role's own rights, not a superuser: what is shown here is what a real admin may do.
    ("admin", Role.ADMIN, "Ada Admin"),
)
LIVES = {"learner": "on pace", "behind": "behind", "finished": "finished"}


def address(name: str) -> str:
    return f"{name}@example.org"


def elsewhere(database: Mapping[str, Any]) -> str:
    """The first host of the database that is not this machine, or nothing. A folder is that of a local socket."""
    if database["ENGINE"].endswith("sqlite3"):
        return ""
    options = database.get("OPTIONS") or {}
    named = ",".join(str(host or "") for host in (database["HOST"], options.get("host"), options.get("hostaddr")))
    hosts = (host.strip() for host in named.split(","))
    return next((host for host in hosts if host and not host.startswith("/") and not env.is_loopback(host)), "")


def with_demo_password() -> list[str]:
    """The addresses of the demo accounts whose password is still the one that everybody knows."""
    found = User.objects.filter(email__in=[address(name) for name, _, _ in PEOPLE]).order_by("email")
    return [user.email for user in found if check_password(PASSWORD, user.password)]


class Command(BaseCommand):
    help = f"{__doc__} Development only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--learners",
            type=int,
            default=0,
            metavar="N",
            help="also N learners of different ability and diligence, with all that they did",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("seed_demo makes accounts with a known password; it needs EPOCH_DEVELOPMENT=1.")
        if host := elsewhere(connection.settings_dict):
            raise CommandError(
                f"seed_demo makes accounts with a known password, and DATABASE_URL names {host}, "
                "which is not this machine; nothing was made."
            )
        call_command("sync_roles", verbosity=0)
        people = {name: seed_person(name, role, display_name) for name, role, display_name in PEOPLE}
        course = Course.objects.taught().order_by("pk").first()
        if course is not None:
            let_teach(people["instructor"].pk, course.pk)
            for name, life in LIVES.items():
                seed_life(people[name], course, life, timezone.now())
            self.crowd(course, options["learners"], people["instructor"])
        if options["verbosity"]:
            self.stdout.write(f"Sign in with the password {PASSWORD} as:")
            for name, _, _ in PEOPLE:
                self.stdout.write(f"  {address(name)}")

    def crowd(self, course: Course, n_learners: int, instructor: User) -> None:
        if n_learners < 0:
            raise CommandError("--learners takes a number from 0.")
        for done in seed_crowd(course, n_learners, instructor.pk, timezone.now()):
            self.stdout.write(f"{done:,} of {n_learners:,} learners")


@transaction.atomic
def seed_person(name: str, role: Role, display_name: str) -> User:
    """The person as described, whether or not they were there before."""
    email = address(name)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    user.display_name, user.is_staff, user.is_active = display_name, role is not Role.LEARNER, True
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
    user.save()
    actions.give_role(user, role)
    actions.change_address(user, email, verified=True)
    return user
