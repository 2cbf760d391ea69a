"""The learner's pages of a course: how each is laid out and composed, and what it says to one learner."""

from progress.pages.composed import (
    DESK,
    DESK_OTHERS,
    OWN_END,
    OWN_TOP,
    contents,
    course_layout,
    course_page,
    desk_page,
    lesson_layout,
    lesson_page,
    module_layout,
    module_page,
    modules_of,
)
from progress.pages.own import own_words, states

__all__ = [
    "DESK",
    "DESK_OTHERS",
    "OWN_END",
    "OWN_TOP",
    "contents",
    "course_layout",
    "course_page",
    "desk_page",
    "lesson_layout",
    "lesson_page",
    "module_layout",
    "module_page",
    "modules_of",
    "own_words",
    "states",
]
