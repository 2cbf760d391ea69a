"""Train on a text: reference values, laws, and the browser's arithmetic held to Python's."""

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.labs import next_token as twin
from curriculum.labs import ngram
from curriculum.labs.chance import chance
from curriculum.labs.formulas import softmax
from curriculum.labs.next_token_texts import PRESETS
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, items, near, written

MODEL = "next-token.model.js"

PIECES = ("the", "order", "Refund", "will", "reach", "you", "Äpfel", "don’t", ",", ".", "\n", "(é", "“ok”")


def text_of(seed: int) -> str:
    """A text by chance of 14 to 40 pieces, made faster than Hypothesis makes lists."""
    next_number = chance(seed)
    kinds = 3 + int(next_number() * (len(PIECES) - 3))
    pieces = [PIECES[int(next_number() * kinds)] for _ in range(14 + int(next_number() * 27))]
    return " ".join(pieces)


def shares_of(seed: int) -> list[float]:
    """Probabilities by chance, some of them 0 and some alike."""
    next_number = chance(seed)
    counts = [1, *(int(next_number() * 12) for _ in range(int(next_number() * 12)))]
    return [count / sum(counts) for count in counts]


seeds = st.integers(0, 2**32 - 1)
texts = seeds.map(text_of).filter(lambda text: len(ngram.tokenize(text, "words")) >= 10)
units = st.sampled_from(["words", "characters"])
orders = st.integers(*ngram.ORDERS)
smoothings = st.floats(*ngram.SMOOTHINGS)
top_ps = st.floats(*ngram.TOP_PS)
prompts = st.sampled_from(["the", "The order", "nowhere", "refund will reach you the order"])
samplings = st.builds(
    ngram.Sampling, orders, st.just(0.0) | smoothings, st.floats(*ngram.TEMPERATURES), top_ps, st.integers(1, 999_999)
)


@pytest.mark.parametrize("item", items("ppl.tokens"))
def test_cross_entropy_is_the_reference(item: dict[str, Any]) -> None:
    loss = ngram.cross_entropy(item["inputs"]["true_token_probs"])
    found = {"ce_nats": loss, "ce_bits": ngram.bits(loss), "ppl": ngram.perplexity(loss)}
    assert found == near(item, item["outputs"])


@pytest.mark.parametrize("item", items("ppl.uniform."))
def test_guessing_evenly_is_the_reference(item: dict[str, Any]) -> None:
    loss = ngram.cross_entropy([1 / item["inputs"]["vocab"]])
    assert {"ce_nats": loss, "ppl": ngram.perplexity(loss)} == near(item, item["outputs"])


@pytest.mark.parametrize("item", items("ppl.from_loss"))
def test_perplexity_is_the_reference(item: dict[str, Any]) -> None:
    assert ngram.perplexity(item["inputs"]["loss_nats"]) == near(item, item["outputs"]["ppl"])


@pytest.mark.parametrize("item", items("softmax."))
def test_softmax_is_the_reference(item: dict[str, Any]) -> None:
    assert softmax(item["inputs"]["logits"], item["inputs"]["T"]) == near(item, item["outputs"]["probs"])


def test_the_cat_sat_gives_two_pairs() -> None:
    fitted = ngram.fit("The cat sat", "words")
    pairs = [(context, label) for context, row in fitted.rows.items() for label in row.following if len(context) == 1]
    assert [(fitted.tokens[context[0]], fitted.tokens[label]) for context, label in pairs] == [
        ("the", "cat"),
        ("cat", "sat"),
    ]


@given(texts, units, orders)
def test_every_token_of_the_training_part_but_the_first_is_a_label_once(text: str, unit: str, order: int) -> None:
    fitted = ngram.fit(text, unit)
    contexts = {fitted.context_at(place, order) for place in range(1, fitted.split)}
    # A short context at the beginning may recur, as such, later on.
    complete = [context for context in contexts if len(context) == order - 1]
    assert sum(fitted.rows[context].total for context in complete) == fitted.split - max(1, order - 1)


@given(texts, units, orders, smoothings, st.data())
def test_probabilities_after_any_context_add_up_to_one(
    text: str, unit: str, order: int, k: float, data: st.DataObject
) -> None:
    fitted = ngram.fit(text, unit)
    place = data.draw(st.integers(1, len(fitted.tokens) - 1))
    shares = ngram.distribution(fitted, fitted.ids[:place], order, k)
    assert shares is not None and sum(shares) == pytest.approx(1) and min(shares) > 0
    assert ngram.probability_at(fitted, place, order, k) == shares[fitted.ids[place]]


@given(texts, units)
def test_without_smoothing_a_longer_context_never_raises_the_training_loss(text: str, unit: str) -> None:
    losses = [each.training for each in ngram.measures(text, unit, 0)]
    assert all(longer <= shorter + 1e-9 for shorter, longer in pairwise(losses))


@given(texts, units, orders, smoothings)
def test_a_held_out_loss_is_infinite_without_smoothing_just_where_a_token_is_impossible(
    text: str, unit: str, order: int, k: float
) -> None:
    fitted = ngram.fit(text, unit)
    bare = ngram.measure(fitted, order, 0)
    assert (bare.held_out == math.inf) == (bare.impossible > 0) and bare.training < math.inf
    assert ngram.measure(fitted, order, k).held_out < math.inf


@given(texts, orders)
def test_a_context_never_seen_is_guessed_evenly(text: str, order: int) -> None:
    fitted = ngram.fit(text, "words")
    shares = ngram.distribution(fitted, fitted.ids_in("nowhere"), max(2, order), 0.5)
    assert shares == pytest.approx([1 / len(fitted.ids_of)] * len(fitted.ids_of))


@given(seeds.map(shares_of), top_ps)
def test_top_p_keeps_the_smallest_set_whose_mass_reaches_p(shares: list[float], p: float) -> None:
    kept = ngram.nucleus(shares, p)
    mass = sum(shares[index] for index in kept)
    assert mass >= p - 1e-9
    # No set with one token fewer has more mass than its likeliest, and those do not reach p.
    assert sum(sorted(shares, reverse=True)[: len(kept) - 1]) < p
    assert all(shares[index] > 0 for index in kept)
    assert min(shares[index] for index in kept) >= max(
        (shares[i] for i in range(len(shares)) if i not in kept), default=0
    )


@given(seeds.map(shares_of), st.floats(*ngram.TEMPERATURES), st.floats(1.05, 3))
def test_a_higher_temperature_never_favours_the_first_choice(shares: list[float], cold: float, factor: float) -> None:
    assert max(ngram.temper(shares, cold * factor)) <= max(ngram.temper(shares, cold)) + 1e-12
    assert ngram.temper(shares, 1) == pytest.approx(shares)


@settings(max_examples=40)
@given(texts, prompts, samplings)
def test_a_continuation_is_the_same_for_the_same_seed_and_draws_only_what_top_p_keeps(
    text: str, prompt: str, sampling: ngram.Sampling
) -> None:
    fitted = ngram.fit(text, "words")
    tokens, ended = ngram.continuation(fitted, prompt, sampling)
    assert (tokens, ended) == ngram.continuation(fitted, prompt, sampling)
    assert ended == (len(tokens) < ngram.LENGTHS["words"])
    ids = fitted.ids_in(prompt)
    for token in tokens:
        shares = ngram.distribution(fitted, ids, sampling.order, sampling.smoothing)
        assert shares is not None
        assert fitted.ids_of[token] in ngram.nucleus(ngram.temper(shares, sampling.temperature), sampling.top_p)
        ids.append(fitted.ids_of[token])


def test_words_join_as_one_reads_them() -> None:
    assert ngram.joined(ngram.tokenize("Print the label, please!", "words"), "words") == "print the label, please!"
    assert ngram.joined(list("a b"), "characters") == "a b"


@pytest.mark.parametrize(
    ("order", "smoothing", "says"),
    [
        (2, 0.1, "Underfitting: the context is too short"),
        (1, 1, "Underfitting:"),
        (2, 1, "Underfitting:"),
        (3, 0, "Too little smoothing. With the tidy replies in words, training perplexity is 1.53 and held-out "),
        (1, 0, "Too little smoothing."),
        (3, 0.001, "Too little smoothing."),
        (3, 0.013, "Met. With the tidy replies in words, training perplexity is 1.85 and held-out perplexity 6.64"),
        (3, 0.04, "Too much smoothing. With"),
        (3, 1, "Too much smoothing. With"),
        (4, 0.01, "Overfitting: the context is too long"),
        (5, 0.01, "Overfitting:"),
        (5, 1, "Too much smoothing, and a context too long"),
        (2.5, 0.1, "No answer"),
        (True, 0.1, "No answer"),
        (3, 1e-9, "No answer"),
        (3, -1, "No answer"),
        (6, 0.1, "No answer"),
        (10**400, 0.1, "No answer"),
    ],
)
def test_judge_says_what_is_wrong(order: float, smoothing: float, says: str) -> None:
    verdict = twin.judge({"order": order, "smoothing": smoothing})
    assert verdict.message.startswith(says) and verdict.met == says.startswith("Met")


def test_browser_and_server_split_texts_alike() -> None:
    cases = [*written(st.tuples(texts, units)), ("Ich sage: “Nein (danke)”…\u00a0ok?", "words"), ("", "words")]
    agree(MODEL, "tokenize", ngram.tokenize, cases)
    agree(MODEL, "joined", ngram.joined, [(ngram.tokenize(*case), case[1]) for case in cases])


def test_browser_and_server_reckon_alike() -> None:
    def losses(text: str, unit: str, k: float) -> list[dict[str, float]]:
        return [
            {"training": each.training, "heldOut": each.held_out, "seen": each.seen, "impossible": each.impossible}
            for each in ngram.measures(text, unit, k)
        ]

    cases = written(st.tuples(texts, units, smoothings, seeds.map(shares_of), top_ps))
    agree(MODEL, "measures", losses, [case[:3] for case in cases])
    agree(MODEL, "nucleus", ngram.nucleus, [case[3:] for case in cases])
    agree(MODEL, "temper", ngram.temper, [(shares, 5 * at) for *_, shares, at in cases])
    agree(MODEL, "softmax", softmax, [([10 * share for share in shares], 5 * at) for *_, shares, at in cases])


def test_browser_and_server_continue_alike() -> None:
    def ours(text: str, prompt: str, sampling: ngram.Sampling) -> dict[str, object]:
        tokens, ended = ngram.continuation(ngram.fit(text, "words"), prompt, sampling)
        return {"tokens": tokens, "ended": ended}

    def asked(sampling: ngram.Sampling) -> dict[str, float]:
        return {
            "order": sampling.order,
            "smoothing": sampling.smoothing,
            "temperature": sampling.temperature,
            "topP": sampling.top_p,
            "seed": sampling.seed,
        }

    cases = written(st.tuples(texts, prompts, samplings))
    calls = [["continued", text, "words", prompt, asked(sampling)] for text, prompt, sampling in cases]
    assert in_the_browser(MODEL, calls) == [ours(*case) for case in cases]


def test_browser_and_server_pronounce_alike() -> None:
    answers = written(st.tuples(orders, st.just(0.0) | st.just(1.0) | st.floats(-3, -1).map(lambda e: 10**e)))
    agree_on_verdicts(MODEL, twin.judge, [{"order": order, "smoothing": k} for order, k in answers])
    odd: list[object] = [
        None,
        3,
        [],
        {},
        {"order": "3", "smoothing": 0.01},
        {"order": 3.5, "smoothing": 0.01},
        {"order": 3},
    ]
    agree_on_verdicts(MODEL, twin.judge, [*odd, {"order": 3, "smoothing": 2}, {"order": True, "smoothing": 0.01}])


def test_browser_and_server_have_the_same_texts() -> None:
    theirs = in_the_browser("next-token.texts.js", [["PRESETS"]])[0]
    ours = {key: {"name": each.name, "text": each.text, "note": each.note} for key, each in PRESETS.items()}
    assert theirs == ours and list(theirs) == list(ours)
    assert in_the_browser(MODEL, [["ORDERS"], ["SMOOTHINGS"], ["TEMPERATURES"], ["TOP_PS"], ["UNKNOWN"]]) == [
        list(ngram.ORDERS),
        list(ngram.SMOOTHINGS),
        list(ngram.TEMPERATURES),
        list(ngram.TOP_PS),
        ngram.UNKNOWN,
    ]
