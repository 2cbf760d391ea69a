"""Measures every row beside the floor, round by round in turn, and holds the ratios to their bounds."""

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.client import Round, run_round
from tests.bench.rows import FLOOR, ROWS, Row
from tests.bench.site import Site, served


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each page, the floor beside it")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a round")
    parser.add_argument("--workers", type=int, default=1, help="web processes")
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"), help="where the figures go")
    parser.add_argument("--only", default="", help="rows whose name holds this")
    options = parser.parse_args()
    database = os.environ.get("EPOCH_BENCH_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
    redis = os.environ.get("EPOCH_BENCH_REDIS", "redis://127.0.0.1:6379/9")
    rows = [row for row in ROWS if options.only in row.name]
    with tempfile.TemporaryDirectory() as var, served(database, redis, Path(var), options.workers) as site:
        found = [measure(row, site, options.rounds, options.seconds) for row in rows]
    print(table(found))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "workers": options.workers}
    options.json.write_text(json.dumps({"machine": machine, "rows": found}, indent=1) + "\n")
    missed = [row["name"] for row in found if row["missed"]]
    if missed:
        print(f"Beyond its bound: {', '.join(map(str, missed))}", file=sys.stderr)
    return 1 if missed else 0


def measure(row: Row, site: Site, rounds: int, seconds: float) -> dict[str, object]:
    """The row's medians over rounds that alternate with the floor's, so that a slow minute slows both."""
    single: dict[Row, list[Round]] = {row: [], FLOOR: []}
    crowd: dict[Row, list[Round]] = {row: [], FLOOR: []}
    for number in range(rounds + 1):
        for page in (row, FLOOR):
            cookie = site.cookie if row.signed_in else ""
            one = run_round(site.address + page.path, cookie, 1, seconds if number else 0.5)
            many = run_round(site.address + page.path, cookie, 16, seconds if number else 0.5)
            if number:  # the first round only warms up
                single[page].append(one)
                crowd[page].append(many)
    p50 = {page: median(one.p50 for one in found) for page, found in single.items()}
    rate = {page: median(many.per_second for many in found) for page, found in crowd.items()}
    p50_ratio, rate_ratio = p50[row] / p50[FLOOR], rate[row] / rate[FLOOR]
    missed = bool(
        (row.most_p50 is not None and p50_ratio > row.most_p50)
        or (row.least_rate is not None and rate_ratio < row.least_rate)
    )
    return {
        "name": row.name,
        "p50_ms": round(p50[row] * 1000, 2),
        "floor_p50_ms": round(p50[FLOOR] * 1000, 2),
        "p50_ratio": round(p50_ratio, 2),
        "most_p50_ratio": row.most_p50,
        "per_second": round(rate[row]),
        "floor_per_second": round(rate[FLOOR]),
        "rate_ratio": round(rate_ratio, 2),
        "least_rate_ratio": row.least_rate,
        "missed": missed,
    }


def table(rows: list[dict[str, object]]) -> str:
    """The figures for a person to read."""
    heads = f"{'p50 ms':>8} {'floor':>7} {'ratio':>6} {'most':>5} {'per s':>7} {'floor':>7} {'ratio':>6} {'least':>6}"
    lines = [f"{'page':22} {heads}"]
    for row in rows:
        lines.append(
            f"{row['name']:22} {row['p50_ms']:>8} {row['floor_p50_ms']:>7} {row['p50_ratio']:>6} "
            f"{row['most_p50_ratio'] or '':>5} {row['per_second']:>7} {row['floor_per_second']:>7} "
            f"{row['rate_ratio']:>6} {row['least_rate_ratio'] or '':>6}" + ("  missed" if row["missed"] else "")
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
