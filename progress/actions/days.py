"""Counting what happened on each day in large courses, for the report of activity."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Min, QuerySet

from curriculum.models import Course, Enrolment
from progress.models import ActivityDay, Cohort
from progress.reports.tables.activity import DAY, MOST, NAMES, Cells, counted, counted_apart, is_large
from progress.reports.tables.report import Scope
from progress.selection import Selection

# A day is over for good so long after its end: what came at the last moment is written down by then.
SETTLED = timedelta(hours=1)


def keep_days(now: datetime) -> int:
    """Count the days of large courses and cohorts that are not counted, or were not over when they were; returns how
    many."""
    n_days = 0
    for course in Course.objects.taught().only("slug", "edition"):
        whole = Scope(Selection(), course, None, now)
        if is_large(whole):
            cohorts = (replace(whole, cohort=cohort) for cohort in Cohort.objects.filter(course=course.pk))
            since: defaultdict[date, list[Scope]] = defaultdict(list)
            for scope in (whole, *(one for one in cohorts if is_large(one))):
                since[_first_to_count(scope)].append(scope)
            n_days += sum(_keep(scopes, first) for first, scopes in since.items())
    return n_days


def _keep(scopes: Sequence[Scope], first: date) -> int:
    """All days that are to be counted at once, of the course and of cohorts alike: each table is read once for them.
    Who counts at the same time comes to the same, and the later one stays."""
    one = scopes[0]
    selection = Selection(from_on=first, to_on=_today(one))
    if len(scopes) == 1:
        counts = {_number(one): counted(replace(one, selection=selection))}
    else:
        cohorts = [scope.cohort.pk for scope in scopes if scope.cohort]
        counts = counted_apart(replace(one, cohort=None, selection=selection), cohorts)
    rows = [row for scope in scopes for row in _rows(scope, counts[_number(scope)])]
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=one.course.pk)
        for scope in scopes:
            _kept(scope).filter(on__gte=first).delete()
        ActivityDay.objects.bulk_create(rows)
    return len(rows)


def _rows(scope: Scope, counts: Mapping[date, Cells]) -> Iterator[ActivityDay]:
    for on, cells in counts.items():
        named = dict(zip(NAMES, cells, strict=False))
        yield ActivityDay(course=scope.course, cohort=scope.cohort, on=on, counts=named, counted_at=scope.now)


def _number(scope: Scope) -> int | None:
    return scope.cohort.pk if scope.cohort else None


def _today(scope: Scope) -> date:
    return scope.now.astimezone(UTC).date()


def _kept(scope: Scope) -> QuerySet[ActivityDay]:
    return ActivityDay.objects.filter(course=scope.course.pk, cohort=scope.cohort)


def _first_to_count(scope: Scope) -> date:
    """The first day that was not over for good when it was counted, or the one behind the last; where nothing was
    counted yet, the first day of all."""
    earliest = _today(scope) - (MOST - 1) * DAY
    counted_at = dict(_kept(scope).filter(on__gte=earliest).values_list("on", "counted_at"))
    if counted_at:
        open_days = (on for on, at in counted_at.items() if at < datetime.combine(on + DAY, time.min, UTC) + SETTLED)
        return min(open_days, default=max(counted_at) + DAY)
    begun: datetime = Enrolment.objects.filter(course=scope.course.pk).aggregate(at=Min("enrolled_at"))["at"]
    return max(begun.astimezone(UTC).date(), earliest)
