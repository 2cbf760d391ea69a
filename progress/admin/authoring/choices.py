"""What the editor lets an author choose among: places to link to, terms and figures, each as its Markdown."""

import posixpath
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet

from curriculum.models import Asset, Document, Handout, Lesson, Module, Objective, Term
from progress.admin.authoring.examples import Example, examples_for

WITH_HEADINGS: tuple[type[Module | Lesson | Handout], ...] = (Module, Lesson, Handout)


def choices_for(document: Document, examples: list[Example]) -> dict[str, Any]:
    """For the page's script, as JSON. Five queries."""
    return {
        "examples": [{name: asdict(one)[name] for name in ("text", "ids", "is_inline")} for one in examples],
        "links": list(_links(document)),
        "terms": [
            {"label": name, "text": f"[[{slug}]]"}
            for slug, name in Term.objects.taught().filter(course=document.course_id).values_list("slug", "name")
        ],
        "figures": [
            {"label": path, "text": relative(document, path)}
            for path in Asset.objects.filter(course=document.course_id).values_list("path", flat=True)
        ],
    }


def examples_of(document: Document) -> list[Example]:
    """With an objective and a lesson of the module around the text, or of the course."""
    folder = posixpath.dirname(document.path)
    objectives = Objective.objects.taught().filter(module__course=document.course_id).order_by("module__position")
    lessons = Lesson.objects.taught().filter(module__course=document.course_id).in_order()
    around = f"{folder}/" if folder else ""
    objective = _first(objectives.filter(module__document__path__startswith=around).values_list("slug"))
    taught = _first(lessons.filter(document__path__startswith=around).values_list("short", "document__path"))
    link = f"[{taught[0]}]({relative(document, taught[1])})" if taught else ""
    return examples_for(Document.Kind(document.kind), objective=objective[0] if objective else "", taught=link)


def relative(document: Document, path: str) -> str:
    """How the text points to what stands at `path` of its course."""
    return posixpath.relpath(path, posixpath.dirname(document.path) or ".")


def _first(rows: "QuerySet[Any, Any]") -> Any:
    return rows.first()


def _links(document: Document) -> Iterator[dict[str, str]]:
    """Pages of the course, each with its headings."""
    for model in WITH_HEADINGS:
        in_course = "module__course" if model is Lesson else "course"
        rows = model._default_manager.filter(**{in_course: document.course_id}, retired_at=None)
        for path, title, headings in rows.values_list("document__path", "title", "headings"):
            target = relative(document, path)
            yield {"label": title, "text": f"[{title}]({target})"}
            for heading in headings:
                label = f"{title}: {heading['title']}"
                yield {"label": label, "text": f"[{heading['title']}]({target}#{heading['anchor']})"}
