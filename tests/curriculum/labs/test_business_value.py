"""The worth of a distilled model: reference values, laws, and the browser's arithmetic held to Python's."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import business_measures as measures
from curriculum.labs import business_value as twin
from curriculum.labs import business_words as words
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, items, near, written

MODEL = "business-value.model.js"
MEASURES = "business-value.measures.js"

cases = st.fixed_dictionaries(
    {name: st.floats(*assumption.range) for name, assumption in twin.ASSUMPTIONS.items()}
    | {"users": st.floats(*twin.USERS)}
)
swings = st.floats(*twin.SWINGS)
volumes = st.floats(*twin.ASSUMPTIONS["requests"].range) | st.floats(1.3e6, 1.5e6)


def as_json(given_: twin.Case) -> dict[str, Any]:
    """What follows from a case, under the browser's names."""
    found = twin.worth(given_)
    names = {
        name: name if "_" not in name else name.split("_")[0] + name.split("_")[1].title() for name in found.__slots__
    }
    return {ours: getattr(found, name) for name, ours in names.items()}


@pytest.mark.parametrize("item", items("biz.distil_vs_api"))
def test_distilling_beside_an_api_is_the_reference(item: dict[str, Any]) -> None:
    given_, wanted = item["inputs"], item["outputs"]
    tokens = given_["tokens_in"], given_["tokens_out"]
    price_in, price_out = given_["teacher_price_per_Mtok_in_out"]
    found = twin.worth(
        {
            "requests": given_["requests_per_month"],
            "tokensIn": tokens[0],
            "tokensOut": tokens[1],
            "priceIn": price_in,
            "priceOut": price_out,
            "own": 1000 * twin.per_request(*tokens, given_["student_price_per_Mtok_in_out"]),
            "hosting": given_["student_extra_monthly_hosting"],
            "setup": given_["one_off_distillation_cost"],
            "users": given_["active_users"],
            "extra": 0,
            "handover": 6,
        }
    )
    assert found.api == near(item, wanted["cost_per_request_teacher"])
    assert found.own == near(item, wanted["cost_per_request_student"])
    assert found.saving == near(item, wanted["saving_per_request"])
    assert found.to_host == near(item, wanted["min_monthly_requests_for_positive_saving"])
    without_hosting = twin.break_even(found.saving, 0, given_["one_off_distillation_cost"], 1)
    assert without_hosting == near(item, wanted["break_even_requests_if_no_hosting"])
    assert (found.api_month, found.own_month) == (
        near(item, wanted["teacher_monthly"]),
        near(item, wanted["student_monthly"]),
    )
    assert found.net == near(item, wanted["net_monthly_saving"])
    assert found.payback == near(item, wanted["payback_months"])
    assert found.value == near(item, wanted["first_year_net_benefit"])
    assert 100 * found.roi_setup == near(item, wanted["first_year_roi_pct"])
    assert found.per_user == near(item, (wanted["cost_per_user_teacher"], wanted["cost_per_user_student"]))


@pytest.mark.parametrize("item", items("biz.support_bot"))
def test_a_bot_beside_people_is_the_reference(item: dict[str, Any]) -> None:
    names = ("tickets_per_month", "deflection_rate", "human_cost_per_ticket", "bot_cost_per_ticket", "build_cost")
    found = measures.support_bot(*(item["inputs"][name] for name in (*names, "monthly_run_cost")))
    roi_all, roi_build = found["roiAll"], found["roiBuild"]
    assert roi_all is not None and roi_build is not None
    assert found["gross"] == near(item, item["outputs"]["monthly_gross_saving"])
    assert found["net"] == near(item, item["outputs"]["monthly_net"])
    assert found["payback"] == near(item, item["outputs"]["payback_months"])
    assert found["year"] == near(item, item["outputs"]["annual_net"])
    assert 100 * roi_all == near(item, item["outputs"]["annual_roi_pct"])
    assert 100 * roi_build == near(item, item["outputs"]["annual_roi_on_build_only_pct"])
    assert found["perResolved"] == near(item, item["outputs"]["cost_per_resolved"])


@pytest.mark.parametrize("item", items("biz.productivity"))
def test_productivity_is_the_reference(item: dict[str, Any]) -> None:
    found = measures.productivity(*item["inputs"].values())
    assert 100 * found["uplift"] == near(item, item["outputs"]["uplift_pct"])
    assert found["hoursBefore"] == near(item, item["outputs"]["hours_per_ticket_before"])
    assert found["hoursAfter"] == near(item, item["outputs"]["hours_per_ticket_after"])


@pytest.mark.parametrize("item", items("biz.conversion"))
def test_conversion_is_the_reference(item: dict[str, Any]) -> None:
    found = measures.conversion(*item["inputs"].values())
    names = {"before": "rev_before", "after": "rev_after", "more": "incremental"}
    assert all(found[ours] == near(item, item["outputs"][theirs]) for ours, theirs in names.items())
    assert 100 * found["uplift"] == near(item, item["outputs"]["relative_uplift_pct"])


@pytest.mark.parametrize(
    ("item", "measure"),
    [
        (*items("biz.arpu")[0].values, measures.arpu),
        (*items("biz.clv_churn")[0].values, measures.lifetime_value),
        (*items("biz.clv_simple")[0].values, measures.lifetime_orders),
    ],
)
def test_revenue_and_lifetime_value_are_the_reference(item: dict[str, Any], measure: Any) -> None:
    (wanted,) = item["outputs"].values()
    assert measure(*item["inputs"].values()) == near(item, wanted)


@given(cases)
def test_at_the_break_even_nothing_is_left_and_a_little_more_pays(case: dict[str, float]) -> None:
    found = twin.worth(case)
    for even, cost in ((found.to_host, case["hosting"]), (found.to_repay, case["hosting"] + case["setup"] / 12)):
        if even is None:
            assert found.saving <= 0
        else:
            assert found.saving * even == pytest.approx(cost)
            assert found.saving * even * 1.01 >= cost
    if found.to_repay is not None:
        there = twin.worth({**case, "requests": found.to_repay})
        assert there.value == pytest.approx(0, abs=1e-6 * there.year)
        assert there.payback is None or there.payback == pytest.approx(12, rel=1e-3)


@given(cases, st.floats(1.01, 10))
def test_more_requests_repay_sooner_if_each_saves(case: dict[str, float], factor: float) -> None:
    fewer, more = twin.worth(case), twin.worth({**case, "requests": case["requests"] * factor})
    if fewer.payback is not None:
        assert more.payback is not None and more.payback <= fewer.payback


@given(cases)
def test_the_gain_is_a_smaller_share_of_all_costs_than_of_the_set_up(case: dict[str, float]) -> None:
    found = twin.worth(case)
    assert abs(found.roi_all) <= abs(found.roi_setup) * (1 + 1e-9)
    assert found.roi_all == pytest.approx(found.value / found.year, rel=1e-6, abs=1e-9)


@given(cases, swings)
def test_an_assumption_moves_the_value_alike_to_both_sides(case: dict[str, float], swing: float) -> None:
    value = twin.worth(case).value
    rows: list[dict[str, Any]] = twin.sensitivity(case, swing)
    size = sum(row["change"] for row in rows) + abs(value) + 1
    assert {row["name"] for row in rows} == set(twin.ASSUMPTIONS)
    assert all(row["low"] + row["high"] == pytest.approx(2 * value, abs=1e-9 * size) for row in rows)
    changes = [row["change"] for row in rows]
    assert all(one >= other - 0.01 for one, other in pairwise(changes))


@given(cases, swings)
def test_where_a_row_says_zero_nothing_is_left(case: dict[str, float], swing: float) -> None:
    rows: list[dict[str, Any]] = twin.sensitivity(case, swing)
    for row in rows:
        if row["zero"] is not None and row["zero"] < 100:
            there = twin.worth({**case, row["name"]: case[row["name"]] * (1 + row["zero"])})
            assert there.value == pytest.approx(0, abs=1e-6 * (there.year + 12 * there.api_month))


@pytest.mark.parametrize(
    ("requests", "says"),
    [
        (399_000, "Too few. At 399,000 requests a month the saving does not cover the hosting"),
        (900_000, "Too few. At 900,000 requests a month the set-up is repaid after 12.0 months"),
        (1_371_000, "Too few."),
        (1_373_000, "Met."),
        (1_400_000, "Met. At 1,400,000 requests a month the set-up is repaid after 6.00 months"),
        (1_427_000, "Met."),
        (1_429_000, "More than needed."),
        (20_000_000, "No answer"),
        (True, "No answer"),
        ("1400000", "No answer"),
    ],
)
def test_judge_says_on_which_side_an_answer_lies(requests: object, says: str) -> None:
    verdict = twin.judge({**twin.CASE, "requests": requests})
    assert verdict.message.startswith(says) and verdict.met == says.startswith("Met")
    assert verdict.met or "1,400,000" not in verdict.message


def test_judge_names_what_is_not_of_the_case() -> None:
    verdict = twin.judge({**twin.CASE, "requests": 1_400_000, "hosting": 0, "setup": 25000})
    assert not verdict.met
    assert "“Distilled, $ a month for hosting”, “Distilled, $ once for the set-up” differ." in verdict.message


def test_no_preset_meets_the_challenge_nor_does_the_case_as_given() -> None:
    assert not any(twin.judge(values).met for values in (twin.CASE, *(each.values for each in twin.PRESETS.values())))


@pytest.mark.parametrize("preset", twin.PRESETS)
def test_every_preset_has_a_worked_example(preset: str) -> None:
    example = twin.worked_example({"preset": preset})
    assert "nan" not in str(example) and example["value"] == words.money(twin.worth(twin.PRESETS[preset].values).value)


def test_browser_and_server_reckon_alike() -> None:
    every = written(st.tuples(cases, swings))
    agree(MODEL, "worth", as_json, [[case] for case, _ in every])
    agree(MODEL, "sensitivity", twin.sensitivity, every)
    positive = ("requests", "own", "tokensIn", "tokensOut", "setup", "priceIn")  # numbers like any other
    six = [[case[name] for name in positive] for case, _ in every]
    agree(MEASURES, "supportBot", measures.support_bot, six)
    agree(MEASURES, "conversion", measures.conversion, [each[:4] for each in six])
    agree(MEASURES, "productivity", measures.productivity, [each[:2] for each in six])
    agree(MEASURES, "lifetimeOrders", measures.lifetime_orders, [each[:4] for each in six])


def test_browser_and_server_write_alike() -> None:
    values = written(st.floats(-1e8, 1e8) | st.floats(-2, 2) | st.integers(-4000, 4000).map(lambda half: half / 2))
    for name, ours in (("money", words.money), ("price", words.price), ("ratio", words.ratio)):
        agree(MODEL, name, ours, [[value] for value in values])
    for name, of_none in (("months", words.months), ("volume", words.volume)):
        agree(MODEL, name, of_none, [[None], *([abs(value)] for value in values)])


def test_browser_and_server_judge_alike() -> None:
    agree_on_verdicts(MODEL, twin.judge, [{**twin.CASE, "requests": volume} for volume in written(volumes)])
    agree_on_verdicts(
        MODEL, twin.judge, [*written(cases, 200), None, 3, [], {"requests": "5"}, {**twin.CASE, "own": 0}]
    )
    for name, assumption in twin.ASSUMPTIONS.items():
        agree_on_verdicts(MODEL, twin.judge, [{**twin.CASE, name: assumption.range[1]}])


def test_browser_and_server_have_the_same_assumptions() -> None:
    presets = {key: {"name": preset.name, "values": dict(preset.values)} for key, preset in twin.PRESETS.items()}
    assumptions = {key: {"label": each.label, "range": list(each.range)} for key, each in twin.ASSUMPTIONS.items()}
    assert in_the_browser(MODEL, [["PRESETS"], ["CASE"], ["ASSUMPTIONS"]]) == [presets, dict(twin.CASE), assumptions]
