"""How long it takes to mark a hundred thousand answers again, and what its pages take then."""

from collections.abc import Iterator

from tests.bench.figures import Figure, ms
from tests.bench.site import Site

ATTEMPTS, QUESTIONS = 100_000, 20
PHASES = {"weigh": 60.0, "apply": 240.0, "take back": 240.0}
PAGES = ("page", "page, same", "page, by hand", "file", "question", "quiz")


def figures(site: Site, _rounds: int, _seconds: float) -> Iterator[Figure]:
    site.call("items", "seed", ATTEMPTS, QUESTIONS)
    found = site.call("regraded")
    for phase, most in PHASES.items():
        yield Figure("regrade", f"{ATTEMPTS:,} answers, {phase}", found[phase], "s", most=most)
        yield ms("regrade", f"{phase}, longest chunk", found[f"{phase}, longest"], most=2_000)
        yield Figure("regrade", f"{phase}, queries of a chunk", found[f"{phase}, queries"], "", most=18)
    yield Figure("regrade", "marks changed", found["changed"], "")
    for page in PAGES:
        yield ms("regrade", page, found[page], most=2_000)
    yield Figure("regrade", "peak memory", found["mb"], "MB", most=300)
