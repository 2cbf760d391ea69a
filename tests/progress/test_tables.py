"""Cells and totals of reports, without a report."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.tables import Column, Kind, Row, Total, Totals, share, spell, spelled, text

COLUMNS = (
    Column("name", "Name", total=Total.TALLY),
    Column("n", "How many", Kind.COUNT, Total.SUM),
    Column("share", "Share (%)", Kind.PERCENT, Total.MEAN),
    Column("other", "Other", Kind.COUNT),
)
rows = st.lists(
    st.tuples(
        st.sampled_from(["behind", "done", None]),
        st.none() | st.integers(-1000, 1000),
        st.none() | st.decimals(0, 100, places=1),
        st.none() | st.integers(),
    )
)


@given(st.text())
def test_no_text_begins_a_formula_and_none_has_a_second_line(words: str) -> None:
    cell = text(words)
    assert cell == "" or cell[0] not in "=+-@＝＋－＠" or Decimal(cell).is_finite()
    assert not set(cell) & set("\t\r\n\0\u2028\u2029")


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_is_rounded_down_so_that_a_hundred_means_all(got: int, of: int) -> None:
    found = share(min(got, of), of)
    assert found is not None and (found == 100) == (got >= of)
    assert 0 <= Decimal(100 * min(got, of)) / of - found < Decimal("0.1")


def test_of_nothing_there_is_no_share() -> None:
    assert share(0, 0) is None


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (None, Kind.MOMENT, ""),
        ("", Kind.TEXT, ""),
        (0, Kind.COUNT, "0"),
        (Decimal("2.50"), Kind.POINTS, "2.50"),
        (date(2026, 3, 2), Kind.DAY, "2026-03-02"),
        (datetime(2026, 3, 2, 9, 5, 7, 999, tzinfo=UTC), Kind.MOMENT, "2026-03-02 09:05:07"),
        (datetime(2026, 3, 2, 0, 5, tzinfo=timezone(timedelta(hours=2))), Kind.MOMENT, "2026-03-01 22:05:00"),
        (True, Kind.YES, "yes"),
        (False, Kind.YES, "no"),
    ],
)
def test_each_cell_has_one_spelling(cell: object, kind: Kind, words: str) -> None:
    assert spelled(cell, kind) == words  # type: ignore[arg-type]
    assert list(spell([Column("x", "X", kind)], [(cell,)])) == [[words]]  # type: ignore[list-item]


@given(rows, st.integers(1, 7))
def test_totals_are_the_same_however_the_rows_come(found: list[Row], size: int) -> None:
    whole, parts = Totals(COLUMNS), Totals(COLUMNS)
    whole.add(found)
    for start in range(0, len(found), size):
        parts.add(found[start : start + size])
    assert whole.found() == parts.found()


def test_totals_add_up_what_is_there_and_say_nothing_of_the_rest() -> None:
    totals = Totals(COLUMNS)
    totals.add([("done", 2, Decimal("50.0"), 1), (None, None, Decimal("50.5"), 1), ("done", 3, None, 1)])
    assert totals.found() == {"name": {"": 1, "done": 2}, "n": "5", "share": "50.3"}
    assert Totals(COLUMNS).found() == {"name": {}}
