"""The log of a fresh reader: every question of the bank was answered as it stands now, from its section alone."""

import pytest

from quizzes.source.question import ESSAY, LAB, MATCHING, MULTIPLE, NUMERIC, ORDERING, SHORT, Sign
from tests.content.bank import Asked, bank
from tests.content.reader import answers_of, asked_as, digest_of, is_right, log, responses_of, section_of

BY_RULE = [asked for asked in bank() if asked.question.kind not in {ESSAY, LAB}]
LOG = {row["question"]: row for row in log()}


def right_answer(asked: Asked) -> str:
    """The right answer, written as the pack asks for it."""
    question = asked.question
    letters = "abcdefghijklmnopqrstuvwxyz"
    if question.kind == MATCHING:
        responses = responses_of(question)
        prompts = answers_of(question, Sign.PAIR)
        return " ".join(f"{n}{letters[responses.index(one.other.text)]}" for n, one in enumerate(prompts, 1))
    if question.kind == ORDERING:
        items = answers_of(question, Sign.PLACE, Sign.EXTRA)
        return " ".join(letters[items.index(one)] for one in question.signed(Sign.PLACE))
    if question.kind in {NUMERIC, SHORT}:
        return question.signed(Sign.ACCEPTED)[0].words.text.split(" +-")[0].split(" ..")[0]
    options = answers_of(question, Sign.RIGHT, Sign.WRONG)
    return " ".join(letters[options.index(one)] for one in question.signed(Sign.RIGHT))


def wrong_answer(asked: Asked) -> str:
    """An answer of the same form that is wrong in one part."""
    right = right_answer(asked)
    kind = asked.question.kind
    if kind == MATCHING:
        used = right[1]
        return right.replace(f"1{used}", "1b" if used == "a" else "1a", 1)
    if kind in {ORDERING, MULTIPLE}:
        first, *others = right.split()
        return " ".join([*others, first]) if kind == ORDERING else " ".join(others)
    if kind in {NUMERIC, SHORT}:
        return "-987654321" if kind == NUMERIC else "nonsense"
    return "b" if right == "a" else "a"


@pytest.mark.parametrize("asked", BY_RULE, ids=lambda asked: asked.question.id)
def test_right_is_told_from_wrong(asked: Asked) -> None:
    assert is_right(asked.question, right_answer(asked)), right_answer(asked)
    assert not is_right(asked.question, wrong_answer(asked)), wrong_answer(asked)


@pytest.mark.parametrize("asked", bank(), ids=lambda asked: asked.question.id)
def test_a_pack_holds_the_section_and_no_key(asked: Asked) -> None:
    place, text = section_of(asked)
    assert len(text.split()) >= 15, f"{place} says next to nothing"
    shown = asked_as(asked)
    for answer in asked.question.answers:
        for secret in (answer.feedback.text, answer.misconception):
            assert len(secret.split()) < 4 or secret not in shown
    assert "[x]" not in shown and "[x]" not in text
    assert asked.question.explanation.text.strip() not in shown + text


def test_every_question_was_read_as_it_stands() -> None:
    changed = [asked.question.id for asked in bank() if not _is_as_read(asked)]
    assert changed == [], "read these again: python -m tests.content.reader pack, then mark"
    assert LOG.keys() == {asked.question.id for asked in bank()}


def _is_as_read(asked: Asked) -> bool:
    row = LOG.get(asked.question.id)
    return row is not None and (row["digest"], row["section"]) == (digest_of(asked), section_of(asked)[0])


def test_nineteen_of_twenty_were_right_at_once_and_none_is_left_wrong() -> None:
    assert sum(row["first"] == "right" for row in LOG.values()) >= 0.95 * len(LOG)
    assert [name for name, row in LOG.items() if row["outcome"] != "right"] == []
