"""From sending a submission to the mark on the page; and how many attempts one process marks."""

import asyncio
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import brotli

from tests.bench.client import Connection, Door, expect, percentile
from tests.bench.figures import Figure, ms
from tests.bench.site import ROOT, Site, embedded

QUIZ = "pre-training-quiz"
SERVED, EMBEDDED, WARM_UP = 200, 60, 10
WAITING = ROOT / "static" / "elements" / "quiz.model.js"
LONGEST = 60.0
OWED, QUESTIONS = 10_000, 20


def visible(site: Site, _rounds: int, _seconds: float) -> Iterator[Figure]:
    with site.worker():
        yield from _told("mark visible", _runs(site, SERVED), p50=80, p95=500)


def visible_embedded(_rounds: int, _seconds: float) -> Iterator[Figure]:
    with TemporaryDirectory() as var, embedded(Path(var)) as site, site.worker("--beat"):
        yield from _told("mark visible, embedded", _runs(site, EMBEDDED), p50=None, p95=1000)


def sweep(site: Site, rounds: int, _seconds: float) -> Iterator[Figure]:
    """One process, nothing else to do; each round has attempts of its own."""
    found = []
    for _ in range(rounds):
        site.call("sweep", "seed", OWED, QUESTIONS)
        found.append(site.call("sweep", "mark", OWED))
    name = f"{OWED:,} attempts of {QUESTIONS}"
    yield Figure("marking", name, median(one["seconds"] for one in found), "s", most=90)
    yield Figure("marking", f"{name}, peak memory", max(one["mb"] for one in found), "MB")


def _told(row: str, runs: "Sequence[Run]", p50: float | None, p95: float) -> Iterator[Figure]:
    seconds = [one.mark for one in runs]
    yield ms(row, "p50", median(seconds), p50)
    yield ms(row, "p95", percentile(seconds, 95), p95)
    yield ms(row, "longest", max(seconds))
    yield ms(row, "redirect after the submission, p50", median(one.redirect for one in runs))
    looks = [one.looks for one in runs]
    yield Figure(row, "looks at the page, mean", sum(looks) / len(looks), "")
    yield Figure(row, "seen at the first look", 100 * looks.count(1) / len(looks), "%")


class Run:
    """One submission: seconds until it was answered, until the mark was there, and how many looks that took."""

    def __init__(self, redirect: float, mark: float, looks: int) -> None:
        self.redirect, self.mark, self.looks = redirect, mark, looks


def _runs(site: Site, n: int) -> list[Run]:
    learners = site.seed("answered", QUIZ, n + WARM_UP)
    return asyncio.run(_submit_all(site, learners))[WARM_UP:]


def _waits(script: str) -> list[float]:
    """What the page's element waits between two looks, in seconds; the last wait repeats."""
    found = re.search(r"function lookAfter\(n\) \{\s*return \[([\d, ]+)\]", script)
    if found is None:
        raise RuntimeError(f"{WAITING.name} does not say how long an element waits for the mark")
    return [int(wait) / 1000 for wait in found[1].split(",")]


async def _submit_all(site: Site, learners: Sequence[Mapping[str, Any]]) -> list[Run]:
    connection = await Connection.open(site.address)
    try:
        waits = _waits(WAITING.read_text())
        return [await _submit(connection, site.door(learner), learner["attempt"], waits) for learner in learners]
    finally:
        connection.close()


async def _submit(connection: Connection, door: Door, attempt: str, waits: Sequence[float]) -> Run:
    """As the browser does: follow the redirect, then look again as long as the page says that it waits."""
    post, look = door.post(f"{attempt}submit/", {}), door.get(f"{attempt}result/")
    began = time.perf_counter()
    expect(302, await connection.ask(post))
    redirect = time.perf_counter() - began
    for looks, wait in enumerate(chain(waits, repeat(waits[-1])), 1):
        answer = await connection.ask(look)
        seen = time.perf_counter() - began
        expect(200, answer)
        page = brotli.decompress(answer.body) if b"content-encoding: br" in answer.head.lower() else answer.body
        if b"<quiz-waiting" not in page:
            return Run(redirect, seen, looks)
        if seen > LONGEST:
            break
        await asyncio.sleep(wait)
    raise RuntimeError(f"{attempt} has no mark after {LONGEST:.0f} s")
