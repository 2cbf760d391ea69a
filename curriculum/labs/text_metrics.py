"""Metrics that compare a candidate text with a reference.

static/labs/text-metrics.js is this module's twin in the browser: the same numbers.
ROUGE and token F1 run from 0 to 1, BLEU and chrF from 0 to 100, as their tools print them.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

ORDERS = 4  # of BLEU's n-grams
CHARACTERS = 6  # in chrF's longest n-grams
BETA = 2  # chrF weighs recall so many times as much as precision

RougeKind = Literal[1, 2, "L"]
Smoothing = Literal["exp", "none"]


@dataclass(frozen=True, slots=True)
class Scores:
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Overlap(Scores):
    """Scores with the counts they come from: matched, in the candidate, in the reference."""

    matched: int
    candidate: int
    reference: int


@dataclass(frozen=True, slots=True)
class BleuCounts:
    """What BLEU counts for each order of n-grams, and the lengths of both texts."""

    correct: Sequence[int]
    total: Sequence[int]
    candidate: int
    reference: int


@dataclass(frozen=True, slots=True)
class Bleu:
    score: float
    precisions: Sequence[float]
    brevity: float
    mean: float
    orders: int


@dataclass(frozen=True, slots=True)
class Chrf:
    score: float
    precision: float
    recall: float
    orders: int


def grams(items: Sequence[str], n: int, between: str = " ") -> list[str]:
    """Each run of n neighbours."""
    return [between.join(items[start : start + n]) for start in range(len(items) - n + 1)]


def matches(candidate: Sequence[str], reference: Counter[str]) -> int:
    """Σ min(in the candidate, in the reference): clipped, since none counts more often than the reference has it."""
    return (Counter(candidate) & reference).total()


def harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other > 0 else 0.0


def rouge_tokens(text: str) -> list[str]:
    """As rouge-score 0.1.2 without stemmer: lower case, runs of a-z and 0-9."""
    return re.findall(r"[a-z0-9]+", text.lower())


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of a longest common subsequence: in order, with gaps (Lin, 2004, section 3)."""
    lengths = [0] * (len(other) + 1)
    for item in one:
        before = 0
        for place, partner in enumerate(other, 1):
            above = lengths[place]
            lengths[place] = before + 1 if item == partner else max(above, lengths[place - 1])
            before = above
    return lengths[-1]


def rouge(candidate: str, reference: str, kind: RougeKind) -> Overlap:
    """ROUGE-N, or ROUGE-L by the longest common subsequence (Lin, 2004)."""
    ours, theirs = rouge_tokens(candidate), rouge_tokens(reference)
    if kind == "L":
        return _overlap(common(ours, theirs), len(ours), len(theirs))
    made, wanted = grams(ours, kind), grams(theirs, kind)
    return _overlap(matches(made, Counter(wanted)), len(made), len(wanted))


def _overlap(matched: int, made: int, wanted: int) -> Overlap:
    precision = matched / made if made else 0.0
    recall = matched / wanted if wanted else 0.0
    return Overlap(precision, recall, harmonic(precision, recall), matched, made, wanted)


def bleu_tokens(text: str, lower: bool = False) -> list[str]:
    """As sacrebleu's tokenizer 13a, which follows mteval-v13a."""
    line = (text.lower() if lower else text).rstrip()
    for sign, plain in (("<skipped>", ""), ("-\n", ""), ("\n", " ")):
        line = line.replace(sign, plain)
    for sign, plain in (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        line = line.replace(sign, plain)
    line = re.sub(r"[{-~[-` -&(-+:-@/]", r" \g<0> ", f" {line} ")
    line = re.sub(r"([^0-9])([.,])", r"\1 \2 ", line)  # a point or comma stays where it stands between digits
    line = re.sub(r"([.,])([^0-9])", r" \1 \2", line)
    return re.sub(r"([0-9])(-)", r"\1 \2 ", line).split()


def bleu_counts(candidate: str, references: Sequence[str], lower: bool = False) -> BleuCounts:
    """A corpus adds these up before it divides. Of several references the one nearest in length counts."""
    ours = bleu_tokens(candidate, lower)
    theirs = [bleu_tokens(reference, lower) for reference in references]
    correct, total = [], []
    for n in range(1, ORDERS + 1):
        most: Counter[str] = Counter()
        for tokens in theirs:
            most |= Counter(grams(tokens, n))
        made = grams(ours, n)
        correct.append(matches(made, most))
        total.append(len(made))
    reference = min((len(tokens) for tokens in theirs), key=lambda length: (abs(length - len(ours)), length))
    return BleuCounts(correct, total, len(ours), reference)


def bleu_score(counts: BleuCounts, smoothing: Smoothing = "exp", effective: bool = True) -> Bleu:
    """BP · exp(mean of ln p_n), 0 to 100 (Papineni et al., 2002).

    `exp` puts 1/2, 1/4, … in the place of matches that are missing, as mteval-v13a does; with `effective` the mean
    ends with the longest n-gram that the candidate has room for.
    """
    brevity = 1.0
    if counts.candidate < counts.reference:
        brevity = math.exp(1 - counts.reference / counts.candidate) if counts.candidate else 0.0
    precisions = [0.0] * ORDERS
    if not any(counts.correct):
        return Bleu(0.0, precisions, brevity, 0.0, 0)
    found = [*counts.total, 0].index(0)
    missing = 1
    for n in range(found):
        if counts.correct[n]:
            precisions[n] = 100 * counts.correct[n] / counts.total[n]
        elif smoothing == "exp":
            missing *= 2
            precisions[n] = 100 / missing / counts.total[n]
    orders = found if effective else ORDERS
    used = precisions[:orders]
    mean = math.exp(sum(map(math.log, used)) / orders) if all(used) else 0.0
    return Bleu(brevity * mean, precisions, brevity, mean, orders)


def bleu(candidate: str, reference: str, lower: bool = False, smoothing: Smoothing = "exp") -> Bleu:
    """BLEU of one sentence, as sacrebleu's sentence_bleu reckons it."""
    return bleu_score(bleu_counts(candidate, [reference], lower), smoothing)


def chrf_counts(candidate: str, reference: str) -> list[tuple[int, int, int]]:
    """(in the candidate, in the reference, matched) for 1 to 6 characters; white space is left out."""
    ours, theirs = "".join(candidate.split()), "".join(reference.split())
    counts = []
    for n in range(1, CHARACTERS + 1):
        made, wanted = grams(ours, n, ""), grams(theirs, n, "")
        counts.append((len(made) if wanted else 0, len(wanted), matches(made, Counter(wanted))))
    return counts


def chrf_score(counts: Sequence[Sequence[int]]) -> Chrf:
    """chrF2: the mean precision and recall over those lengths that both texts have, in one F (Popović, 2015)."""
    used = [(made, wanted, matched) for made, wanted, matched in counts if made and wanted]
    if not used:
        return Chrf(0.0, 0.0, 0.0, 0)
    precision = sum(matched / made for made, _, matched in used) / len(used)
    recall = sum(matched / wanted for _, wanted, matched in used) / len(used)
    below = BETA**2 * precision + recall
    return Chrf(100 * (1 + BETA**2) * precision * recall / below if below else 0.0, precision, recall, len(used))


def chrf(candidate: str, reference: str) -> Chrf:
    return chrf_score(chrf_counts(candidate, reference))


def answer_tokens(text: str) -> list[str]:
    """As SQuAD's script: lower case, without ASCII punctuation and articles (Rajpurkar et al., 2016)."""
    return re.sub(r"\b(a|an|the)\b", " ", re.sub(r"[!-/:-@[-`{-~]", "", text.lower())).split()


def answer_f1(candidate: str, reference: str) -> tuple[Overlap, bool]:
    """Token F1 and exact match of an answer to a question; two empty answers agree."""
    ours, theirs = answer_tokens(candidate), answer_tokens(reference)
    if ours == theirs:
        return Overlap(1.0, 1.0, 1.0, len(ours), len(ours), len(theirs)), True
    return _overlap(matches(ours, Counter(theirs)), len(ours), len(theirs)), False


def rescaled(score: float, baseline: float) -> float:
    """BERTScore's rescaling: what is left above a baseline (Zhang et al., 2020, section 3)."""
    return (score - baseline) / (1 - baseline)


def greedy(
    similarities: Sequence[Sequence[float]], reference_weights: Sequence[float], candidate_weights: Sequence[float]
) -> Scores:
    """BERTScore's greedy matching: each token takes its most similar partner, whoever else took it.

    Zhang et al. (2020). A row for each token of the reference, a column for each of the candidate; the weights are
    idf, or ones.
    """

    def weighed(best: Sequence[float], weights: Sequence[float]) -> float:
        whole = sum(weights)
        return sum(value * weight for value, weight in zip(best, weights, strict=True)) / whole if whole else 0.0

    recall = weighed([max(row) for row in similarities], reference_weights)
    precision = weighed([max(column) for column in zip(*similarities, strict=True)], candidate_weights)
    return Scores(precision, recall, harmonic(precision, recall))
