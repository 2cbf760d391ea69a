"""Rebuilds the projections of a course from what its published texts say. Only a publishing transaction calls it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from curriculum.actions import columns
from curriculum.labs.registry import LABS
from curriculum.markup.page import Rendered
from curriculum.models import Course, Document, Goal, Handout, Lesson, Module, Objective, Passage, Term
from curriculum.source import parts

RowT = TypeVar("RowT", bound=Model)
Fields = Mapping[str, Any]


def project(row: Course, course: parts.Course, documents: Mapping[str, Document], now: datetime) -> None:
    """Make the rows of `row` say what `course` says. What is no longer there is retired, never deleted.

    The apps above follow in the same transaction: CONTENT_PROJECTORS names what each makes of the course.
    """
    for name, value in columns.of_course(course).items():
        setattr(row, name, value)
    row.retired_at = None
    row.edition += 1
    row.save()
    reconcile(Goal.objects.filter(course=row), _slug, _goals(row, course), now, Goal)
    modules = reconcile(Module.objects.filter(course=row), _slug, _modules(row, course, documents), now, Module)
    wanted_objectives: dict[str, Fields] = {}
    wanted_lessons: dict[str, Fields] = {}
    for module in course.modules:
        module_row = modules[module.document.id]
        wanted_objectives |= _objectives(module_row, module)
        wanted_lessons |= _lessons(module_row, module, documents)
    # By course and not by module: what moves to another module stays the row that it was.
    held = Objective.objects.filter(module__course=row)
    objectives = reconcile(held, _slug, wanted_objectives, now, Objective)
    lessons = reconcile(Lesson.objects.filter(module__course=row), _slug, wanted_lessons, now, Lesson)
    _relate(lessons, objectives, course)
    handouts = _handouts(row, modules, course, documents)
    reconcile(Handout.objects.filter(course=row), _slug, handouts, now, Handout)
    reconcile(Term.objects.filter(course=row), _slug, _terms(row, course), now, Term)
    Passage.objects.filter(course=row).delete()
    Passage.objects.bulk_create(_passages(row, course))
    for path in settings.CONTENT_PROJECTORS:
        import_string(path)(row, course, documents, now)


def reconcile(
    rows: QuerySet[RowT],
    key: Callable[[RowT], str],
    wanted: Mapping[str, Fields],
    now: datetime,
    model: type[RowT],
) -> dict[str, RowT]:
    """Create what is new, update what differs, retire what is missing; answers the rows that are taught, by key."""
    found = {key(row): row for row in rows}
    created = {name: model(**fields) for name, fields in wanted.items() if name not in found}
    changed: list[RowT] = []
    names: set[str] = {"retired_at"}
    for name, row in found.items():
        fields: Fields = {**wanted[name], "retired_at": None} if name in wanted else {"retired_at": now}
        if name not in wanted and getattr(row, "retired_at", None) is not None:
            continue
        differing = {field: value for field, value in fields.items() if _differs(row, field, value)}
        if differing:
            for field, value in differing.items():
                setattr(row, field, value)
            names |= differing.keys()
            changed.append(row)
    model._default_manager.bulk_create(created.values())
    if changed:
        model._default_manager.bulk_update(changed, sorted(names))
    return {name: row for name, row in {**found, **created}.items() if name in wanted}


def _differs(row: Model, field: str, value: object) -> bool:
    """Without asking the database for the row that a foreign key points to."""
    if isinstance(value, Model):
        return bool(getattr(row, f"{field}_id") != value.pk)
    return bool(getattr(row, field) != value)


def _slug(row: Model) -> str:
    return str(getattr(row, "slug"))  # noqa: B009


def _goals(row: Course, course: parts.Course) -> dict[str, Fields]:
    return {
        goal.id: {**columns.of_goal(goal), "course": row, "position": position}
        for position, goal in enumerate(course.goals, 1)
    }


def _modules(row: Course, course: parts.Course, documents: Mapping[str, Document]) -> dict[str, Fields]:
    return {
        module.document.id: {
            **columns.of_module(module),
            "course": row,
            "document": documents[module.document.key],
            "position": position,
        }
        for position, module in enumerate(course.modules, 1)
    }


def _objectives(row: Module, module: parts.Module) -> dict[str, Fields]:
    return {
        objective.id: {**columns.of_objective(objective), "module": row, "position": position}
        for position, objective in enumerate(module.objectives, 1)
    }


def _lessons(row: Module, module: parts.Module, documents: Mapping[str, Document]) -> dict[str, Fields]:
    return {
        lesson.document.id: {
            **columns.of_lesson(lesson),
            "module": row,
            "document": documents[lesson.document.key],
            "position": position,
        }
        for position, lesson in enumerate(module.lessons, 1)
    }


def _handouts(
    row: Course, modules: Mapping[str, Module], course: parts.Course, documents: Mapping[str, Document]
) -> dict[str, Fields]:
    return {
        handout.document.id: {
            **columns.of_handout(handout),
            "course": row,
            "module": modules[module.document.id] if module else None,
            "document": documents[handout.document.key],
            "position": position,
        }
        for position, (module, handout) in enumerate(course.all_handouts(), 1)
    }


def _relate(lessons: Mapping[str, Lesson], objectives: Mapping[str, Objective], course: parts.Course) -> None:
    through = Lesson.objectives.through
    held = set(through._default_manager.filter(lesson__in=lessons.values()).values_list("lesson_id", "objective_id"))
    wanted = {
        (lessons[lesson.document.id].pk, objectives[name].pk)
        for module in course.modules
        for lesson in module.lessons
        for name in lesson.objectives
    }
    for lesson_id, objective_id in held - wanted:
        through._default_manager.filter(lesson_id=lesson_id, objective_id=objective_id).delete()
    through._default_manager.bulk_create(
        through(lesson_id=lesson_id, objective_id=objective_id) for lesson_id, objective_id in wanted - held
    )


def _terms(row: Course, course: parts.Course) -> dict[str, Fields]:
    terms = course.glossary.terms if course.glossary else ()
    return {term.id: {**columns.of_term(term), "course": row} for term in terms}


def _passages(row: Course, course: parts.Course) -> Iterable[Passage]:
    for module in course.modules:
        common = {"course": row, "slug": module.document.id, "title": module.title}
        words = [module.summary, *(objective.text for objective in module.objectives), _plain(module.body)]
        yield Passage(kind=Passage.Kind.MODULE, trail=f"Week {module.week}", text=" ".join(words), **common)
        for lesson in module.lessons:
            yield from _lesson_passages(row, module, lesson)
    for of_module, handout in course.all_handouts():
        yield Passage(
            course=row,
            kind=Passage.Kind.HANDOUT,
            slug=handout.document.id,
            title=handout.title,
            trail=of_module.title if of_module else course.title,
            text=f"{handout.summary} {_plain(handout.body)}",
        )
    for term in course.glossary.terms if course.glossary else ():
        words = [", ".join(term.also), _plain(term.definition)]
        yield Passage(
            course=row,
            kind=Passage.Kind.TERM,
            slug=term.id,
            title=term.name,
            trail="Glossary",
            text=" ".join(words).strip(),
        )
    shown = {slot.name for module in course.modules for lesson in module.lessons for slot in lesson.body.slots}
    for lab in (lab for lab in LABS.values() if lab.id in shown):
        yield Passage(course=row, kind=Passage.Kind.LAB, slug=lab.id, title=lab.title, trail="Labs", text=lab.summary)


def _lesson_passages(row: Course, module: parts.Module, lesson: parts.Lesson) -> Iterable[Passage]:
    for index, section in enumerate(lesson.body.sections):
        yield Passage(
            course=row,
            kind=Passage.Kind.LESSON,
            slug=lesson.document.id,
            anchor=section.anchor,
            title=lesson.title,
            heading=section.title,
            trail=module.title,
            # The summary is found with the lesson's beginning.
            text=f"{lesson.summary} {section.text}" if index == 0 else section.text,
        )


def _plain(body: Rendered) -> str:
    return " ".join(section.text for section in body.sections)
