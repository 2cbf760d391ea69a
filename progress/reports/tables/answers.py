"""Answers: a row each, in words, with the version of the question that was shown. No key is among them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from curriculum.markup.prose import plain
from curriculum.models import Course
from progress.reports.tables import sittings
from progress.reports.tables.report import Report, Scope, keyset, numbered
from progress.tables import Batch, Column, Kind, Row, Total, text
from quizzes.models import AttemptItem, QuestionVersion
from quizzes.pages.answers import in_words

COLUMNS = (
    Column("answer", "Number", Kind.COUNT),
    *sittings.COLUMNS,
    Column("position", "Position", Kind.COUNT),
    Column("question", "Question"),
    Column("version", "Version", Kind.COUNT),
    Column("kind", "Kind", total=Total.TALLY),
    Column("objective", "Objective", total=Total.TALLY),
    Column("response", "Answer"),
    Column("outcome", "Outcome", total=Total.TALLY),
    Column("points", "Points", Kind.POINTS, Total.SUM),
    Column("possible", "Points possible", Kind.POINTS, Total.SUM),
    Column("seconds", "Seconds, as the browser counted", Kind.COUNT, Total.MEAN),
    Column("marked_by", "Marked by the key of version", Kind.COUNT),
)
OWN = ("position", "version", "response", "outcome", "points", "possible", "seconds", "marked_by__number")
ATTEMPT = "attempt__"
# Where it stands in a row.
VERSION = 1 + len(sittings.COLUMNS) + OWN.index("version")


@dataclass(frozen=True)
class Asked:
    """A version of a question, as far as rows need it."""

    slug: str
    number: int
    kind: str
    objective: str
    shown: Mapping[str, Any]


def columns(_scope: Scope) -> Sequence[Column]:
    return COLUMNS


def count(scope: Scope) -> int:
    return sittings.counted(sittings.selected(scope, AttemptItem.objects.all(), ATTEMPT))


def read(scope: Scope, after: str, size: int) -> Batch:
    """One query; one more where this process has not seen the edition before."""
    rows = sittings.selected(scope, AttemptItem.objects.all(), ATTEMPT)
    ordered = keyset(sittings.with_cohort(scope, rows, ATTEMPT), scope.selection.sort, after, sorts={})
    found, keys, later = numbered(ordered, (*sittings.named_fields(ATTEMPT), *OWN), size)
    versions = _versions(scope.course.pk, scope.course.edition)
    if any(row[VERSION] not in versions for row in found):
        # Published since the course was read.
        _versions.cache_clear()
        versions = _versions(scope.course.pk, scope.course.edition)
    return Batch([_row(versions, scope.course, *row) for row in found], keys, later)


def _row(versions: Mapping[int, Asked], course: Course, pk: int, *rest: Any) -> Row:
    who, own = rest[: len(sittings.COLUMNS)], rest[len(sittings.COLUMNS) :]
    position, version, response, outcome, points, possible, seconds, marked_by = own
    asked = versions[version]
    written = "" if response is None else _words(course.pk, course.edition, version, json.dumps(response))
    label = AttemptItem.Outcome(outcome).label if outcome else None
    question = (position, asked.slug, asked.number, asked.kind, asked.objective)
    return pk, *sittings.named(*who), *question, written or None, label, points, possible, seconds, marked_by


@lru_cache(maxsize=8)
def _versions(course_id: int, _edition: int) -> dict[int, Asked]:
    rows = QuestionVersion.objects.filter(question__course=course_id)
    fields = ("pk", "question__slug", "number", "kind", "objective", "shown")
    return {pk: Asked(*rest) for pk, *rest in rows.values_list(*fields)}


@lru_cache(maxsize=10_000)
def _words(course_id: int, edition: int, version: int, response: str) -> str:
    """Most answers are given by many."""
    return text(plain(in_words(_versions(course_id, edition)[version].shown, json.loads(response))))


REPORT = Report(
    name="answers",
    title="Answers",
    about="Every answer in an attempt, in words, with the version of the question that was shown.",
    columns=columns,
    read=read,
    count=count,
    days="begun",
    counts_to=sittings.COUNTED,
    filters=sittings.FILTERS,
    sorts=("answer",),
)
