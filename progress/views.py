"""The learner's course, module and lesson."""

from collections.abc import Sequence
from typing import Any

from curriculum.labs.registry import LABS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from curriculum.models import Course, Goal, Lesson, Module, Objective, Term
from curriculum.slots import Filler, fill_slots, lab_filler


@require_safe
def course(request: HttpRequest, course: str) -> HttpResponse:
    found = get_object_or_404(Course.objects.taught(), slug=course)
    modules = _modules(found)
    fragments = {
        "modules": {"course": found, "modules": modules},
        "objectives": {"course": found, "modules": modules},
        "goals": {"course": found, "goals": Goal.objects.taught().filter(course=found)},
    }
    fillers = {kind: _fragment(f"progress/_{kind}.html", context, request) for kind, context in fragments.items()}
    context = {
        "site_course": found,
        "course": found,
        "modules": modules,
        "body": fill_slots(found, {**fillers, "lab": lab_filler(request)}),
        "toc": contents(found.headings),
    }
    return render(request, "progress/course.html", context)


@require_safe
def module(request: HttpRequest, course: str, module: str) -> HttpResponse:
    found = get_object_or_404(
        Module.objects.taught().select_related("course"),
        course__slug=course,
        course__retired_at=None,
        slug=module,
    )
    modules = _modules(found.course)
    place = next(index for index, other in enumerate(modules) if other.pk == found.pk)
    lessons = list(Lesson.objects.taught().listed().filter(module=found).in_order())
    context = {
        "site_course": found.course,
        "course": found.course,
        "module": modules[place],
        "position": place + 1,
        "body": fill_slots(found, {"lab": lab_filler(request)}),
        "lessons": [_lesson_row(found.course, lesson) for lesson in lessons],
        "objectives": modules[place].objective_list,
        "previous": modules[place - 1] if place else None,
        "next": modules[place + 1] if place + 1 < len(modules) else None,
    }
    return render(request, "progress/module.html", context)


@require_safe
def lesson(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    found = get_object_or_404(
        Lesson.objects.taught().select_related("module__course"),
        module__course__slug=course,
        module__course__retired_at=None,
        module__retired_at=None,
        slug=lesson,
    )
    whole = found.module.course
    lessons = list(Lesson.objects.taught().of_course(whole).listed().in_order())
    place = next(index for index, other in enumerate(lessons) if other.pk == found.pk)
    rail = [other for other in lessons if other.module_id == found.module_id]
    context = {
        "site_course": whole,
        "course": whole,
        "module": found.module,
        "lesson": found,
        "position": next(index for index, other in enumerate(rail, 1) if other.pk == found.pk),
        "n_lessons": len(rail),
        "body": fill_slots(found, {"lab": lab_filler(request)}),
        "toc": contents(found.headings),
        "objectives": Objective.objects.taught().filter(lessons=found),
        "rail": [{**_lesson_row(whole, other), "current": other.pk == found.pk} for other in rail],
        "terms": Term.objects.taught().filter(course=whole, slug__in=found.terms).by_name() if found.terms else [],
        "previous": _step(whole, lessons[place - 1]) if place else None,
        "next": _step(whole, lessons[place + 1]) if place + 1 < len(lessons) else None,
    }
    return render(request, "progress/lesson.html", context)


def contents(headings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table of contents: headings of level 2, with those of level 3 as their children."""
    found: list[dict[str, Any]] = []
    for heading in headings:
        entry = {
            "id": heading["anchor"],
            "title": heading["title"],
            "level": heading["level"],
            "children": [],
        }
        if heading["level"] == 2:
            found.append(entry)
        elif heading["level"] == 3 and found:
            found[-1]["children"].append(entry)
    return found


def _modules(course: Course) -> list[Module]:
    objectives = Objective.objects.taught()
    return list(Module.objects.taught().filter(course=course).in_order().with_totals().with_objectives(objectives))


def _lesson_row(course: Course, lesson: Lesson) -> dict[str, Any]:
    return {
        "id": lesson.slug,
        "title": lesson.title,
        "short": lesson.short,
        "short_title": lesson.short,
        "summary": lesson.summary,
        "minutes": lesson.minutes,
        "url": reverse("lesson", args=[course.slug, lesson.slug]),
        "lab_titles": [LABS[name].title for name in lesson.labs if name in LABS],
    }


def _step(course: Course, lesson: Lesson) -> dict[str, str]:
    return {
        "url": reverse("lesson", args=[course.slug, lesson.slug]),
        "title": lesson.short,
        "kind": "lesson",
    }


def _fragment(template: str, context: dict[str, Any], request: HttpRequest) -> Filler:
    return lambda _name, _options: render_to_string(template, context, request)
