"""How long the item analysis of a quiz with a hundred thousand attempts takes the worker, and its page."""

from collections.abc import Iterator

from tests.bench.figures import Figure, ms
from tests.bench.site import Site

ATTEMPTS, QUESTIONS = 100_000, 20


def figures(site: Site, _rounds: int, _seconds: float) -> Iterator[Figure]:
    site.call("items", "seed", ATTEMPTS, QUESTIONS)
    found = site.call("items", "analyse")
    name = f"{ATTEMPTS:,} attempts of {QUESTIONS}"
    yield Figure("item analysis", name, found["first"], "s", most=10)
    yield ms("item analysis", f"{name}, the page while none are kept", found["waiting"], most=500)
    yield ms("item analysis", f"{name}, later", found["later"], most=300)
    yield Figure("item analysis", f"{name}, peak memory", found["mb"], "MB", most=300)
