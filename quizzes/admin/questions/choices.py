"""What can be chosen in the form of a question: objectives, where it is taught, labs."""

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from curriculum.labs.registry import LABS
from curriculum.models import Lesson as LessonRow
from curriculum.models import Module as ModuleRow
from curriculum.models import Term
from curriculum.source.parts import Course, Lesson, Module
from quizzes.admin.questions.draft import Draft
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


def choices_of(draft: Draft) -> Choices:
    """From the course as it is being written: what is new can be chosen before it is published."""
    quiz, course = draft.quiz, draft.course()
    if course is None:
        return Choices((), ())
    folder = posixpath.dirname(quiz.document.path)
    own = [module for module in course.modules if folder and module.document.path.startswith(f"{folder}/")]
    others = [module for module in course.modules if module not in own]
    return Choices(tuple(_objectives(quiz, own or others)), tuple(_taught(quiz, course, [*own, *others], folder)))


def _objectives(quiz: Quiz, modules: Sequence[Module]) -> Iterable[Group]:
    """Those of its module; of a quiz of the course those of every module, and its own topics."""
    if quiz.topics:
        yield Group("Topics of this quiz", tuple((topic["id"], topic["title"]) for topic in quiz.topics))
    for module in modules:
        name = module.title if len(modules) > 1 else ""
        yield Group(name, tuple((objective.id, objective.text) for objective in module.objectives))


def _taught(quiz: Quiz, course: Course, modules: Sequence[Module], folder: str) -> Iterable[Group]:
    """Every lesson, those of the quiz's own module first, with its sections once it is published; then modules, the
    course, the glossary."""
    lessons = LessonRow.objects.filter(module__course=quiz.course_id).values_list("document__path", "headings")
    pages = ModuleRow.objects.filter(course=quiz.course_id).values_list("document__path", "headings")
    headings = dict([*lessons, *pages])

    def target(path: str, anchor: str) -> str:
        relative = posixpath.relpath(path, folder or ".")
        return f"{relative}#{anchor}" if anchor else relative

    def sections(part: Lesson | Module | Course, found: Iterable[Mapping[str, str]]) -> tuple[Choice, ...]:
        path = part.document.path
        return (target(path, ""), part.title), *(
            (target(path, one["anchor"]), f"{part.title} › {one['title']}") for one in found
        )

    def of(part: Lesson | Module) -> tuple[Choice, ...]:
        return sections(part, headings.get(part.document.path, ()))

    for module in modules:
        yield Group(module.title, tuple(choice for lesson in module.lessons for choice in of(lesson)))
    yield Group("Modules", tuple(choice for module in course.modules for choice in of(module)))
    yield Group("The course", sections(course, quiz.course.headings))
    if course.glossary is not None:
        terms = Term.objects.taught().filter(course=quiz.course_id).by_name().values_list("slug", "name")
        yield Group("The glossary", tuple((target("glossary.md", slug), name) for slug, name in terms))
