"""Every figure in the capstone's model answers, worked out again: the cases where no long run is weighed."""

from math import ceil, sqrt

import pytest

from tests.content.essays import CAPSTONE, check, essays, length, usd


def test_twelve_cases_of_ten_points() -> None:
    assert len(essays(CAPSTONE)) == 12
    for question in essays(CAPSTONE).values():
        assert (question.kind, question.points, question.words) == ("essay", "10", "250")
        assert 4 <= len(question.answers) <= 6
        assert sum(int(criterion.other.text) for criterion in question.answers) == 10


@pytest.mark.parametrize("id", essays(CAPSTONE))
def test_a_model_answer_has_150_to_220_words(id: str) -> None:
    assert 150 <= length(essays()[id].model) <= 220


def test_support_bot() -> None:
    def net(share: float, ticket: float, host: float = 0) -> float:
        return 50_000 * (share * 6 - ticket) - 14_000 - host

    prompt, tuned, student = net(0.22, 0.05), net(0.30, 0.14), net(0.296, 0.02, 1_200)
    saved = 50_000 * (0.14 - 0.02) - 1_200
    lost = round(50_000 * (0.30 - 0.296))
    may_lose = round(saved / 6)
    level = 1_200 / ((0.14 - 0.02) - (0.30 - 0.296) * 6)
    within_a_year = 30 - (saved - 18_000 / 12) / 6 / 500
    doubt = 1.96 * sqrt(0.296 * 0.704 / 4_000)
    check(
        "cap-support-bot",
        (
            f"{50_000 * 0.22:,.0f} × $6 − {usd(50_000 * 0.05)} − $14,000 = {usd(prompt)}",
            f"{50_000 * 0.30:,.0f} × $6 − {usd(50_000 * 0.14)} − $14,000 = {usd(tuned)}",
            f"{50_000 * 0.296:,.0f} × $6 − {usd(50_000 * 0.02)} − $1,200 − $14,000 = {usd(student)}",
            f"gains {usd(tuned - prompt)} a month and repays $40,000 in {40_000 / (tuned - prompt):.1f} months",
            f"saves {usd(saved)} on running and loses {lost} tickets, {usd(lost * 6)}",
            f"The gain of {usd(student - tuned)} repays $18,000 in {18_000 / (student - tuned):.0f} months",
            f"at most {may_lose} tickets, {may_lose / 500:.1f} points. Below {30 - may_lose / 500:.1f}% resolved",
            f"is uncertain by {100 * doubt:.1f} points",
            f"at {level:,.0f} tickets a month",
        ),
        ("95th",),
        (
            f"{usd(prompt)}, {usd(tuned)} and {usd(student)}",
            f"{30 - may_lose / 500:.1f}% resolved ({within_a_year:.1f}% if $18,000",
        ),
        ("at $24",),
    )
    assert lost * 24 == pytest.approx(saved)


def test_recalls() -> None:
    tokens = 90_000 * 1_500
    rag, weekly = tokens * 0.80 / 1e6 + 400, 52 * 1_800 / 12
    check(
        "cap-recalls",
        (
            f"up to {15 * 7} are missing",
            f"90,000 × 1,500 = {tokens / 1e6:.0f} million tokens a month, {usd(tokens * 0.80 / 1e6)} at $0.80",
            f"that is {usd(rag)}",
            f"52 × $1,800 / 12 = {usd(weekly)}",
        ),
        ("200 questions",),
        (f"about {usd(rag)} a month, against {usd(weekly)} (or {usd(4 * 1_800)}",),
    )
    assert round(weekly / rag) == 15  # “some fifteen times”


def test_leaf_spots() -> None:
    answer = (200 * 3 + 150 * 15) / 1e6
    teacher = 30_000 * answer
    calls = round(2_500 * 0.40)
    check(
        "cap-leaf-spots",
        (
            f"half a byte are {1.5e9 / 2 / 1e9:.2f} GB, where 16 bits would take {1.5e9 * 2 / 1e9:.0f} GB",
            f"together {usd(answer, 5)}, so {usd(teacher, 2)} for all",
            f"With $12,000 for training and test, {usd(12_000 + teacher, 2)}",
            f"{calls:,} calls and {usd(calls * 8)} a month: repaid in {(12_000 + teacher) / (calls * 8):.1f} months",
            f"would cost about {usd(2_500 * answer)} a month",
        ),
        ("fix 80% beforehand",),
        (
            f"{usd(answer, 5)} for one, about {usd(teacher)} for 30,000",
            f"{calls:,} calls or {usd(calls * 8)} a month",
        ),
    )


def test_discharge() -> None:
    share = 12 / 400
    bad = round(4_000 * share)
    today, checked = 4_000 * 18 / 60 * 90, 4_000 * 8 / 60 * 90
    model = round(4_000 * 0.03)
    then = checked + model + 6_000
    check(
        "cap-discharge",
        (
            f"{share:.0%} of drafts",
            f"that is {bad} a month",
            f"about {bad / 12:.0f} would still slip through",
            f"cost {usd(today)}",
            f"{usd(checked)}, plus {usd(model)} for the model and $6,000 for the team: {usd(then)}",
            f"saves {usd(today - then)} a month",
            f"half the errors would be {bad / 2:.0f} a month",
        ),
        (),
        (
            f"{usd(today)} today, {usd(then)} with drafts and check, about {usd(today - then)}",
            f"{bad} a month unchecked, about {bad / 12:.0f} with the check",
        ),
    )


def test_bakery() -> None:
    each = 4 / 60 * 24
    bot = round(160 * 0.60)
    assisted = each / 2
    spared = 0.60 * assisted
    year = 9_500 / 12
    in_its_place = (210 - 20) / (0.60 * each - assisted)
    check(
        "cap-bakery",
        (
            f"four minutes, {usd(each, 2)}, and all 160 cost {usd(160 * each)} a month",
            f"would answer {bot} and save {usd(bot * each, 2)}",
            f"It loses {usd(210 - bot * each, 2)} a month",
            f"saves {usd(80 * each)} and costs $20, a gain of {usd(80 * each - 20)} a month",
            f"With the assistant an e-mail costs {usd(assisted, 2)}. A bot that answers 60% would save "
            f"{usd(spared, 2)} of it, so beside the assistant it needs {ceil(210 / spared)} e-mails a month",
            f"about {ceil((210 + year) / spared):,} to repay $9,500",
        ),
        (),
        (
            f"{usd(160 * each)} a month today",
            f"saves {usd(bot * each, 2)}",
            f"the assistant at {usd(80 * each - 20)} a month",
            f"{ceil(210 / spared)} e-mails a month beside the assistant, {ceil(in_its_place):,} in its place, "
            f"{ceil(210 / (0.60 * each))} for",
        ),
        (f"{ceil(210 / (0.60 * each))} e-mails",),
    )


def test_manuals() -> None:
    seconds = 2 * 15_000
    worth = seconds / 3600 * 45
    changed = round(1_200 * 6 / 200)
    checking = 1_200 / 60

    def needed(fee: float) -> float:
        return fee / 45 * 3600 / 15_000

    check(
        "cap-manuals",
        (
            f"gain of {41.2 - 38.9:.1f} points",
            f"saves {52 - 50} seconds a sentence",
            f"{seconds:,} seconds or {seconds / 3600:.1f} hours, worth {usd(worth)} a month",
            f"loses {usd(700 - worth)} a month",
            f"{6 / 200:.1%} against {7 / 200:.1%} is one sentence of 200",
            f"about {changed} of 1,200 warnings",
            f"{checking:.0f} hours, {usd(checking * 45)} a month",
            f"saved {needed(700):.1f} seconds a sentence",
            f"have to save {needed(700 + 15_000 / 24):.1f}",
        ),
        (),
        (
            f"{seconds / 3600:.1f} hours or {usd(worth)} a month",
            f"{usd(700 - worth)} a month",
            f"about {changed} a month are printed with a changed meaning with A ({1_200 * 7 // 200} with B)",
            f"{usd(checking * 45)} a month",
            f"{needed(700):.1f} seconds",
        ),
    )
