"""What whoever marks says: Markdown that is safe whatever is typed, and every mistake in words (P19, P24)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.comments import MOST_CHARACTERS, read_comment

NO_HEADINGS = "A comment has no headings; make the words **bold**."


def test_a_comment_is_markdown_with_formulas() -> None:
    comment = read_comment("Well **said**, but $x^2$ grows:\r\n\r\n- its `one`\r\n- [two](https://example.org/a)")
    assert comment.problems == ()
    for part in ("<p>Well <strong>said</strong>", "<msup>", "<li>its <code>one</code>", 'href="https://example.org/a"'):
        assert part in comment.html


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_no_words_are_no_comment(text: str) -> None:
    assert (read_comment(text).html, read_comment(text).problems) == ("", ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<script>alert(1)</script>", "Line 1: raw HTML <script>"),
        ("Fine.\n\n<img src=x onerror=alert(1)>", "Line 3: raw HTML <img"),
        ("[x](javascript:alert(1))", "the link 'javascript:alert(1)' is not allowed"),
        ("[x](/admin/)", "the link '/admin/' is not allowed"),
        ("[x](beta.md#end)", "a comment cannot link to a file; write the whole address, https://…"),
        ("![a picture of some length](x.svg)", "a comment has no figures"),
        ("[[perplexity]]", "a comment cannot point to the term [[perplexity]]; write the word itself"),
        ("```lab scaling-laws\n```", "unknown fence 'lab'; name a language (text, python, json, …)."),
        ("# Well", NO_HEADINGS),
        ("## Well", NO_HEADINGS),
        ("Well[^1]\n\n[^1]: said.", "A comment has no footnotes"),
        ("a\x00b", "control characters"),
        ("a\x1bb", "control characters"),
        ("x" * (MOST_CHARACTERS + 1), "at most 10,000 characters; this one has 10,001"),
        ("[" * 30, "stands 20 times in a row"),
    ],
)
def test_what_a_comment_cannot_be_is_said_with_its_line_and_mend(text: str, words: str) -> None:
    assert words in " ".join(read_comment(text).problems)


@given(st.text(alphabet=st.sampled_from("ab<>[]()!\"'/*_`#$|&;:=- \n\t{}x^"), max_size=200))
def test_whatever_is_typed_nothing_in_it_runs_and_nothing_has_an_id(text: str) -> None:
    comment = read_comment(text)
    if not comment.problems:
        assert not re.search(r"<(script|style|iframe|img|form|input|h\d)\b", comment.html)
        assert not re.search(r"<[^>]*\s(on\w+|style|id)\s*=", comment.html)
