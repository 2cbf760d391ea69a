"""Every figure in the capstone's model answers, worked out again from those of its cases.

A number in a model answer must stand in its case, be worked out here, or be named as the writer's own choice.
"""

import re
from collections.abc import Sequence
from functools import cache
from math import ceil, sqrt

import pytest

from quizzes.source.question import QuestionText
from tests.content.bank import asked_in
from tests.content.prose import COURSE

PATH = COURSE / "capstone.quiz.md"
GPU_HOURS, GPU_PRICE = 467 / 5e9, 2.50  # 7 billion parameters, a token; an hour
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


@cache
def questions() -> dict[str, QuestionText]:
    return {asked.question.id: asked.question for asked in asked_in(PATH)}


def plain(text: object) -> str:
    return " ".join(str(getattr(text, "text", text)).replace("\\$", "$").split())


def check(id: str, worked: Sequence[str], chosen: Sequence[str] = (), rubric: Sequence[str] = ()) -> None:
    """The model answer says what was worked out, and no number of unknown origin."""
    question = questions()[id]
    model, stem = plain(question.model), plain(question.stem)
    for fragment in (*worked, *chosen):
        assert re.search(rf"(?<![\w.]){re.escape(fragment)}(?!\w|[.,]\d)", model), f"{id} does not say {fragment!r}"
    known = {found for text in (stem, *worked, *chosen) for found in NUMBER.findall(text)}
    unknown = [found for found in NUMBER.findall(model) if found.rstrip(",") not in {k.rstrip(",") for k in known}]
    assert not unknown, f"{id}: where do {unknown} come from?"
    criteria = " ".join(plain(criterion.words) for criterion in question.answers)
    for fragment in rubric:
        assert fragment in criteria, f"the rubric of {id} does not say {fragment!r}"


def usd(value: float, places: int = 0) -> str:
    return f"${value:,.{places}f}"


def hours(tokens: float) -> float:
    return tokens * GPU_HOURS


def test_twelve_cases_of_ten_points() -> None:
    assert len(questions()) == 12
    for question in questions().values():
        assert (question.kind, question.points, question.words) == ("essay", "10", "250")
        assert 4 <= len(question.answers) <= 6
        assert sum(int(criterion.other.text) for criterion in question.answers) == 10


@pytest.mark.parametrize("id", questions())
def test_a_model_answer_has_150_to_220_words(id: str) -> None:
    assert 150 <= len(re.findall(r"\w[\w'’.,-]*", plain(questions()[id].model))) <= 220


def test_support_bot() -> None:
    def net(share: float, ticket: float, host: float = 0) -> float:
        return 50_000 * (share * 6 - ticket) - 14_000 - host

    prompt, tuned, student = net(0.22, 0.05), net(0.30, 0.14), net(0.296, 0.02, 1_200)
    saved = 50_000 * (0.14 - 0.02) - 1_200
    lost = round(50_000 * (0.30 - 0.296))
    may_lose = round(saved / 6)
    level = 1_200 / ((0.14 - 0.02) - (0.30 - 0.296) * 6)
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
        (f"{usd(prompt)}, {usd(tuned)} and {usd(student)}", f"{30 - may_lose / 500:.1f}%"),
    )
    assert lost * 24 == pytest.approx(saved)  # the explanation's other price


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
        (f"{usd(rag)} against {usd(weekly)}",),
    )
    assert round(weekly / rag) == 15  # “some fifteen times”


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
            f"repaid in {9_000 / (blocks * block):.1f} months",
            f"2,000 more for {usd(2_000 * 0.75)}",
            f"{year:.0f} blocks a month, {year / 500:.2f} points",
        ),
        (),
        (f"{full:.0f} GB against about {frozen + adapter:.2f} GB", f"{usd(blocks * block)} a month"),
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
        (f"{usd(price)}", f"about {hours(run * 1e9):.0f} GPU-hours"),
    )
    assert hours(pairs) == pytest.approx(1 / 3, rel=0.02)  # “a third of a GPU-hour”
    assert round(120_000 / (price + hours(pairs) * GPU_PRICE)) == 64


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
        (f"{usd(answer, 5)} each", f"{usd(calls * 8)} a month"),
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
        ),
        (),
        (
            f"{usd(today)} today, {usd(then)} with drafts and check, about {usd(today - then)}",
            f"{bad} a month unchecked",
        ),
    )


def test_bakery() -> None:
    each = 4 / 60 * 24
    bot = round(160 * 0.60)
    per_email = 0.60 * each
    check(
        "cap-bakery",
        (
            f"four minutes, {usd(each, 2)}, and all 160 cost {usd(160 * each)} a month",
            f"would answer {bot} and save {usd(bot * each, 2)}",
            f"It loses {usd(210 - bot * each, 2)} a month",
            f"saves {usd(80 * each)} and costs $20, a gain of {usd(80 * each - 20)} a month",
            f"brings the bot {usd(per_email, 2)}, so it needs {ceil(210 / per_email)} e-mails a month",
            f"about {ceil((210 + 9_500 / 12) / per_email):,}",
        ),
        (),
        (f"{usd(160 * each)} a month today", f"saves {usd(bot * each, 2)}", f"worth {usd(80 * each - 20)} a month"),
    )


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
            f"about {hours(3e9):.0f} GPU-hours",
        ),
    )


def test_manuals() -> None:
    seconds = 2 * 15_000
    worth = seconds / 3600 * 45

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
            f"saved {needed(700):.1f} seconds a sentence",
            f"have to save {needed(700 + 15_000 / 24):.1f}",
        ),
        (),
        (f"{usd(worth)} a month", f"{usd(700 - worth)} a month"),
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
            f"half a billion tokens, once drawn at random and once selected, {hours(0.5e9):.1f} GPU-hours "
            f"or {usd(hours(0.5e9) * GPU_PRICE, 2)} each",
        ),
        (),
        (f"{usd(everything)} against {usd(chosen, 2)}", f"{usd(selecting)} against {usd(saved, 2)} saved a run"),
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
            f"From {level:.0%} adhesives",
            f"would reach {share(73, 71):.1f}%",
        ),
        (),
        (f"{after:.1f}% against {before:.1f}%", f"{usd(price)}", f"{queries} queries and {usd(queries * 5)} a month"),
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
        (f"{usd(200 * 6)}", f"{usd(3_400 * 7)}"),
    )
