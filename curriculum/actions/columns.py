"""What each part of a course says, as the columns of its row: for projections, and for previews, which store none."""

from dataclasses import asdict
from typing import Any

from curriculum.markup.page import Rendered
from curriculum.source import parts

Columns = dict[str, Any]


def own(part: object, *names: str) -> Columns:
    return {name: getattr(part, name) for name in names}


def of_body(body: Rendered) -> Columns:
    return {
        "body_html": body.html,
        "headings": [asdict(heading) for heading in body.headings],
        "slots": [{"kind": slot.kind, "name": slot.name, "options": dict(slot.options)} for slot in body.slots],
    }


def of_course(course: parts.Course) -> Columns:
    return {**of_body(course.body), **own(course, "title", "summary", "exam", "guide", "weekly_minutes")}


def of_goal(goal: parts.Goal) -> Columns:
    return {"slug": goal.id, "objectives": list(goal.objectives), **own(goal, "title", "text")}


def of_module(module: parts.Module) -> Columns:
    names = ("title", "summary", "week", "difficulty")
    return {"slug": module.document.id, **own(module, *names), **of_body(module.body)}


def of_objective(objective: parts.Objective) -> Columns:
    return {"slug": objective.id, **own(objective, "text", "task", "guide", "level")}


def of_lesson(lesson: parts.Lesson) -> Columns:
    return {
        "slug": lesson.document.id,
        "terms": list(lesson.body.terms),
        "labs": [slot.name for slot in lesson.body.slots if slot.kind == "lab"],
        **own(lesson, "title", "short", "summary", "minutes"),
        **of_body(lesson.body),
    }


def of_handout(handout: parts.Handout) -> Columns:
    return {"slug": handout.document.id, **own(handout, "title", "summary"), **of_body(handout.body)}


def of_term(term: parts.Term) -> Columns:
    return {
        "slug": term.id,
        "name": term.name,
        # Case folding makes some letters longer.
        "sort_name": term.name.casefold()[:200],
        "also": list(term.also),
        "see": list(term.see),
        "definition_html": term.definition.html,
        "taught_in_html": term.taught_in_html,
    }
