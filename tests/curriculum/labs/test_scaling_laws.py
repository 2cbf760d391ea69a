"""Scaling laws: reference values, laws, and the browser's arithmetic held to Python's."""

import math
import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import scaling_laws as twin
from curriculum.labs.numbers import count
from curriculum.labs.over_training import over_trained
from curriculum.labs.registry import LABS
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, items, json_values, near, written

MODEL = "scaling-laws.model.js"
laws = st.sampled_from(list(twin.CONSTANTS.values()))
budgets = st.floats(19, 25).map(lambda exponent: 10**exponent)
sizes = st.floats(7.5, 12.4).map(lambda exponent: 10**exponent)
responses = json_values | st.fixed_dictionaries(
    {},
    optional={
        "budget": json_values | st.just(twin.CHALLENGE_BUDGET) | st.just(10**400),
        "parameters": json_values | sizes | st.sampled_from([5e-324, 1e308, 10**400]),
        "constants": json_values | st.sampled_from(list(twin.CONSTANTS)),
    },
)


# --- reference values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", items("chinchilla.loss."))
def test_loss_is_the_reference(item: dict[str, Any]) -> None:
    law, given_ = twin.CONSTANTS[item["id"].split(".")[2]], item["inputs"]
    for name, value in given_["constants"].items():
        assert getattr(law, name) == pytest.approx(value, rel=1e-12)
    assert twin.loss(law, given_["N"], given_["D"]) == near(item, item["outputs"]["loss"])


@pytest.mark.parametrize("item", items("chinchilla.opt."))
def test_optimum_is_the_reference(item: dict[str, Any]) -> None:
    best = twin.optimum(twin.CONSTANTS[item["id"].split(".")[2]], item["inputs"]["C_flops"])
    wanted = item["outputs"]
    assert best.parameters == near(item, wanted["N"])
    assert best.tokens == near(item, wanted["D"])
    assert best.loss == near(item, wanted["loss"])


@pytest.mark.parametrize("item", items("ppl.from_loss"))
def test_perplexity_is_the_reference(item: dict[str, Any]) -> None:
    assert twin.perplexity(item["inputs"]["loss_nats"]) == near(item, item["outputs"]["ppl"])


# --- laws -----------------------------------------------------------------------------------------------------


@given(laws, budgets, sizes)
def test_budget_is_spent_in_full(law: twin.Constants, budget: float, size: float) -> None:
    best = twin.optimum(law, budget)
    assert 6 * best.parameters * best.tokens == pytest.approx(budget, rel=1e-12)
    assert 6 * size * twin.tokens_for(budget, size) == pytest.approx(budget, rel=1e-12)


@given(laws, budgets, sizes)
def test_no_size_beats_the_optimum(law: twin.Constants, budget: float, size: float) -> None:
    assert twin.excess(law, budget, size) >= -1e-15


@given(laws, budgets, st.sampled_from([0.5, 0.9, 1.1, 2]))
def test_the_neighbours_of_the_optimum_are_worse(law: twin.Constants, budget: float, ratio: float) -> None:
    assert twin.excess(law, budget, twin.optimum(law, budget).parameters * ratio) > 0


@given(laws, budgets, st.floats(1, 1e3), sizes)
def test_more_compute_never_raises_the_loss(law: twin.Constants, budget: float, more: float, size: float) -> None:
    assert twin.optimum(law, budget * more).loss <= twin.optimum(law, budget).loss
    tokens = twin.tokens_for(budget, size)
    assert twin.loss(law, size, tokens * more) <= twin.loss(law, size, tokens)
    assert twin.loss(law, size * more, tokens) <= twin.loss(law, size, tokens)


@given(laws, budgets, st.floats(1e-5, 0.05))
def test_sizes_within_end_at_the_allowed_excess(law: twin.Constants, budget: float, allowed: float) -> None:
    low, high = twin.sizes_within(law, budget, allowed)
    assert low < twin.optimum(law, budget).parameters < high
    assert [twin.excess(law, budget, end) for end in (low, high)] == pytest.approx([allowed] * 2, rel=1e-6)


@given(laws, budgets, st.floats(0.3, 0.95))
def test_a_smaller_model_needs_more_training_and_pays_back(law: twin.Constants, budget: float, share: float) -> None:
    small, best = over_trained(law, budget, share), twin.optimum(law, budget)
    if math.isinf(small.tokens):
        assert law.E + law.A / small.parameters**law.alpha >= best.loss
        return
    assert twin.loss(law, small.parameters, small.tokens) == pytest.approx(best.loss)
    assert small.training >= budget * (1 - 1e-9)
    both = [
        training + 2 * size * small.served
        for training, size in ((small.training, small.parameters), (budget, best.parameters))
    ]
    assert both[0] == pytest.approx(both[1])


def test_half_the_optimums_size_costs_what_the_lesson_says() -> None:
    small = over_trained(twin.CONSTANTS["besiroglu_2024"], 1e22, 0.5)
    assert count(small.parameters).replace("\u00a0", " ") == "4.52 B"
    assert [small.tokens, small.training, small.served] == pytest.approx([464e9, 1.26e22, 287e9], rel=3e-3)


# --- the judge ------------------------------------------------------------------------------------------------


@given(responses)
def test_judge_is_total(response: object) -> None:
    verdict = LABS["scaling-laws"].judge(response)
    assert verdict.message
    assert not verdict.met or isinstance(response, dict)


@given(st.sampled_from(list(twin.CONSTANTS)), sizes)
def test_judge_asks_for_a_tenth_of_a_per_cent(constants: str, size: float) -> None:
    verdict = twin.judge({"budget": 5.76e23, "parameters": size, "constants": constants})
    best = twin.optimum(twin.CONSTANTS[constants], 5.76e23)
    tokens = 5.76e23 / (6 * size)
    over = twin.loss(twin.CONSTANTS[constants], size, tokens) / best.loss - 1
    assert verdict.excess == over
    assert verdict.met == (over <= 0.001)
    starts = "Met" if verdict.met else "Too small" if size < best.parameters else "Too large"
    assert verdict.message.startswith(f"{starts}: ")


def test_judge_says_what_is_wrong_and_by_how_much() -> None:
    gopher: dict[str, object] = {"budget": 5.76e23, "parameters": 280e9, "constants": "besiroglu_2024"}
    assert twin.judge(gopher).message.replace("\u00a0", " ") == (
        "Too large: 280 B parameters leave 343 B tokens, 1.22 for each. "
        "The loss is 0.956% above the lowest; 0.1% is allowed."
    )
    assert twin.judge({**gopher, "parameters": 70e9}).met
    assert twin.judge({**gopher, "parameters": 70_000_000_000}).met
    assert not twin.judge({**gopher, "parameters": 70e9, "constants": "hoffmann_rounded"}).met
    assert twin.judge({**gopher, "budget": 1e22}).message.startswith("Another budget: this is 10²² operations")
    for size in (5e-324, 1e7, 1e13, 1e308):
        assert twin.judge({**gopher, "parameters": size}).message.startswith("The size must lie between")
    assert twin.judge({**gopher, "parameters": True}).message.startswith("No answer to judge")


# --- Python and the browser agree -----------------------------------------------------------------------------


def ten(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda exponent: float(10**exponent))


# The formulas must agree beyond the constants that we happen to use.
any_law = st.fixed_dictionaries(
    {
        "E": st.floats(0.5, 3),
        "A": ten(1, 4),
        "B": ten(1, 4),
        "alpha": st.floats(0.2, 0.6),
        "beta": st.floats(0.2, 0.6),
    }
)


def law_of(given_: dict[str, float]) -> twin.Constants:
    return twin.Constants(name="", source="", **given_)


def test_browser_and_server_have_the_same_constants() -> None:
    theirs = in_the_browser(MODEL, [["CONSTANTS"]])[0]
    assert list(theirs) == list(twin.CONSTANTS)
    for name, law in twin.CONSTANTS.items():
        assert {key: theirs[name][key] for key in ("name", "source")} == {"name": law.name, "source": law.source}
        for key in ("E", "A", "B", "alpha", "beta"):
            assert theirs[name][key] == pytest.approx(getattr(law, key), rel=1e-15)


def test_browser_and_server_reckon_alike() -> None:
    cases = written(st.tuples(any_law, ten(19, 25), ten(7.5, 12.4)))

    def best(given_: dict[str, float], budget: float) -> dict[str, float]:
        found = twin.optimum(law_of(given_), budget)
        return {name: getattr(found, name) for name in ("budget", "parameters", "tokens", "loss")}

    agree(MODEL, "optimum", best, [(law, budget) for law, budget, _ in cases])
    agree(
        MODEL, "loss", lambda law, *at: twin.loss(law_of(law), *at), [(law, size, size * 20) for law, _, size in cases]
    )
    agree(MODEL, "tokensFor", twin.tokens_for, [(budget, size) for _, budget, size in cases])
    agree(MODEL, "perplexity", twin.perplexity, [(law["E"],) for law, _, _ in cases])
    # The excess is a difference of nearly equal numbers: near nothing it has fewer digits to agree in.
    agree(MODEL, "excess", lambda law, *at: twin.excess(law_of(law), *at), cases, rel=1e-9, abs=1e-14)
    agree(
        MODEL,
        "sizesWithin",
        lambda law, *at: twin.sizes_within(law_of(law), *at),
        [(*case[:2], 1e-3) for case in cases],
    )


def test_browser_and_server_reckon_over_training_alike() -> None:
    cases = written(st.tuples(any_law, ten(19, 25), st.floats(0.3, 0.95)))

    def small(given_: dict[str, float], *at: float) -> dict[str, float | None]:
        found = over_trained(law_of(given_), *at)
        names = ("parameters", "tokens", "training", "served")
        # JSON has no infinity; Node writes null.
        return {name: value if math.isfinite(value := getattr(found, name)) else None for name in names}

    agree(MODEL, "overTrained", small, cases, rel=1e-6)


def test_browser_and_server_judge_alike() -> None:
    answer = st.fixed_dictionaries(
        {
            "budget": st.floats(0.998, 1.002).map(lambda factor: twin.CHALLENGE_BUDGET * factor),
            "parameters": ten(7, 13) | ten(10.4, 11.2),
            "constants": st.sampled_from([*twin.CONSTANTS, "valueOf"]),
        }
    )
    odd: list[object] = [None, 3, "x", [], {}, {"budget": 10**400}]
    agree_on_verdicts(MODEL, twin.judge, [*written(answer), *odd])


# --- settings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "valid"),
    [
        ({}, {"budget": 1e22, "constants": "besiroglu_2024"}),
        ({"budget": "5.76e23"}, {"budget": 5.76e23, "constants": "besiroglu_2024"}),
        ({"budget": 10**20, "constants": "hoffmann_rounded"}, {"budget": 1e20, "constants": "hoffmann_rounded"}),
    ],
)
def test_settings_are_read(given_: dict[str, object], valid: dict[str, object]) -> None:
    assert LABS["scaling-laws"].options(given_) == valid


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"budget": "1e26"}, "budget '1e26' is not between 1e19 and 1e25; write operations, such as 1e22"),
        ({"budget": "much"}, "budget 'much' is not between"),
        ({"budget": "nan"}, "budget 'nan' is not between"),
        ({"budget": True}, "budget True is not between"),
        ({"budget": ["1e22"]}, "is not between"),
        (
            {"constants": "chinchilla"},
            "unknown constants 'chinchilla'; use one of besiroglu_2024, hoffmann_tex_unrounded, hoffmann_rounded",
        ),
        ({"constants": ["besiroglu_2024"]}, "unknown constants"),
        ({"bugdet": "1e22"}, "unknown setting bugdet; the settings are budget and constants"),
    ],
)
def test_bad_settings_are_mended(given_: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        LABS["scaling-laws"].options(given_)


@given(st.dictionaries(st.text() | st.sampled_from(["budget", "constants"]), json_values))
def test_settings_are_read_or_refused(given_: dict[str, object]) -> None:
    try:
        valid = LABS["scaling-laws"].options(given_)
    except ValueError:
        return
    assert twin.BUDGETS[0] <= float(str(valid["budget"])) <= twin.BUDGETS[1]


# --- the page -------------------------------------------------------------------------------------------------


def show(**options: object) -> str:
    lab = LABS["scaling-laws"]
    return render_to_string(lab.template, lab.context(lab.options(options))).replace("\u00a0", " ")


def test_without_a_script_the_page_has_figure_and_example() -> None:
    page = show(budget="5.76e23", constants="hoffmann_rounded")
    best = twin.optimum(twin.CONSTANTS["hoffmann_rounded"], 5.76e23)
    assert '<scaling-laws-lab budget="5.76e23" constants="hoffmann_rounded">' in page
    assert f"<td>{best.loss:.4f}</td>" in page and "32.2 B" in page and "2.98 T" in page and "92.6" in page
    assert page.count("<tr>") == 4 and "<polyline" in page and "5.76 × 10²³" in page
    assert all(law.source in page for law in twin.CONSTANTS.values() if "'" not in law.source)
    assert "style=" not in page and "onclick" not in page and "nan" not in page


@given(laws=st.sampled_from(list(twin.CONSTANTS)), budget=budgets)
def test_the_bowl_stays_in_its_drawing(laws: str, budget: float) -> None:
    example: Any = twin.worked_example({"budget": budget, "constants": laws})
    points = [tuple(map(float, point.split(","))) for point in example["bowl"]["line"].split()]
    assert len(points) > 20
    assert all(38 <= x <= 386 and 16 <= y <= 196 for x, y in points)
    assert max(y for _, y in points) == pytest.approx(float(example["bowl"]["best"]["y"]), abs=0.5)
    assert 2 <= len(example["bowl"]["losses"]) <= 12
    assert float(example["attribute"]) == budget and math.isfinite(budget)
