"""What the records of a learner come to, gathered by the database: a text for each learner in place of many rows.

Each expression is a subquery that leans on an index by learner, so that a batch of learners is one query, whatever
they have done. The texts are JSON, and this module reads them too.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, F, Max, OuterRef, Q, Subquery, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONArray

from curriculum.models import Course
from progress.models import LabResult, LessonRecord
from quizzes.models import Allowance, Attempt, CheckResponse, GivenUp


class Listed(Aggregate):
    """The values of a group as a JSON array."""

    function = "JSON_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def _gathered(rows: Any, learner: str, whole: Combinable) -> Subquery:
    of_one = rows.filter(learner=OuterRef(learner)).order_by().values("learner")
    return Subquery(of_one.annotate(gathered=Cast(whole, TextField())).values("gathered"))


def lessons(course: Course, learner: str) -> Subquery:
    """The ids of the lessons that are done, and when any was read, or called done, last."""
    rows = LessonRecord.objects.filter(lesson__module__course=course)
    done = Listed("lesson", filter=Q(done_at__isnull=False))
    return _gathered(rows, learner, JSONArray(done, Max("read_at"), Max("done_at")))


def labs(course: Course, learner: str) -> Subquery:
    """The names of the labs whose challenge is met, and when one was met last."""
    return _gathered(LabResult.objects.filter(course=course), learner, JSONArray(Listed("lab"), Max("met_at")))


def checks(course: Course, learner: str) -> Subquery:
    """Of each knowledge check the version and the outcome of the first try, and when one was answered last."""
    rows = CheckResponse.objects.filter(question__course=course)
    pairs = JSONArray(F("version"), F("first_outcome"))
    return _gathered(rows, learner, JSONArray(Listed(pairs), Max("answered_at")))


# What `runs` holds of each attempt, in this order.
RUN = ("quiz", "number", "state", "n_waiting", "points", "possible")
RUN_WHOLE = (*RUN, "passed", "pk", "limit", "started_at", "submitted_at", "finished_at", "by_objective")


def runs(course: Course, learner: str, fields: tuple[str, ...]) -> Subquery:
    """The attempts at the course's quizzes, in no order."""
    rows = Attempt.objects.filter(quiz__course=course)
    return _gathered(rows, learner, Listed(JSONArray(*(F(field) for field in fields))))


def granted(course: Course, learner: str) -> Subquery:
    """The quizzes at which the learner has attempts beyond the limit."""
    rows = Allowance.objects.filter(quiz__course=course, extra_attempts__gt=0, withdrawn_at=None)
    return _gathered(rows, learner, Listed("quiz"))


def given_up(course: Course, learner: str) -> Subquery:
    """The quizzes that the learner gave up for good."""
    return _gathered(GivenUp.objects.filter(quiz__course=course), learner, Listed("quiz"))


def read(text: str | None) -> Any:
    """What such a text holds; None where there was no row. Numbers with a point come exact."""
    return json.loads(text, parse_float=Decimal) if text else None


def latest(moments: Iterable[str | None]) -> datetime | None:
    """Of moments in such texts the last. Each database writes them in one way, all in UTC, in which the later is the
    greater as a text too; so that one is read instead of all. PostgreSQL writes an offset, and SQLite none."""
    words = max(filter(None, moments), default=None)
    if words is None:
        return None
    found = datetime.fromisoformat(words)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
