"""The quizzes and knowledge checks of a course, with all that its learners will answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from curriculum.models import Course
from quizzes import sampling
from quizzes.actions.demo.answers import Asked, asked_in
from quizzes.grading import Policy
from quizzes.models import Question, QuestionVersion, Quiz


@dataclass(frozen=True)
class Paper:
    """A quiz with the versions that it asks now."""

    quiz: Quiz
    versions: Mapping[str, QuestionVersion]
    candidates: Sequence[sampling.Candidate]
    blueprint: Sequence[sampling.Draw]

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        policy, is_graded = Policy(self.quiz.marking), self.quiz.is_graded
        return {
            slug: asked_in(version, slug, policy, is_graded=is_graded or self.is_essays)
            for slug, version in self.versions.items()
        }

    @cached_property
    def is_essays(self) -> bool:
        """Nothing else is asked."""
        return all(version.kind == "essay" for version in self.versions.values())

    def draw(self, seed: str) -> list[str]:
        shuffle = self.quiz.shuffle in {"all", "questions"}
        return sampling.draw(self.candidates, self.blueprint, seed, shuffle=shuffle)


def papers_of(course: Course) -> Iterator[Paper]:
    for quiz in Quiz.objects.taught().filter(course=course).in_order():
        questions = quiz.questions.taught().select_related("current").order_by("position")
        versions = {row.slug: row.current for row in questions if row.current is not None}
        candidates = [version.candidate(slug) for slug, version in versions.items()]
        if candidates:
            yield Paper(quiz, versions, candidates, quiz.draws)


def checks_of(course: Course) -> Mapping[int, Sequence[Asked]]:
    """The knowledge checks in each lesson, by its number."""
    rows = Question.objects.taught().filter(course=course, lesson__isnull=False, current__isnull=False)
    found: dict[int, list[Asked]] = {}
    for row in rows.select_related("current").order_by("position"):
        if row.lesson_id is not None and row.current is not None:
            found.setdefault(row.lesson_id, []).append(asked_in(row.current, row.slug, Policy.LEARN))
    return found
