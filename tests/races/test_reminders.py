"""Two who plan or post reminders at once tell each occasion once (P12, P28)."""

from collections import Counter

import pytest

from tests.races.conftest import Muster
from tests.races.crew import Crew, do

pytestmark = pytest.mark.slow

LEARNERS, KINDS, REPEATED = 60, 3, 15
ONCE = {"table": "progress_notice", "names": ["notice_once"]}


def two_planners(crew: Crew) -> Counter[str]:
    wrong: Counter[str] = Counter()
    for _ in range(REPEATED):
        crew.ask("turn_back")
        planners = crew.together(do("plan_reminders"), do("plan_reminders"))
        assert not any(told.problem for told in planners), planners
        found = crew.ask("count_notices")
        wrong["somebody was not told"] += found["n"] - found["again"] != LEARNERS * KINDS
        wrong["somebody was told again"] += found["again"] > 0
    return wrong


def two_posters(crew: Crew) -> Counter[str]:
    wrong: Counter[str] = Counter()
    for _ in range(REPEATED):
        crew.ask("turn_back")
        crew.ask("plan_reminders")
        posters = crew.together(do("post_notices"), do("post_notices"))
        assert not any(told.problem for told in posters), posters
        # What one left to the other, since it was held, is the next one's.
        crew.ask("post_notices")
        found = crew.ask("count_notices")
        wrong["a mail is missing"] += found["mails"] != LEARNERS * KINDS or found["handled"] != LEARNERS * KINDS
        wrong["posted twice"] += sum(told.value for told in posters) > LEARNERS * KINDS
    return wrong


def test_two_planners_at_once_tell_each_occasion_once(muster: Muster) -> None:
    crew = muster(2)
    crew.ask("lay_studies", n=LEARNERS)
    assert +two_planners(crew) == Counter()


def test_without_the_lock_the_constraint_alone_holds(muster: Muster) -> None:
    crew = muster(2, without=["lock"])
    crew.ask("lay_studies", n=LEARNERS)
    assert +two_planners(crew) == Counter()


def test_control_without_lock_and_constraint_occasions_are_told_again(muster: Muster) -> None:
    crew = muster(2, without=["lock"])
    crew.ask("lay_studies", n=LEARNERS)
    crew.ask("drop", **ONCE)
    wrong = two_planners(crew)
    print(dict(wrong))
    assert wrong["somebody was told again"] > 0


def test_two_posters_at_once_post_each_mail_once(muster: Muster) -> None:
    crew = muster(2)
    crew.ask("lay_studies", n=LEARNERS)
    assert +two_posters(crew) == Counter()


def test_without_the_lock_the_claim_alone_holds(muster: Muster) -> None:
    crew = muster(2, without=["lock"])
    crew.ask("lay_studies", n=LEARNERS)
    assert +two_posters(crew) == Counter()
