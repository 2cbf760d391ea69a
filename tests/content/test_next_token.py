"""The worked numbers of the lesson on next tokens."""

from math import exp, log, log2

from curriculum.labs.next_token_texts import PRESETS
from curriculum.labs.ngram import fit, measure, perplexity
from tests.content.lesson import Lesson

LESSON = Lesson("pre-training/next-token")
EXAM = Lesson("pre-training/exam.quiz")
GUESSES = {"refund": 0.5, "was": 0.25, "issued": 0.125, "today": 0.5}


def test_labels_are_one_fewer_than_tokens() -> None:
    LESSON.says(f"A page of 500 words asks about {500 - 1} such questions")
    LESSON.says(
        f"Of a piece of 512 tokens, the causal task scores {512 - 1}. Masking 15% scores about {0.15 * 512:.0f}"
    )
    labels = 20 * (512 - 1)
    LESSON.says(f"= {labels}", f"20 × 511 = {labels:,}", f"! {20 * 512}", f"! {20 * 512 - 1}")


def test_a_trillion_labels_take_a_person_too_long() -> None:
    years = 10**12 / (2_000 * 3_600)
    LESSON.says(f"about {round(years, -3):,.0f} years for a trillion tokens")


def test_the_loss_of_four_guesses() -> None:
    for label, p in GUESSES.items():
        LESSON.says(f"| {label} | {p:g} | {-log(p):.3f} | {-log2(p):g} |")
    nats = sum(-log(p) for p in GUESSES.values()) / len(GUESSES)
    bits = sum(-log2(p) for p in GUESSES.values()) / len(GUESSES)
    LESSON.says(
        f"| **mean** | | **{nats:.3f}** | **{bits:g}** |", f"{nats:.3f} nats per token", f"{1 / log(2):.3f} bits"
    )
    LESSON.says(f"e^{{{nats:.3f}}} = {exp(nats):.2f}$", f"$2^{{{bits:g}}} = {2**bits:.2f}$")
    LESSON.says(f"Halving the probability adds {log(2):.3f} nats")


def test_a_guess_that_knows_nothing() -> None:
    LESSON.says(f"50,257 tokens of GPT-2 that is {log(50_257):.3f} nats")


def test_two_tokenizers() -> None:
    rest = len(b" refund was issued today")
    for name, guesses in (("First", list(GUESSES.values())), ("Second", [0.5] * 8)):
        bits = sum(-log2(p) for p in guesses)
        LESSON.says(f"| {name} | {len(guesses)} | {bits:g} | {2 ** (bits / len(guesses)):.2f} | {bits / rest:.3f} |")
    LESSON.says(f"for the same {rest} bytes", f"7 / {rest} against 8 / {rest}")


def test_what_the_lab_shows() -> None:
    """At order 3 and a smoothing of 0.01, as the lab's page has it."""
    repeated, mixed = (fit(PRESETS[preset].text, "words") for preset in ("repeated", "mixed"))
    LESSON.says(f"its perplexity falls to {perplexity(measure(repeated, 3, 0.01).held_out):.2f}")
    assert measure(mixed, 3, 0.01).seen == 0
    LESSON.says(f"not one of the {len(mixed.tokens) - mixed.split} held-out contexts of two tokens")


def test_two_tokenizers_of_the_exam() -> None:
    a, b = 12 * 3, 20 * 2
    EXAM.says(f"perplexity of {2**3}", f"perplexity of {2**2}")
    EXAM.says(
        f"12 × 3 = {a} million bits, B 20 × 2 = {b} million", f"that makes {a / 60:.2f} and {b / 60:.2f} bits per byte"
    )


def test_the_order_of_four_models() -> None:
    guesses = ((0.5, 0.5), (0.5, 0.125), (0.25, 0.125), (0.9, 0.01))
    means = [sum(-log2(p) for p in pair) / 2 for pair in guesses]
    assert means == sorted(means)
    for place, (pair, name, mean) in enumerate(zip(guesses, "KRMD", means, strict=True), 1):
        EXAM.says(f"{place}. Model {name}: {pair[0]:g} and {pair[1]:g}")
        EXAM.says(f"a mean of {mean:.1f}".removesuffix(".0") + " bit" + ("s" if mean > 1 else ""))
    EXAM.says(f"model D, with {(0.9 + 0.01) / 2:.3f}, in second place")
