"""Judges and preferences: reference values, laws, and the browser's arithmetic held to Python's."""

import math
from dataclasses import asdict
from statistics import NormalDist
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import judges as twin
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, items, near, written

MODEL = "judges.model.js"

# One number is quicker drawn than twelve letters.
ratings = st.integers(0, 3**12 - 1).map(lambda number: "".join("abt"[number // 3**pair % 3] for pair in range(12)))
choices = st.text("fts", max_size=12)
seeds = st.integers(1, 999)
rates = st.integers(51, 95).map(lambda rate: rate / 100)
sizes = st.integers(1, 1000)
margins = st.floats(-50, 50)
logs = st.floats(-40, 0)
cells = st.integers(0, 60)
counts = st.tuples(st.integers(1, 60), cells, cells, cells).map(lambda cell: [[*cell[:2]], [*cell[2:]]]) | st.tuples(
    ratings, ratings
).map(lambda two: twin.crossed(*two))


# --- reference values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", items("human.kappa"))
def test_agreement_is_the_reference(item: dict[str, Any]) -> None:
    found, wanted = twin.agreement(item["inputs"]["table_rows_rater1_cols_rater2"]), item["outputs"]
    assert found.observed == near(item, wanted["po"])
    assert found.expected == near(item, wanted["pe"])
    assert found.kappa == near(item, wanted["kappa"])


@pytest.mark.parametrize("item", items("human.winrate"))
def test_win_rate_and_interval_are_the_reference(item: dict[str, Any]) -> None:
    wins, ties, losses = (item["inputs"][name] for name in ("wins", "ties", "losses"))
    rate = twin.win_rate(wins, ties, losses)
    assert rate == near(item, item["outputs"]["win_rate"])
    assert list(twin.wilson(rate, wins + ties + losses)) == near(item, item["outputs"]["wilson95"])


@pytest.mark.parametrize("item", items("rlhf."))
def test_reward_loss_is_the_reference(item: dict[str, Any]) -> None:
    found = twin.preference(item["inputs"]["r_chosen"], item["inputs"]["r_rejected"])
    assert (found.p, found.loss) == near(item, (item["outputs"]["p"], item["outputs"]["loss"]))


@pytest.mark.parametrize("item", items("dpo."))
def test_dpo_loss_is_the_reference(item: dict[str, Any]) -> None:
    found = twin.dpo(*(item["inputs"][name] for name in ("beta", "logp_w", "logp_l", "ref_w", "ref_l")))
    assert asdict(found) == near(item, item["outputs"])


# --- laws -----------------------------------------------------------------------------------------------------


@given(st.floats(0, 1), sizes)
def test_an_interval_holds_the_share_and_narrows(share: float, n: int) -> None:
    low, high = twin.wilson(share, n)
    assert 0 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1
    narrower = twin.wilson(share, 4 * n)
    assert narrower[1] - narrower[0] < high - low


@given(st.floats(0, 1), sizes)
def test_the_interval_of_the_losses_is_the_mirror_of_that_of_the_wins(share: float, n: int) -> None:
    low, high = twin.wilson(share, n)
    assert twin.wilson(1 - share, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(rates)
def test_the_fewest_pairs_keep_a_half_outside_and_one_less_does_not(rate: float) -> None:
    n = twin.fewest(rate)
    assert twin.wilson(rate, n)[0] > 0.5
    assert n == 1 or twin.wilson(rate, n - 1)[0] <= 0.5


def test_to_find_a_true_rate_four_times_in_five_takes_twice_the_pairs() -> None:
    """What the page says in words: the usual size for 80% power, normal approximation."""
    power = NormalDist().inv_cdf(0.8)
    wanted = ((twin.Z * 0.5 + power * math.sqrt(0.6 * 0.4)) / 0.1) ** 2
    assert wanted / twin.fewest(0.6) == pytest.approx(2, abs=0.02)
    assert NormalDist().inv_cdf(0.975) == pytest.approx(twin.Z, abs=1e-12)


@given(counts)
def test_kappa_is_one_for_full_agreement_and_never_more_than_what_was_observed(table: list[list[int]]) -> None:
    found = twin.agreement(table)
    assert 0 <= found.observed <= 1 and 0 <= found.expected <= 1
    if found.kappa is not None:
        assert found.kappa <= found.observed + 1e-12
        assert (found.kappa == pytest.approx(1)) == (found.observed == 1)


@given(counts)
def test_kappa_does_not_mind_who_is_first(table: list[list[int]]) -> None:
    turned = [list(column) for column in zip(*table, strict=True)]
    assert twin.agreement(turned).kappa == pytest.approx(twin.agreement(table).kappa)


def test_ninety_per_cent_can_mean_much_or_nothing() -> None:
    even, lopsided = (twin.agreement(twin.TABLES[name]) for name in ("even", "lopsided"))
    assert even.observed == lopsided.observed == 0.9
    assert even.kappa == pytest.approx(0.8)
    assert lopsided.kappa is not None and lopsided.kappa < 0


def test_kappa_is_not_defined_where_chance_explains_all() -> None:
    assert twin.agreement([[7, 0], [0, 0]]).kappa is None


@given(seeds)
def test_every_pair_is_dealt_once_and_each_model_stands_first_six_times(seed: int) -> None:
    dealt = twin.deal(seed)
    assert sorted(one.pair for one in dealt) == list(range(12))
    assert [one.first for one in dealt].count("a") == 6


@given(seeds)
def test_who_always_takes_the_first_gives_each_model_half(seed: int) -> None:
    assert twin.win_rate_of(twin.ratings_of("f" * 12, seed)) == 0.5


@given(choices, seeds)
def test_an_undone_choice_leaves_the_others(made: str, seed: int) -> None:
    whole, less = twin.ratings_of(made, seed), twin.ratings_of(made[:-1], seed)
    assert len(whole.replace("-", "")) == len(made)
    assert sum(one != other for one, other in zip(whole, less, strict=True)) == bool(made)


def test_swapping_takes_out_the_pull_of_position_and_leaves_that_of_length() -> None:
    same, flips, to_first = twin.swapped()
    assert (same, flips, to_first) == (7, 4, 4)
    assert [twin.llm_rate(order) for order in ("a", "b", "both")] == [0.75, 0.375, 0.5625]
    longer, _, shorter = (twin.llm_rate("both", group) for group in twin.by_length())
    of_person = [twin.win_rate_of("".join(twin.RATERS["person"][pair] for pair in group)) for group in twin.by_length()]
    assert (longer, shorter) == (0.8125, 0.25)
    assert of_person == [0.625, 0.625, 0.5]


@given(margins)
def test_the_loss_falls_with_the_margin_and_is_the_surprise_of_the_choice(margin: float) -> None:
    assert twin.loss_of(margin) > twin.loss_of(margin + 0.5)
    assert twin.sigmoid(margin) + twin.sigmoid(-margin) == pytest.approx(1)
    assert math.exp(-twin.loss_of(margin)) == pytest.approx(twin.sigmoid(margin))


@given(st.floats(0.01, 1), logs, logs, logs, logs)
def test_dpo_sees_the_difference_alone(beta: float, w: float, l: float, ref_w: float, ref_l: float) -> None:  # noqa: E741
    assert twin.dpo(beta, w - 5, l - 5, ref_w, ref_l).loss == pytest.approx(twin.dpo(beta, w, l, ref_w, ref_l).loss)
    assert twin.dpo(beta, ref_w, ref_l, ref_w, ref_l).loss == pytest.approx(math.log(2))


# --- the challenge --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "pairs", "says"),
    [
        (60, 20, "Too few. With 20 pairs the lower end of the interval is 38.658%"),
        (60, 96, "Too few. With 96 pairs the lower end of the interval is 49.998%"),
        (60, 97, "Met. With 97 pairs the lower end of the interval is 50.050%. It rises above 50% once n is more than"),
        (60.0, 97.0, "Met."),
        (60, 98, "Enough, but not the fewest."),
        (55, 385, "This is a win rate of 55%. The challenge is about 60%."),
        (60, 96.5, "No answer"),
        (60, 501, "No answer"),
        (True, 97, "No answer"),
        ("60", "97", "No answer"),
    ],
)
def test_judge_says_what_is_wrong(rate: object, pairs: object, says: str) -> None:
    verdict = twin.judge({"rate": rate, "pairs": pairs})
    assert verdict.message.startswith(says) and verdict.met == says.startswith("Met")


def test_no_other_answer_meets_the_challenge() -> None:
    met = [
        (rate, pairs)
        for rate in range(50, 96)
        for pairs in range(10, 501)
        if twin.judge({"rate": rate, "pairs": pairs}).met
    ]
    assert met == [(60, 97)]


def test_a_hundred_at_sixty_per_cent_are_met_in_words() -> None:
    message = twin.judge(twin.LAB.solution).message
    assert "= 96.04." in message and "it takes 385:" in message


# --- browser and server ---------------------------------------------------------------------------------------


def test_browser_and_server_reckon_alike() -> None:
    cases = written(st.tuples(ratings, ratings, st.floats(0, 1), sizes, margins, margins))
    agree(MODEL, "wilson", twin.wilson, [case[2:4] for case in cases])
    agree(MODEL, "fewest", twin.fewest, [(rate / 100,) for rate in range(51, 96)])
    agree(MODEL, "winRateOf", twin.win_rate_of, [case[:1] for case in cases])
    agree(MODEL, "longerChosen", twin.longer_chosen, [case[:1] for case in cases])
    agree(MODEL, "crossed", twin.crossed, [case[:2] for case in cases])
    tables = [(twin.crossed(*case[:2]),) for case in cases]
    agree(MODEL, "agreement", lambda table: asdict(twin.agreement(table)), [*tables, ([[7, 0], [0, 0]],)])
    agree(MODEL, "preference", lambda *one: asdict(twin.preference(*one)), [case[4:] for case in cases])
    agree(
        MODEL,
        "dpo",
        lambda *one: asdict(twin.dpo(*one)),
        written(st.tuples(st.floats(0.01, 1), logs, logs, logs, logs)),
    )


def test_browser_and_server_deal_alike() -> None:
    cases = written(st.tuples(choices, seeds))
    agree(MODEL, "deal", lambda seed: [asdict(one) for one in twin.deal(seed)], [(seed,) for _, seed in cases])
    agree(MODEL, "ratingsOf", twin.ratings_of, cases)


def test_browser_and_server_judge_alike() -> None:
    answer = st.fixed_dictionaries({"rate": st.just(60) | st.integers(49, 96), "pairs": st.integers(5, 510)})
    near_by: list[object] = [{"rate": 60, "pairs": pairs} for pairs in range(90, 105)]
    odd: list[object] = [None, 3, "x", [], {}, {"rate": 60}, {"rate": True, "pairs": 97}, {"rate": 60, "pairs": 97.5}]
    agree_on_verdicts(MODEL, twin.judge, [*written(answer), *near_by, *odd])


def test_browser_and_server_have_the_same_data() -> None:
    names = ("PRESETS", "LENGTHS", "LLM", "RATERS", "TABLES", "RATES", "NUMBERS", "RATE", "Z")
    theirs = in_the_browser(MODEL, [[name] for name in names])
    assert theirs == [
        *(twin.PRESETS, [list(pair) for pair in twin.LENGTHS], twin.LLM, twin.RATERS),
        {name: [list(row) for row in table] for name, table in twin.TABLES.items()},
        *(list(twin.RATES), list(twin.NUMBERS), twin.RATE, twin.Z),
    ]
    assert in_the_browser(MODEL, [["swapped"], ["byLength"]]) == [list(twin.swapped()), twin.by_length()]
    orders = ("a", "b", "both")
    assert in_the_browser(MODEL, [["llmRate", order] for order in orders]) == [*map(twin.llm_rate, orders)]


def test_without_a_script_the_page_shows_figure_and_example() -> None:
    page = render_to_string(twin.LAB.template, twin.LAB.context({}))
    assert '<judges-lab preset="rate">' in page and page.count('class="s-phase bold"') == 5
    assert "win rate of 56.0%, from 46.2% to 65.3%" in page and "agree on 85.0%" in page and "κ is 0.70" in page
    assert "97" not in page  # the answer of the challenge
