"""What happens to accounts and to the mail they are owed: one thing each, one transaction each."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum, auto

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import mail, outbox
from accounts.models import Message, Role, RoleChange, User

logger = logging.getLogger("epoch.mail")

# The sweep stops after this many mails or seconds, whichever comes first; the next one goes on.
BATCH = 50
SECONDS = 60.0


class Outcome(Enum):
    SENT = auto()
    # Not due, in another's hands, or no longer wanted.
    LEFT = auto()
    # This message alone was refused.
    REFUSED = auto()
    # The mail server does not answer; others would fare no better.
    UNREACHABLE = auto()


@transaction.atomic
def change_profile(person: User, display_name: str, time_zone: str) -> None:
    """Change these two alone: what else became of the account meanwhile stays."""
    person.display_name, person.time_zone = display_name, time_zone
    person.save(update_fields=["display_name", "time_zone"])


@transaction.atomic
def register_learner(user: User) -> EmailAddress:
    """Save a new account as a learner's, with its address still to be confirmed.

    Raises IntegrityError where the address was taken meanwhile.
    """
    user.save(force_insert=True)
    give_role(user, Role.LEARNER)
    address: EmailAddress = EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return address


@transaction.atomic
def register_invited(names: Mapping[str, str]) -> dict[str, User]:
    """Accounts for these addresses, by the names given; who has one keeps it as it is. Returns those made, by address.

    The new ones have no password, and their addresses are still to be confirmed: who gets the mail can do both. The
    addresses are valid and in lower case. A fixed number of queries, and of inserts by what the database takes at once.
    """
    known = set(User.objects.filter(email__in=names).values_list("email", flat=True))
    fresh = [
        User(email=address, display_name=name, password=make_password(None))
        for address, name in names.items()
        if address not in known
    ]
    User.objects.bulk_create(fresh, ignore_conflicts=True)
    # Who signed up in this moment is not ours: no two accounts without a password hold the same text in its place.
    marks = {user.email: user.password for user in fresh}
    made = {user.email: user for user in User.objects.filter(email__in=marks) if user.password == marks[user.email]}
    group, _ = Group.objects.get_or_create(name=Role.LEARNER.value)
    membership = User.groups.through
    membership.objects.bulk_create(membership(user_id=user.pk, group_id=group.pk) for user in made.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=False) for user in made.values()
    )
    return made


@transaction.atomic
def give_role(user: User, role: Role, by_id: int | None = None) -> None:
    """Being a learner comes with the account, and is no change of a role."""
    group, _ = Group.objects.get_or_create(name=role.value)
    if role is not Role.LEARNER and not user.groups.filter(pk=group.pk).exists():
        note_roles(user, given=[role.value], taken=[], by_id=by_id)
    user.groups.add(group)


def note_roles(user: User, given: Iterable[str], taken: Iterable[str], by_id: int | None) -> None:
    """Write down what somebody was given, and what they lost."""
    RoleChange.objects.bulk_create(
        RoleChange(person=user, role=role, given=is_given, by_id=by_id)
        for is_given, roles in ((True, given), (False, taken))
        for role in sorted(roles)
    )


@transaction.atomic
def change_address(user: User, address: str, *, verified: bool = False) -> None:
    """Make `address` the one that the person signs in with, and forget the others.

    Unless somebody vouches for it, it must be confirmed by mail at the next sign-in.
    """
    EmailAddress.objects.filter(user=user).delete()
    user.email = address.lower()
    user.save(update_fields=["email"])
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)


def send_message(message_id: int, now: datetime) -> Outcome:
    """Send one message if it is due and nobody else is at it."""
    message = outbox.claim(message_id, now)
    if message is None:
        return Outcome.LEFT
    if not _is_wanted(message):
        outbox.withdraw(message, now)
        return Outcome.LEFT
    try:
        mail.deliver(message)
    except OSError as problem:
        # All that a mail server says or fails to say is an OSError, SMTPException included.
        _note_failure(message, problem, now)
        return Outcome.UNREACHABLE if mail.is_unreachable(problem) else Outcome.REFUSED
    except Exception as problem:
        # A mail that cannot be written down is our mistake: it waits like the others; the log has the trace.
        logger.exception("message %d could not be composed", message.pk)
        _note_failure(message, problem, now)
        return Outcome.REFUSED
    outbox.mark_sent(message, now)
    return Outcome.SENT


def send_owed_messages(clock: Callable[[], datetime] = timezone.now) -> int:
    """Send what is due, oldest first, a batch at most. Returns how many went out.

    Where the server does not answer it stops: the others would only wait in turn.
    """
    started = time.monotonic()
    n_sent = 0
    due = Message.objects.due(clock()).order_by("due_at").values_list("pk", flat=True)[:BATCH]
    for message_id in list(due):
        outcome = send_message(message_id, clock())
        n_sent += outcome is Outcome.SENT
        if outcome is Outcome.UNREACHABLE or time.monotonic() - started > SECONDS:
            break
    return n_sent


def clear_ended_sessions(now: datetime) -> int:
    """Delete sessions that ran out, and the entries of the sessions page that lead nowhere."""
    n_ended, _ = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return n_ended


def _is_wanted(message: Message) -> bool:
    """Asked anew at the moment of sending: much may have changed while the mail waited (P28)."""
    if User.objects.filter(email=message.recipient, is_active=False).exists():
        return False
    check = settings.MAIL_CHECKS.get(message.purpose)
    return check is None or bool(import_string(check)(message))


def _note_failure(message: Message, problem: Exception, now: datetime) -> None:
    error = mail.describe(problem)
    if outbox.mark_failed(message, error, now, for_good=mail.is_final(problem)):
        logger.error("gave up message %d (%s), try %d: %s", message.pk, message.purpose, message.n_tries, error)
    else:
        logger.warning("message %d (%s) waits: %s", message.pk, message.purpose, error)
