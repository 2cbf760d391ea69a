"""Rows for tests: the least that each needs, and a cast with names instead of numbers."""

from typing import TYPE_CHECKING, Any, TypeVar

from allauth.account.models import EmailAddress
from django.db.models import Model
from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from accounts.models import Message, User
from accounts.outbox import post_message

PASSWORD = "correct horse battery"
Row = TypeVar("Row", bound=Model)


def numbered(words: str) -> Any:
    """The words with a number of their own for each row."""
    return Sequence(lambda n: words.format(n))  # type: ignore[no-untyped-call]


class RowFactory(DjangoModelFactory[Row]):
    """Calling a factory makes a row in the database; this tells the type checker so."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __new__(cls, **fields: Any) -> Row: ...  # type: ignore[misc]

        @classmethod
        def create_batch(cls, size: int, **fields: Any) -> list[Row]: ...


class UserFactory(RowFactory[User]):
    """A person with the password PASSWORD. Their address is confirmed unless `verified=False` says otherwise."""

    class Meta:
        model = User

    email = numbered("person{}@example.org")
    display_name = numbered("Person {}")
    password = PASSWORD
    verified = True

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        verified = kwargs.pop("verified")
        user = model_class.objects.create_user(**kwargs)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
        return user


class MessageFactory(RowFactory[Message]):
    """A mail that is due now."""

    class Meta:
        model = Message

    purpose = "test"
    recipient = "ann@example.org"
    occasion = numbered("occasion {}")
    subject = "A subject"
    text = "A text."

    @classmethod
    def _create(cls, model_class: type[Message], *args: Any, **kwargs: Any) -> Message:
        return post_message(**kwargs)
