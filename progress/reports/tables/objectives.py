"""Objectives: learners by objectives, the points earned of those to be had, in per cent."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from curriculum.models import Objective
from progress.reports import evidence, gathered
from progress.reports.facility import objectives_of
from progress.reports.tables import people
from progress.reports.tables.report import Report, Scope
from progress.tables import Batch, Column, Kind, Row, Total, share
from quizzes.grading.shares import NOTHING, Share, Shares, read_current

GATHERED = ("gathered_shares", "gathered_checks")
# A knowledge check counts as one point, by its first try.
RIGHT, OTHER = Share(1, 1, 100, 100), Share(1, 0, 0, 100)


def columns(scope: Scope) -> Sequence[Column]:
    return (
        *people.COLUMNS,
        Column("answers", "Answers", Kind.COUNT, Total.SUM),
        Column("whole", "All objectives (%)", Kind.PERCENT, Total.MEAN),
        *(Column(one.slug, f"{one.text} (%)", Kind.PERCENT, Total.MEAN) for one in _objectives(scope)),
    )


def _objectives(scope: Scope) -> tuple[Objective, ...]:
    return _known(scope.course.pk, scope.course.edition)


@lru_cache(maxsize=32)
def _known(course_id: int, _edition: int) -> tuple[Objective, ...]:
    return tuple(objectives_of(course_id))


def read(scope: Scope, after: str, size: int) -> Batch:
    """One query, and one more where an attempt was marked by a release that kept no shares."""
    course = scope.course
    added = dict(zip(GATHERED, (gathered.shares(course, "user"), gathered.checks(course, "user")), strict=True))
    found, later = people.page(scope, after, size, (), **added)
    told = [list(_told(row[-2])) for row in found]
    old = evidence.read_shares([pk for each in told for pk, shares in each if shares is None])
    versions, objectives = evidence.objectives_of_versions(course), _objectives(scope)
    rows: list[Row] = []
    for row, each in zip(found, told, strict=True):
        kept = [old.get(pk, {}) if shares is None else shares for pk, shares in each]
        sums = _added(kept, row[-1], versions)
        whole = sum((sums.get(one.slug, NOTHING) for one in objectives), NOTHING)
        cells = (share(sums[one.slug].got, sums[one.slug].of) if one.slug in sums else None for one in objectives)
        rows.append((*people.named(row), whole.n_answers, share(whole.got, whole.of), *cells))
    return Batch(rows, [people.key_of(scope, row) for row in found], later)


def _told(text: str | None) -> Iterator[tuple[int, Shares | None]]:
    """Of each marked attempt its number and its shares."""
    for record in text[1:].split(gathered.RECORD) if text else ():
        pk, points, shares = record.split(gathered.FIELD)
        yield int(pk), read_current(shares, Decimal(points))


def _added(kept: Sequence[Shares], checks: str | None, versions: Any) -> dict[str, Share]:
    sums: dict[str, Share] = {}
    for shares in kept:
        for objective, one in shares.items():
            sums[objective] = sums.get(objective, NOTHING) + one
    for part, one in zip(gathered.read(checks, 2).parts, (RIGHT, OTHER), strict=True):
        for version in gathered.numbers(part):
            if objective := versions.get(version, ""):
                sums[objective] = sums.get(objective, NOTHING) + one
    return sums


REPORT = Report(
    name="objectives",
    title="Objectives",
    about="What each learner earned at each objective, of the points of all marked attempts and knowledge checks.",
    columns=columns,
    read=read,
    count=people.count,
    filters=people.FILTERS,
    sorts=tuple(people.SORTS),
)
