"""A learner's notes and bookmarks, by course and lesson."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from curriculum.markup.own import render_own
from curriculum.models import Enrolment, Lesson
from curriculum.querysets import LessonQuerySet
from progress.models import Bookmark, Note

# Lessons on a page: a note may be long, and is rendered when it is shown.
SHOWN = 10
MOST_LETTERS = 100


@dataclass(frozen=True)
class Kept:
    """What somebody keeps at a lesson. `is_open` where they are in the course, and the lesson is taught."""

    lesson: Lesson
    text: str
    changed_at: datetime | None
    bookmarks: Sequence[Bookmark]
    is_open: bool

    @property
    def url(self) -> str:
        return reverse("lesson", args=[self.lesson.module.course.slug, self.lesson.slug])

    @property
    def html(self) -> str:
        """Safe HTML."""
        return render_own(self.text)


@dataclass(frozen=True)
class Page:
    kept: Sequence[Kept]
    # The number of the page behind this one; 0 where there is none.
    following: int


def notes_page(learner_id: int, sought: str, number: int) -> Page:
    """Four queries. `sought` is looked for in notes, and in the names of bookmarks and lessons."""
    notes, bookmarks = _of(learner_id)
    if sought:
        by_lesson = Q(lesson__title__icontains=sought) | Q(lesson__short__icontains=sought)
        notes = notes.filter(Q(text__icontains=sought) | by_lesson)
        bookmarks = bookmarks.filter(Q(title__icontains=sought) | by_lesson)
    rows = Lesson.objects.filter(Q(pk__in=notes.values("lesson")) | Q(pk__in=bookmarks.values("lesson")))
    first = SHOWN * (number - 1)
    lessons = list(_in_order(rows)[first : first + SHOWN + 1])
    more = len(lessons) > SHOWN
    return Page(list(_kept(learner_id, lessons[:SHOWN])), number + 1 if more else 0)


def export(learner_id: int) -> str:
    """All of it as one Markdown text."""
    notes, bookmarks = _of(learner_id)
    rows = Lesson.objects.filter(Q(pk__in=notes.values("lesson")) | Q(pk__in=bookmarks.values("lesson")))
    return "\n".join(_lines(_kept(learner_id, list(_in_order(rows)))))


def _lines(everything: Iterator[Kept]) -> Iterator[str]:
    yield "# Notes and bookmarks"
    course = None
    for kept in everything:
        if kept.lesson.module.course_id != course:
            course = kept.lesson.module.course_id
            yield f"\n## {_escaped(kept.lesson.module.course.title)}"
        yield f"\n### {_escaped(kept.lesson.title)}\n"
        for mark in kept.bookmarks:
            yield f"- [{_escaped(mark.title)}]({settings.SITE_URL}{kept.url}{f'#{mark.anchor}' if mark.anchor else ''})"
        if kept.text.strip():
            yield f"\n{kept.text.rstrip()}" if kept.bookmarks else kept.text.rstrip()
    yield ""


def _escaped(title: str) -> str:
    for sign in r"\[]":
        title = title.replace(sign, f"\\{sign}")
    return title


def _of(learner_id: int) -> tuple[QuerySet[Note], QuerySet[Bookmark]]:
    return Note.objects.filter(learner=learner_id).exclude(text=""), Bookmark.objects.filter(learner=learner_id)


def _in_order(lessons: LessonQuerySet) -> LessonQuerySet:
    return lessons.listed().order_by("module__course", "module__position", "position", "pk")


def _kept(learner_id: int, lessons: Sequence[Lesson]) -> Iterator[Kept]:
    """What stands at each of these lessons."""
    notes, bookmarks = _of(learner_id)
    texts = {note.lesson_id: note for note in notes.filter(lesson__in=lessons)}
    marks: dict[int, list[Bookmark]] = {}
    for mark in bookmarks.filter(lesson__in=lessons).order_by("made_at"):
        marks.setdefault(mark.lesson_id, []).append(mark)
    courses = set(Enrolment.objects.active().filter(user=learner_id).values_list("course", flat=True))
    for lesson in lessons:
        note = texts.get(lesson.pk)
        module = lesson.module
        is_taught = lesson.retired_at is None and module.retired_at is None
        yield Kept(
            lesson=lesson,
            text=note.text if note else "",
            changed_at=note.changed_at if note else None,
            bookmarks=marks.get(lesson.pk, ()),
            is_open=is_taught and module.course_id in courses,
        )
