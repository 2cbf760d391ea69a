"""The pace chart says in its lines and in its table what was planned and done."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from progress.outline import Kind, Part
from progress.reports.chart import HEIGHT, LEFT, TOP, WIDTH, pace_chart

START = date(2026, 11, 2)
PARTS = [Part(Kind.LESSON, name, name.title(), 30, 1) for name in "abcd"]
KEYS = [part.key for part in PARTS]


def day(n: int) -> date:
    return START + timedelta(days=n)


def test_the_table_counts_what_was_planned_and_done_by_each_day() -> None:
    due = dict(zip(KEYS, map(day, (0, 7, 14, 21)), strict=True))
    done = {KEYS[0]: day(0), KEYS[1]: day(9)}
    chart = pace_chart(PARTS, due, done, START, day(10))
    assert [(row.on, row.n_planned, row.n_done) for row in chart.rows] == [
        (day(0), 1, 1),
        (day(7), 2, 1),
        (day(10), 2, 2),
        (day(14), 3, None),
        (day(21), 4, None),
    ]
    assert (chart.n_planned_today, chart.n_done, chart.n_parts) == (2, 2, 4)
    assert [words for _, words in chart.ticks] == ["Week 1", "Week 2", "Week 3", "Week 4"]


def test_what_was_done_before_the_plan_counts_as_planned_from_its_start() -> None:
    chart = pace_chart(PARTS, {key: day(7) for key in KEYS[1:]}, {KEYS[0]: day(-3)}, START, START)
    assert chart.rows[0].on == day(-3)
    assert (chart.n_planned_today, chart.n_done) == (1, 1)


def test_a_long_plan_has_eight_weeks_marked_at_most() -> None:
    chart = pace_chart(PARTS, {key: day(400) for key in KEYS}, {}, START, START)
    assert len(chart.ticks) <= 8
    assert [words for _, words in chart.ticks][:2] == ["Week 1", "Week 9"]


dates = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(
    due=st.fixed_dictionaries(dict.fromkeys(KEYS, dates)),
    done=st.dictionaries(st.sampled_from(KEYS), dates),
    today=dates,
)
def test_lines_stay_in_their_box_and_only_rise(due: dict[str, date], done: dict[str, date], today: date) -> None:
    chart = pace_chart(PARTS, due, done, START, today)
    for line in (chart.planned, chart.done):
        points = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", line)]
        assert all(LEFT <= x <= WIDTH and TOP <= y <= HEIGHT for x, y in points)
        heights = [y for _, y in points]
        assert heights == sorted(heights, reverse=True)
    assert LEFT <= chart.today_x <= WIDTH
    assert [row.on for row in chart.rows] == sorted({row.on for row in chart.rows})
