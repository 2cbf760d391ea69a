"""What a learner does in an attempt: save, beside bare views with the same statements; start; submit."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice
from statistics import median
from typing import Any

from tests.bench.client import Door, Round, Visit, expect, run_round
from tests.bench.figures import Figure, ms
from tests.bench.site import Site

QUIZ = "pre-training-quiz"
CROWD = 16
# Starts, and submissions, in a round: each needs a learner of its own.
EACH = 60
# An attempt takes 5,000 changes of one answer, so each save goes to the next question.
SAVE, BARE, BARE_TEXT = "", "by-querysets/", "by-text/"


class Pen:
    """One learner's attempt, written to over and over. It follows the revisions, whoever's view answered."""

    def __init__(self, door: Door, learner: Mapping[str, Any]) -> None:
        self.door, self.attempt, self.forms = door, learner["attempt"], learner["forms"]
        self.revisions = [0] * len(self.forms)
        self.places = cycle(range(1, len(self.forms) + 1))

    def writes(self, to: str) -> Visit:
        for place in self.places:
            over = self.revisions[place - 1]
            form = self.forms[place - 1][over % 2] | {f"revision-{place}": str(over)}
            answer = yield self.door.post(f"{self.attempt}questions/{place}/{to}", form, Accept="application/json")
            expect(200, answer)
            saved = json.loads(answer.body)["answers"][0]["revision"]
            if saved != over + 1:
                raise RuntimeError(f"a save of question {place} changed nothing")
            self.revisions[place - 1] = saved


def save(site: Site, rounds: int, seconds: float) -> Iterator[Figure]:
    pens = [Pen(site.door(learner), learner) for learner in site.seed("open", QUIZ, CROWD)]
    found: dict[tuple[str, int], list[Round]] = {(to, n): [] for to in (SAVE, BARE, BARE_TEXT) for n in (1, CROWD)}
    for number in range(rounds + 1):
        for (to, n), kept in found.items():
            visits = [pen.writes(to) for pen in pens[:n]]
            one = run_round(site.address, visits, seconds if number else 0.5)
            if number:  # the first round only warms up
                kept.append(one)
    yield ms("save", "p50", _p50(found[SAVE, 1]), beside=_p50(found[BARE, 1]))
    yield ms("save", "p95", _p95(found[SAVE, 1]), 50, beside=_p95(found[BARE, 1]))
    for n in (1, CROWD):
        rate, bare, by_text = (median(one.per_second for one in found[to, n]) for to in (SAVE, BARE, BARE_TEXT))
        who = "1 client" if n == 1 else f"{n} clients"
        yield Figure("save", f"saves a second, {who}", rate, "/s", beside=bare)
        yield Figure("save", f"of a bare view's rate, {who}", rate / bare, "x", least=0.8)
        yield Figure("save", f"of a bare view's without querysets, {who}", rate / by_text, "x", beside=by_text)


def start(site: Site, rounds: int, _seconds: float) -> Iterator[Figure]:
    for size in (16, 400):
        learners = site.seed("enrolled", site.call("seed", "pool", size), EACH * (rounds + 1))
        found = _each(site, learners, rounds, "quiz", "start/")
        yield ms("start", f"p50, pool of {size}", _p50(found))
        yield ms("start", f"p95, pool of {size}", _p95(found), 200)


def submit(site: Site, rounds: int, _seconds: float) -> Iterator[Figure]:
    """With a worker beside, as it is served."""
    learners = site.seed("answered", QUIZ, EACH * (rounds + 1))
    with site.worker():
        found = _each(site, learners, rounds, "attempt", "submit/")
    yield ms("submit", "p50", _p50(found))
    yield ms("submit", "p95", _p95(found), 200)


def _each(site: Site, learners: Sequence[Mapping[str, Any]], rounds: int, base: str, to: str) -> list[Round]:
    """Every learner posts there once, one after another. The first round only warms up."""
    rest = iter(learners)
    visits = [_posts(site, list(islice(rest, EACH)), base, to) for _ in range(rounds + 1)]
    return [run_round(site.address, [visit], 60) for visit in visits][1:]


def _posts(site: Site, learners: Sequence[Mapping[str, Any]], base: str, to: str) -> Visit:
    for learner in learners:
        answer = yield site.door(learner).post(learner[base] + to, {})
        expect(302, answer)
        if b"/attempts/1/" not in answer.head:
            raise RuntimeError(f"{to} was refused: {answer.head.decode()}")


def _p50(rounds: Sequence[Round]) -> float:
    return median(one.p50 for one in rounds)


def _p95(rounds: Sequence[Round]) -> float:
    return median(one.p95 for one in rounds)
