"""Cohorts as their instructors and those who may join see them: dates by module, members, and what a move does."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from accounts.models import Message
from curriculum.models import Course
from progress import pacing
from progress.models import Cohort, Plan, Study
from progress.models.study import rule_of
from progress.reports.done import done_by
from progress.reports.outline import outline_of
from progress.reports.standing import due_dates

CHUNK = 1_000
INVITED, ADDED = "invitation", "cohort-added"


@dataclass(frozen=True)
class ModuleEnd:
    """The day by whose end all of a module is due."""

    week: int
    title: str
    ends_on: date


@dataclass(frozen=True)
class Move:
    """A module's end before and after."""

    week: int
    title: str
    old: date
    new: date


@dataclass(frozen=True)
class Effect:
    """What moving a cohort's dates does: to each module, and to how many members. `n_given` of them have dates that an
    instructor gave them alone."""

    moves: Sequence[Move]
    n_learners: int
    n_behind_now: int
    n_behind_then: int
    n_given: int = 0


def module_ends(course: Course, rule: pacing.Rule) -> list[ModuleEnd]:
    """Of the modules that have parts. Needs the course's id and edition."""
    due = due_dates(course, rule)
    return [
        ModuleEnd(module.week, module.title, max(due[part.key] for part in module.parts))
        for module in outline_of(course).modules
        if module.parts
    ]


def module_moves(course: Course, before: pacing.Rule, after: pacing.Rule) -> list[Move]:
    """Of the modules that have a date in both; where all of one is settled in a plan, it has none."""
    old, new = due_dates(course, before), due_dates(course, after)
    found = []
    for module in outline_of(course).modules:
        dated = [part.key for part in module.parts if part.key in old and part.key in new]
        if dated:
            ends = (max(due[key] for key in dated) for due in (old, new))
            found.append(Move(module.week, module.title, *ends))
    return found


def members(cohort: Cohort) -> QuerySet[Study]:
    """Those who are enrolled still."""
    return Study.objects.active().filter(cohort=cohort)


def in_chunks(rows: QuerySet[Study]) -> Iterator[list[Study]]:
    """By their numbers, a thousand at a time."""
    last = 0
    while chunk := list(rows.order_by("pk").filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
        yield chunk


def may_be_joined(cohort: Cohort, now: datetime) -> bool:
    """Whether its last day for joining is yet to pass, by the cohort's own clock."""
    last = cohort.joining_ends_on
    return last is None or now.astimezone(ZoneInfo(cohort.time_zone)).date() <= last


def effect_of(cohort: Cohort, course: Course, rule: pacing.Rule, now: datetime) -> Effect:
    """What following `rule` from now on would do to the members of the cohort, as it is stored."""
    moves = module_moves(course, rule_of(cohort), rule)
    n_learners = n_now = n_then = n_given = 0
    for study, done, today in _standings(cohort, course, now):
        n_learners += 1
        n_given += study.plan is not None and study.plan.reason == Plan.Reason.GIVEN
        n_now += study.plan is not None and _is_behind(course, study.plan.rule, done, today)
        n_then += _is_behind(course, rule, done, today)
    return Effect(moves, n_learners, n_now, n_then, n_given)


def problems_of(cohort: Cohort, addresses: Collection[str]) -> dict[str, str]:
    """What speaks against adding these to the cohort. Only what this course knows of them is looked at, since whoever
    asks may see its learners: whether somebody else has an account is not told (P23)."""
    found: dict[str, str] = {}
    listed = list(addresses)
    for start in range(0, len(listed), CHUNK):
        rows = Study.objects.filter(
            enrolment__course=cohort.course_id, enrolment__user__email__in=listed[start : start + CHUNK]
        )
        known = ("enrolment__user__email", "enrolment__user__is_active", "enrolment__left_at", "cohort", "cohort__name")
        for address, is_active, left_at, cohort_id, name in rows.values_list(*known):
            if not is_active:
                found[address] = "This learner's account is deactivated."
            elif left_at is None and cohort_id == cohort.pk:
                found[address] = "This learner is in the cohort already."
            elif left_at is None and cohort_id is not None:
                found[address] = f"This learner is in another cohort of the course: {name}."
    return found


def with_numbers(rows: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Adds `n_learners`: members who are enrolled still."""
    return rows.annotate(n_learners=Count("studies", filter=Q(studies__enrolment__left_at__isnull=True)))


def is_wanted(message: Message) -> bool:
    """Asked when a mail about a cohort is sent: whether its recipient is still in it (P28)."""
    _, _, cohort = message.occasion.partition(" ")
    return Study.objects.active().filter(cohort=int(cohort), enrolment__user__email=message.recipient).exists()


def _standings(cohort: Cohort, course: Course, now: datetime) -> Iterator[tuple[Study, Collection[str], date]]:
    """Each member with what is done and the day by their own clock; four queries for each chunk."""
    for chunk in in_chunks(members(cohort).select_related("plan", "enrolment__user")):
        done = done_by([study.enrolment.user_id for study in chunk], course.pk)
        for study in chunk:
            today = now.astimezone(ZoneInfo(study.enrolment.user.time_zone)).date()
            yield study, done[study.enrolment.user_id], today


def _is_behind(course: Course, rule: pacing.Rule, done: Collection[str], today: date) -> bool:
    parts, due = outline_of(course).parts, due_dates(course, rule)
    return pacing.pace(parts, due, done, today, rule.begins_on).standing is pacing.Standing.BEHIND
