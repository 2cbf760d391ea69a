"""The laws of merging: each pen's work is there, and which pen is which makes no difference."""

from collections.abc import Sequence
from functools import partial
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.merge import ORDER, Clash, Pen, diff, merge
from curriculum.source.sections import Section, cut
from quizzes.source.reader import READER

GLOSSARY = partial(cut, "glossary", cut_quiz=READER.stretches)
TERMS = "abcdef"
WORDS = st.sampled_from(["one", "two", "three\n\n- See: x"])


def text(terms: Sequence[tuple[str, str]], title: str = "Words") -> str:
    body = "\n\n".join(f"## Name {{#{term}}}\n{words}" for term, words in terms)
    return f"---\nid: words\ntitle: {title}\n---\n\n{body}\n"


@st.composite
def glossaries(draw: st.DrawFn) -> str:
    terms = draw(st.lists(st.sampled_from(TERMS), unique=True, min_size=1))
    return text([(term, draw(WORDS)) for term in terms], draw(st.sampled_from(["A", "B"])))


def sections(whole: str) -> dict[str, str]:
    return {section.name: section.text for section in GLOSSARY(whole)}


def changed(base: str, whole: str) -> set[str]:
    before, after = sections(base), sections(whole)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@given(glossaries(), glossaries(), glossaries())
def test_merging_is_the_same_in_either_order(base: str, one: str, other: str) -> None:
    merged, back = merge(GLOSSARY, base, one, other), merge(GLOSSARY, base, other, one)
    assert merged.text == back.text
    assert {clash.section for clash in merged.clashes} == {clash.section for clash in back.clashes}


@given(glossaries(), glossaries(), glossaries())
def test_every_section_is_as_the_pen_that_changed_it_has_it(base: str, one: str, other: str) -> None:
    merged = merge(GLOSSARY, base, one, other)
    if merged.clashes:
        return
    for name in sections(base).keys() | sections(one).keys() | sections(other).keys():
        expected = sections(one if name in changed(base, one) else other).get(name)
        assert sections(merged.text).get(name) == expected


@given(glossaries(), glossaries(), glossaries())
def test_a_clash_is_a_section_that_both_changed_and_not_alike(base: str, one: str, other: str) -> None:
    both = {
        name
        for name in changed(base, one) & changed(base, other)
        if sections(one).get(name) != sections(other).get(name)
    }
    assert {clash.section for clash in merge(GLOSSARY, base, one, other).clashes} - {ORDER} == both


@given(glossaries(), glossaries())
def test_where_one_pen_wrote_its_text_is_the_merge(base: str, one: str) -> None:
    assert merge(GLOSSARY, base, one, base).text == merge(GLOSSARY, base, base, one).text == one
    assert merge(GLOSSARY, base, one, one).text == one


@given(glossaries(), glossaries(), glossaries(), st.sampled_from(Pen))
def test_a_preference_settles_every_clash_and_nothing_else(base: str, one: str, other: str, pen: Pen) -> None:
    free, settled = merge(GLOSSARY, base, one, other), merge(GLOSSARY, base, one, other, pen)
    assert settled.clashes == ()
    if not free.clashes:
        assert settled == free
    for clash in free.clashes:
        if clash.section != ORDER:
            assert sections(settled.text).get(clash.section) == (clash.file if pen is Pen.FILES else clash.admin)


BASE = text([("a", "one"), ("b", "one")])


@pytest.mark.parametrize(
    ("file", "admin", "expected"),
    [
        # the one a word here, the other a word there
        (text([("a", "two"), ("b", "one")]), text([("a", "one"), ("b", "two")]), text([("a", "two"), ("b", "two")])),
        # the one a word, the other the order
        (text([("a", "two"), ("b", "one")]), text([("b", "one"), ("a", "one")]), text([("b", "one"), ("a", "two")])),
        # both add at the end: a blank line stays between, and the last section has not changed
        (
            text([("a", "one"), ("b", "one"), ("d", "one")]),
            text([("a", "one"), ("b", "two"), ("c", "one")]),
            text([("a", "one"), ("b", "two"), ("c", "one"), ("d", "one")]),
        ),
        # the last term goes, and the one before it is edited
        (text([("a", "one")]), text([("a", "two"), ("b", "one")]), text([("a", "two")])),
    ],
)  # fmt: skip
def test_disjoint_sections_merge_by_themselves(file: str, admin: str, expected: str) -> None:
    assert merge(GLOSSARY, BASE, file, admin).text == expected
    assert merge(GLOSSARY, BASE, admin, file).text == expected


def test_a_merge_says_which_sections_came_from_whom() -> None:
    merged = merge(GLOSSARY, BASE, text([("a", "two"), ("b", "one")]), text([("a", "one"), ("b", "one")], "New"))
    assert (merged.from_file, merged.from_admin) == (("term a",), ("title:",))


def test_an_edit_of_what_the_other_pen_took_out_is_a_clash() -> None:
    edited = text([("a", "one"), ("b", "two")])
    (clash,) = merge(GLOSSARY, BASE, text([("a", "one")]), edited).clashes
    assert (clash.section, clash.file, clash.admin) == ("term b", None, "## Name {#b}\ntwo")


def test_an_edit_of_what_the_other_pen_renamed_is_a_clash() -> None:
    renamed = text([("a", "one"), ("c", "one")])
    assert [clash.section for clash in merge(GLOSSARY, BASE, renamed, text([("a", "one"), ("b", "two")])).clashes] == [
        "term b"
    ]


def test_two_orders_are_a_clash() -> None:
    base, file, admin = (text([(term, "one") for term in order]) for order in list(permutations("abc"))[:3])
    assert [clash.section for clash in merge(GLOSSARY, base, file, admin).clashes] == [ORDER]
    assert merge(GLOSSARY, base, file, admin, Pen.ADMIN).text == admin


def lines_of(whole: str) -> tuple[Section, ...]:
    """A cutter that names its sections by their first word, and loses one when another begins with !."""
    found = [line for line in whole.split("\n") if line]
    return tuple(
        Section(line.split()[0], line, "\n") for line in (found[:1] if "!" in whole and len(found) > 2 else found)
    )


def test_a_merge_that_reads_otherwise_than_it_was_put_together_is_a_clash() -> None:
    assert [clash.section for clash in merge(lines_of, "a 1\n", "a 1\nb !\n", "a 1\nc 1\n").clashes] == ["text"]
    assert merge(lines_of, "a 1\n", "a 1\nb !\n", "a 1\nc 1\n", Pen.FILES).text == "a 1\nb !\n"


def test_a_clash_is_shown_as_what_the_two_pens_made_of_it() -> None:
    assert diff(Clash("body", "a\nb", "a\nfile", "a\nadmin"), "x.md").split("\n") == [
        "--- x.md, body (files)",
        "+++ x.md, body (admin)",
        "@@ -1,2 +1,2 @@",
        " a",
        "-file",
        "+admin",
    ]


@pytest.mark.parametrize(("file", "admin", "who"), [(None, "new", "admin"), ("new", None, "files")])
def test_where_one_pen_took_it_out_the_other_s_changes_are_shown(file: str | None, admin: str | None, who: str) -> None:
    assert diff(Clash("term a", "old", file, admin), "x.md").split("\n") == [
        "--- x.md, term a (last loaded)",
        f"+++ x.md, term a ({who})",
        "@@ -1 +1 @@",
        "-old",
        "+new",
    ]


def test_other_line_ends_are_said_in_words() -> None:
    shown = diff(Clash("body", "a\nb", "a\r\nb", "a\rb"), "x.md")
    assert shown == "x.md, body: the two differ in how lines end, and in nothing else"
