"""The ground of races and faults: one quiz of three questions, learners, attempts, and a look at raw rows."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Document, Enrolment
from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz

COURSE, QUIZ = "course", "quiz"
GRACE = timedelta(seconds=30)
# Times are those of arrival. A submission that had to wait for a save may have come a little before it.
WAIT = timedelta(seconds=2)
# What is typed is right where it ends in an even digit, so that the mark tells which answer was marked.
EVEN = {"accepted": [{"text": "none"}], "patterns": ["answer [0-9]*[02468]"], "wrong": []}
CHOICE = {"options": ["a", "b"], "right": ["b"]}
SIZE = {"right": [{"low": "112", "high": "112"}], "wrong": [], "units": {}, "best": "112"}
OPTIONS = [{"id": name, "html": f"<p>{name}</p>"} for name in "ab"]
QUESTIONS: Sequence[tuple[str, str, int, dict[str, Any], dict[str, Any]]] = (
    ("even", "short", 2, {}, EVEN),
    ("choice", "single", 1, {"options": OPTIONS}, CHOICE),
    ("size", "numeric", 1, {"units": []}, SIZE),
)
POSSIBLE = Decimal(sum(points for _, _, points, _, _ in QUESTIONS))


def lay(*, attempts: int | None = None, time_limit: int | None = None) -> Quiz:
    """A course with a quiz; its questions keep their order, so that question 1 is the one with a text."""
    now = timezone.now()
    course = Course.objects.create(slug=COURSE, title="A course", summary="Short.")
    document = Document.objects.create(course=course, kind=Document.Kind.QUIZ, slug=QUIZ, path="quiz.md")
    quiz = Quiz.objects.create(
        course=course,
        document=document,
        slug=QUIZ,
        title="A quiz",
        summary="Short.",
        purpose=Quiz.Purpose.GRADED,
        minutes=10,
        pass_mark=70,
        marking="exam",
        attempts=attempts,
        time_limit=time_limit,
        shuffle="none",
        blueprint=[{"take": len(QUESTIONS), "questions": [], "objective": "", "difficulty": ""}],
        position=1,
        n_questions=len(QUESTIONS),
    )
    for position, (slug, kind, points, shown, key) in enumerate(QUESTIONS, 1):
        question = Question.objects.create(course=course, slug=slug, quiz=quiz, position=position)
        question.current = QuestionVersion.objects.create(
            question=question,
            number=1,
            digest=slug,
            kind=kind,
            title=slug,
            objective="count",
            difficulty="easy",
            points=points,
            shown={"kind": kind, "stem": f"<p>{slug}?</p>", "case": None, **shown},
            key={"feedback": {}, "misconceptions": {}, "explanation": "<p>Thus.</p>", "taught": None, **key},
            made_at=now,
        )
        question.save(update_fields=["current"])
    return quiz


def enrolled(n: int) -> list[User]:
    """New learners of the course. No password opens their accounts."""
    course, there = Course.objects.get(slug=COURSE), User.objects.count()
    people = [
        User(email=f"racer-{number}@example.org", display_name=f"Racer {number}", password="!")
        for number in range(there, there + n)
    ]
    User.objects.bulk_create(people)
    Enrolment.objects.bulk_create(Enrolment(user=user, course=course, enrolled_at=timezone.now()) for user in people)
    return people


def begun(people: Sequence[User], started: Sequence[datetime] | None = None, **fields: Any) -> list[Attempt]:
    """A first attempt of each, in progress unless the fields say otherwise."""
    quiz = Quiz.objects.get(slug=QUIZ)
    versions = list(QuestionVersion.objects.order_by("question__position"))
    moments = started or [timezone.now()] * len(people)
    limit = timedelta(minutes=quiz.time_limit) if quiz.time_limit else None
    attempts = Attempt.objects.bulk_create(
        Attempt(
            learner=user,
            quiz=quiz,
            number=1,
            limit=quiz.attempts,
            seed="0" * 32,
            started_at=moment,
            time_limit=quiz.time_limit,
            ends_at=moment + limit if limit else None,
            pass_mark=quiz.pass_mark,
            marking=quiz.marking,
            shuffle=quiz.shuffle,
            possible=POSSIBLE,
            **fields,
        )
        for user, moment in zip(people, moments, strict=True)
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, version=version, position=position, possible=Decimal(version.points))
        for attempt in attempts
        for position, version in enumerate(versions, 1)
    )
    return attempts


def violations() -> list[str]:
    """What raw rows say against P1, P2, P4 and P8, in sentences: no model and no query set of Epoch's is asked."""
    return [problem for attempt in _rows("SELECT * FROM quizzes_attempt") for problem in _against(attempt)]


def _against(attempt: dict[str, Any]) -> Iterator[str]:
    name = f"attempt {attempt['id']} ({attempt['state']})"
    items = _rows("SELECT * FROM quizzes_attemptitem WHERE attempt_id = %s", attempt["id"])
    changes = _rows("SELECT * FROM quizzes_markchange WHERE attempt_id = %s ORDER BY id", attempt["id"])
    graded = [change for change in changes if change["kind"] == "graded"]
    reopened = _rows("SELECT * FROM quizzes_reopening WHERE attempt_id = %s", attempt["id"])
    if len(graded) != (attempt["state"] == "graded" or bool(reopened)):
        yield f"{name} was marked {len(graded)} times"
    anew = [change for change in changes if change["kind"] == "anew"]
    if len(anew) != len(reopened) - (bool(reopened) and attempt["state"] != "graded"):
        yield f"{name} was reopened {len(reopened)} times, and marked anew {len(anew)} times"
    if attempt["state"] == "graded":
        parts = [item["points"] for item in items]
        if None in parts or sum(map(_exact, parts)) != _exact(attempt["points"]):
            yield f"{name} has {attempt['points']} points of {parts}"
        # The first mark is of the attempt, and each later change of one answer in it.
        steps = [_exact(change["new_points"]) - _exact(change["old_points"] or 0) for change in changes]
        if changes and sum(steps) != _exact(attempt["points"]):
            yield f"{name} has {attempt['points']} points, and its history adds up to {sum(steps)}"
    elif any(item["points"] is not None for item in items):
        yield f"{name} has an answer with points"
    if (attempt["state"] == "in_progress") != (attempt["finished_at"] is None):
        yield f"{name} was finished at {attempt['finished_at']}"
    if attempt["state"] == "expired" and attempt["submitted_at"] is not None:
        yield f"{name} was submitted too"
    if attempt["finished_at"] is not None:
        # A save within the grace is later than the end that is shown, but not than the submission.
        last = _moment(attempt["submitted_at"] or attempt["finished_at"])
        late = last + (WAIT if attempt["submitted_at"] else GRACE)
        for item in items:
            if item["saved_at"] is not None and _moment(item["saved_at"]) > late:
                yield f"{name} was answered at {item['saved_at']}, after its end at {last}"


def _rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _exact(points: Any) -> Decimal:
    """SQLite keeps a decimal as a float; two places of it are exact."""
    return round(Decimal(str(points)), 2)


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    assert isinstance(found, datetime)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
