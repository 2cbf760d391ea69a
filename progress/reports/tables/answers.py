"""Answers: a row each, in words, with the version of the question that was shown. No key is among them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q

from curriculum.markup.prose import plain
from curriculum.models import Course
from progress.reports.tables import sittings
from progress.reports.tables.report import Report, Scope, heard, no_place, told
from progress.tables import Batch, Column, Kind, Row, Total, text
from quizzes.models import AttemptItem, QuestionVersion
from quizzes.pages.answers import in_words

COLUMNS = (
    Column("answer", "Number", Kind.COUNT),
    Column("attempt", "Number of the attempt", Kind.COUNT),
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
# An attempt has so many answers, or else there are fewer in a batch.
IN_ATTEMPT = 8
# Where they stand in a row.
POSITION, VERSION = (2 + len(sittings.COLUMNS) + OWN.index(name) for name in ("position", "version"))


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
    runs = sittings.selected(scope).order_by()[: sittings.COUNTED + 1]
    return sittings.counted(AttemptItem.objects.filter(sittings.Among("attempt_id", runs.values("pk"))))


def read(scope: Scope, after: str, size: int) -> Batch:
    """One query; one more where this process has not seen the edition before.

    By attempt, and within it in its order. The attempts are looked for first, some at a time: to go through the answers
    themselves takes a hundred times as long where a filter leaves few. Short attempts make a short batch.
    """
    falls = scope.selection.is_descending
    runs, rows = sittings.selected(scope), AttemptItem.objects.all()
    if key := _heard(after):
        attempt, position = key
        word = "lt" if falls else "gt"
        runs = runs.filter(**{f"pk__{word}e": attempt})
        rows = rows.filter(Q(**{f"attempt_id__{word}": attempt}) | Q(position__gt=position))
    sign = "-" if falls else ""
    n_runs = size // IN_ATTEMPT + 3
    runs = runs.filter(Exists(AttemptItem.objects.filter(attempt=OuterRef("pk")))).order_by(f"{sign}pk")[:n_runs]
    rows = sittings.with_cohort(scope, rows.filter(sittings.Among("attempt_id", runs.values("pk"))), ATTEMPT)
    ordered = rows.order_by(f"{sign}attempt_id", "position")
    found = list(ordered.values_list("pk", "attempt_id", *sittings.named_fields(ATTEMPT), *OWN)[: size + 1])
    keys = [(row[1], row[POSITION]) for row in found[:size]]
    # The first attempt may have had its last answer in the batch before; each of the others has some.
    has_more = len(found) > size or len({row[1] for row in found}) >= n_runs - 1
    versions = _versions(scope.course.pk, scope.course.edition)
    if any(row[VERSION] not in versions for row in found):
        # Published since the course was read.
        _versions.cache_clear()
        versions = _versions(scope.course.pk, scope.course.edition)
    shown = [_row(versions, scope.course, *row) for row in found[:size]]
    return Batch(shown, keys, told(keys[-1]) if has_more else "")


def _heard(after: str) -> list[Any]:
    """Raises Misread."""
    key = heard(after, 2)
    if key and not isinstance(key[0], int):
        raise no_place()
    return key


def _row(versions: Mapping[int, Asked], course: Course, pk: int, attempt: int, *rest: Any) -> Row:
    who, own = rest[: len(sittings.COLUMNS)], rest[len(sittings.COLUMNS) :]
    position, version, response, outcome, points, possible, seconds, marked_by = own
    asked = versions[version]
    # What is written freely is written once: it would only fill the memory.
    told_by = _words.__wrapped__ if asked.kind == "essay" else _words
    written = "" if response is None else told_by(course.pk, course.edition, version, json.dumps(response))
    label = AttemptItem.Outcome(outcome).label if outcome else None
    question = (position, asked.slug, asked.number, asked.kind, asked.objective)
    return pk, attempt, *sittings.named(*who), *question, written or None, label, points, possible, seconds, marked_by


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
    sorts=("attempt",),
)
