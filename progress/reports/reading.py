"""What a learner has read, and where they stopped."""

from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.db import connection
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from curriculum.labs.registry import LABS
from curriculum.models import Course, Enrolment, Lesson
from progress.models import LessonRecord


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
class OwnNote:
    """A note as the lesson shows it; at revision 0 it is not there yet."""

    text: str = ""
    revision: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Mark:
    """A heading that may be kept as a bookmark; the whole lesson where `anchor` is empty."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Reading:
    """A learner at a lesson. `done` are the slugs of all the course's lessons that are done."""

    done: Set[str]
    done_at: datetime | None
    stopped: Place | None
    labs: tuple[LabState, ...]
    n_checks: int
    n_checks_right: int
    note: OwnNote
    bookmarks: tuple[Mark, ...]
    # What could be kept besides.
    headings: tuple[Mark, ...]


def is_enrolled(learner_id: int | None, course_id: int) -> bool:
    return learner_id is not None and Enrolment.objects.of(learner_id, course_id).exists()


# All that a lesson says to its learner, in one question: Django's ORM takes many times as long to write six.
OWN = """
WITH here AS (
    SELECT lesson.id FROM curriculum_lesson lesson JOIN curriculum_module module ON module.id = lesson.module_id
    WHERE module.course_id = %(course)s AND lesson.slug = %(slug)s AND lesson.retired_at IS NULL
)
SELECT 'enrolled' AS kind, '' AS name, '' AS words, 0 AS n, enrolled_at AS at FROM curriculum_enrolment
    WHERE user_id = %(learner)s AND course_id = %(course)s AND left_at IS NULL
UNION ALL SELECT 'lesson', lesson.slug, record.place, 0, record.done_at FROM progress_lessonrecord record
    JOIN curriculum_lesson lesson ON lesson.id = record.lesson_id
    JOIN curriculum_module module ON module.id = lesson.module_id
    WHERE record.learner_id = %(learner)s AND module.course_id = %(course)s
UNION ALL SELECT 'lab', lab, '', 0, met_at FROM progress_labresult
    WHERE learner_id = %(learner)s AND course_id = %(course)s
UNION ALL SELECT 'note', '', text, revision, changed_at FROM progress_note note JOIN here ON here.id = note.lesson_id
    WHERE learner_id = %(learner)s
UNION ALL SELECT 'bookmark', anchor, title, 0, made_at FROM progress_bookmark bookmark
    JOIN here ON here.id = bookmark.lesson_id WHERE learner_id = %(learner)s
UNION ALL SELECT 'check', response.first_outcome, '', COUNT(*), MAX(response.answered_at)
    FROM quizzes_checkresponse response JOIN quizzes_question question ON question.id = response.question_id
    JOIN here ON here.id = question.lesson_id WHERE response.learner_id = %(learner)s AND question.retired_at IS NULL
    GROUP BY response.first_outcome
"""


def reading_of(learner_id: int, course: Course, slug: str) -> Reading | None:
    """At the lesson with that slug; None for who is not enrolled. One query, however much was read."""
    found: dict[str, dict[str, tuple[str, int, datetime | None]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(OWN, {"learner": learner_id, "course": course.pk, "slug": slug})
        for kind, name, words, n, at in cursor.fetchall():
            found.setdefault(kind, {})[name] = words, n, _moment(at)
    if "enrolled" not in found:
        return None
    lesson = _lesson(course.pk, course.edition, slug)
    records, checks = found.get("lesson", {}), found.get("check", {})
    place, _, done_at = records.get(slug, ("", 0, None))
    kept = sorted(found.get("bookmark", {}).items(), key=lambda item: item[1][2] or datetime.min.replace(tzinfo=UTC))
    taken = {anchor for anchor, _ in kept}
    return Reading(
        done={of for of, (_, _, at) in records.items() if at is not None},
        done_at=done_at,
        stopped=place_in(course, lesson, place) if place and done_at is None else None,
        labs=_labs(course, lesson, found.get("lab", {})),
        n_checks=sum(n for _, n, _ in checks.values()),
        n_checks_right=checks.get("right", ("", 0, None))[1],
        note=OwnNote(*found.get("note", {}).get("", ("", 0, None))),
        bookmarks=tuple(Mark(anchor, title) for anchor, (title, _, _) in kept),
        headings=tuple(mark for mark in _marks(lesson) if mark.anchor not in taken),
    )


def unread(course: Course, lesson: Lesson) -> Reading:
    """At a lesson for the first time, with nothing of the course done. Asks for nothing."""
    return Reading(
        done=frozenset(),
        done_at=None,
        stopped=None,
        labs=_labs(course, lesson, ()),
        n_checks=0,
        n_checks_right=0,
        note=OwnNote(),
        bookmarks=(),
        headings=tuple(_marks(lesson)),
    )


def _moment(at: datetime | str | None) -> datetime | None:
    """As the ORM would read it; SQLite keeps times as text, in UTC."""
    found = parse_datetime(at) if isinstance(at, str) else at
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


@lru_cache(maxsize=256)
def _lesson(course_id: int, _edition: int, slug: str) -> Lesson:
    """What is the same for all its learners: the lesson without its text."""
    lean = Lesson.objects.taught().only("slug", "title", "short", "labs", "headings", "module")
    return lean.get(module__course=course_id, slug=slug)


def _marks(lesson: Lesson) -> list[Mark]:
    headings = [Mark(heading["anchor"], heading["title"]) for heading in lesson.headings if heading["level"] in {2, 3}]
    return [Mark("", "The whole lesson"), *headings]


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


def _labs(course: Course, lesson: Lesson, met: Collection[str]) -> tuple[LabState, ...]:
    names = [name for name in lesson.labs if name in LABS]
    return tuple(
        LabState(LABS[name].title, reverse("lab_result", args=[course.slug, name]), name in met) for name in names
    )
