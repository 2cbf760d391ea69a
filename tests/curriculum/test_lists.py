"""Lists in front matter changed as text: one line changes, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.source.lists import Unlisted, listed_ids, listed_keys, moved, with_id, without_id
from tests.curriculum.trees import TINY

IDS = st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=6, unique=True)
# The same list as authors write it.
FLOW = "---\nid: a\nlessons: [{flow}]  # in order\ntitle: T\n---\nBody\n"
LINES = "---\nid: a\nlessons:{lines}\ntitle: T\n---\nBody\n"


def written(ids: list[str], style: str) -> str:
    if style == "flow" or not ids:
        return FLOW.format(flow=", ".join(ids))
    text = LINES.format(lines="".join(f"\n  - {id}  # {id}" for id in ids))
    return text.replace("\n", "\r\n") if style == "windows" else text


TEXTS = st.tuples(IDS, st.sampled_from(["flow", "lines", "windows"]))


@given(TEXTS, st.integers(-7, 7), st.data())
def test_moving_changes_the_order_and_nothing_else(text: tuple[list[str], str], by: int, data: st.DataObject) -> None:
    ids, style = text
    if not ids:
        return
    before, id = written(ids, style), data.draw(st.sampled_from(ids))
    after = moved(before, "lessons", id, by)
    place = min(max(ids.index(id) + by, 0), len(ids) - 1)
    wanted = [one for one in ids if one != id]
    wanted.insert(place, id)
    assert list(listed_ids(after, "lessons")) == wanted
    assert after == written(wanted, style)
    assert moved(after, "lessons", id, ids.index(id) - place) == before


@given(TEXTS, st.integers(0, 7))
def test_adding_and_taking_out_is_the_identity(text: tuple[list[str], str], place: int) -> None:
    ids, style = text
    before = written(ids, style)
    added = with_id(before, "lessons", "brand-new", place)
    assert listed_ids(added, "lessons").index("brand-new") == min(place, len(ids))
    assert without_id(added, "lessons", "brand-new") == before
    assert with_id(added, "lessons", "brand-new") == added


def test_a_list_that_is_not_there_is_begun() -> None:
    text = TINY["one/module.md"]
    assert with_id(text, "handouts", "sheet") == text.replace("\n---\n", "\nhandouts: [sheet]\n---\n", 1)


def test_a_list_of_lines_can_be_emptied() -> None:
    assert without_id(written(["a"], "lines"), "lessons", "a") == LINES.format(lines=" []")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no front matter", "front matter cannot be read"),
        ("---\nlessons: {a: b}\n---\n", "lessons is not a list of ids"),
        ("---\nlessons: [[a]]\n---\n", "lessons is not a list of ids"),
    ],
)
def test_what_cannot_be_changed_is_said(text: str, said: str) -> None:
    with pytest.raises(Unlisted, match=said):
        with_id(text, "lessons", "x")
    with pytest.raises(Unlisted):
        moved(text, "lessons", "x", 1)


def test_only_what_the_course_leads_to_is_listed() -> None:
    assert listed_keys(TINY) == {"module:one", "module:two", "lesson:alpha", "lesson:beta", "lesson:gamma"}
    without_two = {**TINY, "course.md": TINY["course.md"].replace("[one, two]", "[one]")}
    assert listed_keys(without_two) == {"module:one", "lesson:alpha", "lesson:beta"}
