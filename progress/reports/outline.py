"""The parts of a course as it is published: asked once for each edition, and kept by the process."""

from functools import lru_cache

from curriculum.labs.registry import LABS
from curriculum.models import Course, Lesson, Module
from progress.outline import Kind, ModuleOutline, Outline, Part
from quizzes.models import Quiz

KEPT = 32


def outline_of(course: Course) -> Outline:
    """Needs the course's id and edition, and no query where this process has asked before."""
    return _outline(course.pk, course.edition)


@lru_cache(maxsize=KEPT)
def _outline(course_id: int, _edition: int) -> Outline:
    """Lessons in order, each with its labs behind it where it is the first to hold them, and the graded quizzes of a
    module at its end. Graded quizzes of the course itself come last of all."""
    modules = list(
        Module.objects.taught().filter(course=course_id).in_order().only("slug", "title", "week", "position")
    )
    lessons: dict[int, list[Lesson]] = {module.pk: [] for module in modules}
    listed = ("module", "slug", "title", "short", "minutes", "labs", "position")
    for lesson in Lesson.objects.taught().filter(module__in=lessons).in_order().only(*listed):
        lessons[lesson.module_id].append(lesson)
    quizzes = list(Quiz.objects.taught().filter(course=course_id, purpose=Quiz.Purpose.GRADED).listed().in_order())
    seen: set[str] = set()
    found = []
    for module in modules:
        parts: list[Part] = []
        for lesson in lessons[module.pk]:
            labs = [LABS[name] for name in lesson.labs if name in LABS and name not in seen]
            seen.update(lab.id for lab in labs)
            # A lesson's minutes are those of its labs too.
            reading = max(lesson.minutes - sum(lab.minutes for lab in labs), 1)
            title = lesson.short or lesson.title
            parts.append(Part(Kind.LESSON, lesson.slug, title, reading, module.week, lesson.slug))
            parts += [Part(Kind.LAB, lab.id, lab.title, lab.minutes, module.week, lesson.slug) for lab in labs]
        of_module = [quiz for quiz in quizzes if quiz.module_id == module.pk]
        if module is modules[-1]:
            of_module += [quiz for quiz in quizzes if quiz.module_id not in lessons]
        parts += [Part(Kind.QUIZ, quiz.slug, quiz.title, quiz.minutes, module.week) for quiz in of_module]
        found.append(ModuleOutline(module.slug, module.title, module.week, module.phase, tuple(parts)))
    return Outline(tuple(found))
