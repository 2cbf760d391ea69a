"""The charts of each report, in the order in which they are offered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from progress.reports.tables.charts import funnel, marks, weeks
from progress.reports.tables.charts.plots import Plot
from progress.reports.tables.report import Scope


@dataclass(frozen=True)
class Chart:
    """`draw` counts and draws; it raises TooMany."""

    name: str
    title: str
    about: str
    draw: Callable[[Scope], Sequence[Plot]]


FUNNEL = Chart(
    "funnel",
    "Funnel by lesson",
    "For each lesson, how many of the learners selected have opened it, and how many call it done.",
    funnel.draw,
)
WEEKS = Chart(
    "weeks",
    "Pace over weeks",
    "The parts that plans ask for by the end of each week, against those that are done; of all selected learners who "
    "follow a plan, added up.",
    weeks.draw,
)
MARKS = Chart(
    "marks",
    "Marks",
    "Each learner's best mark at each graded quiz, by tenths. Attempts of which something waits for a person are not "
    "among them.",
    marks.draw,
)
CHARTS: Mapping[str, Sequence[Chart]] = {"progress": (FUNNEL, WEEKS), "gradebook": (MARKS,)}
