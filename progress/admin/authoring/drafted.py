"""A text as its page would be laid out: by the learner's own page code, of rows that are made and never stored.

What is written stands in the place of its row; everything else on the page is as it is published.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.urls import reverse

from curriculum.actions import columns
from curriculum.actions.reading import read_one
from curriculum.models import Course, Document, Goal, Handout, Lesson, Module, Objective, Term
from curriculum.pages import Layout, glossary_layout, handout_layout
from curriculum.source import parts
from curriculum.source.course import Part
from progress.pages import course_layout, lesson_layout, module_layout, modules_of
from quizzes.actions.publish import quiz_columns
from quizzes.models import Quiz
from quizzes.pages.checks import unstored_check_filler
from quizzes.pages.quiz import all_questions, start_context
from quizzes.pages.start import not_begun
from quizzes.source import parts as quiz_parts

RowT = TypeVar("RowT", Lesson, Module)


class LookingOn:
    """Whom a previewed page speaks to: somebody who is signed in and has done nothing."""

    is_authenticated = True
    is_staff = False
    display_name = email = "A learner"


def layout_of(document: Document, part: Part, now: datetime, *, with_key: bool = False) -> Layout:
    """Asks for what stands around the text; writes nothing. Keys are laid out with a quiz alone, where asked for."""
    match part:
        case parts.Lesson():
            return _lesson(document, part)
        case parts.Module():
            return _module(document, part)
        case parts.Course():
            return _course(document, part)
        case parts.Handout():
            return _handout(document, part)
        case parts.Glossary():
            terms = [Term(course=document.course, **columns.of_term(term)) for term in part.terms]
            return glossary_layout(document.course, terms)
        case parts.Quiz():
            return _quiz(document, part, now, with_key=with_key)


def _lesson(document: Document, part: parts.Lesson) -> Layout:
    stored = Lesson.objects.filter(document=document).select_related("module__course").first()
    module, objectives = (stored.module, []) if stored else _module_around(document)
    own = Lesson(
        pk=stored.pk if stored else None,
        document=document,
        module=module,
        position=stored.position if stored else 0,
        **columns.of_lesson(part),
    )
    rows = Lesson.objects.taught().filter(module__course=document.course_id, module__retired_at=None)
    lessons = _with(own, list(rows.listed().in_order()), lambda row: row.module_id == module.pk)
    if module.pk:
        objectives = list(Objective.objects.taught().filter(module=module, slug__in=part.objectives))
    checks = {check.id: check.shown for check in part.checks if isinstance(check, quiz_parts.Question)}
    return lesson_layout(
        own,
        lessons,
        [one for one in objectives if one.slug in part.objectives],
        unstored_check_filler(document.course.slug, checks),
    )


def _module(document: Document, part: parts.Module) -> Layout:
    own = _made_module(document, part)
    modules = _with(own, modules_of(document.course), lambda _row: True)
    lessons: list[Lesson] = []
    if own.pk:
        rows = list(Lesson.objects.taught().listed().filter(module=own.pk).in_order())
        lessons = _in_order_of(rows, [lesson.document.id for lesson in part.lessons])
    own.minutes, own.n_lessons = sum(lesson.minutes for lesson in lessons), len(lessons)  # type: ignore[attr-defined]
    return module_layout(own, modules, lessons, _objectives(own, part))


def _course(document: Document, part: parts.Course) -> Layout:
    stored = document.course
    own = Course(pk=stored.pk, slug=stored.slug, edition=stored.edition, **columns.of_course(part))
    modules = _in_order_of(modules_of(own), [module.document.id for module in part.modules])
    for row in modules:
        row.course = own
    goals = [Goal(course=own, position=place, **columns.of_goal(goal)) for place, goal in enumerate(part.goals, 1)]
    return course_layout(own, modules, goals)


def _handout(document: Document, part: parts.Handout) -> Layout:
    stored = Handout.objects.filter(document=document).select_related("module").first()
    module = stored.module if stored else None
    if stored is None and "/" in document.path:
        module, _ = _module_around(document)
    return handout_layout(Handout(course=document.course, module=module, **columns.of_handout(part)))


def _quiz(document: Document, part: parts.Quiz, now: datetime, *, with_key: bool) -> Layout:
    content = part.content
    if not isinstance(content, quiz_parts.Quiz):
        raise Unreadable
    stored = Quiz.objects.filter(document=document).select_related("module").first()
    module = stored.module if stored else None
    if stored is None and "/" in document.path:
        module, _ = _module_around(document)
    own = Quiz(course=document.course, module=module, slug=document.slug, **quiz_columns(content))
    context = {
        **start_context(not_begun(own, now)),
        "questions": all_questions(own, content, with_key=with_key),
        "user": LookingOn(),
    }
    return Layout("quizzes/preview.html", context, "quiz", reverse("quiz", args=[document.course.slug, document.slug]))


class Unreadable(Exception):
    """The text has mistakes that leave nothing to be shown."""


def _module_around(document: Document) -> tuple[Module, list[Objective]]:
    """The module in whose folder the text stands, as it is published, else as it is drafted; its objectives then."""
    path = f"{document.path.rpartition('/')[0]}/module.md"
    of_module = Document.objects.taught().select_related("draft", "published", "course", "module")
    found = of_module.filter(course=document.course_id, path=path).first()
    if found is None:
        raise Unreadable
    stored = getattr(found, "module", None)
    if stored is not None:
        stored.course = document.course
        return stored, []
    text = found.draft or found.published
    part = read_one(found, text.text).part if text else None
    if not isinstance(part, parts.Module):
        raise Unreadable
    made = _made_module(found, part)
    made.course = document.course
    return made, _objectives(made, part)


def _made_module(document: Document, part: parts.Module) -> Module:
    stored = Module.objects.filter(document=document).only("position").first()
    return Module(
        pk=stored.pk if stored else None,
        course=document.course,
        document=document,
        position=stored.position if stored else 1,
        **columns.of_module(part),
    )


def _objectives(module: Module, part: parts.Module) -> list[Objective]:
    return [Objective(module=module, **columns.of_objective(one)) for one in part.objectives]


def _with(own: RowT, rows: list[RowT], is_before: Callable[[RowT], bool]) -> list[RowT]:
    """The rows with `own` in its place; one that is new comes behind the last that `is_before`, or at the end."""
    slugs = [row.slug for row in rows]
    found = list(rows)
    if own.slug in slugs:
        found[slugs.index(own.slug)] = own
    else:
        behind = [place for place, row in enumerate(rows, 1) if is_before(row)]
        found.insert(behind[-1] if behind else len(rows), own)
    return found


def _in_order_of(rows: Sequence[RowT], order: Iterable[str]) -> list[RowT]:
    """The rows as the text lists them; without a list, as they are."""
    by_slug = {row.slug: row for row in rows}
    return [by_slug[slug] for slug in order if slug in by_slug] or list(rows)
