"""Knowledge checks inside a lesson's page: the question without its key, in a form that works without a script."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from curriculum.models import Lesson
from curriculum.pages import CHECK_FORM
from curriculum.slots import Filler
from quizzes.models import Question, QuestionVersion
from quizzes.pages.answers import question


def check_context(version: QuestionVersion, response: object = None, *, seed: str) -> dict[str, Any]:
    """What `quizzes/_check.html` needs. The order of the options is the same for everybody."""
    row = version.question
    page = question(version.shown, response, name="answer", seed=seed, identifier=row.slug, shuffle=True)
    page["field"] = f"check-{row.slug}-answer"  # a name that no heading can take
    lesson = row.lesson
    address = reverse("lesson", args=[lesson.module.course.slug, lesson.slug]) if lesson else ""
    return {
        "question": page,
        "check": row,
        "lesson": lesson,
        "site_course": row.course,
        "lesson_url": f"{address}#check-{row.slug}",
        "url": reverse("check", args=[row.course.slug, row.slug]),
    }


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
