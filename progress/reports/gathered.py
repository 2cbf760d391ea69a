"""What the records of a learner come to, gathered by the database: a text for each learner in place of many rows.

Each expression is a subquery that leans on an index by learner, so that a batch of learners is one query, whatever
they have done. The texts are words with signs between them that occur in none: databases join such ten times as fast
as they make JSON, and Python splits them as fast as it reads it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Aggregate, F, Func, Max, OuterRef, Q, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Greatest

from curriculum.models import Course
from progress.models import LabResult, LessonRecord
from quizzes.models import Allowance, Attempt, CheckResponse, GivenUp

# Between the fields of a record, between records, and between what is gathered of one kind.
FIELD, RECORD, PART = ",", "|", "@"


# The one database says t, the other 1.
TRUE = frozenset({"t", "1"})


class Run(NamedTuple):
    """An attempt, by the names of its fields. `passed` is False too where it is not known yet."""

    quiz: int
    number: int
    state: str
    n_waiting: int
    points: Decimal | None
    possible: Decimal
    passed: bool
    pk: int
    limit: int | None
    shares: str


class Joined(Aggregate):
    """The values of a group as one text; none where there are no values."""

    function = "STRING_AGG"
    output_field = TextField()

    def __init__(self, value: Any, **extra: Any) -> None:
        super().__init__(Cast(value, TextField()), Value(RECORD), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


class Line(Func):
    """The values in a row as one text; what is null is empty. Django's own puts one call into another for each value,
    and SQLite's parser has no room for that."""

    function = "CONCAT"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        flat = self.copy()
        flat.set_source_expressions(
            [Coalesce(Cast(one, TextField()), Value("")) for one in self.get_source_expressions()]
        )
        return flat.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" || ", **context)


def _gathered(rows: Any, learner: str, *parts: Combinable) -> Subquery:
    """What the parts say of a learner's rows, a sign before each; nothing where there are no rows."""
    of_one = rows.filter(learner=OuterRef(learner)).order_by().values("learner")
    whole = Line(*(each for part in parts for each in (Value(PART), part)))
    return Subquery(of_one.annotate(gathered=whole).values("gathered"))


def _record(*fields: str) -> Line:
    """The fields of a row, with signs between."""
    return Line(*[each for field in fields for each in (Value(FIELD), F(field))][1:])


def lessons(course: Course, learner: str) -> Subquery:
    """The ids of the lessons that are done, and when any was read, or called done, last."""
    rows = LessonRecord.objects.filter(lesson__module__course=course)
    done = Joined("lesson", filter=Q(done_at__isnull=False))
    return _gathered(rows, learner, done, Greatest(Max("read_at"), Coalesce(Max("done_at"), Max("read_at"))))


def labs(course: Course, learner: str) -> Subquery:
    """The names of the labs whose challenge is met, and when one was met last."""
    return _gathered(LabResult.objects.filter(course=course), learner, Joined("lab"), Max("met_at"))


def checks(course: Course, learner: str) -> Subquery:
    """The versions of knowledge checks that were right at the first try, those that were not, and when one was
    answered last."""
    rows = CheckResponse.objects.filter(question__course=course)
    right = Q(first_outcome="right")
    return _gathered(
        rows, learner, Joined("version", filter=right), Joined("version", filter=~right), Max("answered_at")
    )


def runs(course: Course, learner: str) -> Subquery:
    """The attempts at the course's quizzes, in no order, and when one was begun, submitted or over last."""
    begun = Max("started_at")
    ended = (Coalesce(Max(field), begun) for field in ("submitted_at", "finished_at"))
    rows = Attempt.objects.filter(quiz__course=course)
    return _gathered(rows, learner, Joined(_record(*Run._fields)), Greatest(begun, *ended))


def shares(course: Course, learner: str) -> Subquery:
    """Of the marked attempts: number, points, and what the answers come to by objective."""
    rows = Attempt.objects.filter(quiz__course=course, state=Attempt.State.GRADED)
    return _gathered(rows, learner, Joined(_record("pk", "points", "shares")))


def marks(course: Course, learner: str) -> Subquery:
    """Of the attempts that are marked to the end, or are passed already: quiz, whether it was passed, how many answers
    wait, points and points possible."""
    rows = Attempt.objects.filter(Q(n_waiting=0) | Q(passed=True), quiz__course=course, state=Attempt.State.GRADED)
    return _gathered(rows, learner, Joined(_record("quiz", "passed", "n_waiting", "points", "possible")))


def granted(course: Course, learner: str) -> Subquery:
    """The quizzes at which the learner has attempts beyond the limit."""
    rows = Allowance.objects.filter(quiz__course=course, extra_attempts__gt=0, withdrawn_at=None)
    return _gathered(rows, learner, Joined("quiz"))


def given_up(course: Course, learner: str) -> Subquery:
    """The quizzes that the learner gave up for good."""
    return _gathered(GivenUp.objects.filter(quiz__course=course), learner, Joined("quiz"))


@dataclass(frozen=True)
class Gathered:
    """The parts of such a text but the last, which is when something was last done, as the database writes it."""

    parts: tuple[str, ...]
    last: str | None


def read(text: str | None, n_parts: int) -> Gathered:
    """From a text with so many parts before the last; empty ones where there were no rows."""
    if text is None:
        return Gathered(("",) * n_parts, None)
    _, *parts, last = text.split(PART)
    return Gathered(tuple(parts), last)


def numbers(text: str) -> list[int]:
    """Ids that were joined."""
    return [int(word) for word in text.split(RECORD)] if text else []


def read_runs(text: str) -> list[Run]:
    return [_run(record) for record in text.split(RECORD)] if text else []


def _run(record: str) -> Run:
    quiz, number, state, n_waiting, points, possible, passed, pk, limit, shares = record.split(FIELD)
    return Run(
        int(quiz),
        int(number),
        state,
        int(n_waiting),
        Decimal(points) if points else None,
        Decimal(possible),
        passed in TRUE,
        int(pk),
        int(limit) if limit else None,
        shares,
    )


def latest(moments: Iterable[str | None]) -> datetime | None:
    """Of moments in such texts the last. Each database writes them in one way, all in UTC, in which the later is the
    greater as a text too; so that one is read instead of all. PostgreSQL writes an offset, and SQLite none."""
    words = max(filter(None, moments), default=None)
    if words is None:
        return None
    found = datetime.fromisoformat(words)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
