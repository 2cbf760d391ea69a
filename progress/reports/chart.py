"""The pace chart: parts planned against parts done, day by day, as lines and as a table. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from progress.outline import Part

WEEK = timedelta(days=7)
WIDTH, HEIGHT = 560, 150
LEFT, TOP = 28, 14


@dataclass(frozen=True)
class Row:
    """By the end of the day: how many parts were planned, and done; None for a day to come."""

    on: date
    n_planned: int
    n_done: int | None


@dataclass(frozen=True)
class Chart:
    """Paths in a box of WIDTH by HEIGHT; `rows` say the same week by week."""

    planned: str
    done: str
    today_x: float
    today_y: float
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]
    n_parts: int
    n_planned_today: int
    n_done: int


def pace_chart(
    parts: Sequence[Part], due: Mapping[str, date], done: Mapping[str, date], begins_on: date, today: date
) -> Chart:
    """`due` and `done` are days by key. Parts without a due date were done before the plan was made."""
    keys = [part.key for part in parts]
    # Who moved a zone to the west may have done something tomorrow.
    done_on = sorted(min(done[key], today) for key in keys if key in done)
    planned_on = sorted(due.get(key) or min(done.get(key, begins_on), begins_on) for key in keys)
    first = min([begins_on, today, *done_on, *planned_on])
    last = max([*planned_on, today, first + WEEK])
    scale = _Scale(first, last, len(keys))
    rows = tuple(
        Row(on, _until(planned_on, on), _until(done_on, on) if on <= today else None)
        for on in sorted({*_weeks(first, last), today, last})
    )
    n_done = len(done_on)
    return Chart(
        planned=scale.steps(planned_on, first, last),
        done=scale.steps(done_on, first, today),
        today_x=scale.x(today),
        today_y=scale.y(n_done),
        ticks=tuple((scale.x(on), f"Week {(on - first).days // 7 + 1}") for on in _weeks(first, last)),
        rows=rows,
        n_parts=len(keys),
        n_planned_today=_until(planned_on, today),
        n_done=n_done,
    )


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    n_parts: int

    def x(self, on: date) -> float:
        days = (self.last - self.first).days or 1
        return round(LEFT + (WIDTH - LEFT - 8) * (on - self.first).days / days, 1)

    def y(self, n: int) -> float:
        return round(TOP + (HEIGHT - TOP) * (1 - n / (self.n_parts or 1)), 1)

    def steps(self, days: Iterable[date], first: date, last: date) -> str:
        """A line that rises on each of the days, from `first` to `last`."""
        points = "".join(f"L{self.x(on)} {self.y(n)}" for n, on in enumerate(days, 1))
        return f"M{self.x(first)} {self.y(0)}{points}H{self.x(last)}"


def _until(days: Sequence[date], on: date) -> int:
    return sum(day <= on for day in days)


def _weeks(first: date, last: date) -> Iterable[date]:
    """The first day of each week of the chart, of eight at most: more would not be told apart."""
    n_weeks = (last - first).days // 7 + 1
    step = WEEK * max(-(-n_weeks // 8), 1)
    on = first
    while on <= last:
        yield on
        on += step
