"""Which pages are measured, and what each figure must reach. Each issue adds its rows."""

from dataclasses import dataclass

COURSE = "/courses/foundation-model-training"


@dataclass(frozen=True)
class Row:
    """A page beside the floor: its p50 at one client at most `most_p50` times, its answers a second at sixteen clients
    at least `least_rate` times the floor's, its p95 at one client at most `most_p95_ms`. A bound of None is reported
    and not held. Without a path the page is that of somebody's attempt."""

    name: str
    path: str = ""
    signed_in: bool = False
    most_p50: float | None = None
    least_rate: float | None = None
    most_p95_ms: float | None = None


FLOOR = Row("floor", "/bench/floor/")
LESSON = f"{COURSE}/lessons/scaling-laws/"
ROWS = (
    # It has two knowledge checks.
    Row("lesson, signed in", LESSON, signed_in=True, most_p50=1.5, least_rate=0.65, most_p95_ms=80),
    Row("lesson, visitor", LESSON, most_p50=1.5, least_rate=0.65, most_p95_ms=80),
    # Kept by the process as long as nothing of the learner's changes.
    Row("desk", "/desk/", signed_in=True, most_p50=2.0, most_p95_ms=150),
    Row("course", f"{COURSE}/"),
    Row("module", f"{COURSE}/modules/pre-training/"),
    Row("glossary", f"{COURSE}/glossary/"),
    Row("landing", "/"),
    Row("search", "/search/?q=perplexity"),
)
RESULT = Row("result", signed_in=True, most_p95_ms=150)
