"""A quiz changed by the section: the change is made, and nothing else."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from curriculum.markup.problem import Mistake
from quizzes.source.layout import print_case, print_question
from quizzes.source.question import CaseText, QuestionText
from quizzes.source.section import parse_question
from quizzes.source.sections import (
    DOWN,
    UP,
    id_before,
    insert_question,
    move_question,
    place_of,
    places,
    propose_id,
    remove_question,
    replace_question,
    section_of,
)
from tests.quizzes.strategies import CASES, FRONT, IDS, SOUP, questions
from tests.quizzes.test_source_layout import QUIZZES


@st.composite
def quizzes(draw: st.DrawFn) -> str:
    """A whole quiz: front matter or none, words before, questions and a case, with any line end and any ending."""
    ids = iter(draw(st.lists(IDS, min_size=9, max_size=9, unique=True)))
    sections: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        sections.append(print_question(replace(draw(questions()), id=next(ids), level=2)))
    if draw(st.booleans()):
        sections.append(print_case(replace(draw(CASES), id=next(ids))))
        for _ in range(draw(st.integers(0, 2))):
            sections.append(print_question(replace(draw(questions()), id=next(ids), level=3)))
        if draw(st.booleans()):
            sections.append(print_question(replace(draw(questions()), id=next(ids), level=2)))
    front, intro = draw(st.sampled_from(["", FRONT, FRONT + "\n"])), draw(st.sampled_from(["", "Words before.\n\n"]))
    text = front + intro + "\n".join(sections)
    text = text.rstrip("\n") + draw(st.sampled_from(["", "\n", "\n\n\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def some(data: st.DataObject, text: str) -> str:
    return data.draw(st.sampled_from([place.id for place in places(text)]))


@given(quizzes())
def test_places_are_the_sections_in_order(text: str) -> None:
    found = places(text)
    assert "".join([text[: found[0].start], *(text[each.start : each.end] for each in found)]) == text
    lines = text.replace("\r\n", "\n").split("\n")
    assert [re.findall(r"#([\w-]+) \.", lines[each.line - 1])[-1] for each in found] == [each.id for each in found]


@given(st.text() | SOUP)
def test_any_text_has_places(text: str) -> None:
    found = places(text)
    assert all(one.end == other.start for one, other in pairwise(found))


@given(quizzes(), st.data())
def test_replacing_a_question_by_itself_changes_nothing(text: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(places(text)))
    assert replace_question(text, place.id, section_of(text, place)) == text
    if not place.is_case:
        again = print_question(parse_question(section_of(text, place))[0])
        assert replace_question(text, place.id, again) == text


@given(quizzes(), questions(), st.data())
def test_replacing_a_question_leaves_every_other_byte(text: str, other: QuestionText, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([each for each in places(text) if not each.is_case] or places(text)))
    assume(not place.is_case)
    section = print_question(replace(other, id=place.id, level=3 if place.case else 2))
    changed = replace_question(text, place.id, section)
    after = place_of(changed, place.id)
    assert after is not None
    assert section_of(changed, after) == section
    assert changed[: after.start] == text[: place.start]
    assert changed[after.end :] == text[place.end :]


@given(quizzes(), st.data(), st.sampled_from([UP, DOWN]))
def test_moving_there_and_back_is_the_identity(text: str, data: st.DataObject, step: int) -> None:
    id = some(data, text)
    moved = move_question(text, id, step)
    assert sorted(place.id for place in places(moved)) == sorted(place.id for place in places(text))
    if moved != text:
        assert move_question(moved, id, -step) == text


@given(quizzes(), questions(), st.data())
def test_inserting_and_removing_is_the_identity(text: str, question: QuestionText, data: st.DataObject) -> None:
    assume(place_of(text, "the-new-one") is None)
    cases = ["", *(place.id for place in places(text) if place.is_case)]
    case = data.draw(st.sampled_from(cases))
    peers = [place.id for place in places(text) if place.case == case]
    after = data.draw(st.sampled_from([None, "", *peers]))
    section = print_question(replace(question, id="the-new-one", level=3 if case else 2))
    inserted = insert_question(text, section, after=after, case=case)
    place = place_of(inserted, "the-new-one")
    assert place is not None
    assert (place.case, section_of(inserted, place)) == (case, section)
    assert id_before(inserted, "the-new-one") == (after if after is not None else (peers or [""])[-1])
    assert remove_question(inserted, "the-new-one") == text


@pytest.mark.parametrize("path", QUIZZES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_course_s_own_quizzes_keep_their_layout(path: Path) -> None:
    text = path.read_text()
    found = [place for place in places(text) if not place.is_case]
    for place in (found[0], found[-1]):
        section = section_of(text, place)
        before = id_before(text, place.id)
        removed = remove_question(text, place.id)
        assert removed.endswith("\n")
        assert not removed.endswith("\n\n")
        assert insert_question(removed, section, after=before, case=place.case) == text
        assert move_question(move_question(text, place.id, UP), place.id, DOWN) == text or place is found[0]


def test_a_case_goes_with_its_questions() -> None:
    case = print_case(CaseText("c", "A case")) + "\n### Inner {#i .single}\n\n"
    text = f"{FRONT}\n## A {{#a .single}}\n\n{case}## B {{#b .single}}\n"
    assert remove_question(text, "c") == f"{FRONT}\n## A {{#a .single}}\n\n## B {{#b .single}}\n"
    assert [place.id for place in places(move_question(text, "c", DOWN))] == ["a", "b", "c", "i"]
    assert move_question(text, "i", UP) == text
    assert [place.id for place in places(insert_question(text, "## N {#n .single}\n", after="c"))] == [
        "a", "c", "i", "n", "b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "section",
    ["words", "## Q {#a .single}\n```\n", "## Q {#a .single}\n\n## R {#r .single}\n", "", "### Q {#a .case}"],
)
def test_a_section_that_is_not_one_is_refused(section: str) -> None:
    text = f"{FRONT}\n## A {{#a .single}}\n\n## B {{#b .single}}\n"
    with pytest.raises(Mistake):
        replace_question(text, "a", section)


def test_a_question_of_a_case_cannot_stand_outside() -> None:
    with pytest.raises(Mistake, match="fall into"):
        insert_question(f"{FRONT}\n## A {{#a .single}}\n", "### Q {#q .single}\n")


def test_a_section_that_is_not_there_is_refused() -> None:
    for change in (remove_question, lambda text, id: move_question(text, id, UP)):
        with pytest.raises(Mistake, match="no section"):
            change(FRONT, "none")
    with pytest.raises(Mistake, match="no section"):
        insert_question(FRONT, "## Q {#q .single}\n", after="none")


# --- ids -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "taken", "id"),
    [
        ("Where the next token's label comes from", (), "where-the-next-tokens-label-comes-from"),
        ("Größe & Übung!", (), "groe-ubung"),
        ("訓練", (), "question"),
        ("Twice", ("twice",), "twice-2"),
        ("Twice", ("twice", "twice-2"), "twice-3"),
        ("word " * 20, (), "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 80, ("x" * 60,), "x" * 58 + "-2"),
    ],
)
def test_an_id_is_made_of_words(words: str, taken: tuple[str, ...], id: str) -> None:
    assert propose_id(words, taken) == id


@given(st.text(), st.sets(IDS))
def test_a_proposed_id_is_one_that_is_free(words: str, taken: set[str]) -> None:
    proposed = propose_id(words, taken)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", proposed)
    assert len(proposed) <= 60
    assert proposed not in taken
    assert propose_id(words, taken | {proposed}) not in taken | {proposed}
