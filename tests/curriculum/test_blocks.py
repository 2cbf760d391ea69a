"""What Markdown would take for plain words, without a word about it, is a mistake."""

import pytest

from tests.curriculum.trees import complaints, rendered

LIST = "a list follows upon words; leave a blank line before it"
NEST = "a list within a list begins too far to the left; indent it by four spaces"
TABLE = "a table follows upon words; leave a blank line before it"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Words\n- a", f"2: {LIST}"),
        ("Words\n1. a", f"2: {LIST}"),
        ("> Words\n> - a", f"2: {LIST}"),
        ("- a\n\nWords\n- b", f"4: {LIST}"),
        ("- a\n  - b", f"2: {NEST}"),
        ("1. a\n   - b", f"2: {NEST}"),
        ("1. a\n\n   - b", f"3: {NEST}"),
        ("Words\n| a | b |\n| - | - |\n| 1 | 2 |", f"3: {TABLE}"),
    ],
)
def test_a_block_that_would_be_misread_is_refused(text: str, expected: str) -> None:
    assert complaints(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n\n1. a\n2. b",
        "- a\n    - b\n        - c\n- d",
        "- a\n\n    - b\n\n    words of a\n\n- c",
        "- a\n  goes on\n- b",
        " - a\n - b",
        "## Heading\n- a",
        "> [!NOTE] Title\n> - a\n> - b",
        "> words\n\n- a",
        "/// details | Title\n- a\n///",
        "/// details | Title\n| a | b |\n| - | - |\n| 1 | 2 |\n///",
        "| a | b |\n| - | - |\n| - | - |",
        "It was the year\n1998. And it went on\n12. and on.",
        "Words\n-- a dash",
        "```text\nwords\n- a\n```",
        "`a\n- b`",
    ],
)
def test_what_reads_as_it_looks_is_left_alone(text: str) -> None:
    assert complaints(text) == []


def test_a_list_that_is_let_through_is_a_list() -> None:
    assert rendered("- a\n    - b\n- c").html.count("<li>") == 3
