"""Bars and lines in a box, with the table that says the same. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 560, 150
LEFT, TOP = 44, 14
RIGHT = WIDTH - 8
# More names than these below a line would run into one another.
MOST_TICKS = 14


@dataclass(frozen=True)
class Bar:
    css: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Plot:
    """`says` is the picture in a sentence. `rows` are the cells of its table, below `heads`; None is still to come.
    `keys` tell what is drawn how."""

    title: str
    says: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int | date | None]]
    ticks: Sequence[tuple[float, str]]
    levels: Sequence[tuple[float, str]]
    keys: Sequence[tuple[str, str]] = ()
    bars: Sequence[Bar] = ()
    paths: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Scale:
    """From nothing at the bottom to `top`."""

    top: int

    @classmethod
    def of(cls, most: int) -> "Scale":
        """Up to the next of 2, 5, 10, 20, 50 …: half of it is whole or a half."""
        step = 1
        while True:
            for top in (2 * step, 5 * step, 10 * step):
                if top >= most:
                    return cls(top)
            step *= 10

    def y(self, n: int) -> float:
        return round(TOP + (HEIGHT - TOP) * (1 - n / self.top), 1)

    @property
    def levels(self) -> list[tuple[float, str]]:
        shown = (0, self.top) if self.top % 2 else (0, self.top // 2, self.top)
        return [(self.y(n), short(n)) for n in shown]

    def bar(self, css: str, x: float, width: float, n: int) -> Bar:
        return Bar(css, round(x, 1), self.y(n), round(width, 1), round(HEIGHT - self.y(n), 1))


def short(n: int) -> str:
    """As few signs as tell a round number: 500, 20 k, 1.5 M."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if n >= size:
            return f"{n / size:g}\N{NO-BREAK SPACE}{unit}"
    return str(n)


def people(n: int) -> str:
    return "1 learner" if n == 1 else f"{n:,} learners"


def column(place: int, n_columns: int) -> tuple[float, float]:
    """Where a column begins, and how wide it is with the space beside it."""
    width = (RIGHT - LEFT) / max(n_columns, 1)
    return LEFT + width * place, width


def ticks(names: Sequence[str], *, centred: bool, most: int = MOST_TICKS) -> list[tuple[float, str]]:
    """Names below columns, or below the points of a line; some only, where there are too many."""
    step = max(-(-len(names) // most), 1)
    found = []
    for place in range(0, len(names), step):
        x, width = column(place, len(names)) if centred else (point(place, len(names)), 0.0)
        found.append((round(x + width / 2, 1), names[place]))
    return found


def point(place: int, n_points: int) -> float:
    """Where a point of a line stands, from one edge to the other."""
    return round(LEFT + (RIGHT - LEFT) * place / max(n_points - 1, 1), 1)


def line(values: Sequence[int], n_points: int, scale: Scale) -> str:
    """Through so many of the points as there are values."""
    points = [f"{point(place, n_points)} {scale.y(n)}" for place, n in enumerate(values)]
    return "M" + "L".join(points) if points else ""
