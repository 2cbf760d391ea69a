"""Very many rows of everything that the admin lists, written straight into the tables."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.db.models import Model
from django.utils import timezone

from accounts.models import Message, User
from curriculum.models import (
    Course,
    CourseStaff,
    Document,
    Enrolment,
    Handout,
    Lesson,
    Module,
    Revision,
    Term,
)
from progress.models import Certificate, Cohort, Study
from quizzes.models import Allowance, Attempt, AttemptItem, Challenge, Question, QuestionVersion, Quiz

BATCH = 500
Row = TypeVar("Row", bound=Model)


def make(model: type[Row], rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    return model._default_manager.bulk_create([model(**row) for row in rows], batch_size=BATCH)


def add_many(n: int, mark: str = "many") -> None:
    """So many more rows of every class that the admin lists, in a course of their own that has them all."""
    now = timezone.now()

    spare = ({"slug": f"{mark}-{i}", "title": f"Course {i}", "summary": "s"} for i in range(n))
    course = make(Course, spare)[0]
    people = make(
        User, ({"email": f"{mark}{i}@example.org", "display_name": f"P {i}", "password": "!"} for i in range(n))
    )
    make(Group, ({"name": f"{mark} {i}"} for i in range(n)))
    make(
        Message,
        (
            {"purpose": mark, "recipient": f"{mark}{i}@example.org", "occasion": str(i), "message_id": f"<{mark}{i}@x>"}
            for i in range(n)
        ),
    )
    make(CourseStaff, ({"user": person, "course": course} for person in people))

    def documents(kind: str) -> list[Document]:
        rows = ({"course": course, "kind": kind, "slug": f"{mark}-{i}", "path": f"{kind}/{i}.md"} for i in range(n))
        return make(Document, rows)

    def numbered(kind: str, **fields: Any) -> list[dict[str, Any]]:
        return [
            {"document": one, "slug": one.slug, "title": f"{kind} {i}", "summary": "s", "position": i, **fields}
            for i, one in enumerate(documents(kind), 1)
        ]

    texts = documents("glossary")
    make(
        Revision,
        (
            {"document": one, "number": 1, "text": "x", "sha256": "0" * 64, "origin": "file", "made_at": now}
            for one in texts
        ),
    )
    modules = make(Module, numbered("module", course=course, week=1, difficulty="Foundational"))
    make(Lesson, numbered("lesson", module=modules[0], short="s", minutes=5))
    make(Handout, numbered("handout", course=course))
    make(
        Term,
        ({"course": course, "slug": f"{mark}-{i}", "name": f"Term {i}", "sort_name": f"term {i}"} for i in range(n)),
    )
    rest = {"purpose": "graded", "minutes": 5, "pass_mark": 50, "marking": "exam", "shuffle": "none"}
    quizzes = make(Quiz, numbered("quiz", course=course, module=modules[0], **rest))
    questions = make(
        Question,
        ({"course": course, "quiz": quizzes[0], "slug": f"{mark}-{i}", "position": i} for i in range(n)),
    )
    versions = make(
        QuestionVersion,
        (
            {
                "question": one,
                "number": 1,
                "digest": "0" * 64,
                "kind": "single",
                "title": one.slug,
                "objective": "o",
                "difficulty": "easy",
                "shown": {"kind": "single", "stem": "<p>?</p>", "options": []},
                "key": {},
                "made_at": now,
            }
            for one in questions
        ),
    )
    enrolments = make(Enrolment, ({"user": person, "course": course, "enrolled_at": now} for person in people))
    cohorts = make(
        Cohort,
        (
            {
                "course": course,
                "name": f"{mark} {i}",
                "begins_on": now.date(),
                "daily_minutes": 60,
                "code": f"{mark}{i:0>20}",
                "made_at": now,
            }
            for i in range(n)
        ),
    )
    make(Study, ({"enrolment": one, "cohort": cohorts[0], "last_active_at": now} for one in enrolments))
    make(
        Certificate,
        (
            {
                "enrolment": one,
                "code": f"{mark}-{i}",
                "name": f"P {i}",
                "course_title": course.title,
                "finished_on": now.date(),
                "issued_at": now + timedelta(seconds=i),
            }
            for i, one in enumerate(enrolments)
        ),
    )
    make(
        Allowance,
        (
            {"learner": person, "quiz": quizzes[0], "extra_minutes": 5, "reason": "r", "granted_at": now}
            for person in people
        ),
    )
    attempts = make(
        Attempt,
        (
            {
                "learner": person,
                "quiz": quizzes[0],
                "number": 1,
                "seed": "s",
                "state": Attempt.State.GRADED,
                "started_at": now,
                "finished_at": now,
                "graded_at": now,
                "pass_mark": 50,
                "marking": "exam",
                "shuffle": "none",
                "points": Decimal(1),
                "possible": Decimal(1),
            }
            for person in people
        ),
    )
    make(
        AttemptItem,
        (
            {
                "attempt": one,
                "version": versions[0],
                "position": 1,
                "possible": Decimal(1),
                "outcome": AttemptItem.Outcome.WAITING,
            }
            for one in attempts
        ),
    )
    make(
        Challenge,
        (
            {
                "learner": one.learner,
                "version": versions[0],
                "attempt": one,
                "reason": Challenge.Reason.UNCLEAR,
                "words": "?",
                "made_at": now,
            }
            for one in attempts
        ),
    )
