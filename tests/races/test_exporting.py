"""A file is made once, whoever is at it at the same moment; one that is cancelled is not there (P2, P17)."""

from collections import Counter

import pytest

from progress.actions.exports.asking import MOST_MOVING
from progress.files.formats import FORMATS
from tests.races.conftest import Muster
from tests.races.crew import Crew, do

pytestmark = pytest.mark.slow

LEARNERS, REPEATED = 22, 24


def two_workers(crew: Crew) -> Counter[str]:
    """At one file, each with a lease that the other need not respect."""
    crew.ask("lay")
    crew.ask("lay_report", n=LEARNERS)
    wrong: Counter[str] = Counter()
    for number in range(REPEATED):
        job = crew.ask("ask_file", days_ago=number)
        told = crew.together(*(do("make_file", 0.01, job=job, heedless=True) for _ in range(2)))
        wrong["raised"] += sum(bool(one.problem) for one in told)
        wrong["made twice"] += sum(bool(one.value) for one in told) > 1
        wrong["(overtaken)"] += [one.value for one in told] == [False, True]
        if not any(one.value for one in told):
            crew.ask("free_file", job=job)
            crew.ask("make_file", job=job)
            wrong["(by a third)"] += 1
        found = crew.ask("file_of", job=job)
        wrong["not done"] += found["state"] != "done"
        wrong["not one file"] += found["files"] != [found["code"]]
        wrong["not one mail"] += found["mails"] != 1
        wrong["disagreeing"] += len(found["violations"]) > 0
    return wrong


def cancelled(crew: Crew) -> Counter[str]:
    """While a worker is at it: at first early, and later mostly at its end, however quick the machine is."""
    crew.ask("lay")
    crew.ask("lay_report", n=LEARNERS)
    found: Counter[str] = Counter()
    for number in range(REPEATED):
        job = crew.ask("ask_file", days_ago=number)
        worker, person = crew.together(
            do("make_file", 0.001, job=job, heedless=True), do("cancel_file", 0.02 * number, job=job)
        )
        assert (worker.problem, person.problem) == ("", "")
        told = crew.ask("file_of", job=job)
        found[told["state"]] += 1
        if person.value:
            found["cancelled and there"] += bool(told["files"] or told["mails"])
        else:
            found["ready and not there"] += not (told["files"] and told["mails"])
    return found


def asked_at_once(crew: Crew) -> Counter[str]:
    """By one person in four windows: of four kinds of files, and then of one."""
    crew.ask("lay")
    crew.ask("lay_report", n=1)
    wrong: Counter[str] = Counter()
    for number in range(REPEATED):
        told = crew.together(*(do("ask_file", 0.001, form=form, days_ago=number) for form in FORMATS))
        wrong["too many"] += sum(not one.problem for one in told) > MOST_MOVING
        wrong["refused for nothing"] += sum(one.raised != "TooMany" and bool(one.problem) for one in told)
        for one in told:
            if not one.problem:
                crew.ask("cancel_file", job=one.value)
        told = crew.together(*(do("ask_file", 0.001, days_ago=number) for _ in FORMATS))
        wrong["asked twice"] += len({one.value for one in told}) > 1
        for job in {one.value for one in told}:
            crew.ask("cancel_file", job=job)
    return wrong


def test_who_asks_in_many_windows_at_once_is_counted(muster: Muster) -> None:
    """P6, P22."""
    assert +asked_at_once(muster(4)) == Counter()


def test_control_without_the_lock_more_are_taken_than_the_limit(muster: Muster) -> None:
    wrong = asked_at_once(muster(4, without=["lock"]))
    print(dict(wrong))
    assert wrong["too many"] > 0
    assert wrong["asked twice"] > 0


def test_two_workers_at_one_file_make_it_once(muster: Muster) -> None:
    wrong = two_workers(muster(2))
    print(dict(wrong))
    del wrong["(overtaken)"], wrong["(by a third)"]
    assert +wrong == Counter()


def test_control_without_the_lease_it_is_made_twice(muster: Muster) -> None:
    wrong = two_workers(muster(2, without=["lease"]))
    print(dict(wrong))
    assert wrong["made twice"] + wrong["raised"] > 0


def test_what_is_cancelled_at_any_moment_is_not_there(muster: Muster) -> None:
    found = cancelled(muster(2))
    print(dict(found))
    assert found["cancelled"] > 0
    assert found["done"] > 0
    assert (found["cancelled and there"], found["ready and not there"]) == (0, 0)


def test_control_without_the_lease_what_is_cancelled_is_there(muster: Muster) -> None:
    found = cancelled(muster(2, without=["lease"]))
    print(dict(found))
    assert found["cancelled and there"] > 0
