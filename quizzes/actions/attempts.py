"""A learner's run at a quiz: begun, answered, submitted; each once, however often it is asked (P4, P6).

`now` is the database's clock, which all processes share (P9), unless a test hands in another moment.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from curriculum.models import Course, Enrolment
from quizzes import deadline, sampling
from quizzes.answers import BadAnswer
from quizzes.deadline import Grant
from quizzes.models import Allowance, Attempt, AttemptItem, GivenUp, Question, Quiz
from quizzes.querysets import Run

# A learner may begin so many attempts at one quiz within an hour, and change one answer so many times.
MOST_AN_HOUR = 30
MOST_REVISIONS = 5_000


class Refused(Exception):
    """What was asked for is not allowed; the words are for the learner. Nothing was stored."""


class NotEnrolled(Refused):
    pass


class NoSuchQuestion(Refused):
    pass


class TooOften(Refused):
    """Bounded work: what a person does never comes so often (P22, P24)."""


class Over(Refused):
    """The attempt takes no answers any more."""


@dataclass(frozen=True)
class Given:
    """An answer as a page sent it: to the question at `position`, written over `revision`.

    `read` makes a response of it, given what the question showed; raises BadAnswer. Without a flag the old one stays.
    `typed` is the text as it came, to be shown again where it cannot be kept. `seconds` are those that the browser says
    the question was looked at since it last said so.
    """

    position: int
    revision: int
    read: Callable[[Mapping[str, Any]], object]
    flagged: bool | None = None
    typed: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class Saved:
    """What became of one answer: `response` was read from it, and written over the revision `over`.

    In conflict, `item` holds the newer answer. `ends_in` are the seconds until the attempt ends, as it was when the
    answer was saved: it may have been extended since the page was shown.
    """

    item: AttemptItem
    given: Given
    response: object = None
    is_changed: bool = False
    over: int = 0
    in_conflict: bool = False
    problem: str = ""
    ends_in: int | None = None


def grants_for(learner_id: int | None, quiz_id: int, moment: datetime) -> list[Grant]:
    """The learner's allowances that counted at the moment, read live (P11)."""
    rows = Allowance.objects.of(learner_id, quiz_id).at(moment)
    return [Grant(*row) for row in rows.values_list("extra_minutes", "extra_attempts", "closes_at")]


def deadline_of(attempt: Attempt, grants: Sequence[Grant]) -> deadline.Deadline:
    limit = timedelta(minutes=attempt.time_limit) if attempt.time_limit else None
    return deadline.effective(attempt.started_at, limit, grants)


@transaction.atomic
def enrol(learner_id: int, course: Course, now: datetime) -> Enrolment:
    """Join the course; whoever left comes back to the records that they had."""
    row, is_new = Enrolment.objects.get_or_create(user_id=learner_id, course=course, defaults={"enrolled_at": now})
    if not is_new and row.left_at is not None:
        row.left_at = None
        row.save(update_fields=["left_at"])
    return row


@transaction.atomic
def start_attempt(learner_id: int, quiz: Quiz, now: datetime | None = None) -> Attempt:
    """Draw a paper and begin; where an attempt is in progress already, that one. Raises Refused.

    The enrolment's row is the lock: starts, and giving up, of one learner in one course stand in line.
    """
    clock = lock_enrolment(learner_id, quiz)
    now = now or clock
    runs = list(Attempt.objects.filter(learner=learner_id, quiz=quiz).order_by("-number")[:MOST_AN_HOUR])
    last = runs[0] if runs else None
    grants = grants_for(learner_id, quiz.pk, now)
    if last is not None and not last.is_closed:
        ends_at = deadline_of(last, grants_for(learner_id, quiz.pk, last.started_at)).ends_at
        if not deadline.is_over(ends_at, now):
            return last
        expire(last, ends_at or now)
    number = last.number + 1 if last else 1
    allowed = deadline.attempts_allowed(quiz.attempts, grants)
    _refuse_start(quiz, learner_id, number, allowed, deadline.closes_at(grants), now)
    if len(runs) == MOST_AN_HOUR and now - runs[-1].started_at < timedelta(hours=1):
        raise TooOften(f"You have begun {MOST_AN_HOUR} attempts within an hour. Read for a while, then try again.")
    pool = list(Question.objects.taught().filter(quiz=quiz).to_draw().order_by("position"))
    return _begin(quiz, learner_id, number, allowed, grants, pool, now)


def lock_enrolment(learner_id: int, quiz: Quiz) -> datetime:
    """Hold the learner's enrolment; answers the database's time. Raises NotEnrolled."""
    enrolled = Enrolment.objects.select_for_update(of=("self",)).of(learner_id, quiz.course_id)
    clocks = list(enrolled.annotate(clock=Now()).values_list("clock", flat=True))
    if not clocks:
        raise NotEnrolled("Join the course to take its quizzes.")
    return clocks[0]


def _refuse_start(
    quiz: Quiz, learner_id: int, number: int, allowed: int | None, closes_at: datetime | None, now: datetime
) -> None:
    if closes_at is not None and now >= closes_at:
        raise Refused("This quiz has closed for you.")
    if allowed is not None and number > allowed:
        raise Refused("You have used all your attempts at this quiz.")
    if quiz.is_graded and GivenUp.objects.filter(learner=learner_id, quiz=quiz).exists():
        raise Refused("You gave up the attempts left to see the answers.")


def _begin(
    quiz: Quiz,
    learner_id: int,
    number: int,
    allowed: int | None,
    grants: Sequence[Grant],
    pool: Sequence[Question],
    now: datetime,
) -> Attempt:
    seed = secrets.token_hex(16)
    versions = {question.slug: question.current for question in pool if question.current is not None}
    candidates = [version.candidate(slug) for slug, version in versions.items()]
    paper = sampling.draw(candidates, quiz.draws, seed, shuffle=quiz.shuffle in {"all", "questions"})
    if not paper:
        raise Refused("This quiz has no questions yet.")
    attempt = Attempt(
        learner_id=learner_id,
        quiz=quiz,
        number=number,
        limit=allowed,
        seed=seed,
        started_at=now,
        time_limit=quiz.time_limit,
        pass_mark=quiz.pass_mark,
        marking=quiz.marking,
        shuffle=quiz.shuffle,
        possible=Decimal(sum(versions[slug].points for slug in paper)),
    )
    attempt.ends_at = deadline_of(attempt, grants).ends_at
    attempt.save(force_insert=True)
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, version=versions[slug], position=position, possible=Decimal(versions[slug].points))
        for position, slug in enumerate(paper, 1)
    )
    return attempt


@transaction.atomic
def save_answers(run: Run, given: Mapping[int, Given], now: datetime | None = None) -> list[Saved]:
    """Keep answers, by position. Raises Over, and NoSuchQuestion where the run has none at a position.

    All of them are committed when this returns; an answer that is in conflict or cannot be read is not stored, and is
    told. The attempt's row is locked, so that no answer gets in once it has been submitted (P4).
    """
    asked = AttemptItem.objects.of(run).with_question().select_related("attempt").with_clock()
    items = list(asked.select_for_update(of=("attempt",)).filter(position__in=given).order_by("position"))
    if not items or len(items) != len(given):
        raise NoSuchQuestion("The attempt has no such question.")
    attempt, now = items[0].attempt, now or items[0].clock
    grants = grants_for(attempt.learner_id, attempt.quiz_id, attempt.started_at)
    ends_at = deadline_of(attempt, grants).ends_at
    if attempt.is_closed or deadline.is_over(ends_at, now):
        raise Over("This attempt has ended. What was saved before counts.")
    ends_in = deadline.seconds_left(ends_at, now)
    return [replace(_keep(item, given[item.position], now), ends_in=ends_in) for item in items]


def _keep(item: AttemptItem, given: Given, now: datetime) -> Saved:
    """Store the answer over the revision that was read; where another save was quicker, look again.

    The rows were read while the attempt's lock may still have been another's, so they may be old; the lock is ours now,
    and the second look is true.
    """
    saved = _weigh(item, given, now)
    if saved.is_changed and not _write(saved):
        fresh = AttemptItem.objects.with_question().get(pk=item.pk)
        fresh.attempt = item.attempt
        saved = _weigh(fresh, given, now)
        if saved.is_changed:
            _write(saved)
    return saved


def _weigh(item: AttemptItem, given: Given, now: datetime) -> Saved:
    """Change the row as the answer asks, unless it is refused; an unchanged row keeps its time."""
    flagged = item.flagged if given.flagged is None else given.flagged
    try:
        response = given.read(item.version.shown)
    except BadAnswer as problem:
        return Saved(item, given, problem=problem.reason)
    # A repeat of what is stored already is the same save, asked again (P6).
    if response != item.response and given.revision != item.revision:
        return Saved(item, given, response=response, in_conflict=True)
    if (response, flagged) == (item.response, item.flagged):
        return Saved(item, given, response=response)
    if item.revision >= MOST_REVISIONS:
        raise TooOften("This answer has been changed thousands of times. Submit the attempt as it is saved.")
    saved = Saved(item, given, response=response, is_changed=True, over=item.revision)
    if given.seconds:
        # No question was looked at for longer than its attempt has lasted.
        lasted = max(int((now - item.attempt.started_at).total_seconds()), 0)
        item.seconds = min((item.seconds or 0) + given.seconds, lasted)
    item.revision += response != item.response
    item.response, item.flagged, item.saved_at = response, flagged, now
    return saved


def _write(saved: Saved) -> bool:
    """False where the row is no longer at the revision that was read."""
    item = saved.item
    rows = AttemptItem.objects.filter(pk=item.pk, revision=saved.over)
    changed = {name: getattr(item, name) for name in ("response", "revision", "saved_at", "flagged", "seconds")}
    return rows.update(**changed) == 1


@transaction.atomic
def submit_attempt(run: Run, now: datetime | None = None) -> Attempt:
    """Hand it in, once: a repeat changes nothing. One whose time is over has expired, whoever submits it.

    Raises Attempt.DoesNotExist.
    """
    attempt = Attempt.objects.of(run).with_clock().select_for_update(of=("self",)).get()
    now = now or attempt.clock
    if attempt.is_closed:
        return attempt
    grants = grants_for(attempt.learner_id, attempt.quiz_id, attempt.started_at)
    ends_at = deadline_of(attempt, grants).ends_at
    if ends_at is not None and deadline.is_over(ends_at, now):
        expire(attempt, ends_at)
        return attempt
    # Within the grace the answer still counts, and the time shown is the deadline.
    finished_at = min(now, ends_at) if ends_at else now
    state = Attempt.State.SUBMITTED
    changed = Attempt.objects.in_progress().filter(pk=attempt.pk)
    if changed.update(state=state, submitted_at=now, finished_at=finished_at, ends_at=ends_at):
        attempt.state, attempt.submitted_at, attempt.finished_at = state, now, finished_at
    return attempt


def expire(attempt: Attempt, ends_at: datetime) -> bool:
    """Its time is over: what was saved counts, and it ended at the deadline. The caller holds the transaction."""
    ended = Attempt.objects.in_progress().filter(pk=attempt.pk)
    if not ended.update(state=Attempt.State.EXPIRED, finished_at=ends_at, ends_at=ends_at):
        return False
    attempt.state, attempt.finished_at = Attempt.State.EXPIRED, ends_at
    return True


@transaction.atomic
def give_up(learner_id: int, quiz: Quiz, now: datetime | None = None) -> None:
    """Give up the attempts left, for good, to see the answers. Raises Refused while an attempt is in progress."""
    clock = lock_enrolment(learner_id, quiz)
    now = now or clock
    runs = Attempt.objects.filter(learner=learner_id, quiz=quiz)
    if not quiz.is_graded or not runs.exists():
        raise Refused("There is nothing to give up.")
    if runs.in_progress().exists():
        raise Refused("Submit the attempt that is in progress first.")
    GivenUp.objects.get_or_create(learner_id=learner_id, quiz=quiz, defaults={"at": now})
