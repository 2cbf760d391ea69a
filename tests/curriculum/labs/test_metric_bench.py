"""Metric bench: what its pairs show, what its judge says, and the browser held to Python."""

import random
from dataclasses import asdict
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import metric_bench as twin
from curriculum.labs.text_metrics import Smoothing, bleu, bleu_counts, bleu_score, greedy, rescaled, rouge
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, written

MODEL = "metric-bench.model.js"
WORDS = twin.REFERENCE.removesuffix(".").split()

# The reference's words in any order, with some left out and some added.
candidates = st.lists(st.sampled_from([*WORDS, ".", "not", "refund,"]), max_size=16).map(" ".join)
orders = st.permutations(WORDS).map(" ".join)


def words_of(preset: str) -> dict[str, str]:
    pair = twin.PRESETS[preset]
    return {score.name: score.words for score in twin.scores_of(pair.candidate, pair.reference)}


def test_presets_show_what_they_are_there_for() -> None:
    assert set(words_of("identical").values()) == {"1.000", "100.00", "1"}
    assert {words_of("paraphrase")[name] for name in ("ROUGE-1 F1", "BLEU", "Token F1")} == {"0.000", "0.00"}
    assert float(words_of("negation")["ROUGE-L F1"]) > 0.9
    repeated = twin.PRESETS["repetition"]
    assert bleu_counts(repeated.candidate, [repeated.reference]).correct[0] == 2
    short = bleu(twin.PRESETS["short"].candidate, twin.PRESETS["short"].reference)
    assert short.precisions == [100] * 4 and short.score < 50
    wordy = rouge(twin.PRESETS["wordy"].candidate, twin.PRESETS["wordy"].reference, 1)
    assert wordy.recall == 1 and wordy.precision < 0.5
    assert words_of("reordered")["ROUGE-1 F1"] == "1.000" and float(words_of("reordered")["BLEU"]) < 40


def test_matrices_show_what_they_are_there_for() -> None:
    def f1(name: str) -> float:
        matrix = twin.MATRICES[name]
        return greedy(matrix.similarities, [1] * len(matrix.reference), [1] * len(matrix.candidate)).f1

    assert f1("negation") > f1("paraphrase") > f1("unrelated")  # it does not see what is right
    assert 0 < rescaled(f1("unrelated"), 0.5) < 0.1
    for matrix in twin.MATRICES.values():
        assert len(matrix.similarities) == len(matrix.reference) == len(matrix.reference_weights)
        assert {len(row) for row in matrix.similarities} == {len(matrix.candidate)} == {len(matrix.candidate_weights)}


@pytest.mark.parametrize("pair", twin.PRESETS.values(), ids=list(twin.PRESETS))
def test_no_preset_meets_the_challenge(pair: twin.Pair) -> None:
    for reference in (pair.reference, twin.REFERENCE):
        assert not twin.judge({"reference": reference, "candidate": pair.candidate}).met
    assert not twin.judge({"reference": twin.REFERENCE, "candidate": twin.REFERENCE}).met


@pytest.mark.parametrize(
    ("candidate", "says"),
    [
        (twin.REFERENCE, "Not yet. ROUGE-1 F1 is 1.00, high enough. BLEU is 100.00, too high: of its runs of two"),
        (
            "refund",
            "Not yet. ROUGE-1 F1 is 0.15, too low: too few of the reference’s words are there. BLEU is 0.00",
        ),
        (f"{twin.REFERENCE} {'so ' * 12}", "Not yet. ROUGE-1 F1 is 0.67, too low: too many words are not in the"),
        ("so " * 12, "Not yet. ROUGE-1 F1 is 0.00, too low: too few words are shared."),
        ("", "Not yet. ROUGE-1 F1 is 0.00"),
        (" ".join(reversed(WORDS)), "Met. ROUGE-1 F1 is 1.00: 12 of 12 words stand in the reference."),
        ("x" * 601, "No answer to judge"),
        (None, "No answer to judge"),
    ],
)
def test_judge_says_what_is_wrong(candidate: object, says: str) -> None:
    verdict = twin.judge({"reference": twin.REFERENCE, "candidate": candidate})
    assert verdict.message.startswith(says) and verdict.met == says.startswith("Met")


def test_judge_asks_for_the_shop_s_answer() -> None:
    verdict = twin.judge({"reference": "the", "candidate": " ".join(reversed(WORDS))})
    assert not verdict.met and "take it as the reference" in verdict.message
    # Upper case is no way out: the challenge lower-cases.
    assert not twin.judge({"reference": twin.REFERENCE, "candidate": twin.REFERENCE.upper()}).met


@given(candidates | orders)
def test_judge_goes_by_the_figures(candidate: str) -> None:
    met = rouge(candidate, twin.REFERENCE, 1).f1 >= 0.8 and bleu(candidate, twin.REFERENCE, lower=True).score <= 20
    assert twin.judge({"reference": twin.REFERENCE, "candidate": candidate}).met == met


@given(orders)
def test_three_in_a_row_are_what_keeps_bleu_up(candidate: str) -> None:
    counts = bleu_counts(candidate, [twin.REFERENCE], lower=True)
    if counts.correct[1] <= 4 and not counts.correct[2]:
        assert bleu_score(counts).score <= twin.MOST_BLEU


def test_browser_and_server_pronounce_alike() -> None:
    chosen = random.Random(2002)  # orders near the reference's own, where the line is
    near = []
    for _ in range(700):
        words = WORDS.copy()
        for _ in range(chosen.randrange(8)):
            words.insert(chosen.randrange(12), words.pop(chosen.randrange(12)))
        near.append(" ".join(words) + chosen.choice(["", "."]))
    responses = [{"reference": twin.REFERENCE, "candidate": one} for one in near + written(candidates, 300)]
    verdicts = [twin.judge(one).met for one in responses]
    assert 50 < sum(verdicts) < 950
    agree_on_verdicts(MODEL, twin.judge, responses)
    strange: list[object] = ["a", "😀" * 600, "😀" * 601, ["a"], None]
    agree_on_verdicts(MODEL, twin.judge, [None, 3, [], *({"candidate": one} for one in strange)])


def test_browser_and_server_list_the_same_scores() -> None:
    pairs = [(pair.candidate, pair.reference) for pair in twin.PRESETS.values()]
    pairs += [(one, twin.REFERENCE) for one in written(candidates, 250)]
    cases = [(*pair, lower, way) for pair in pairs for lower in (False, True) for way in get_args(Smoothing)]
    agree(MODEL, "scoresOf", lambda *case: [asdict(score) for score in twin.scores_of(*case)], cases)


def test_browser_and_server_have_the_same_presets() -> None:
    pairs = {name: asdict(pair) for name, pair in twin.PRESETS.items()}
    matrices = {
        name: {
            "name": matrix.name,
            "reference": list(matrix.reference),
            "candidate": list(matrix.candidate),
            "similarities": [list(row) for row in matrix.similarities],
            "referenceWeights": list(matrix.reference_weights),
            "candidateWeights": list(matrix.candidate_weights),
        }
        for name, matrix in twin.MATRICES.items()
    }
    names = ["PRESETS", "MATRICES", "REFERENCE", "MOST", "CHALLENGE", "LAB"]
    ours = [pairs, matrices, twin.REFERENCE, twin.MOST, twin.CHALLENGE, twin.LAB.id]
    assert in_the_browser(MODEL, [[name] for name in names]) == ours


@pytest.mark.parametrize("preset", twin.PRESETS)
def test_the_worked_example_adds_up(preset: str) -> None:
    example = twin.worked_example({"preset": preset})
    brevity, mean, score = (float(str(example[name])) for name in ("brevity", "mean", "bleu"))
    assert brevity * mean == pytest.approx(score, abs=0.06)
