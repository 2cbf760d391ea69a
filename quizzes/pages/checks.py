"""Knowledge checks inside a lesson's page: the question without its key, in a form that works without a script."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from curriculum.models import Lesson
from curriculum.pages import CHECK_FORM
from curriculum.slots import Filler
from quizzes.models import Question, QuestionVersion
from quizzes.pages.answers import Shown, question


def check_context(version: QuestionVersion, response: object = None, *, seed: str) -> dict[str, Any]:
    """What `quizzes/_check.html` needs. The order of the options is the same for everybody."""
    row = version.question
    lesson = row.lesson
    address = reverse("lesson", args=[lesson.module.course.slug, lesson.slug]) if lesson else ""
    return {
        "question": _asked(version.shown, row.slug, response, seed=seed),
        "check": row,
        "lesson": lesson,
        "site_course": row.course,
        "lesson_url": f"{address}#check-{row.slug}",
        "url": reverse("check", args=[row.course.slug, row.slug]),
    }


def _asked(shown: Shown, slug: str, response: object = None, *, seed: str) -> dict[str, Any]:
    page = question(shown, response, name="answer", seed=seed, identifier=slug, shuffle=True)
    return page | {"field": f"check-{slug}-answer"}  # a name that no heading can take


def check_filler(lesson: Lesson) -> Filler:
    """Fills the slots of a lesson's checks; asks for all of them at once."""
    rows = Question.objects.taught().filter(lesson=lesson, current__isnull=False)
    related = rows.select_related("current", "lesson__module__course", "course").defer("current__key")
    found = {row.slug: row for row in related}

    def fill(name: str, _options: Mapping[str, object]) -> str:
        row = found.get(name)
        if row is None or row.current is None:
            return ""
        row.current.question = row
        # The visitor's own part of the form is set in when the page is shown.
        return render_to_string("quizzes/_check.html", {**check_context(row.current, seed=""), "form": CHECK_FORM})

    return fill


def unstored_check_filler(course: str, shown: Mapping[str, Shown]) -> Filler:
    """Fills the same slots of a lesson that is not stored, with what its checks show, by id."""

    def fill(name: str, _options: Mapping[str, object]) -> str:
        if not shown.get(name):
            return render_to_string("quizzes/_unreadable.html")
        found = {"question": _asked(shown[name], name, seed=""), "check": {"slug": name}, "form": CHECK_FORM}
        return render_to_string("quizzes/_check.html", {**found, "url": reverse("check", args=[course, name])})

    return fill
