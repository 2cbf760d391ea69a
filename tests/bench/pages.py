"""Pages beside the floor, round by round in turn, so that a slow minute slows both."""

from collections.abc import Callable
from functools import partial
from statistics import median

from tests.bench.client import Round, Visit, looks, run_round
from tests.bench.rows import FLOOR, RESULT, ROWS, Row
from tests.bench.site import Site

CROWD = 16
# A practice quiz shows its key at once: the longest page that a result can be.
RELEASED = "pre-training-practice"
N_RESULTS = 10


def pages(site: Site, rounds: int, seconds: float, only: str) -> list[dict[str, object]]:
    """Every row whose name holds `only`."""
    found = []
    learner = site.door(site.seed("studying", RELEASED, 1)[0])
    for row in ROWS:
        if only in row.name:
            door = learner if row.signed_in else site.door()
            found.append(_measure(row, partial(looks, door, row.path), site, rounds, seconds))
    if only in RESULT.name:
        found.append(result(site, rounds, seconds))
    return found


def result(site: Site, rounds: int, seconds: float) -> dict[str, object]:
    """Marked attempts with their keys, feedback and the sections that teach; each client looks at another's."""
    graded = site.seed("graded", RELEASED, N_RESULTS)
    visits = [(site.door(learner), f"{learner['attempt']}result/") for learner in graded]
    turn = iter(range(1_000_000))
    return _measure(RESULT, lambda: looks(*visits[next(turn) % N_RESULTS]), site, rounds, seconds)


def _measure(row: Row, visit: Callable[[], Visit], site: Site, rounds: int, seconds: float) -> dict[str, object]:
    """Medians over the rounds of one client, and of sixteen."""
    asked: dict[Row, Callable[[], Visit]] = {row: visit, FLOOR: partial(looks, site.door(), FLOOR.path)}
    single: dict[Row, list[Round]] = {row: [], FLOOR: []}
    crowd: dict[Row, list[Round]] = {row: [], FLOOR: []}
    for number in range(rounds + 1):
        for page, ask in asked.items():
            one = run_round(site.address, [ask()], seconds if number else 0.5)
            many = run_round(site.address, [ask() for _ in range(CROWD)], seconds if number else 0.5)
            if number:  # the first round only warms up
                single[page].append(one)
                crowd[page].append(many)
    p50 = {page: median(one.p50 for one in found) for page, found in single.items()}
    p95 = {page: median(one.p95 for one in found) for page, found in single.items()}
    rate = {page: median(many.per_second for many in found) for page, found in crowd.items()}
    p50_ratio, rate_ratio = p50[row] / p50[FLOOR], rate[row] / rate[FLOOR]
    missed = bool(
        (row.most_p50 is not None and p50_ratio > row.most_p50)
        or (row.least_rate is not None and rate_ratio < row.least_rate)
        or (row.most_p95_ms is not None and p95[row] * 1000 > row.most_p95_ms)
    )
    return {
        "name": row.name,
        "p50_ms": round(p50[row] * 1000, 2),
        "floor_p50_ms": round(p50[FLOOR] * 1000, 2),
        "p50_ratio": round(p50_ratio, 2),
        "most_p50_ratio": row.most_p50,
        "p95_ms": round(p95[row] * 1000, 2),
        "floor_p95_ms": round(p95[FLOOR] * 1000, 2),
        "most_p95_ms": row.most_p95_ms,
        "per_second": round(rate[row]),
        "floor_per_second": round(rate[FLOOR]),
        "rate_ratio": round(rate_ratio, 2),
        "least_rate_ratio": row.least_rate,
        "missed": missed,
    }


def table(rows: list[dict[str, object]]) -> str:
    """The figures for a person to read."""
    heads = (
        f"{'p50 ms':>8} {'floor':>7} {'ratio':>6} {'most':>5} {'p95 ms':>8} {'most':>5} "
        f"{'per s':>7} {'floor':>7} {'ratio':>6} {'least':>6}"
    )
    lines = [f"{'page':22} {heads}"]
    for row in rows:
        lines.append(
            f"{row['name']:22} {row['p50_ms']:>8} {row['floor_p50_ms']:>7} {row['p50_ratio']:>6} "
            f"{row['most_p50_ratio'] or '':>5} {row['p95_ms']:>8} {row['most_p95_ms'] or '':>5} "
            f"{row['per_second']:>7} {row['floor_per_second']:>7} "
            f"{row['rate_ratio']:>6} {row['least_rate_ratio'] or '':>6}" + ("  missed" if row["missed"] else "")
        )
    return "\n".join(lines)
