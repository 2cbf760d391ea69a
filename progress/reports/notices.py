"""What learners were told, and whether a mail about it is wanted still."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Message, User
from curriculum.models import Enrolment
from progress import completion, pacing, reminders
from progress.mail import Words, words_of
from progress.models import Notice, OptOut
from progress.models.notices import Kind
from progress.querysets import NoticeQuerySet
from progress.reminders import Facts, Quiet
from progress.reports.desk import LEAN, study_of
from progress.reports.done import Done, done_by
from progress.reports.standing import Standing, stand

PAGE = 20
OPTED_OUT = "opted out"
WITH_ALL = ("enrolment__user__quiet_hours", "enrolment__course", "enrolment__study__plan")


def n_unread(user_id: int | None) -> int:
    return Notice.objects.of(user_id).unread().count()


@dataclass(frozen=True)
class Line:
    notice: Notice
    words: Words
    course_title: str


@dataclass(frozen=True)
class Page:
    """`after` names where the next page begins; empty on the last. `newest` is the newest notice that there is."""

    lines: Sequence[Line]
    after: str
    n_unread: int
    newest: int


def notices_page(user_id: int | None, after: str = "") -> Page:
    """Unread ones first, then the others, newest first in both; by keyset, so that no page reads those before it.

    `after` is `u` or `r`, for unread and read, and the number of the last one seen; anything else is the first page.
    """
    section, last = after[:1], after[1:]
    if section not in {"u", "r"} or not (last.isascii() and last.isdigit() and len(last) < 19):
        section, last = "u", ""
    mine = Notice.objects.of(user_id).filter(enrolment__course__retired_at=None).select_related("enrolment__course")
    mine = mine.defer(*(f"enrolment__course__{name}" for name in LEAN)).order_by("-pk")
    unread, read = mine.unread(), mine.filter(read_at__isnull=False)
    found: list[Notice] = []
    if section == "u":
        found += _before(unread, last)[: PAGE + 1]
        last = ""
    if len(found) <= PAGE:
        found += _before(read, last)[: PAGE + 1 - len(found)]
    shown = found[:PAGE]
    more = f"{'r' if shown[-1].read_at else 'u'}{shown[-1].pk}" if len(found) > PAGE else ""
    newest = mine.values_list("pk", flat=True).first()
    return Page([_line(notice) for notice in shown], more, unread.count(), newest or 0)


def _before(rows: NoticeQuerySet, last: str) -> NoticeQuerySet:
    return rows.filter(pk__lt=int(last)) if last else rows


def _line(notice: Notice) -> Line:
    course = notice.enrolment.course
    return Line(notice, words_of(notice, course), course.title)


@dataclass(frozen=True)
class Known:
    """What decides about the mails of several notices, asked once for all of them."""

    now: datetime
    done: Mapping[tuple[int, int], Done]
    opted_out: Collection[tuple[int, str]]
    confirmed: Collection[tuple[int, str]]
    kept: dict[int, Standing] = field(default_factory=dict)

    def standing(self, enrolment: Enrolment) -> Standing | None:
        """Where the learner stands; None for who never planned the course."""
        study = study_of(enrolment)
        if study is None:
            return None
        if enrolment.pk not in self.kept:
            learner = learner_of(enrolment)
            done = self.done[learner.pk, enrolment.course_id]
            self.kept[enrolment.pk] = stand(study, enrolment.course, learner, done, self.now)
        return self.kept[enrolment.pk]


def known_about(notices: Sequence[Notice], now: datetime) -> Known:
    """Three queries for each course, and two. The notices have `WITH_ALL`."""
    by_course: dict[int, set[int]] = {}
    for notice in notices:
        by_course.setdefault(notice.enrolment.course_id, set()).add(notice.enrolment.user_id)
    learners = {learner for of_course in by_course.values() for learner in of_course}
    confirmed = EmailAddress.objects.filter(user__in=learners, verified=True)
    return Known(
        now=now,
        done={
            (learner, course): done
            for course, of_course in by_course.items()
            for learner, done in done_by(of_course, course).items()
        },
        opted_out=opted_out(learners),
        confirmed={(user, email.lower()) for user, email in confirmed.values_list("user", "email")},
    )


def opted_out(learner_ids: Collection[int]) -> set[tuple[int, str]]:
    return set(OptOut.objects.filter(user__in=learner_ids).values_list("user", "kind"))


def reason_against(notice: Notice, known: Known) -> str:
    """Why no mail is to go; empty where one is. A mark is told to who has finished too: it may be what finished it. So
    is the answer to a challenge, which they asked for."""
    enrolment, kind = notice.enrolment, Kind(notice.kind)
    learner = learner_of(enrolment)
    if not learner.is_active:
        return "account is closed"
    if enrolment.left_at is not None or enrolment.course.retired_at is not None:
        return "left"
    if known.now >= notice.stale_at:
        return "stale"
    if (learner.pk, kind.value) in known.opted_out:
        return OPTED_OUT
    if (learner.pk, learner.email) not in known.confirmed:
        return "address is not confirmed"
    if kind in {Kind.MARKED, Kind.CHALLENGED}:
        return ""
    where = known.standing(enrolment)
    if where is None or completion.is_complete(where.outline, where.done):
        return "finished"
    return "" if _holds(notice, kind, where) else "no longer so"


def _holds(notice: Notice, kind: Kind, where: Standing) -> bool:
    """Whether what the notice says is so still; plans and records may have changed since it was made."""
    if kind is Kind.DUE_SOON:
        listed = [part["key"] for part in notice.facts["parts"]]
        return reminders.is_due_still(listed, where.due, where.done, date.fromisoformat(notice.occasion))
    if kind is Kind.BEHIND:
        return where.pace.standing is pacing.Standing.BEHIND
    if kind is Kind.INACTIVE:
        return last_active_at(where) <= notice.made_at
    return True


def last_active_at(where: Standing) -> datetime:
    return max([where.study.last_active_at, *where.done.values()])


def is_wanted(message: Message) -> bool:
    """Whether a reminder that waits to be sent should go: asked anew at the moment of sending (P17, P28)."""
    notice = Notice.objects.filter(message=message).select_related(*WITH_ALL).first()
    if notice is None or learner_of(notice.enrolment).email != message.recipient:
        return False
    return not reason_against(notice, known_about([notice], timezone.now()))


def learner_of(enrolment: Enrolment) -> User:
    learner = enrolment.user
    assert isinstance(learner, User)  # noqa: S101  (the setting says so; this tells the type checker)
    return learner


def quiet_hours_of(learner: User) -> Quiet:
    row = getattr(learner, "quiet_hours", None)
    return Quiet(row.from_hour, row.to_hour) if row else reminders.USUAL


def notices_due(where: Standing, learner: User, planned_on: date | None, now: datetime) -> Iterator[reminders.Due]:
    """What this learner is to be told now."""
    plan = where.study.plan
    if plan is None or not where.outline.parts:
        return
    facts = Facts(
        parts=where.outline.parts,
        due=where.due,
        done=where.done,
        rule=plan.rule,
        pace=where.pace,
        last_active_at=last_active_at(where),
        planned_on=planned_on,
    )
    yield from reminders.notices(facts, now, learner.zone)
