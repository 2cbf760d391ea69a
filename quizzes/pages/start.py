"""A quiz's first page: what, how many, how long, how marked, attempts left, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from curriculum.models import Enrolment
from quizzes import deadline
from quizzes.actions.attempts import deadline_of
from quizzes.models import Allowance, Attempt, GivenUp, Quiz
from quizzes.release import is_released


@dataclass(frozen=True)
class Standing:
    """Where a learner stands at a quiz. `runs` are their attempts, newest first, as the clock has them.

    `grants` count for what begins now; `run_grants` for the attempt in progress, which keeps what was taken back since.
    """

    quiz: Quiz
    now: datetime
    is_enrolled: bool
    runs: list[Attempt]
    grants: list[deadline.Grant]
    run_grants: list[deadline.Grant]
    given_up: bool

    @property
    def open_run(self) -> Attempt | None:
        """The attempt that still takes answers."""
        return next((run for run in self.runs if not self.is_finished(run)), None)

    @property
    def closes_at(self) -> datetime | None:
        return deadline.closes_at(self.grants)

    @property
    def is_closed(self) -> bool:
        return self.closes_at is not None and self.now >= self.closes_at

    @property
    def allowed(self) -> int | None:
        return deadline.attempts_allowed(self.quiz.attempts, self.grants)

    @property
    def attempts_left(self) -> int | None:
        """How many can still be begun, without the one in progress; None for any number."""
        used = self.runs[0].number if self.runs else 0
        return None if self.allowed is None else max(self.allowed - used, 0)

    @property
    def can_start(self) -> bool:
        has_more = self.attempts_left is None or self.attempts_left > 0
        return self.is_enrolled and not self.open_run and has_more and not self.is_closed and not self.given_up

    @property
    def can_give_up(self) -> bool:
        return self.quiz.is_graded and bool(self.runs) and self.can_start

    @property
    def minutes(self) -> int | None:
        """The time that an attempt begun now would have."""
        if not self.quiz.time_limit:
            return None
        return self.quiz.time_limit + sum(grant.extra_minutes for grant in self.grants)

    @property
    def would_end(self) -> deadline.Deadline:
        """The end of an attempt begun now, and what limits it."""
        limit = timedelta(minutes=self.quiz.time_limit) if self.quiz.time_limit else None
        return deadline.effective(self.now, limit, self.grants)

    @property
    def best(self) -> Attempt | None:
        marked = [run for run in self.runs if run.points is not None]
        return max(marked, key=lambda run: (run.points or 0) / (run.possible or 1), default=None)

    def is_finished(self, run: Attempt) -> bool:
        """As the clock has it, whether or not anybody has written it down (P10)."""
        return run.is_closed or deadline.is_over(self.ends_at(run), self.now)

    def ends_at(self, run: Attempt) -> datetime | None:
        return run.ends_at if run.is_closed else deadline_of(run, self.run_grants).ends_at

    def limit_of(self, run: Attempt) -> deadline.Limit:
        return deadline_of(run, self.run_grants).limit

    def is_released(self, run: Attempt) -> bool:
        """Whether the learner may see what was right in the attempt (P14)."""
        other = self.open_run
        return is_released(
            purpose=self.quiz.purpose,
            finished=self.is_finished(run),
            another_open=other is not None and other.pk != run.pk,
            attempts_left=self.attempts_left,
            closed=self.is_closed,
            given_up=self.given_up,
        )


def standing(learner_id: int | None, quiz: Quiz, *, is_enrolled: bool | None = None) -> Standing:
    """Asks for it: enrolment, attempts, allowances and what was given up, one question each."""
    enrolment = Enrolment.objects.of(learner_id, quiz.course_id)
    enrolled = enrolment.exists() if is_enrolled is None else is_enrolled
    runs = list(Attempt.objects.filter(learner=learner_id, quiz=quiz).order_by("-number")[:MOST_RUNS])
    now = quiz.clock
    since = runs[0].started_at if runs and not runs[0].is_closed else now
    allowances = list(Allowance.objects.of(learner_id, quiz.pk).at(since))
    return Standing(
        quiz=quiz,
        now=now,
        is_enrolled=enrolled,
        runs=runs,
        grants=[_grant(row) for row in allowances if row.withdrawn_at is None],
        run_grants=[_grant(row) for row in allowances],
        given_up=quiz.is_graded and GivenUp.objects.filter(learner=learner_id, quiz=quiz).exists(),
    )


def not_begun(quiz: Quiz, now: datetime) -> Standing:
    """Of a learner who is in the course and has begun nothing; asks for nothing."""
    return Standing(quiz, now, is_enrolled=True, runs=[], grants=[], run_grants=[], given_up=False)


def _grant(row: Allowance) -> deadline.Grant:
    return deadline.Grant(row.extra_minutes, row.extra_attempts, row.closes_at)


# Attempts at a practice quiz may be many; the page lists the latest.
MOST_RUNS = 50
