"""Metric bench: pairs of texts, given similarities, and what the challenge asks.

static/labs/metric-bench.model.js is this module's twin in the browser: the same numbers, the same words.
The metrics are in text_metrics.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.numbers import fixed
from curriculum.labs.text_metrics import (
    RougeKind,
    Smoothing,
    answer_f1,
    bleu,
    bleu_counts,
    bleu_score,
    chrf,
    rouge,
)

CHALLENGE = "words-without-order"
MOST = 600  # characters of a text
REFERENCE = "Your refund arrives within five working days after we receive the parcel."  # the challenge's
LEAST_ROUGE = 0.8
MOST_BLEU = 20
KINDS: tuple[RougeKind, ...] = (1, 2, "L")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and what somebody who reads both would say."""

    name: str
    reference: str
    candidate: str
    person: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Similarities, given and not computed: a row for each word of the reference; idf weights of both."""

    name: str
    reference: Sequence[str]
    candidate: Sequence[str]
    similarities: Sequence[Sequence[float]]
    reference_weights: Sequence[float]
    candidate_weights: Sequence[float]


PRESETS: Mapping[str, Pair] = {
    "negation": Pair(
        "One word turns it round",
        "The order is refunded within five days.",
        "The order is not refunded within five days.",
        "Wrong: it says the opposite. The scores see one word too many.",
    ),
    "identical": Pair(
        "Identical",
        "Your parcel arrives on Friday.",
        "Your parcel arrives on Friday.",
        "The same answer; it is as right as the reference is.",
    ),
    "paraphrase": Pair(
        "Other words",
        "the delivery is late",
        "your parcel has not arrived on time",
        "Right: the same message. No word is shared, so every score of whole words is 0.",
    ),
    "repetition": Pair(
        "Repetition",
        "the refund is on the way",
        "the the the the the the the",
        "No answer at all. Clipping counts two of the seven words: the reference has no more.",
    ),
    "short": Pair(
        "Too short",
        "The refund is paid to your card within five working days.",
        "The refund is paid to your card",
        "True, but it leaves out when. Precision is perfect; recall and the brevity penalty see the gap.",
    ),
    "wordy": Pair(
        "More than was asked",
        "the refund was issued",
        "yes the refund was issued to your card this morning",
        "Right, and more helpful. Precision counts each further word against it.",
    ),
    "reordered": Pair(
        "Another order",
        "the courier lost the parcel",
        "the parcel lost the courier",
        "Absurd. ROUGE-1 counts the same words and gives full marks.",
    ),
}

MATRICES: Mapping[str, Matrix] = {
    "longer": Matrix(
        "Two words against three",
        ("refund", "issued"),
        ("money", "returned", "today"),
        ((0.9, 0.2, 0.1), (0.3, 0.8, 0.4)),
        (1, 3),
        (1, 2, 2),
    ),
    "paraphrase": Matrix(
        "Other words",
        ("delivery", "is", "late"),
        ("parcel", "is", "delayed"),
        ((0.82, 0.55, 0.6), (0.54, 0.97, 0.58), (0.59, 0.57, 0.88)),
        (3, 0.5, 2.5),
        (3, 0.5, 3.5),
    ),
    "negation": Matrix(
        "One word turns it round",
        ("order", "is", "refunded"),
        ("order", "is", "not", "refunded"),
        ((0.97, 0.55, 0.52, 0.61), (0.56, 0.98, 0.66, 0.6), (0.6, 0.59, 0.64, 0.95)),
        (1.5, 0.5, 2.5),
        (1.5, 0.5, 1, 2.5),
    ),
    "unrelated": Matrix(
        "Nothing in common",
        ("refund", "issued"),
        ("sunny", "weather"),
        ((0.52, 0.5), (0.49, 0.53)),
        (2.5, 2),
        (3, 3),
    ),
}


@dataclass(frozen=True, slots=True)
class Score:
    """A score as a share of the highest, and as its tool prints it."""

    name: str
    share: float
    words: str


def scores_of(candidate: str, reference: str, lower: bool = False, smoothing: Smoothing = "exp") -> list[Score]:
    """Every score of a pair; case and smoothing are BLEU's."""
    answer, exact = answer_f1(candidate, reference)

    def of_hundred(name: str, score: float) -> Score:
        return Score(name, score / 100, fixed(score, 2))

    def of_one(name: str, share: float) -> Score:
        return Score(name, share, fixed(share, 3))

    return [
        *(of_one(f"ROUGE-{kind} F1", rouge(candidate, reference, kind).f1) for kind in KINDS),
        of_hundred("BLEU", bleu(candidate, reference, lower, smoothing).score),
        of_hundred("chrF", chrf(candidate, reference).score),
        of_one("Token F1", answer.f1),
        Score("Exact match", int(exact), f"{exact:d}"),
    ]


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is {"reference": …, "candidate": …}; it meets the challenge when the reference is the shop's, ROUGE-1 F1
    at least 0.8, and BLEU, lower-cased with exp smoothing, at most 20.
    """
    answer = response if isinstance(response, Mapping) else {}
    candidate = answer.get("candidate")
    if not isinstance(candidate, str) or len(candidate) > MOST:
        return Verdict(False, f"No answer to judge: it needs a candidate of at most {MOST} characters.")
    if answer.get("reference") != REFERENCE:
        return Verdict(False, "Not yet. The challenge is about the shop’s answer: take it as the reference.")
    words = rouge(candidate, REFERENCE, 1)
    counts = bleu_counts(candidate, [REFERENCE], lower=True)
    score = bleu_score(counts).score
    f1, bleu_is = f"ROUGE-1 F1 is {fixed(words.f1, 2)}", f"BLEU is {fixed(score, 2)}"
    twos, threes = (f"{counts.correct[n]} of {counts.total[n]}" for n in (1, 2))
    runs = f"of its runs of two tokens {twos} stand in the reference, of its runs of three {threes}."
    shared, scattered = words.f1 >= LEAST_ROUGE, score <= MOST_BLEU
    if shared and scattered:
        found = f"{words.matched} of {words.candidate} words stand in the reference"
        return Verdict(True, f"Met. {f1}: {found}. {bleu_is}: {runs} ROUGE-1 sees no order; BLEU’s longer n-grams do.")
    why = "too few words are shared"
    if words.recall != words.precision:
        few = words.recall < words.precision
        why = "too few of the reference’s words are there" if few else "too many words are not in the reference"
    first = f"{f1}, high enough." if shared else f"{f1}, too low: {why}."
    second = "low enough." if scattered else f"too high: {runs}"
    return Verdict(False, f"Not yet. {first} {bleu_is}, {second}")


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: one pair's scores, and its BLEU step by step."""
    pair = PRESETS[str(options["preset"])]
    counts = bleu_counts(pair.candidate, [pair.reference])
    score = bleu_score(counts)
    orders = [
        {
            "n": n,
            "total": total,
            "matched": correct,
            "precision": f"{fixed(precision, 2)}%" if total else "–",
            "smoothed": bool(precision and not correct),
        }
        for n, (correct, total, precision) in enumerate(
            zip(counts.correct, counts.total, score.precisions, strict=True), 1
        )
    ]
    return {
        "pair": pair,
        "bars": [
            {"name": one.name, "words": one.words, "y": 26 * row, "width": f"{210 * one.share:.1f}"}
            for row, one in enumerate(scores_of(pair.candidate, pair.reference))
        ],
        "orders": orders,
        "smoothed": any(order["smoothed"] for order in orders),
        "candidate": counts.candidate,
        "reference": counts.reference,
        "brevity": fixed(score.brevity, 3),
        "mean": fixed(score.mean, 2),
        "bleu": fixed(score.score, 2),
    }


LAB = Lab(
    id="metric-bench",
    title="Metric bench",
    summary="Score an answer against a reference with ROUGE, BLEU, chrF, token F1 and BERTScore’s matching, step by "
    "step, and see where each misleads.",
    minutes=12,
    phase=4,
    tag="metric-bench-lab",
    script="labs/metric-bench.js",
    template="curriculum/labs/metric-bench.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={
        "reference": REFERENCE,
        "candidate": "Parcel the receive we after days working five within arrives refund your.",
    },
)
