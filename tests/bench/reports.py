"""What reports take among 10,000 learners, and among 100,000: files, and the first page of each on the screen."""

from collections.abc import Iterator

from tests.bench.figures import Figure, ms
from tests.bench.site import Site

LEARNERS, MANY = 10_000, 100_000
SCREEN_MS = 800


def few(site: Site, _rounds: int, _seconds: float) -> Iterator[Figure]:
    site.call("reported", "seed", LEARNERS)
    for name, most in (("progress", 2.0), ("gradebook", 0.4)):
        found = site.call("reported", "file", name, "csv")
        row = f"{name}, {found['rows']:,} rows as CSV"
        yield Figure("reports", row, found["seconds"], "s", most=most)
    yield from _screen(site)


def many(site: Site) -> Iterator[Figure]:
    """Not held: seeding takes minutes."""
    yield Figure("reports", f"seeding {MANY:,} learners", site.call("reported", "seed", MANY) / 60, "min", most=15)
    for form, seconds, mb in (("csv", 20, 200), ("xlsx", 60, 300)):
        found = site.call("reported", "file", "progress", form)
        row = f"progress, {found['rows']:,} rows as {form}"
        yield Figure("reports", row, found["seconds"], "s", most=seconds, held=False)
        yield Figure("reports", f"{row}, peak memory", found["mb"], "MB", most=mb, held=False)
        if form == "csv":
            yield Figure("reports", f"{row}, first rows", found["first"], "s", most=1, held=False)
    yield from _screen(site)


def _screen(site: Site) -> Iterator[Figure]:
    for name, found in site.call("reported", "screen").items():
        yield ms("reports", f"{name}, first page", found["seconds"], most=SCREEN_MS)
