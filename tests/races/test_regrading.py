"""Answers are marked again once, whoever carries the job on at the same moment (P2, P4, P8)."""

from collections import Counter

import pytest

from tests.races.conftest import Muster
from tests.races.crew import Crew, do

pytestmark = pytest.mark.slow

ANSWERS, REPEATED = 42, 8


def two_workers(crew: Crew, repeated: int = REPEATED) -> Counter[str]:
    """Both at every chunk of every phase, the lease notwithstanding."""
    crew.ask("lay")
    crew.ask("answer_all", n=ANSWERS)
    wrong: Counter[str] = Counter()
    for _ in range(repeated):
        job = crew.ask("turn_key")
        for phase in ("weigh", "apply", "take_back"):
            if phase != "weigh":
                crew.ask(phase, job=job)
            told = crew.together(*(do("step_on", 0.001, job=job) for _ in range(2)))
            wrong["raised"] += sum(bool(one.problem) for one in told)
            wrong["(overtaken)"] += sum(one.value or 0 for one in told)
        found = crew.ask("regraded", job=job)
        items = found["changed_items"]
        wrong["not taken back"] += found["state"] != "taken_back"
        wrong["changed twice"] += len(items) != len(set(items))
        wrong["not every answer changed"] += len(set(items)) != ANSWERS
        wrong["miscounted"] += tuple(found["counts"]) != (ANSWERS, ANSWERS, 0, ANSWERS)
    wrong["raw rows disagree"] += len(crew.ask("violations"))
    return wrong


def test_two_workers_at_one_job_change_each_mark_once(muster: Muster) -> None:
    wrong = two_workers(muster(2))
    del wrong["(overtaken)"]
    assert +wrong == Counter()


def test_without_the_lock_the_cursor_still_keeps_the_second_from_writing(muster: Muster) -> None:
    """As on a database without row locks. A dry run's lines are unique, so the second is refused there."""
    wrong = two_workers(muster(2, without=["lock"]))
    print(dict(wrong))
    assert wrong["(overtaken)"] + wrong["raised"] > 0
    assert (wrong["changed twice"], wrong["raw rows disagree"]) == (0, 0)


def test_control_without_lock_and_cursor_marks_change_twice(muster: Muster) -> None:
    crew = muster(2, without=["lock", "cursor"])
    wrong = two_workers(crew)
    print(dict(wrong))
    assert wrong["changed twice"] + wrong["miscounted"] > 0


def test_a_person_who_marks_at_the_same_moment_is_not_overruled(muster: Muster) -> None:
    """Whoever comes first: a person's mark stands in the end, and the history adds up."""
    crew = muster(2)
    crew.ask("lay")
    crew.ask("answer_all", n=ANSWERS)
    job = crew.ask("turn_key")
    crew.ask("step_on", job=job)
    crew.ask("apply", job=job)
    worker, person = crew.together(do("step_on", job=job), do("give_by_hand", n=ANSWERS))
    assert (worker.problem, person.problem) == ("", "")
    found = crew.ask("regraded", job=job)
    assert {str(points) for points, _ in found["points"]} == {"0.50"}
    assert found["counts"][1] + found["counts"][2] == ANSWERS
    assert crew.ask("violations") == []


def test_one_lease_is_held_by_one(muster: Muster) -> None:
    crew = muster(3)
    crew.ask("lay")
    crew.ask("answer_all", n=ANSWERS)
    job = crew.ask("turn_key")
    told = crew.together(*(do("carry_on", job=job) for _ in range(3)))
    assert [one.problem for one in told] == ["", "", ""]
    assert crew.ask("regraded", job=job)["state"] == "planned"
