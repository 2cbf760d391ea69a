"""A mistake's line is the line that the author sees, whatever stands before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.curriculum.trees import FIRST_LINE, TINY, complaints, lesson, problems, varied

UNKNOWN = "unknown term [[missing]]; add it to glossary.md or correct its id"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("```text\n[[missing]]\n```\n\n[[missing]]", 5),
        ("~~~text\n[[missing]]\n~~~\n\n[[missing]]", 5),
        ("````markdown\n```\n[[missing]]\n```\n````\n\n[[missing]]", 7),
        ("- a list\n\n    ```text\n    [[missing]]\n    ```\n\n[[missing]]", 7),
        ("> ```text\n> [[missing]]\n> ```\n\n[[missing]]", 5),
        ("Code `[[missing]]` and\n[[missing]]", 2),
        ("Code ``a ` [[missing]]`` and\n[[missing]]", 2),
        ("Code `over\ntwo [[missing]] lines` and\n[[missing]]", 3),
        ("Words.\n\n    [[missing]] is code\n\n[[missing]]", 5),
        ("- a list\n\n    [[missing]] is prose", 3),
        ("[[missing|one]] and\n[[missing]]\n", 1),
        ("| a |\n|---|\n| [[missing]] |", 3),
        ("> [!NOTE] A title\n> [[missing]]", 2),
        ("A note.[^1]\n\n[^1]: Its words.\n    [[missing]]", 4),
        ("/// details | Title\n[[missing]]\n///", 2),
        ("Escaped \\`\n[[missing]] `", 2),
    ],
)
def test_code_that_looks_the_same_is_passed_over(text: str, line: int) -> None:
    assert complaints(text)[0] == f"{line}: {UNKNOWN}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[missing]]\n\nwords\n\n[[missing]] [[missing]]\n\n[[missing]]", [1, 5, 5, 7]),
        ("[a](missing.md)\n[b](missing.md)", [1, 2]),
        ("[a](missing.md#x)\n[b](missing.md)", [1, 2]),
        ("[a](missing.md#xy)\n[b](missing.md#x)", [1, 2]),
        ("`[a](missing.md)`\n[b](missing.md)", [2]),
        ("[a][r]\n\n[r]: missing.md", [3]),
        ("[a]( <missing.md> 'title' )", [1]),
        ("$x^2$\n$x^$", [2]),
        ("It is x^ and\n$x^$", [2]),
        ("$$\n\\frac{1}{2}\n\\nope\n$$", [2]),
        ("<b>one\n\n`<b>`\n\n<b>two", [1, 5]),
        ("<b\nclass='x'>one", [1]),
        ("![too short](a.svg)\n\n![a figure that says enough](missing.svg)", [1, 3]),
        ("![a figure that says enough](a.svg)\n\n![too short](a.svg)", [3]),
        ("## a\n\n```text\n# b\n```\n\n# c", [7]),
        ("## a\n\n> # b\n\n## c\n\n#### d", [3, 7]),
        ("a\\_b [x](missing.md)", [1]),
    ],
)
def test_the_same_words_again_have_the_next_line(text: str, expected: list[int]) -> None:
    assert sorted(int(words.split(":")[0]) for words in complaints(text)) == expected


BROKEN = "A lead.\n\n```text\n# not a heading\n```\n\n# A heading\n\n[x](nowhere.md)\n\n$x^{$\n"
EXPECTED = [FIRST_LINE + line - 1 for line in (7, 9, 11)]


def lines(texts: dict[str, str]) -> list[int]:
    return [int(words.split(":")[1]) for words in problems(texts)]


def test_lines_are_counted_from_the_beginning_of_the_file() -> None:
    assert lines(lesson(BROKEN)) == EXPECTED


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_that_end_otherwise_are_counted_alike(end: str) -> None:
    texts = lesson(BROKEN)
    assert lines({**texts, "two/gamma.md": texts["two/gamma.md"].replace("\n", end)}) == EXPECTED


def test_a_byte_order_mark_is_no_line() -> None:
    texts = lesson(BROKEN)
    assert lines({**texts, "two/gamma.md": "\ufeff" + texts["two/gamma.md"]}) == EXPECTED


def test_a_missing_newline_at_the_end_is_no_line() -> None:
    texts = lesson(BROKEN.rstrip("\n"))
    assert lines(texts) == EXPECTED


@given(st.lists(st.sampled_from(["", "Words.", "- item", "> quote", "`[x](nowhere.md)`", "| a | b |", "$x^2$"])))
def test_whatever_stands_before_it_a_mistake_has_its_line(before: list[str]) -> None:
    text = "\n\n".join([*before, "[x](nowhere.md)"])
    assert lines(lesson(text)) == [FIRST_LINE + text.count("\n")]


def test_the_whole_course_reads_alike_with_windows_line_ends_and_byte_order_marks() -> None:
    assert problems({path: "\ufeff" + text.replace("\n", "\r\n") for path, text in TINY.items()}) == []


def test_a_mistake_of_front_matter_is_counted_with_its_mark() -> None:
    texts = varied("two/gamma.md", "minutes: 30", "minutes: x")
    texts["two/gamma.md"] = "\ufeff" + texts["two/gamma.md"].replace("\n", "\r\n")
    assert lines(texts) == [5]
