"""Short answers, marked by hand, and what counts as the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading import fold
from tests.quizzes.keys import SHORT, WORDS, check


@pytest.mark.parametrize(
    ("response", "credits", "remarks"),
    [
        ("perplexity", "1 1", "right:0"),
        ("  PerPlexity \n", "1 1", "right:0"),
        ("ｐｅｒｐｌｅｘｉｔｙ", "1 1", "right:0"),
        ("STRASSE", "1 1", "right:1"),
        ("cross-entropy", "1 1", ""),
        ("Cross   Entropy LOSS", "1 1", ""),
        ("7 tokens", "1 1", ""),
        ("loss", "1 1", ""),  # a pattern takes it before it is foreseen as wrong
        ("the cross-entropy", "0 0", ""),
        ("cross-entropy of it", "0 0", ""),
        ("1234 tokens", "0 0", ""),
        ("accuracy", "0 0", "wrong:0"),
        ("f1", "0 0", "wrong:2"),
        ("perplexity.", "0 0", ""),
        ("perplexity" + " " * 490, "1 1", "right:0"),
        ("perplexity" + " " * 491, "0 0", ""),
        ("\ud800", "0 0", ""),
        ("perplexity\0", "0 0", ""),
        (["perplexity"], "0 0", ""),
        (7, "0 0", ""),
    ],
)
def test_words(response: object, credits: str, remarks: str) -> None:
    check("short", SHORT, response, credits, remarks)


# --- folding ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  A\t\n B ", "a b"),
        ("ﬁne－tuning", "fine-tuning"),
        ("10²²", "1022"),
        ("Straße", "strasse"),
        ("㎇ ᴬ", "gb a"),  # capitals that show once the width is gone
        ("J\u030c", "\u01f0"),  # one letter, however it was composed
        ("a\u00a0b", "a b"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_is_folding_once(typed: str) -> None:
    assert fold(fold(typed)) == fold(typed)


@given(WORDS)
def test_case_and_spacing_do_not_count(words: str) -> None:
    assert fold(words) == fold(words.upper()) == fold(words.lower()) == fold(f"  {words.replace(' ', '   ')}\n")
