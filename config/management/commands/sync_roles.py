"""Give the groups learner, instructor and admin the rights that config/roles.py names, and no others."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.roles import ROLES


class Command(BaseCommand):
    help = __doc__ or ""

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        wanted = {name for names in ROLES.values() for name in names}
        if unknown := sorted(wanted - known.keys()):
            raise CommandError(
                f"config/roles.py names rights that do not exist: {', '.join(unknown)}. "
                "Is the spelling right, and has migrate run?"
            )
        for role, names in ROLES.items():
            group, _ = Group.objects.get_or_create(name=role.value)
            group.permissions.set([known[name] for name in names])
            if options["verbosity"]:
                self.stdout.write(f"{role.value}: {len(names)} rights")
