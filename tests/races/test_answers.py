"""Saves and submissions that meet: nothing acknowledged is lost, nothing is changed afterwards (P1, P4, P5)."""

from collections import Counter
from typing import Any

import pytest

from tests.races.conftest import Muster
from tests.races.crew import Crew, do

pytestmark = pytest.mark.slow

REPEATED = 200


def save_against_submit(crew: Crew) -> Counter[str]:
    """What went wrong, and how often. One learner saves without a pause until the attempt is over; meanwhile, after up
    to 40 ms, it is submitted and marked."""
    crew.ask("lay")
    wrong: Counter[str] = Counter()
    n_saves = 0
    for attempt, run in crew.ask("begin", n=REPEATED):
        saver, submitter = crew.together(do("save_until_over", run=run), do("submit_and_mark", 0.04, run=run))
        assert not saver.problem, saver.problem
        assert not submitter.problem, submitter.problem
        wrong["the hint was lost on a row that a save held"] += crew.ask("mark", attempt=attempt)
        saves, submitted, found = saver.value, submitter.value, crew.ask("look", attempt=attempt)
        n_saves += saves["n"]
        wrong["an answer changed after the submission had returned"] += found["answer"] != submitted["seen"]
        wrong["an acknowledged answer is lost"] += found["answer"] != saves["last"]
        wrong["a save after the submission was taken"] += not saves["over"]
        wrong["another answer was marked"] += found["answer_points"] != worth(found["answer"])
    wrong["raw rows disagree"] += len(crew.ask("violations"))
    print(f"{n_saves} saves, {dict(wrong)}")
    # Or no save raced any submission.
    assert n_saves > REPEATED
    return wrong


def worth(answer: Any) -> int:
    return 2 * (answer is not None and int(answer.split()[1]) % 2 == 0)


def test_a_save_that_meets_the_submission_counts_or_is_refused(muster: Muster) -> None:
    """P1, P4: an acknowledged answer is among the marked ones, and none changes once the submission has returned."""
    assert +save_against_submit(muster(2)) == Counter()


def test_control_without_the_lock_answers_change_after_the_submission(muster: Muster) -> None:
    wrong = save_against_submit(muster(2, without=["lock"]))
    assert wrong["an answer changed after the submission had returned"] > 0


def two_tabs(crew: Crew) -> Counter[str]:
    """Two pages save other words over the same revision."""
    crew.ask("lay")
    seen: Counter[str] = Counter()
    for attempt, run in crew.ask("begin", n=REPEATED):
        tabs = crew.together(*(do("save", run=run, typed=f"answer {number}", revision=0) for number in (1, 2)))
        assert not any(tab.problem for tab in tabs), tabs
        kept = [f"answer {number}" for number, tab in enumerate(tabs, 1) if tab.value["kept"]]
        held, found = {tab.value["held"] for tab in tabs}, crew.ask("look", attempt=attempt)
        seen["right" if [found["answer"]] == kept and held == {found["answer"]} else "wrong"] += 1
    assert crew.ask("violations") == []
    return seen


def test_of_two_tabs_one_is_kept_and_the_other_is_shown_what_was(muster: Muster) -> None:
    """P5."""
    assert two_tabs(muster(2)) == {"right": REPEATED}


def test_control_without_lock_and_revision_both_tabs_are_told_that_they_were_kept(muster: Muster) -> None:
    seen = two_tabs(muster(2, without=["lock", "revision"]))
    print(dict(seen))
    assert seen["wrong"] > 0
