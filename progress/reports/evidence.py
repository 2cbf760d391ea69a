"""How far a learner is towards the goals of a course, and what that is judged by.

Only answers count whose key its learner may see: from practice, from knowledge checks, and from graded attempts that
cannot be repeated any more. Shares by topic of an attempt that can still be repeated would tell what was right (P14).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Exists, F, OuterRef, Q, Subquery

from curriculum.models import Course, Goal
from progress.reports.answers import Tally, by_objective
from quizzes.models import Allowance, Attempt, AttemptItem, CheckResponse, GivenUp, Quiz
from quizzes.querysets import AttemptQuerySet

# Fewer answers tell too little; the share of right ones from which a goal counts as reached.
ENOUGH, ENOUGH_FOR_ALL, REACHED = 8, 20, 70


@dataclass(frozen=True)
class GoalState:
    """A goal with its evidence: `n_right` of `n_answers`, and how many answers a first estimate takes."""

    slug: str
    title: str
    n_right: int
    n_answers: int
    n_needed: int

    @property
    def percent(self) -> int:
        return 100 * self.n_right // self.n_answers if self.n_answers else 0

    @property
    def state(self) -> str:
        if not self.n_answers:
            return "not yet"
        if self.n_answers < self.n_needed:
            return "begun"
        return "reached" if self.percent >= REACHED else "on the way"


def goal_states(learner_id: int, course: Course) -> list[GoalState]:
    """In the order of the course; two queries, three where this process has not seen the edition before."""
    answers = _answers(learner_id, course.pk)
    return [_state(goal, answers) for goal in _goals(course.pk, course.edition)]


def _state(goal: Goal, answers: Mapping[str, Tally]) -> GoalState:
    of: Sequence[str] = goal.objectives or list(answers)
    needed = ENOUGH if goal.objectives else ENOUGH_FOR_ALL
    found = [answers[slug] for slug in of if slug in answers]
    n_right, n_answers = sum(one.n_right for one in found), sum(one.n_answers for one in found)
    return GoalState(goal.slug, goal.title, n_right, n_answers, needed)


def _answers(learner_id: int, course_id: int) -> Mapping[str, Tally]:
    """By objective: of the last open attempt at each quiz, and of the checks at first try."""
    last = _open_to_them(learner_id).filter(quiz=OuterRef("pk")).order_by("-number").values("pk")[:1]
    attempts = Quiz.objects.filter(course=course_id).annotate(last=Subquery(last)).values("last")
    items = AttemptItem.objects.filter(attempt__in=attempts)
    checks = CheckResponse.objects.filter(learner=learner_id, question__course=course_id)
    return {objective: tally for (_, objective), tally in by_objective(items, checks).items()}


def _open_to_them(learner_id: int) -> AttemptQuerySet:
    """Marked attempts whose key is open to their learner, and stays open; the doubtful are left out."""
    of_quiz = {"learner": learner_id, "quiz": OuterRef("quiz")}
    more = Allowance.objects.filter(**of_quiz, extra_attempts__gt=0, withdrawn_at=None)
    running = Attempt.objects.in_progress().filter(**of_quiz)
    given_up = Exists(GivenUp.objects.filter(**of_quiz))
    used_up = Q(number__gte=F("limit")) & ~Exists(more) & ~Exists(running)
    found = Attempt.objects.filter(learner=learner_id, state=Attempt.State.GRADED)
    return found.filter(Q(quiz__purpose=Quiz.Purpose.PRACTICE) | given_up | used_up)


@lru_cache(maxsize=32)
def _goals(course_id: int, _edition: int) -> tuple[Goal, ...]:
    return tuple(Goal.objects.taught().filter(course=course_id))
