"""What is measured, and what each figure must reach. Each issue adds its rows."""

from dataclasses import dataclass

COURSE = "/courses/foundation-model-training"


@dataclass(frozen=True)
class Row:
    """A page beside the floor: its p50 at one client at most `most_p50` times, its answers a second at sixteen clients
    at least `least_rate` times the floor's. A bound of None is reported and not held."""

    name: str
    path: str
    signed_in: bool = False
    most_p50: float | None = None
    least_rate: float | None = None


FLOOR = Row("floor", "/bench/floor/")
ROWS = (
    Row("lesson, signed in", f"{COURSE}/lessons/scaling-laws/", signed_in=True, most_p50=1.5, least_rate=0.65),
    Row("lesson, visitor", f"{COURSE}/lessons/scaling-laws/", most_p50=1.5, least_rate=0.65),
    Row("course", f"{COURSE}/"),
    Row("module", f"{COURSE}/modules/pre-training/"),
    Row("glossary", f"{COURSE}/glossary/"),
    Row("landing", "/"),
    Row("search", "/search/?q=perplexity"),
)
