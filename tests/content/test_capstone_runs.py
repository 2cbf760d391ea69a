"""Every figure in the capstone's model answers, worked out again: the cases that weigh a run of training."""

import pytest

from tests.content.essays import GPU_PRICE, check, hours, usd


def test_subtitles() -> None:
    full, frozen, adapter = 7e9 * 16 / 1e9, 7e9 * 2 / 1e9, 4.2e6 * 16 / 1e9
    tokens = 12_000 * 300 * 3
    block = 2 / 60 * 36
    blocks = round(50_000 * (0.80 - 0.61))
    year = 2_000 * 0.75 / 12 / block
    assert 12_000 * 0.75 == 9_000
    check(
        "cap-subtitles",
        (
            f"at 16 bytes are {full:.0f} GB",
            f"{frozen:.0f} GB of frozen weights and 4.2 million × 16 bytes = {adapter:.2f} GB: "
            f"together {frozen + adapter:.2f} GB",
            f"12,000 × 300 × 3 = {tokens / 1e6:.1f} million tokens, {tokens / 3e6:.1f} hours",
            f"two minutes, {usd(block, 2)}",
            f"{blocks:,} blocks and {usd(blocks * block)} a month",
            f"1,000 checked pairs, worth {usd(1_000 * 0.75)}",
            f"2,000 more pairs for {usd(2_000 * 0.75)}",
            f"{year:.0f} blocks a month, {year / 500:.2f} points",
        ),
        (),
        (
            f"{full:.0f} GB for all",
            f"about {frozen + adapter:.2f} GB",
            f"{tokens / 1e6:.1f} million tokens for three epochs, {tokens / 3e6:.1f} hours",
            f"{blocks:,} blocks a month",
            f"{usd(blocks * block)} a month",
        ),
    )


def test_signal_boxes() -> None:
    run = 7.6 / 0.95
    pairs = 3_000 * 400 * 3
    price = hours(run * 1e9) * GPU_PRICE
    check(
        "cap-signal-boxes",
        (
            f"200,000 × $0.60 = {usd(200_000 * 0.60)}",
            f"are {100 - 5}%, so the run has {run:.0f} billion, {run - 7.6:.1f} billion of them replay",
            f"467 × 8 / 5 = {hours(run * 1e9):.0f} GPU-hours, {usd(price)}",
            f"3,000 × 400 × 3 = {pairs / 1e6:.1f} million tokens",
            f"half a billion tokens, {hours(0.5e9):.0f} GPU-hours",
        ),
        ("300 lines",),
        (
            f"{run:.0f} billion tokens with {run - 7.6:.1f} billion of replay",
            f"about {hours(run * 1e9):.0f} GPU-hours and {usd(price)}",
        ),
    )
    assert hours(pairs) == pytest.approx(1 / 3, rel=0.02)  # “a third of a GPU-hour”
    assert round(120_000 / (price + hours(pairs) * GPU_PRICE)) == 64


def test_insurers() -> None:
    operations = 6 * 70e9 * 1.4e12
    gpu_hours = operations / (0.40 * 312e12) / 3600
    check(
        "cap-insurers",
        (
            f"6 × 70 billion × 1.4 trillion = {operations / 1e23:.2f} × 10²³ operations",
            f"{gpu_hours / 1e6:.2f} million GPU-hours, or {usd(gpu_hours * GPU_PRICE / 1e6, 2)} million",
            f"3 billion tokens are {3e9 / 1.4e12:.1%} of the text",
            f"467 × 3 / 5 = {hours(3e9):.0f} GPU-hours, about {usd(round(hours(3e9) * GPU_PRICE, -2))}",
        ),
        ("300 real questions",),
        (
            f"{gpu_hours / 1e6:.2f} million GPU-hours",
            f"{3e9 / 1.4e12:.1%} of what",
            f"about {hours(3e9):.0f} GPU-hours, {usd(round(hours(3e9) * GPU_PRICE, -2))}",
            f"{usd(gpu_hours * GPU_PRICE / 1e6, 2)} million",
        ),
    )


def test_tenancy() -> None:
    everything, chosen = (hours(tokens) * GPU_PRICE for tokens in (20e9, 5e9))
    saved, selecting = everything - chosen, 6_000 + 6 * 4
    check(
        "cap-tenancy",
        (
            f"{hours(20e9):,.0f} GPU-hours, {usd(everything)}",
            f"take {hours(5e9):.0f}, {usd(chosen, 2)}",
            f"saves {usd(saved, 2)}, and selecting costs {usd(selecting)}",
            f"Two runs save {usd(2 * saved)}, three {usd(3 * saved, 2)}",
            "half a billion tokens, once drawn at random without copies and once selected, "
            f"{hours(0.5e9):.1f} GPU-hours or {usd(hours(0.5e9) * GPU_PRICE, 2)} each",
            f"all 13 billion may be worth {usd(hours(13e9) * GPU_PRICE, 2)} a run",
        ),
        (),
        (
            f"{usd(everything)} on all text, {usd(chosen, 2)} on the chosen",
            f"{usd(selecting)} against {usd(saved, 2)} saved a run",
        ),
    )
    assert saved < selecting < 2 * saved
    assert 2 * hours(0.5e9) * GPU_PRICE < 250


def test_adhesives() -> None:
    def share(adhesives: float, general: float) -> float:
        return 0.3 * adhesives + 0.7 * general

    before, after, replay = share(58, 71), share(73, 60), share(72, 69)
    queries = round(6_000 * (replay - before) / 100)
    run = 4 / 0.9
    price = hours(run * 1e9) * GPU_PRICE
    lowest, highest = 2 / (2 + 14), 9 / (9 + 1)  # where replay and the old model, or the present one, are level
    assert lowest * 72 + (1 - lowest) * 69 == pytest.approx(lowest * 58 + (1 - lowest) * 71)
    assert highest * 72 + (1 - highest) * 69 == pytest.approx(highest * 73 + (1 - highest) * 60)
    level = (71 - 60) / ((71 - 60) + (73 - 58))
    check(
        "cap-adhesives",
        (
            f"{73 - 58} points on adhesives and lost {71 - 60} on general work",
            f"0.3 × 58 + 0.7 × 71 = {before:.1f}%",
            f"0.3 × 73 + 0.7 × 60 = {after:.1f}%",
            f"0.3 × 72 + 0.7 × 69 = {replay:.1f}%, {replay - before:.1f} points above",
            f"Of 6,000 queries that is {queries}, or {usd(queries * 5)} a month",
            f"are {100 - 10}%, so the run has {run:.2f} billion, {run - 4:.2f} billion of them replay",
            f"467 × {run:.2f} / 5 = {hours(run * 1e9):.0f} GPU-hours, {usd(price)}",
            f"repaid in {price / (queries * 5):.1f} months",
            f"gives up {73 - 72} point on adhesives against the present model and {71 - 69} on general work",
            f"above {highest:.0%} adhesives the present model would do, and below {lowest:.1%} the old one",
            f"from {level:.0%} on",
        ),
        (),
        (
            f"{after:.1f}% against {before:.1f}%",
            f"replay, {replay:.1f}%",
            f"{run:.2f} billion tokens, {run - 4:.2f} of them replay; "
            f"about {hours(run * 1e9):.0f} GPU-hours, {usd(price)}",
            f"{queries} queries or {usd(queries * 5)} a month",
            f"beyond {highest:.0%} or below {lowest:.1%} adhesives",
            f"under {before:.1f}%",
            f"From {level:.0%} on",
        ),
        (f"would reach {share(73, 71):.1f}%",),
    )


def test_ministry() -> None:
    tokens = 4_000 * 450 * 3
    check(
        "cap-ministry",
        (
            f"200 real requests for {usd(200 * 6)}",
            f"{4_000 - 600:,} × $7 = {usd(3_400 * 7)} for pairs",
            f"4,000 × 450 × 3 = {tokens / 1e6:.1f} million tokens in three epochs takes {tokens / 3e6:.1f} hours",
            f"900 more, {usd(900 * 7)}",
            f"about {7e9 * 2 / 1e9:.0f} GB",
        ),
        (),
        (
            f"its test at {usd(200 * 6)}",
            f"3,400 pairs for {usd(3_400 * 7)}; {tokens / 9e6:.1f} GPU-hours an epoch, so {tokens / 3e6:.1f} for three",
        ),
    )
