"""Reads a course's texts with this site's addresses and fences."""

from collections.abc import Mapping, Set

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from curriculum.markup.picture import Figure
from curriculum.source.course import Reading, read_course
from curriculum.source.tree import Tree


def route(kind: str, course: str, identifier: str) -> str:
    """The address of a page of the course, or of a picture in it."""
    has_own = kind in {"module", "lesson", "quiz", "handout", "figure"}
    return reverse(kind, args=[course, identifier] if has_own else [course])


def read(
    folder: str, texts: Mapping[str, str], figures: Mapping[str, Figure], unreadable: Set[str] = frozenset()
) -> Reading:
    """`source.read_course`, as this site is set up."""
    fences = {name: import_string(path) for name, path in settings.CONTENT_FENCES.items()}
    return read_course(folder, texts, figures, fences, route, import_string(settings.CONTENT_QUIZZES), unreadable)


def read_files(tree: Tree) -> Reading:
    """The course that the files hold, with every mistake in them; the database left aside."""
    reading = read(tree.name, tree.texts, tree.figures, tree.unreadable)
    return Reading(reading.course, tuple(sorted({*tree.problems, *reading.problems})))
