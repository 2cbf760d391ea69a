"""Questions to the accounts' tables, in sentences."""

from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db.models import Model, Q, QuerySet

Account = TypeVar("Account", bound=AbstractBaseUser)
Row = TypeVar("Row", bound=Model)


class UserManager(BaseUserManager[Account]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Raises ValueError for an empty address; a taken one is the database's IntegrityError.

        Without a display name, the part of the address before the @ stands in.
        """
        if not email:
            raise ValueError("A user needs an e-mail address.")
        fields.setdefault("display_name", email.partition("@")[0])
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Account:
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email=(username or "").lower())


class MessageQuerySet(QuerySet[Row]):
    def owed(self) -> "MessageQuerySet[Row]":
        """Not sent, not withdrawn, not given up."""
        return self.filter(sent_at=None, withdrawn_at=None, failed_at=None)

    def due(self, now: datetime) -> "MessageQuerySet[Row]":
        """Owed, its time has come, and nobody is at it."""
        return self.owed().filter(Q(claimed_until=None) | Q(claimed_until__lte=now), due_at__lte=now)

    def for_recipient(self, address: str) -> "MessageQuerySet[Row]":
        return self.filter(recipient=address.lower())
