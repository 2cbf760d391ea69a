"""Attempts and knowledge checks as the rows that they leave: drawn, answered, ended, and marked."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from quizzes.actions.demo.answers import Answer, Asked
from quizzes.actions.demo.essays import ByHand
from quizzes.actions.demo.papers import Paper
from quizzes.actions.demo.sheets import Sheets
from quizzes.actions.marking import is_passed
from quizzes.grading.shares import by_objective, written
from quizzes.models import NO_POINTS, Attempt, HandMark, MarkChange

RUNS_OUT = 0.04
# A task marks so soon; a person within so many days, and what they give is released a while later.
MARKED_AFTER = timedelta(seconds=3)
BY_HAND_DAYS = (1.0, 8.0)
HELD = timedelta(hours=12)
# How often a knowledge check is tried until it is right, at most.
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who sits a quiz, and how able they are now."""

    learner_id: int
    ability: float
    chance: random.Random


@dataclass(frozen=True, slots=True)
class Sat:
    """What came of an attempt: `is_open` while it is in progress, `passed` None while that is not decided. `ended_at`
    is when its learner left it, `known_at` when they knew its mark."""

    is_open: bool
    passed: bool | None
    ended_at: datetime
    known_at: datetime


@dataclass(frozen=True, slots=True)
class _Span:
    began: datetime
    finished: datetime
    ends_at: datetime | None
    ran_out: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A question of an attempt with its answer, and the mark that a person has given it, if that counts by now."""

    item_id: int
    asked: Asked
    answer: Answer
    by_hand: ByHand | None = None
    marked_at: datetime | None = None

    @property
    def share(self) -> tuple[str, str, Decimal | None, Decimal]:
        """Objective, outcome, points and points possible, of the mark that counts."""
        mark = self.by_hand or self.answer
        return self.asked.objective, mark.outcome, mark.points, self.asked.possible


def sit(sheets: Sheets, sitter: Sitter, paper: Paper, number: int, began: datetime, *, stops: bool = False) -> Sat:
    """An attempt that began at a moment in the past. One that would end in the future is in progress; so is one whose
    learner `stops` in the middle of it, unless its time runs out."""
    quiz, chance = paper.quiz, sitter.chance
    seed = f"{chance.getrandbits(128):032x}"
    asked = [paper.asked[slug] for slug in paper.draw(seed)]
    span = _span(paper, began, sheets.now, chance, stops=stops)
    attempt_id = sheets.attempts.new_id()
    # Of an attempt that nobody finished, some first part was answered.
    is_part = span.is_open or span.ran_out
    n_answered = max(int(len(asked) * chance.uniform(0.2, 0.9)), 1) if is_part else len(asked)
    answers = [
        one.answer(sitter.ability, chance) if place < n_answered else one.blank for place, one in enumerate(asked)
    ]
    graded_at = min(span.finished + MARKED_AFTER, sheets.now)
    lines = [_line(sheets, sitter, one, answer, span, graded_at) for one, answer in zip(asked, answers, strict=True)]
    _keep_items(sheets, attempt_id, lines, span)
    possible = sum((one.possible for one in asked), NO_POINTS)
    by_machine = sum((answer.points or NO_POINTS for answer in answers), NO_POINTS)
    got = by_machine + sum((line.by_hand.points for line in lines if line.by_hand), NO_POINTS)
    n_waiting = sum(line.answer.points is None and line.by_hand is None for line in lines)
    state, passed, shares = Attempt.State.IN_PROGRESS, None, ""
    if not span.is_open:
        shares = written(by_objective(line.share for line in lines))
        state, passed = Attempt.State.GRADED, is_passed(got, possible, quiz.pass_mark, n_waiting=n_waiting)
        sheets.changes.add(attempt_id, None, MarkChange.Kind.GRADED.value, by_machine, None, graded_at)
        _keep_hand_changes(sheets, attempt_id, lines)
    sheets.attempts.add(
        attempt_id, sitter.learner_id, quiz.pk, number, quiz.attempts, seed, state.value, began, quiz.time_limit,
        span.ends_at, quiz.pass_mark, quiz.marking, quiz.shuffle,
        None if is_part else span.finished,
        *((None, None, None) if span.is_open else (span.finished, graded_at, got)),
        possible, 0 if span.is_open else n_waiting, passed, shares,
    )  # fmt: skip
    known_at = max([graded_at, *(line.marked_at for line in lines if line.marked_at)])
    return Sat(span.is_open, passed, min(span.finished, sheets.now), known_at)


def _span(paper: Paper, began: datetime, now: datetime, chance: random.Random, *, stops: bool) -> _Span:
    quiz = paper.quiz
    took = timedelta(minutes=quiz.minutes * min(max(chance.lognormvariate(-0.3, 0.35), 0.2), 3))
    if not quiz.time_limit:
        return _Span(began, began + took, None, ran_out=False, is_open=stops or began + took > now)
    limit = timedelta(minutes=quiz.time_limit)
    ran_out = stops or chance.random() < RUNS_OUT
    finished = began + (limit if ran_out else min(took, limit * 0.97))
    is_open = finished > now
    return _Span(began, finished, began + limit, ran_out=ran_out and not is_open, is_open=is_open)


def _line(sheets: Sheets, sitter: Sitter, one: Asked, answer: Answer, span: _Span, graded_at: datetime) -> _Line:
    """With what a person says of it, where it waits for one; a mark that was given lately is held, and does not count
    yet."""
    item_id, chance = sheets.items.new_id(), sitter.chance
    if answer.points is not None or span.is_open:
        return _Line(item_id, one, answer)
    mark = one.mark(sitter.ability, chance)
    made_at = graded_at + timedelta(days=chance.uniform(*BY_HAND_DAYS))
    released_at = made_at + HELD
    if made_at > sheets.now:
        return _Line(item_id, one, answer)
    is_held = released_at > sheets.now
    state = HandMark.State.HELD if is_held else HandMark.State.RELEASED
    sheets.hand_marks.add(
        item_id, 1, state.value, mark.points, mark.criteria, mark.comment, mark.comment_html, sheets.marker_id,
        made_at, *((None, None) if is_held else (released_at, sheets.marker_id)),
    )  # fmt: skip
    return _Line(item_id, one, answer) if is_held else _Line(item_id, one, answer, mark, released_at)


def _keep_items(sheets: Sheets, attempt_id: int, lines: Sequence[_Line], span: _Span) -> None:
    share = (min(span.finished, sheets.now) - span.began) / len(lines)
    seconds = share.total_seconds()
    for position, line in enumerate(lines, 1):
        answer, one = line.answer, line.asked
        points, outcome, remarks, comment = answer.points, answer.outcome, answer.remarks, ""
        if span.is_open:
            points, outcome, remarks = None, "", "[]"
        elif line.by_hand:
            points, outcome, comment = line.by_hand.points, line.by_hand.outcome, line.by_hand.comment
        saved: tuple[int, datetime | None, int | None] = (0, None, None)
        if answer.response is not None:
            # Some look long at a question and some hardly at all; what is hard takes longer.
            looked = int(seconds * min(max(0.8 + one.difficulty / 4 + position % 3 / 8, 0.2), 2))
            saved = (1, span.began + share * position, looked)
        sheets.items.add(
            line.item_id, attempt_id, one.version_id, position, answer.response, *saved, one.possible, points,
            outcome, remarks, comment,
        )  # fmt: skip


def _keep_hand_changes(sheets: Sheets, attempt_id: int, lines: Iterable[_Line]) -> None:
    kind = MarkChange.Kind.BY_HAND.value
    for line in lines:
        if line.by_hand:
            points = line.by_hand.points
            sheets.changes.add(attempt_id, line.item_id, kind, points, sheets.marker_id, line.marked_at)


def answer_check(sheets: Sheets, sitter: Sitter, check: Asked, at: datetime) -> None:
    """A knowledge check, tried until it is right or its learner has enough of it."""
    answer = first = check.tried(sitter.ability, sitter.chance)
    n_tries = 1
    while not answer.is_right and n_tries < MOST_TRIES and sitter.chance.random() < 0.75:
        # Feedback has been read meanwhile.
        answer, n_tries = check.tried(sitter.ability + n_tries, sitter.chance), n_tries + 1
    sheets.checks.add(
        sitter.learner_id, check.question_id, check.version_id, answer.response, answer.outcome, first.outcome,
        n_tries, at,
    )  # fmt: skip
