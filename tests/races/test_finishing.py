"""An attempt is finished once and marked once, whoever does it at the same moment (P2, P4, P6, P10)."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from tests.races.conftest import Muster
from tests.races.crew import Crew, do
from tests.races.deeds import LONG_AGO
from tests.races.ground import GRACE

pytestmark = pytest.mark.slow

REPEATED, FEW = 200, 40
MINUTES = 60
TICK = timedelta(microseconds=1)
GRADED_ONCE = {"table": "quizzes_markchange", "names": ["attempt_graded_once"]}


def double_submit(crew: Crew) -> Counter[str]:
    """The same submission twice at one moment, each with its hint."""
    crew.ask("lay")
    wrong: Counter[str] = Counter()
    for attempt, run in crew.ask("begin", n=REPEATED):
        first, second = crew.together(*(do("submit_and_mark", 0.002, run=run) for _ in range(2)))
        found = crew.ask("look", attempt=attempt)
        wrong[f"raised {first.raised or second.raised}"] += bool(first.problem or second.problem)
        ends = [told.value["finished_at"] for told in (first, second) if told.value] + [found["finished_at"]]
        wrong["another end was told"] += len(set(ends)) > 1
        wrong["not marked once"] += (found["state"], found["n_marks"]) != ("graded", 1)
    wrong["raw rows disagree"] += len(crew.ask("violations"))
    return wrong


def test_two_submissions_at_once_are_one(muster: Muster) -> None:
    """P2, P6: one end, told to both, and one mark."""
    assert +double_submit(muster(2)) == Counter()


def test_control_without_lock_and_condition_two_submissions_end_it_twice(muster: Muster) -> None:
    wrong = double_submit(muster(2, without=["lock", "state"]))
    print(dict(wrong))
    assert wrong["another end was told"] > 0


def two_markers(crew: Crew, repeated: int = REPEATED) -> Counter[str]:
    """Two workers with the hint, and one that sweeps, at one attempt."""
    wrong: Counter[str] = Counter()
    for attempt, run in crew.ask("begin", n=repeated):
        crew.ask("submit", run=run)
        hints = (do("mark", 0.002, attempt=attempt) for _ in range(2))
        told = crew.together(*hints, do("mark_owed", 0.002))
        found = crew.ask("look", attempt=attempt)
        wrong["raised"] += any(one.problem for one in told)
        wrong["marked more than once"] += found["n_marks"] > 1
        wrong["not marked"] += (found["state"], found["n_marks"] > 0) != ("graded", True)
        wrong["two say that they marked it"] += [one.value for one in told[:2]].count(True) > 1
    return wrong


def test_of_three_workers_at_one_attempt_one_marks_it(muster: Muster) -> None:
    """P2: one change of the state, one row of history."""
    crew = muster(3)
    crew.ask("lay")
    assert +two_markers(crew) == Counter()
    assert crew.ask("violations") == []


def test_control_without_the_lock_an_attempt_is_marked_twice(muster: Muster) -> None:
    crew = muster(3, without=["lock"])
    crew.ask("lay")
    crew.ask("drop", **GRADED_ONCE)
    wrong = two_markers(crew)
    print(dict(wrong))
    assert wrong["marked more than once"] > 0
    assert crew.ask("violations") != []


def test_without_the_lock_the_database_itself_still_refuses_a_second_mark(muster: Muster) -> None:
    """P4: the constraint holds what the lock no longer does; the second worker is refused."""
    crew = muster(3, without=["lock"])
    crew.ask("lay")
    wrong = two_markers(crew, FEW)
    print(dict(wrong))
    assert wrong["raised"] + wrong["two say that they marked it"] > 0
    assert wrong["marked more than once"] == 0
    assert crew.ask("violations") == []


def sweep_against_submit(crew: Crew) -> Counter[str]:
    """The submission comes at the last instant that counts, the sweep an instant later, both at one moment."""
    crew.ask("lay", time_limit=MINUTES)
    seen: Counter[str] = Counter()
    for number, (attempt, run) in enumerate(crew.ask("begin", n=REPEATED, apart=2)):
        ends_at = LONG_AGO + timedelta(hours=2 * number, minutes=MINUTES)
        last = ends_at + GRACE
        submitter, sweeper = crew.together(
            do("submit", 0.002, run=run, now=last), do("expire_and_sweep", 0.002, now=last + TICK)
        )
        if submitter.problem or sweeper.problem:
            seen["wrong: raised"] += 1
            continue
        # What the sweep left alone, since the submission held it, is marked by the next one.
        crew.ask("expire_and_sweep", now=last + 2 * TICK)
        found = crew.ask("look", attempt=attempt)
        seen[verdict(submitter.value, sweeper.value, found, ends_at)] += 1
    return seen


def verdict(told: dict[str, Any], n_expired: int, found: dict[str, Any], ends_at: Any) -> str:
    if (found["state"], found["n_marks"], found["finished_at"]) != ("graded", 1, ends_at):
        return "wrong: not marked once at its end"
    submitted = found["submitted_at"] is not None
    if n_expired == 1 and not submitted and told["submitted_at"] is None and told["state"] != "submitted":
        return "expired"
    if n_expired == 0 and submitted and told["state"] == "submitted":
        return "submitted"
    return "wrong: both finished it"


def test_at_the_last_instant_an_attempt_is_submitted_or_expired_and_never_both(muster: Muster) -> None:
    """P4, P10. Both outcomes must come up, or nothing raced."""
    crew = muster(2)
    seen = sweep_against_submit(crew)
    print(dict(seen))
    assert set(seen) == {"expired", "submitted"}
    assert crew.ask("violations") == []


def test_control_without_lock_and_condition_sweep_and_submission_both_finish_it(muster: Muster) -> None:
    seen = sweep_against_submit(muster(2, without=["lock", "state"]))
    print(dict(seen))
    assert seen["wrong: both finished it"] > 0
