"""What can be chosen in the form of a question: objectives, where it is taught, labs."""

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from curriculum.labs.registry import LABS
from curriculum.models import Course, Document, Lesson, Module, Objective, Term
from quizzes.models import Quiz
from quizzes.source.question import CHOICES, DIFFICULTIES, Taught

Choice = tuple[str, str]


@dataclass(frozen=True)
class Group:
    """Choices under a heading of a select; without one they stand above all others."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Choices:
    """What the selects of a quiz's questions offer, fetched once for a page."""

    objectives: tuple[Group, ...]
    taught: tuple[Group, ...]

    def first_objective(self) -> str:
        return next((value for group in self.objectives for value, _ in group.choices), "")

    def first_taught(self) -> Taught | None:
        first = next((choice for group in self.taught for choice in group.choices), None)
        return Taught(self.title_of(first[0]), first[0]) if first else None

    def title_of(self, target: str) -> str:
        """The words of a link that leads there: those of the heading, without what it stands in."""
        named = (label for group in self.taught for value, label in group.choices if value == target)
        return next(named, "").rpartition(" › ")[2].replace("[", "(").replace("]", ")")

    def of(self, name: str, kind: str) -> tuple[Group, ...]:
        match name:
            case "objective":
                return self.objectives
            case "taught_target":
                return self.taught
            case "difficulty":
                return (Group("", tuple((each, each.capitalize()) for each in DIFFICULTIES)),)
            case "lab":
                return (Group("", tuple((lab.id, lab.title) for lab in LABS.values() if lab.asked)),)
            case "kind" if kind in CHOICES:
                names = {"single": "Single choice", "multiple": "Multiple response", "true-false": "True or false"}
                return (Group("", tuple(names.items())),)
        return ()


def choices_of(quiz: Quiz) -> Choices:
    return Choices(tuple(_objectives(quiz)), tuple(_taught(quiz)))


def _objectives(quiz: Quiz) -> Iterable[Group]:
    """Those of its module; of a quiz of the course those of every module, and its own topics."""
    rows = Objective.objects.taught().filter(module__course=quiz.course_id, module__retired_at__isnull=True)
    if quiz.module_id:
        rows = rows.filter(module=quiz.module_id)
    found: dict[str, list[Choice]] = {}
    for slug, text, module in rows.order_by("module__position", "position").values_list(
        "slug", "text", "module__title"
    ):
        found.setdefault(module, []).append((slug, text))
    if quiz.topics:
        yield Group("Topics of this quiz", tuple((topic["id"], topic["title"]) for topic in quiz.topics))
    yield from (Group("" if quiz.module_id else name, tuple(choices)) for name, choices in found.items())


def _taught(quiz: Quiz) -> Iterable[Group]:
    """Every section of a lesson, those of the quiz's own module first; then modules, the course, the glossary."""
    folder = posixpath.dirname(quiz.document.path)

    def target(path: str, anchor: str) -> str:
        relative = posixpath.relpath(path, folder or ".")
        return f"{relative}#{anchor}" if anchor else relative

    def sections(title: str, path: str, headings: Iterable[Mapping[str, str]]) -> tuple[Choice, ...]:
        whole = (target(path, ""), title)
        return whole, *((target(path, one["anchor"]), f"{title} › {one['title']}") for one in headings)

    lessons = Lesson.objects.taught().filter(module__course=quiz.course_id, module__retired_at__isnull=True).in_order()
    rows = lessons.values_list("module_id", "module__title", "title", "document__path", "headings")
    found: dict[tuple[int, str], list[Choice]] = {}
    for module, name, title, path, headings in rows:
        found.setdefault((module, name), []).extend(sections(title, path, headings))
    for (_, name), choices in sorted(found.items(), key=lambda group: group[0][0] != quiz.module_id):
        yield Group(name, tuple(choices))
    modules = Module.objects.taught().filter(course=quiz.course_id).in_order()
    pages = modules.values_list("title", "document__path", "headings")
    yield Group("Modules", tuple(choice for row in pages for choice in sections(*row)))
    of_course = Course.objects.filter(pk=quiz.course_id).values_list("title", "headings")
    yield Group("The course", tuple(c for title, headings in of_course for c in sections(title, "course.md", headings)))
    if Document.objects.taught().filter(course=quiz.course_id, kind=Document.Kind.GLOSSARY).exists():
        terms = Term.objects.taught().filter(course=quiz.course_id).by_name().values_list("slug", "name")
        yield Group("The glossary", tuple((target("glossary.md", slug), name) for slug, name in terms))
