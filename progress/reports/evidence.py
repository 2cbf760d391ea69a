"""How far a learner is towards the goals of a course, and what that is judged by.

Only answers count whose key its learner may see: from practice, from knowledge checks, and from graded attempts that
cannot be repeated any more. Shares by topic of an attempt that can still be repeated would tell what was right (P14).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model

from curriculum.models import Course, Goal
from progress.reports import gathered
from progress.reports.gathered import Run
from quizzes.grading.shares import Shares, by_objective, read_current
from quizzes.models import AttemptItem, QuestionVersion, Quiz

# Fewer answers tell too little; the share of right ones from which a goal counts as reached.
ENOUGH, ENOUGH_FOR_ALL, REACHED = 8, 20, 70
# Answers, and the right ones among them.
Counted = tuple[int, int]
NONE: Counted = (0, 0)


class GoalState(NamedTuple):
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


@dataclass(frozen=True)
class Evidence:
    """What a learner did at quizzes and checks. `right` and `other` are versions of checks by the outcome of the first
    try; `granted` and `given_up` are quizzes that the learner may repeat for an allowance, or will not repeat."""

    runs: Sequence[Run]
    right: Sequence[int]
    other: Sequence[int]
    granted: Collection[int]
    given_up: Collection[int]
    # When something was done last, as the database writes it (`gathered.latest`).
    moments: Sequence[str | None]


# What of a learner `evidence_of` reads, in its order; the expressions are `expressions`'.
GATHERED = ("gathered_runs", "gathered_checks", "gathered_granted", "gathered_given_up")


def expressions(course: Course, learner: str) -> dict[str, Any]:
    """What a query for learners adds for `evidence_of` to read; `learner` leads from its rows to the person."""
    asked = (gathered.runs, gathered.checks, gathered.granted, gathered.given_up)
    return {name: ask(course, learner) for name, ask in zip(GATHERED, asked, strict=True)}


def evidence_of(runs: str | None, checks: str | None, granted: str | None, given_up: str | None) -> Evidence:
    made, tried = gathered.read(runs, 1), gathered.read(checks, 2)
    right, other = tried.parts
    return Evidence(
        gathered.read_runs(made.parts[0]),
        gathered.numbers(right),
        gathered.numbers(other),
        gathered.numbers(granted[1:]) if granted else (),
        gathered.numbers(given_up[1:]) if given_up else (),
        (made.last, tried.last),
    )


def goal_states(learner_id: int, course: Course) -> list[GoalState]:
    """In the order of the course; one query, four where this process has not seen the edition before."""
    rows = get_user_model()._default_manager.filter(pk=learner_id).annotate(**expressions(course, "pk"))
    evidence = evidence_of(*rows.values_list(*GATHERED).get())
    return states_of(course, [evidence])[0]


def states_of(course: Course, found: Sequence[Evidence]) -> list[list[GoalState]]:
    """Of each of several learners. No query but for attempts whose shares are not at hand: then one for them all."""
    purposes, objectives = _asked(course.pk, course.edition)
    chosen = [last_open(evidence, purposes) for evidence in found]
    shares = shares_of(run for runs in chosen for run in runs)
    goals = _goals(course.pk, course.edition)
    states = []
    for evidence, runs in zip(found, chosen, strict=True):
        answers = _answers(evidence, (shares[run.pk] for run in runs), objectives)
        states.append([_state(goal, answers) for goal in goals])
    return states


def last_open(evidence: Evidence, purposes: Mapping[int, str]) -> list[Run]:
    """Of each quiz the last marked attempt whose key is open to its learner, and stays open; the doubtful are left
    out."""
    running = [run.quiz for run in evidence.runs if run.state == "in_progress"]
    found: dict[int, Run] = {}
    for run in sorted(evidence.runs, key=lambda run: run.number):
        used_up = (
            run.limit is not None
            and run.number >= run.limit
            and run.quiz not in evidence.granted
            and run.quiz not in running
        )
        is_open = purposes.get(run.quiz) == Quiz.Purpose.PRACTICE or run.quiz in evidence.given_up or used_up
        if run.state == "graded" and is_open:
            found[run.quiz] = run
    return list(found.values())


def shares_of(runs: Iterable[Run]) -> dict[int, Shares]:
    """By attempt, what its answers come to by objective. The answers themselves are read where the attempt does not
    say, and all such in one query."""
    found: dict[int, Shares] = {}
    missing = []
    for run in runs:
        shares = None if run.points is None else read_current(run.shares, run.points)
        if shares is None:
            missing.append(run.pk)
        else:
            found[run.pk] = shares
    return found | read_shares(missing)


def read_shares(attempt_ids: Collection[int]) -> dict[int, Shares]:
    """From the answers themselves; no query where no attempt is named."""
    if not attempt_ids:
        return {}
    rows: dict[int, list[Any]] = {pk: [] for pk in attempt_ids}
    asked = ("attempt", "version__objective", "outcome", "points", "possible")
    for pk, *row in AttemptItem.objects.filter(attempt__in=attempt_ids).values_list(*asked):
        rows[pk].append(row)
    return {pk: by_objective(answers) for pk, answers in rows.items()}


def _answers(evidence: Evidence, shares: Iterable[Shares], objectives: Mapping[int, str]) -> dict[str, Counted]:
    """By objective, from attempts and checks. A knowledge check counts by its first try."""
    found: dict[str, Counted] = {}
    for each in shares:
        for objective, share in each.items():
            n, n_right = found.get(objective, NONE)
            found[objective] = n + share.n_answers, n_right + share.n_right
    for versions, right in ((evidence.right, 1), (evidence.other, 0)):
        for version in versions:
            if objective := objectives.get(version, ""):
                n, n_right = found.get(objective, NONE)
                found[objective] = n + 1, n_right + right
    return found


def _state(goal: Goal, answers: Mapping[str, Counted]) -> GoalState:
    of: Sequence[str] = goal.objectives or list(answers)
    needed = ENOUGH if goal.objectives else ENOUGH_FOR_ALL
    n_right = n_answers = 0
    for slug in of:
        n, right = answers.get(slug, NONE)
        n_answers, n_right = n_answers + n, n_right + right
    return GoalState(goal.slug, goal.title, n_right, n_answers, needed)


def goals_of(course: Course) -> tuple[Goal, ...]:
    return _goals(course.pk, course.edition)


@lru_cache(maxsize=32)
def _goals(course_id: int, _edition: int) -> tuple[Goal, ...]:
    return tuple(Goal.objects.taught().filter(course=course_id))


def objectives_of_versions(course: Course) -> Mapping[int, str]:
    """The objective of each version of a question of the course: checks may have become questions of a quiz since."""
    return _asked(course.pk, course.edition)[1]


@lru_cache(maxsize=32)
def _asked(course_id: int, _edition: int) -> tuple[dict[int, str], dict[int, str]]:
    """The purpose of each quiz that asks anything, and the objective of each version of a question. One query."""
    rows = QuestionVersion.objects.filter(question__course=course_id)
    purposes, objectives = {}, {}
    for version, objective, quiz, purpose in rows.values_list(
        "pk", "objective", "question__quiz", "question__quiz__purpose"
    ):
        objectives[version] = objective
        if quiz is not None:
            purposes[quiz] = purpose
    return purposes, objectives
