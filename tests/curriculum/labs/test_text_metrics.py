"""Metrics of texts: reference values, the usual tools' own scores, and the browser's arithmetic held to Python's."""

import json
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from curriculum.labs import text_metrics as twin
from curriculum.labs.chance import chance
from tests.curriculum.labs.agreeing import NODE_TESTS, agree, in_the_browser, items, near, written

MODULE = "text-metrics.js"
# [reference, candidate, then what rouge-score makes of them]: scripts/rouge_record.py
RECORD: list[Any] = json.loads((NODE_TESTS / "rouge-score.json").read_text("utf-8"))
PAIRS: list[tuple[str, str]] = [(candidate, reference) for reference, candidate, *_ in RECORD]
KINDS: tuple[twin.RougeKind, ...] = (1, 2, "L")
# The eight pairs of the reference's corpus.
CORPUS = (
    ("the cat sat on the mat", "the cat sat on the mat"),
    ("the cat lay on the mat", "the cat sat on the mat"),
    ("the quick brown fox", "the quick brown fox jumps over the lazy dog"),
    ("yes the refund was issued to your card this morning", "the refund was issued"),
    ("the gunman killed police", "police killed the gunman"),
    ("your parcel has not arrived on time", "the delivery is late"),
    ("the the the the the the the", "the cat is on the mat"),
    ("the order cannot be cancelled within thirty days", "the order can be cancelled within thirty days"),
)

VOCABULARY = "the The refund is not 1,000 5.50 3-day — é . & &amp; <skipped> 😀 \n \u3000"
words = st.sampled_from(VOCABULARY.split(" "))
texts = st.lists(words, max_size=12).map(" ".join) | st.text(max_size=20)
weights = st.floats(0, 10)


def matrices(n_rows: int, n_columns: int) -> st.SearchStrategy[list[list[float]]]:
    row = st.lists(st.floats(0, 1), min_size=n_columns, max_size=n_columns)
    return st.lists(row, min_size=n_rows, max_size=n_rows)


@cache
def cases() -> list[tuple[str, str]]:
    """The recorded pairs, and 400 that are stranger."""
    return PAIRS + written(st.tuples(texts, texts), 400)


def by_chance(n_rows: int, n_columns: int, next_number: Callable[[], float]) -> list[list[float]]:
    return [[next_number() for _ in range(n_columns)] for _ in range(n_rows)]


def pairs_of(prefix: str, outcome: str) -> list[Any]:
    """The reference values that compare two texts and say so much."""
    found = [(param, param.values[0]) for param in items(prefix)]
    return [param for param, item in found if "candidate" in item["inputs"] and outcome in item["outputs"]]


# --- Reference values.


@pytest.mark.parametrize("item", pairs_of("rouge.", "rougeL"))
def test_rouge_is_the_reference(item: dict[str, Any]) -> None:
    given_, wanted = item["inputs"], item["outputs"]
    for kind in KINDS:
        scores, expected = twin.rouge(given_["candidate"], given_["reference"], kind), wanted[f"rouge{kind}"]
        assert (scores.precision, scores.recall, scores.f1) == near(item, (expected["p"], expected["r"], expected["f"]))


@pytest.mark.parametrize("item", [*pairs_of("rouge.", "rouge1_f"), *pairs_of("rouge.", "rouge1_f_nostem")])
def test_rouge_without_stemmer_is_the_reference(item: dict[str, Any]) -> None:
    wanted = item["outputs"].get("rouge1_f", item["outputs"].get("rouge1_f_nostem"))
    assert twin.rouge(item["inputs"]["candidate"], item["inputs"]["reference"], 1).f1 == near(item, wanted)


def test_mean_rouge_is_the_reference() -> None:
    ((item,),) = (param.values for param in items("rouge.mean_f8"))
    for kind in KINDS:
        mean = math.fsum(twin.rouge(*pair, kind).f1 for pair in CORPUS) / len(CORPUS)
        assert mean == near(item, item["outputs"][f"rouge{kind}"])


@pytest.mark.parametrize("item", [item for item in items("bleu.") if "candidate" in item.values[0]["inputs"]])
def test_bleu_is_the_reference(item: dict[str, Any]) -> None:
    given_, wanted = item["inputs"], item["outputs"]
    candidate, references = given_["candidate"], given_.get("references", [given_.get("reference")])
    counts = twin.bleu_counts(candidate, references)
    score = twin.bleu_score(counts)
    if "cased" in wanted:
        assert score.score == near(item, wanted["cased"])
        assert twin.bleu(candidate, references[0], lower=True).score == near(item, wanted["lowercase"])
        return
    parts = wanted.get("bleu_exp_effective_order", wanted)
    assert (score.score, score.brevity) == near(item, (parts["score"], parts["bp"]))
    assert score.precisions == near(item, parts["precisions"])
    assert (counts.correct, counts.total) == (parts["counts"], parts["totals"])
    assert (counts.candidate, counts.reference) == (parts["sys_len"], parts["ref_len"])
    if "chrf2" in wanted:
        assert twin.bleu_score(counts, "exp", effective=False).score == near(item, wanted["bleu_exp_default"])
        assert twin.bleu_score(counts, "none", effective=False).score == near(item, wanted["bleu_no_smoothing"])
        assert twin.chrf(candidate, references[0]).score == near(item, wanted["chrf2"])
        assert twin.answer_f1(candidate, references[0])[1] == bool(wanted["exact_match"])


def test_a_corpus_adds_its_counts_up() -> None:
    ((item,),) = (param.values for param in items("bleu.corpus8"))
    wanted = item["outputs"]
    counts = [twin.bleu_counts(candidate, [reference]) for candidate, reference in CORPUS]
    whole = twin.BleuCounts(
        [sum(column) for column in zip(*(one.correct for one in counts), strict=True)],
        [sum(column) for column in zip(*(one.total for one in counts), strict=True)],
        sum(one.candidate for one in counts),
        sum(one.reference for one in counts),
    )
    assert (whole.correct, whole.total) == (wanted["counts"], wanted["totals"])
    assert (whole.candidate, whole.reference) == (wanted["sys_len"], wanted["ref_len"])
    assert twin.bleu_score(whole, "exp", effective=False).score == near(item, wanted["score"])
    mean = sum(twin.bleu_score(one).score for one in counts) / len(CORPUS)
    assert mean == near(item, wanted["mean_of_sentence_scores"])
    characters = [
        [sum(column) for column in zip(*order, strict=True)]
        for order in zip(*(twin.chrf_counts(*pair) for pair in CORPUS), strict=True)
    ]
    assert twin.chrf_score(characters).score == near(item, wanted["corpus_chrf2"])


def test_token_f1_is_the_reference() -> None:
    ((item,),) = (param.values for param in items("qa.f1_em"))
    wanted = item["outputs"]
    scores, exact = twin.answer_f1(item["inputs"]["pred"], item["inputs"]["gold"])
    assert (scores.precision, scores.recall, scores.f1) == near(item, (wanted["p"], wanted["r"], wanted["f1"]))
    assert (scores.matched, exact) == (wanted["common"], bool(wanted["em"]))


def test_greedy_matching_is_the_reference() -> None:
    ((item,),) = (param.values for param in items("bertscore.toy"))
    given_, wanted = item["inputs"], item["outputs"]
    similarities, baseline = given_["cosine_rows_reference_cols_candidate"], given_["baseline_b"]
    plain = twin.greedy(similarities, [1, 1], [1, 1, 1])
    assert asdict(plain) == near(item, {name: wanted[name] for name in ("precision", "recall", "f1")})
    assert twin.rescaled(plain.f1, baseline) == near(item, wanted["rescaled_f1_b0.5"])
    weighed = twin.greedy(similarities, given_["idf_ref"], [1, 1, 1])
    assert weighed.recall == near(item, wanted["recall_idf_weights_1_3"])


# --- The usual tools.


def test_rouge_is_what_rouge_score_recorded() -> None:
    assert len(RECORD) >= 500
    for reference, candidate, *recorded in RECORD:
        for kind, scores in zip(KINDS, recorded, strict=True):
            ours = twin.rouge(candidate, reference, kind)
            assert [ours.precision, ours.recall, ours.f1] == pytest.approx(scores, abs=1e-8), (reference, candidate)


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("smoothing", get_args(twin.Smoothing))
def test_bleu_is_sacrebleu_s(smoothing: twin.Smoothing, lower: bool) -> None:
    tool = BLEU(lowercase=lower, smooth_method=smoothing, effective_order=True)
    for candidate, reference in cases():
        theirs = tool.sentence_score(candidate, [reference])
        counts = twin.bleu_counts(candidate, [reference], lower)
        ours = twin.bleu_score(counts, smoothing)
        assert (counts.correct, counts.total) == (theirs.counts, theirs.totals), (candidate, reference)
        assert (counts.candidate, counts.reference) == (theirs.sys_len, theirs.ref_len)
        pairs = zip(
            (ours.score, ours.brevity, *ours.precisions), (theirs.score, theirs.bp, *theirs.precisions), strict=True
        )
        assert all(math.isclose(one, other, abs_tol=1e-9) for one, other in pairs), (candidate, reference)


def test_chrf_is_sacrebleu_s() -> None:
    tool = CHRF()
    for candidate, reference in cases():
        theirs = tool.sentence_score(candidate, [reference])
        assert math.isclose(twin.chrf(candidate, reference).score, theirs.score, abs_tol=1e-9), (candidate, reference)


# --- Laws.


@given(texts, texts)
def test_scores_stay_within_their_bounds(candidate: str, reference: str) -> None:
    for kind in KINDS:
        scores = twin.rouge(candidate, reference, kind)
        assert 0 <= min(scores.precision, scores.recall) <= scores.f1 <= max(scores.precision, scores.recall) + 1e-12
    assert 0 <= twin.bleu(candidate, reference).score <= 100 + 1e-9
    assert 0 <= twin.chrf(candidate, reference).score <= 100 + 1e-9


@given(texts)
def test_a_text_agrees_with_itself(text: str) -> None:
    assert twin.rouge(text, text, "L").f1 == bool(twin.rouge_tokens(text))
    assert twin.bleu(text, text).score == pytest.approx(100 if twin.bleu_tokens(text) else 0)
    assert twin.answer_f1(text, text)[1]


@given(texts, texts)
def test_rouge_f1_does_not_mind_which_is_the_reference(one: str, other: str) -> None:
    for kind in KINDS:
        assert twin.rouge(one, other, kind).f1 == pytest.approx(twin.rouge(other, one, kind).f1)


@given(st.lists(words, min_size=1, max_size=8).flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))))
def test_single_words_do_not_see_their_order(pair: tuple[list[str], list[str]]) -> None:
    one, moved = (" ".join(part) for part in pair)
    assert Counter(twin.rouge_tokens(one)) == Counter(twin.rouge_tokens(moved))
    assert twin.rouge(moved, one, 1).f1 == twin.rouge(one, one, 1).f1


@given(st.integers(1, 5).flatmap(lambda rows: matrices(rows, 4)), weights)
def test_recall_and_precision_change_places(similarities: list[list[float]], weight: float) -> None:
    rows, columns = [1 + weight] * len(similarities), [1.0] * 4
    turned = [list(column) for column in zip(*similarities, strict=True)]
    one, other = twin.greedy(similarities, rows, columns), twin.greedy(turned, columns, rows)
    assert (one.recall, one.precision) == pytest.approx((other.precision, other.recall))


# --- The browser.


def test_browser_and_server_reckon_alike() -> None:
    agree(MODULE, "rougeTokens", twin.rouge_tokens, [pair[:1] for pair in cases()])
    kinds = [(*pair, KINDS[place % 3]) for place, pair in enumerate(cases())]
    agree(MODULE, "rouge", lambda *case: asdict(twin.rouge(*case)), kinds)
    choices = [(lower, smoothing) for lower in (False, True) for smoothing in get_args(twin.Smoothing)]
    chosen = [(*pair, *choices[place % len(choices)]) for place, pair in enumerate(cases())]
    agree(MODULE, "bleuTokens", twin.bleu_tokens, [(case[0], case[2]) for case in chosen])
    agree(MODULE, "bleu", lambda *case: asdict(twin.bleu(*case)), chosen)
    agree(MODULE, "chrf", lambda *case: asdict(twin.chrf(*case)), cases())

    def answer(*pair: str) -> dict[str, object]:
        scores, exact = twin.answer_f1(*pair)
        return {**asdict(scores), "exact": exact}

    agree(MODULE, "answerF1", answer, cases())


def test_browser_and_server_match_greedily_alike() -> None:
    next_number = chance(1904)
    tables = []
    for _ in range(1000):
        n_rows, n_columns = 1 + int(4 * next_number()), 1 + int(4 * next_number())
        (rows,), (columns,) = by_chance(1, n_rows, next_number), by_chance(1, n_columns, next_number)
        tables.append((by_chance(n_rows, n_columns, next_number), rows, columns))
    agree(MODULE, "greedy", lambda *case: asdict(twin.greedy(*case)), tables)
    agree(MODULE, "rescaled", twin.rescaled, [(next_number(), 0.95 * next_number()) for _ in range(1000)])


def test_a_longest_common_subsequence_is_one() -> None:
    next_number = chance(2004)
    texts_ = [["abc"[int(3 * next_number())] for _ in range(int(13 * next_number()))] for _ in range(2000)]
    both = list(zip(texts_[::2], texts_[1::2], strict=True))
    for (one, other), pairs in zip(both, in_the_browser(MODULE, [["common", *case] for case in both]), strict=True):
        assert len(pairs) == twin.common(one, other)
        assert all(one[here] == other[there] for here, there in pairs)
        assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
