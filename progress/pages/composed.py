"""The course, module and lesson page, composed once for each edition (see curriculum.pages), and the desk's frame."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from curriculum.labs.registry import LABS
from curriculum.models import Course, Goal, Handout, Lesson, Module, Objective, Term
from curriculum.pages import KEPT, ComposedPage, Layout, compose, mark, once_for_each_edition
from curriculum.slots import Filler, fill_slots, fill_with_lab
from progress.outline import Kind
from quizzes.models import Quiz
from quizzes.pages.checks import check_filler

# Where a lesson page speaks to its learner: before the text, and behind it.
OWN_TOP, OWN_END = mark("lesson top"), mark("lesson end")
DESK, DESK_OTHERS = mark("desk"), mark("desk others")


@once_for_each_edition
def course_page(course_id: int) -> ComposedPage:
    """Raises Course.DoesNotExist."""
    course = Course.objects.taught().get(pk=course_id)
    return compose(course_layout(course, modules_of(course), Goal.objects.taught().filter(course=course)))


def course_layout(course: Course, modules: Sequence[Module], goals: Iterable[Goal]) -> Layout:
    """Needs the modules as `modules_of` finds them."""
    fragments: dict[str, dict[str, Any]] = {
        "modules": {"course": course, "modules": modules},
        "objectives": {"course": course, "modules": modules},
        "goals": {"course": course, "goals": goals},
    }
    fillers = {kind: _fragment(f"progress/_{kind}.html", context) for kind, context in fragments.items()}
    context = {
        "site_course": course,
        "course": course,
        "modules": modules,
        **_quizzes_of(course),
        "handouts": _handouts(course, None),
        "body": fill_slots(course, {**fillers, "lab": fill_with_lab}),
        "toc": contents(course.headings),
    }
    return Layout("progress/course.html", context, "course", reverse("course", args=[course.slug]))


@lru_cache(maxsize=KEPT)
def desk_page(slug: str, title: str) -> ComposedPage:
    """The frame of a desk, of which nothing but slug and title is the course's; all that stands on it is theirs."""
    context = {"site_course": {"slug": slug, "title": title}, "body": DESK, "others": DESK_OTHERS}
    return compose(Layout("progress/desk.html", context, "desk", reverse("course_desk", args=[slug])))


@once_for_each_edition
def module_page(course_id: int, slug: str) -> ComposedPage:
    """Raises Module.DoesNotExist."""
    found = Module.objects.taught().select_related("course").get(course=course_id, slug=slug)
    lessons = Lesson.objects.taught().listed().filter(module=found).in_order()
    return compose(
        module_layout(found, modules_of(found.course), lessons, Objective.objects.taught().filter(module=found))
    )


def module_layout(
    found: Module, modules: Sequence[Module], lessons: Iterable[Lesson], objectives: Iterable[Objective]
) -> Layout:
    """`modules` are those of the course, as `modules_of` finds them; `found` is one of them, by its slug."""
    place = next(index for index, other in enumerate(modules) if other.slug == found.slug)
    context = {
        "site_course": found.course,
        "course": found.course,
        "module": modules[place],
        "position": place + 1,
        "body": fill_slots(found, {"lab": fill_with_lab}),
        "lessons": [_lesson_row(found.course, lesson) for lesson in lessons],
        "quizzes": _quiz_rows(_quizzes_at_end(found)),
        "handouts": _handouts(found.course, found),
        "objectives": objectives,
        "previous": modules[place - 1] if place else None,
        "next": modules[place + 1] if place + 1 < len(modules) else None,
    }
    return Layout("progress/module.html", context, "module", reverse("module", args=[found.course.slug, found.slug]))


@once_for_each_edition
def lesson_page(course_id: int, slug: str) -> ComposedPage:
    """Raises Lesson.DoesNotExist."""
    taught = Lesson.objects.taught().filter(module__course=course_id, module__retired_at=None)
    found = taught.select_related("module__course").get(slug=slug)
    lessons = list(taught.listed().in_order())
    objectives = Objective.objects.taught().filter(lessons=found)
    return compose(lesson_layout(found, lessons, objectives, check_filler(found)))


def lesson_layout(
    found: Lesson, lessons: Sequence[Lesson], objectives: Iterable[Objective], fill_check: Filler
) -> Layout:
    """`lessons` are all of the course, in order; `found` is one of them, by its slug. `fill_check` fills the slots of
    its knowledge checks."""
    course = found.module.course
    place = next(index for index, other in enumerate(lessons) if other.slug == found.slug)
    rail = [other for other in lessons if other.module_id == found.module_id]
    context = {
        "site_course": course,
        "course": course,
        "module": found.module,
        "lesson": found,
        "position": next(index for index, other in enumerate(rail, 1) if other.slug == found.slug),
        "n_lessons": len(rail),
        "body": fill_slots(found, {"lab": fill_with_lab, "check": fill_check}),
        "own_top": OWN_TOP,
        "own_end": OWN_END,
        "toc": contents(found.headings),
        "objectives": objectives,
        "rail": [{**_lesson_row(course, other), "current": other.slug == found.slug} for other in rail],
        "terms": Term.objects.taught().filter(course=course, slug__in=found.terms).by_name(),
        "previous": _step(course, lessons[place - 1]) if place else None,
        "next": _next_step(found, lessons[place + 1] if place + 1 < len(lessons) else None),
        "quizzes": _quizzes_at_end(found.module) if rail[-1].slug == found.slug else [],
    }
    return Layout("progress/lesson.html", context, "lesson", reverse("lesson", args=[course.slug, found.slug]))


def done_class(lesson: str) -> SafeString:
    """Where the list item of a lesson says that it is done, by its class."""
    return mark(f"done class {lesson}")


def done_words(lesson: str) -> SafeString:
    """Where it says so in words."""
    return mark(f"done words {lesson}")


def state(kind: Kind, slug: str) -> SafeString:
    """Where a module's list says whether a part is done."""
    return mark(f"state {kind}:{slug}")


def contents(headings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table of contents: headings of level 2, with those of level 3 as their children."""
    found: list[dict[str, Any]] = []
    for heading in headings:
        entry = {"id": heading["anchor"], "title": heading["title"], "level": heading["level"], "children": []}
        if heading["level"] == 2:
            found.append(entry)
        elif heading["level"] == 3 and found:
            found[-1]["children"].append(entry)
    return found


def modules_of(course: Course) -> list[Module]:
    """The course's modules in order, with their totals and objectives."""
    objectives = Objective.objects.taught()
    return list(Module.objects.taught().filter(course=course).in_order().with_totals().with_objectives(objectives))


def _quizzes_of(course: Course) -> dict[str, list[Quiz]]:
    """The course's own quizzes: those that end in advice on what to read first, and those that come at the end."""
    own = Quiz.objects.taught().filter(course=course, module=None).listed().in_order()
    return {"quizzes": [quiz for quiz in own if quiz.topics], "last_quizzes": [quiz for quiz in own if not quiz.topics]}


def _handouts(course: Course, module: Module | None) -> list[Handout]:
    if module is not None and module.pk is None:
        return []
    handouts = Handout.objects.taught().filter(course=course, module=module)
    return list(handouts.defer("body_html", "headings", "slots"))


def _lesson_row(course: Course, lesson: Lesson) -> dict[str, Any]:
    return {
        "slug": lesson.slug,
        "title": lesson.title,
        "short": lesson.short,
        "summary": lesson.summary,
        "minutes": lesson.minutes,
        "url": reverse("lesson", args=[course.slug, lesson.slug]),
        "labs": [{"title": LABS[name].title, "state": state(Kind.LAB, name)} for name in lesson.labs if name in LABS],
        "state": state(Kind.LESSON, lesson.slug),
        "done_class": done_class(lesson.slug),
        "done_words": done_words(lesson.slug),
    }


def _quiz_rows(quizzes: Iterable[Quiz]) -> list[dict[str, Any]]:
    """As `quizzes/_list.html` shows them. Practice is never passed, so nothing is said of it."""
    return [
        {
            "slug": quiz.slug,
            "title": quiz.title,
            "summary": quiz.summary,
            "minutes": quiz.minutes,
            "get_purpose_display": quiz.get_purpose_display(),
            "state": state(Kind.QUIZ, quiz.slug) if quiz.purpose == Quiz.Purpose.GRADED else "",
        }
        for quiz in quizzes
    ]


def _quizzes_at_end(module: Module) -> list[Quiz]:
    """The module's quizzes, which come behind its last lesson."""
    return list(Quiz.objects.taught().filter(module=module).listed().in_order()) if module.pk else []


def _next_step(lesson: Lesson, following: Lesson | None) -> dict[str, str]:
    """Where a lesson leads: the next of its module, else the next module's page, else back to the course."""
    course = lesson.module.course
    if following is None:
        return {"url": reverse("course", args=[course.slug]), "title": course.title, "kind": "Back to the course"}
    if following.module_id == lesson.module_id:
        return {**_step(course, following), "kind": "Next lesson"}
    module = following.module
    address = reverse("module", args=[course.slug, module.slug])
    return {"url": address, "title": module.title, "kind": f"Next: week {module.week}"}


def _step(course: Course, lesson: Lesson) -> dict[str, str]:
    return {"url": reverse("lesson", args=[course.slug, lesson.slug]), "title": lesson.short, "kind": "Previous lesson"}


def _fragment(template: str, context: dict[str, Any]) -> Filler:
    return lambda _name, _options: render_to_string(template, context)
