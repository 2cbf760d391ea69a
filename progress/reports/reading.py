"""What a learner has read, and where they stopped."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Q
from django.urls import reverse

from curriculum.labs.registry import LABS
from curriculum.models import Course, Enrolment, Lesson
from progress.models import LabResult, LessonRecord
from quizzes.models import CheckResponse


@dataclass(frozen=True)
class Place:
    """A lesson that was begun and is not done. `heading` is empty where none was passed."""

    title: str
    heading: str
    url: str


@dataclass(frozen=True)
class LabState:
    title: str
    url: str
    is_met: bool


@dataclass(frozen=True)
class Reading:
    """A learner at a lesson. `done` are the slugs of all the course's lessons that are done."""

    done: Set[str]
    done_at: datetime | None
    stopped: Place | None
    labs: tuple[LabState, ...]
    n_checks: int
    n_checks_right: int


def is_enrolled(learner_id: int | None, course_id: int) -> bool:
    return learner_id is not None and Enrolment.objects.of(learner_id, course_id).exists()


def done_lessons(learner_id: int, course_id: int) -> set[str]:
    rows = LessonRecord.objects.filter(learner=learner_id, lesson__module__course=course_id, done_at__isnull=False)
    return set(rows.values_list("lesson__slug", flat=True))


def reading_of(learner_id: int, course: Course, slug: str) -> Reading | None:
    """At the lesson with that slug; None for who is not enrolled. Two to four queries, however much was read."""
    if not is_enrolled(learner_id, course.pk):
        return None
    lesson, has_checks = _lesson(course.pk, course.edition, slug)
    records = LessonRecord.objects.filter(learner=learner_id, lesson__module__course=course.pk)
    rows = {record_of: (place, at) for record_of, place, at in records.values_list("lesson__slug", "place", "done_at")}
    place, done_at = rows.get(slug, ("", None))
    n_checks, n_right = _checks(learner_id, lesson) if has_checks else (0, 0)
    return Reading(
        done={of for of, (_, at) in rows.items() if at is not None},
        done_at=done_at,
        stopped=place_in(course, lesson, place) if place and done_at is None else None,
        labs=_labs(learner_id, course, lesson),
        n_checks=n_checks,
        n_checks_right=n_right,
    )


@lru_cache(maxsize=256)
def _lesson(course_id: int, _edition: int, slug: str) -> tuple[Lesson, bool]:
    """What is the same for all its learners: the lesson without its text, and whether it has knowledge checks."""
    lean = Lesson.objects.taught().only("slug", "title", "short", "labs", "headings", "module")
    lesson = lean.get(module__course=course_id, slug=slug)
    return lesson, lesson.checks.filter(retired_at=None).exists()


def last_place(learner_id: int, course: Course) -> Place | None:
    """Where the learner read last, if that lesson is not done: "continue where you left off", on any device."""
    rows = LessonRecord.objects.filter(learner=learner_id, lesson__module__course=course.pk)
    record = rows.select_related("lesson").defer("lesson__body_html", "lesson__slots").order_by("-read_at").first()
    if record is None or record.done_at is not None or record.lesson.retired_at is not None:
        return None
    return place_in(course, record.lesson, record.place)


def place_in(course: Course, lesson: Lesson, anchor: str) -> Place:
    title = next((heading["title"] for heading in lesson.headings if heading["anchor"] == anchor), "")
    url = reverse("lesson", args=[course.slug, lesson.slug])
    return Place(lesson.short or lesson.title, title, f"{url}#{anchor}" if title else url)


def _labs(learner_id: int, course: Course, lesson: Lesson) -> tuple[LabState, ...]:
    names = [name for name in lesson.labs if name in LABS]
    if not names:
        return ()
    met = set(LabResult.objects.filter(learner=learner_id, course=course.pk).values_list("lab", flat=True))
    return tuple(
        LabState(LABS[name].title, reverse("lab_result", args=[course.slug, name]), name in met) for name in names
    )


def _checks(learner_id: int, lesson: Lesson) -> tuple[int, int]:
    """How many of the lesson's checks were answered, and right at the first try."""
    rows = CheckResponse.objects.filter(learner=learner_id, question__lesson=lesson, question__retired_at=None)
    found = rows.aggregate(n=Count("pk"), n_right=Count("pk", filter=Q(first_outcome="right")))
    return found["n"], found["n_right"]
