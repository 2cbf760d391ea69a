"""The same among 100,000 learners who have made 1,000,000 attempts. Told and not held: it takes minutes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.bench import actions, pages, reports
from tests.bench.figures import Figure
from tests.bench.site import Site

MEASURES = {"save": actions.save, "start": actions.start, "submit": actions.submit}
RESULT_P95_MS = 150


def measure(site: Site, rounds: int, seconds: float, only: str) -> Iterator[Figure]:
    if only in "large, reports":
        for figure in reports.many(site):
            yield replace(figure, row="large, reports", held=False)
    if only == "large, reports":
        return
    crowd = site.call("crowd")
    for name, value in crowd.items():
        yield Figure("large", name, value, "s" if name == "seconds to seed" else "")
    for name, run in MEASURES.items():
        if only in f"large, {name}":
            for figure in run(site, rounds, seconds):
                yield replace(figure, row=f"large, {figure.row}", held=False)
    if only in "large, result":
        row = pages.result(site, rounds, seconds)
        yield Figure("large, result", "p50", float(str(row["p50_ms"])), "ms", beside=float(str(row["floor_p50_ms"])))
        yield Figure("large, result", "p95", float(str(row["p95_ms"])), "ms", most=RESULT_P95_MS, held=False)


def plans(site: Site) -> list[dict[str, Any]]:
    """For each thing that a learner or the worker does: how many queries, and which long tables are read whole."""
    found: list[dict[str, Any]] = site.call("plans")
    return found
