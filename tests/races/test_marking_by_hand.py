"""Of two who mark one answer at one moment one is kept, and the other told so; a mark is released once (P2, P5)."""

from collections import Counter

import pytest

from tests.races.conftest import Muster
from tests.races.crew import Crew, do

pytestmark = pytest.mark.slow

REPEATED = 60
NUMBERED = {"table": "quizzes_handmark", "names": ["hand_mark_numbered_once", "hand_mark_one_held"]}


def two_marks_at_once(crew: Crew) -> Counter[str]:
    items, markers = crew.ask("lay_essays", n=REPEATED)
    wrong: Counter[str] = Counter()
    for item in items:
        seen = crew.ask("what_was_seen", item=item)
        deeds = [
            do("save_by_hand", 0.002, item=item, points=str(points), seen=seen, by=marker)
            for points, marker in enumerate(markers)
        ]
        told = crew.together(*deeds)
        wrong["raised"] += any(one.problem for one in told)
        wrong["not exactly one was kept"] += [one.value for one in told].count(True) != 1
        found = crew.ask("look_at_marks", item=item)
        wrong["not one mark"] += (found["held"], found["all"]) != (1, 1)
    return wrong


def released_twice_at_once(crew: Crew) -> Counter[str]:
    items, markers = crew.ask("lay_essays", n=REPEATED)
    wrong: Counter[str] = Counter()
    for item in items:
        seen = crew.ask("what_was_seen", item=item)
        crew.ask("save_by_hand", item=item, points="1", seen=seen, by=markers[0])
        told = crew.together(*(do("release_all", 0.002, by=marker) for marker in markers))
        wrong["raised"] += any(one.problem for one in told)
        wrong["both released it"] += sum(one.value or 0 for one in told) != 1
        wrong["told twice"] += crew.ask("look_at_marks", item=item)["n_changes"] != 1
    return wrong


def test_of_two_marks_at_once_one_is_kept_and_the_other_is_told(muster: Muster) -> None:
    assert +two_marks_at_once(muster(2)) == Counter()


def test_without_the_lock_the_database_still_keeps_one(muster: Muster) -> None:
    wrong = two_marks_at_once(muster(2, without=["lock"]))
    assert +wrong == Counter()


def test_control_without_lock_and_constraints_both_are_kept(muster: Muster) -> None:
    crew = muster(2, without=["lock"])
    crew.ask("drop", **NUMBERED)
    wrong = two_marks_at_once(crew)
    print(dict(wrong))
    assert wrong["not exactly one was kept"] > 0


def test_two_releases_at_once_are_one(muster: Muster) -> None:
    assert +released_twice_at_once(muster(2)) == Counter()


def test_control_without_the_lock_both_say_that_they_released_it(muster: Muster) -> None:
    wrong = released_twice_at_once(muster(2, without=["lock"]))
    print(dict(wrong))
    assert wrong["both released it"] > 0
