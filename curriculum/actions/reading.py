"""Reads a course's texts with this site's addresses and fences."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from curriculum.actions.assets import figures_of
from curriculum.markup.picture import Figure
from curriculum.markup.problem import Problem
from curriculum.models import Course, Document
from curriculum.source import parts
from curriculum.source.course import Part, Reading, read_course
from curriculum.source.lists import listed_keys
from curriculum.source.tree import Tree


def route(kind: str, course: str, identifier: str) -> str:
    """The address of a page of the course, or of a picture in it."""
    has_own = kind in {"module", "lesson", "quiz", "handout", "figure"}
    return reverse(kind, args=[course, identifier] if has_own else [course])


def read(
    folder: str,
    texts: Mapping[str, str],
    figures: Mapping[str, Figure],
    unreadable: Set[str] = frozenset(),
    bodies_of: Set[str] | None = None,
) -> Reading:
    """`source.read_course`, as this site is set up."""
    fences = {name: import_string(path) for name, path in settings.CONTENT_FENCES.items()}
    return read_course(
        folder, texts, figures, fences, route, import_string(settings.CONTENT_QUIZZES), unreadable, bodies_of
    )


def read_files(tree: Tree) -> Reading:
    """The course that the files hold, with every mistake in them; the database left aside."""
    reading = read(tree.name, tree.texts, tree.figures, tree.unreadable)
    return Reading(reading.course, tuple(sorted({*tree.problems, *reading.problems})))


@dataclass(frozen=True)
class One:
    """A text read among the others: what it says, None where it cannot be told, and what is wrong in it."""

    part: Part | None
    problems: tuple[Problem, ...]
    course: parts.Course | None


def read_one(document: Document, text: str) -> One:
    """The text as `document`'s, within its course as it is being written: every other text is its draft, if it has one.

    Of the others the front matter is read. What only a course read whole can show (two questions with one id, an
    anchor in another lesson) is told when the text is published.
    """
    course = document.course
    texts = {**drafted_texts(course), document.path: text}
    found = read(course.slug, texts, figures_of(course), bodies_of={document.path})
    return One(found.part(document.path), found.problems_at(f"{course.slug}/{document.path}"), found.course)


def drafted_texts(course: Course) -> dict[str, str]:
    """The text of every document as it is being written, by path: the draft, or what is published. What is retired is
    among them where a list names it."""
    rows = Document.objects.filter(course=course).values_list(
        "path", "kind", "slug", "retired_at", "draft__text", "published__text"
    )
    written = {
        path: (kind, slug, retired_at, draft or published or "")
        for path, kind, slug, retired_at, draft, published in rows
    }
    listed = listed_keys({path: text for path, (kind, _, _, text) in written.items() if kind in {"course", "module"}})
    return {
        path: text
        for path, (kind, slug, retired_at, text) in written.items()
        if (f"{kind}:{slug}" in listed) or (retired_at is None and kind in {"course", "glossary"})
    }
