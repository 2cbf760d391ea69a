"""How long one process plans the reminders of a hundred thousand learners."""

from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.site import Site

LEARNERS = 100_000


def planning(site: Site, _rounds: int, _seconds: float) -> Iterator[Figure]:
    site.call("remind", "seed", LEARNERS)
    found = site.call("remind", "plan", LEARNERS)
    name = f"{LEARNERS:,} learners"
    yield Figure("reminders", name, found["seconds"], "s", most=60)
    yield Figure("reminders", f"{name}, queries a chunk", found["queries"], "", most=12)
    yield Figure("reminders", f"{name}, peak memory", found["mb"], "MB")
    yield Figure("reminders", f"{name}, notices made", found["notices"], "")
