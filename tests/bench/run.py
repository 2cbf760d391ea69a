"""Measures pages beside the floor, and what learners do beside its bounds, and says which bound was missed."""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.bench import actions, analyses, figures, labs, large, marks, pages, regrades, reminders, reports, writing
from tests.bench.figures import Figure
from tests.bench.site import Site, served

MEASURES: dict[str, Callable[[Site, int, float], Iterable[Figure]]] = {
    "save": actions.save,
    "start": actions.start,
    "submit": actions.submit,
    "mark visible": marks.visible,
    "marking": marks.sweep,
    "reminders": reminders.planning,
    "labs": labs.interactions,
    "item analysis": analyses.figures,
    "preview": writing.preview,
    "regrade": regrades.figures,
    "reports": reports.few,
}
EMBEDDED = "mark visible, embedded"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each row, what it is compared with in turn")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a round")
    parser.add_argument("--workers", type=int, default=1, help="web processes")
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"), help="where the figures go")
    parser.add_argument("--only", default="", help="rows whose name holds this, as `save` or `large`")
    parser.add_argument(
        "--large", action="store_true", help="also among 100,000 learners with 1,000,000 attempts (minutes; not held)"
    )
    options = parser.parse_args()
    asked = (options.rounds, options.seconds)
    database = os.environ.get("EPOCH_BENCH_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
    redis = os.environ.get("EPOCH_BENCH_REDIS", "redis://127.0.0.1:6379/9")
    told: list[Figure] = []
    with tempfile.TemporaryDirectory() as var, served(database, redis, Path(var), options.workers) as site:
        rows = pages.pages(site, *asked, options.only)
        for name, measure in MEASURES.items():
            if options.only in name:
                told += measure(site, *asked)
        plans = []
        if options.large:
            told += large.measure(site, *asked, options.only)
            plans = large.plans(site)
    if options.only in EMBEDDED:
        told += marks.visible_embedded(*asked)
    print("\n\n".join(filter(None, [pages.table(rows) if rows else "", figures.table(told) if told else ""])))
    for plan in plans:
        print(f"{plan['name']}: {plan['queries']} queries; whole tables read: {', '.join(plan['scans']) or 'none'}")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "workers": options.workers}
    seen = {"machine": machine, "rows": rows, "figures": [one.as_json() for one in told], "plans": plans}
    options.json.write_text(json.dumps(seen, indent=1) + "\n")
    missed = [str(row["name"]) for row in rows if row["missed"]]
    missed += [f"{one.row} ({one.name})" for one in told if one.missed]
    if missed:
        print(f"Beyond its bound: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
