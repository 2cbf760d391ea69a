"""Attempts: a row each."""

from collections.abc import Sequence
from typing import Any

from progress.reports.tables import sittings
from progress.reports.tables.report import Report, Scope, keyset, numbered
from progress.tables import Batch, Column, Kind, Row, Total, share
from quizzes.models import Attempt

COLUMNS = (
    Column("attempt", "Number", Kind.COUNT),
    *sittings.COLUMNS,
    Column("state", "State", total=Total.TALLY),
    Column("started_at", "Begun (UTC)", Kind.MOMENT),
    Column("finished_at", "Ended (UTC)", Kind.MOMENT),
    Column("minutes", "Minutes taken", Kind.COUNT, Total.MEAN),
    Column("ran_out", "Time ran out", Kind.YES, Total.TALLY),
    Column("points", "Points", Kind.POINTS, Total.SUM),
    Column("possible", "Points possible", Kind.POINTS, Total.SUM),
    Column("percent", "Mark (%)", Kind.PERCENT, Total.MEAN),
    Column("passed", "Passed", Kind.YES, Total.TALLY),
    Column("waiting", "Answers that wait for a person", Kind.COUNT, Total.SUM),
)
OWN = ("state", "started_at", "submitted_at", "finished_at", "points", "possible", "passed", "n_waiting")


def columns(_scope: Scope) -> Sequence[Column]:
    return COLUMNS


def count(scope: Scope) -> int:
    return sittings.counted(sittings.selected(scope))


def read(scope: Scope, after: str, size: int) -> Batch:
    rows = sittings.with_cohort(scope, sittings.selected(scope))
    ordered = keyset(rows, scope.selection.sort, after, sorts={})
    found, keys, later = numbered(ordered, (*sittings.named_fields(), *OWN), size)
    return Batch([_row(*row) for row in found], keys, later)


def _row(pk: int, *rest: Any) -> Row:
    who, own = rest[: len(sittings.COLUMNS)], rest[len(sittings.COLUMNS) :]
    state, started_at, submitted_at, finished_at, points, possible, passed, n_waiting = own
    minutes = int((finished_at - started_at).total_seconds() // 60) if finished_at else None
    mark = None if points is None or n_waiting else share(points, possible)
    ran_out = None if finished_at is None else submitted_at is None
    label = Attempt.State(state).label
    told_of = (pk, *sittings.named(*who), label, started_at, finished_at, minutes, ran_out)
    return *told_of, points, possible, mark, passed, n_waiting


REPORT = Report(
    name="attempts",
    title="Attempts",
    about="Every attempt at a quiz: when, how long, what it earned, and whether it passed.",
    columns=columns,
    read=read,
    count=count,
    days="begun",
    counts_to=sittings.COUNTED,
    filters=sittings.FILTERS,
    sorts=("attempt",),
)
