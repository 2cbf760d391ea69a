"""What a composed page says to one learner: safe HTML by mark, of what they have done."""

import re
from collections.abc import Container, Iterable

from django.template.loader import render_to_string

from curriculum.models import Course
from progress.actions.notes import MOST_CHARACTERS
from progress.outline import Kind
from progress.pages.composed import OWN_END, OWN_TOP, done_class, done_words
from progress.reports.outline import outline_of
from progress.reports.reading import Reading

STATE = re.compile("\x1estate ([a-z]+):([^\x1e]+)\x1e")
DONE_WORDS = '<span class="visually-hidden">, done</span>'
# What a module's list says of a part that is done, and of one that is not.
STATES = {
    Kind.LESSON: ("<br><strong>Done</strong>", "<br>Not done yet"),
    Kind.LAB: (": <strong>challenge met</strong>", ": challenge not met yet"),
    Kind.QUIZ: ("<br><strong>Passed</strong>", "<br>Not passed yet"),
}


def states(marks: Iterable[object], done: Container[str]) -> dict[str, str]:
    """What each part of a module's list is to this learner; `marks` are the page's, among whatever else it is of."""
    found = {piece: STATE.fullmatch(piece) for piece in marks if isinstance(piece, str)}
    return {
        mark: STATES[Kind(part[1])][0 if f"{part[1]}:{part[2]}" in done else 1] for mark, part in found.items() if part
    }


def own_words(course: Course, lesson: str, reading: Reading, csrf_token: str) -> dict[str, str]:
    """What the lesson's page says to somebody who studies the course, in the zone that is set."""
    context = {"course": course, "lesson": lesson, "reading": reading, "csrf_token": csrf_token}
    context |= {"next": _next_lesson(course, lesson), "most": MOST_CHARACTERS}
    own = {str(done_class(slug)): ' class="done"' for slug in reading.done}
    own |= {str(done_words(slug)): DONE_WORDS for slug in reading.done}
    own[str(OWN_END)] = render_to_string("progress/_lesson_own.html", context)
    if reading.stopped:
        own[str(OWN_TOP)] = render_to_string("progress/_lesson_stopped.html", context)
    return own


def _next_lesson(course: Course, lesson: str) -> str:
    """The slug of the lesson behind it; empty behind the last."""
    slugs = [part.slug for part in outline_of(course) if part.kind is Kind.LESSON]
    following = slugs[slugs.index(lesson) + 1 :] if lesson in slugs else []
    return following[0] if following else ""
