"""What a report is asked for, read from an address and written to one."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.selection import PACES, ROLES, Misread, Selection

days = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 30))
words = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), max_size=20).map(str.strip)


@given(st.builds(
    Selection,
    course=words,
    cohort=st.none() | st.integers(0, 10**18 - 1),
    from_on=days,
    pace=st.sampled_from(["", *PACES]),
    role=st.sampled_from(["", *ROLES]),
    quiz=words,
    sort=words,
))  # fmt: skip
def test_what_is_written_to_an_address_is_read_from_it(selection: Selection) -> None:
    assert Selection.read(dict(parse_qsl(selection.address()))) == selection
    assert Selection.read(selection.as_text()) == selection


@given(st.dictionaries(st.sampled_from(["course", "cohort", "from_on", "to_on", "pace", "role", "sort"]), st.text()))
def test_whatever_is_asked_is_read_or_refused_by_name(asked: dict[str, str]) -> None:
    try:
        Selection.read(asked)
    except Misread as misread:
        assert misread.problems and set(misread.problems) <= set(asked)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("cohort", "two", "A cohort is named by its number."),
        ("from_on", "yesterday", "“yesterday” is no day; write one as 2026-03-31."),
        ("to_on", "2026-02-30", "“2026-02-30” is no day; write one as 2026-03-31."),
        ("pace", "late", f"“late” is none of {', '.join(PACES)}."),
        ("role", "owner", "“owner” is none of learner, instructor, admin."),
    ],
)
def test_a_filter_that_makes_no_sense_is_never_taken_for_none(name: str, value: str, problem: str) -> None:
    with pytest.raises(Misread) as refused:
        Selection.read({name: value})
    assert refused.value.problems == {name: problem}


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(Misread) as refused:
        Selection.read({"cohort": "x", "pace": "x", "from_on": "2026-03-02", "to_on": "2026-03-01"})
    assert set(refused.value.problems) == {"cohort", "pace", "to_on"}


def test_an_address_keeps_what_it_has_and_changes_what_it_is_told() -> None:
    selection = Selection(course="tiny", pace="behind", sort="-learner")
    assert selection.address(sort="learner", pace="") == "course=tiny&sort=learner"
    assert (selection.column, selection.is_descending) == ("learner", True)
