"""Hyperparameters: reference values, laws, and the browser's runs held to Python's, bit by bit."""

import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.labs import hyperparameters as twin
from curriculum.labs import hyperparameters_training as training
from curriculum.labs.chance import Next, chance, shuffle
from curriculum.labs.hyperparameters_training import Run, Schedule, Settings
from tests.curriculum.labs.agreeing import agree_on_verdicts, in_the_browser, items, near, written

MODEL = "hyperparameters.model.js"
TRAINING = "hyperparameters.training.js"
FIRST = twin.PRESETS["first"][1]
GOOD = replace(FIRST, rate=0.4, batch=24, epochs=60, patience=5)

schedules = st.builds(
    Schedule,
    peak=st.floats(0.001, 2),
    warmup=st.integers(0, 100),
    total=st.integers(1, 4800),
    decay=st.sampled_from(["constant", "linear"]),
)
curves = st.lists(st.floats(0.01, 5), min_size=1, max_size=24)


def runs_of(n_epochs: int) -> st.SearchStrategy[Settings]:
    return st.builds(
        Settings,
        rate=st.floats(0.001, 2),
        batch=st.integers(1, 24),
        epochs=st.integers(1, n_epochs),
        warmup=st.integers(0, 100),
        decay=st.sampled_from(["constant", "linear"]),
        patience=st.integers(0, 30),
        delta=st.floats(0, 0.1),
        seed=st.integers(1, 999),
    )


def of_seeds(n_cases: int = 1000) -> Iterator[tuple[int, Next]]:
    """So many numbers from 1 on, each with chance of its own: long lists, faster than they are written."""
    return ((seed, chance(seed)) for seed in range(1, n_cases + 1))


def run_of(pairs: list[tuple[float, float]], kept: int | None = None) -> Run:
    last = len(pairs) - 1
    train, valid = zip(*pairs, strict=True)
    return Run(train, valid, 0, last if kept is None else min(kept, last), last)


def plain(run: Run) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(run).items()}


@pytest.mark.parametrize("item", items("lr."))
def test_the_schedule_is_the_reference(item: dict[str, Any]) -> None:
    given_ = item["inputs"]
    plan = Schedule(
        given_["peak"], given_["warmup_steps"], given_["total_steps"], given_["decay"], floor=given_["min_lr"]
    )
    for step, rate in item["outputs"]["lr_at_step"].items():
        assert training.rate_at(plan, int(step)) == near(item, rate)


@pytest.mark.parametrize("item", items("early_stop."))
def test_early_stopping_is_the_reference(item: dict[str, Any]) -> None:
    given_, wanted = item["inputs"], item["outputs"]
    found = training.early_stop(given_["val_loss"], given_["patience"], given_["min_delta"])
    assert (found.stop, found.best) == (wanted["stop_epoch"], wanted["best_epoch"])
    assert found.loss == near(item, wanted["best"])


@pytest.mark.parametrize("item", items("steps."))
def test_steps_are_the_reference(item: dict[str, Any]) -> None:
    names = ("examples", "micro_batch", "epochs", "grad_accum", "gpus")
    found = training.steps_of(*(item["inputs"][name] for name in names))
    assert asdict(found) == {
        "effective": item["outputs"]["effective_batch"],
        "each": item["outputs"]["steps_per_epoch"],
        "total": item["outputs"]["total_steps"],
    }


def test_min_delta_asks_for_more_than_a_little_progress() -> None:
    found = training.early_stop([2.1, 1.85, 1.7, 1.66, 1.67, 1.665, 1.69, 1.75], 2, 0.05)
    assert (found.stop, found.best) == (5, 3)


@given(schedules, st.integers(0, 4800))
def test_a_rate_is_between_nothing_and_its_peak(plan: Schedule, step: int) -> None:
    rate = training.rate_at(plan, min(step, plan.total))
    assert 0 <= rate <= plan.peak * (1 + 1e-12)


@given(curves, st.integers(1, 10), st.floats(0, 0.1))
def test_early_stopping_ends_patience_after_its_best(curve: list[float], patience: int, delta: float) -> None:
    found = training.early_stop(curve, patience, delta)
    assert found.stop in (0, found.best + patience)
    seen = curve[: found.stop or len(curve)]
    assert found.loss == curve[found.best - 1] and min(seen) >= found.loss - delta


@given(runs_of(6))
def test_a_run_takes_the_steps_it_planned_unless_something_ends_it(chosen: Settings) -> None:
    run = training.trained(chosen)
    each = training.steps_of(24, chosen.batch, chosen.epochs).each
    assert run.steps == each * (len(run.train) - 1)
    assert len(run.train) - 1 == chosen.epochs or run.stopped or run.train[-1] > 10 * run.train[0]


@given(st.floats(0.001, 0.5), st.integers(1, 999))
@settings(max_examples=20)
def test_whole_batches_under_the_limit_never_raise_the_training_loss(rate: float, seed: int) -> None:
    run = training.trained(replace(FIRST, rate=rate, batch=24, epochs=15, seed=seed))
    assert list(run.train) == sorted(run.train, reverse=True)


@pytest.mark.parametrize(
    ("preset", "called"),
    [
        ("first", "slow"),
        ("diverges", "diverged"),
        ("slow", "slow"),
        ("overfits", "overfitted"),
        ("noisy", "noisy"),
        ("stops", "good"),
    ],
)
def test_each_preset_is_called_by_its_name_and_does_not_meet_the_challenge(preset: str, called: str) -> None:
    chosen = twin.PRESETS[preset][1]
    assert twin.name_of(training.trained(chosen)) == called
    assert not twin.judge(asdict(chosen)).met


@pytest.mark.parametrize(
    ("train", "valid", "kept", "called"),
    [
        ([1, 1], [1, 1], 1, "diverged"),
        ([4, 1, 1.5, 2], [4, 1, 1.5, 2], 3, "diverged"),
        ([4, 1, 1, 1.2, 1], [4, 1, 1, 1, 1], 4, "noisy"),
        ([4, 1, 1, 1.05, 1], [4, 1, 1, 1, 1], 4, "good"),
        ([4, 1, 0.9, 0.8, 0.7], [4, 1, 1, 1, 1.1], 4, "overfitted"),
        ([4, 1, 0.9, 0.8, 0.7], [4, 1, 1, 1, 1.1], 1, "good"),
        ([4, 3, 2.5, 2.2, 2.1], [4, 3, 2.5, 2.2, 2.1], 4, "slow"),
        ([4, 1, 0.9, 0.8, 0.7], [4, 1, 0.9, 0.8, 0.7], 4, "slow"),
    ],
)
def test_a_run_is_called_by_the_first_rule_that_holds(
    train: list[float], valid: list[float], kept: int, called: str
) -> None:
    assert twin.name_of(run_of(list(zip(train, valid, strict=True)), kept)) == called


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "Met: a validation loss of 0.145 after 40 steps. With one step"),
        ({"patience": 0, "epochs": 40}, "Met: a validation loss of 0.146 after 40 steps."),
        ({"batch": 12, "rate": 0.3, "epochs": 20, "patience": 0}, "Met: a validation loss of 0.147 after 40 steps. Wi"),
        ({"rate": 0.2, "batch": 6}, "Too many steps: 80, for 24 examples in batches of 6 make 4 an epoch, and it ran"),
        ({"rate": 1}, "Diverged: the training loss was 2.96 before the first step and 39.9 after epoch 3."),
        ({"rate": 2, "batch": 1}, "Diverged: the training loss was 2.96 before the first step and over 1,000 after"),
        ({"rate": 0.05}, "Too slow: the validation loss has come from 2.96 to 0.321 when the steps end; at most 0.160"),
        ({"patience": 2, "delta": 0.1}, "Stopped too soon: after epoch 7, with a validation loss of 0.413"),
        ({"rate": 0.6, "patience": 0}, "Overfitted: the validation loss was 0.145 after epoch 23, and is 0.178 in"),
        ({"rate": 0.5, "batch": 6, "epochs": 15, "patience": 0}, "Too noisy: batches of 6, at this rate"),
        (
            {"batch": 12, "epochs": 30, "patience": 0},
            "Past its best: the validation loss was 0.148 after epoch 18, and is 0.162",
        ),
        ({"rate": 0.4, "batch": 2, "epochs": 5, "patience": 0}, "Not low enough: the validation loss kept is 0.229"),
        (
            {"batch": 12, "epochs": 10, "patience": 0},
            "Not low enough: the validation loss kept is 0.167, the lowest of",
        ),
        ({"rate": 3}, "No answer to judge"),
        ({"batch": 2.5}, "No answer to judge"),
        ({"epochs": 201}, "No answer to judge"),
        ({"decay": "cosine"}, "No answer to judge"),
        ({"seed": True}, "No answer to judge"),
    ],
)
def test_judge_says_what_came_of_a_run(change: dict[str, object], says: str) -> None:
    verdict = twin.judge(asdict(GOOD) | change)
    assert verdict.message.startswith(says), verdict.message
    assert verdict.met == says.startswith("Met")


def test_the_longest_run_is_judged_in_time() -> None:
    longest = asdict(replace(FIRST, rate=0.0123, batch=1, epochs=200, patience=30, seed=77))
    begun = time.process_time()
    twin.judge(longest)
    assert time.process_time() - begun < 0.5


def test_browser_and_server_plan_and_stop_alike() -> None:
    plans = [(plan, min(step, plan.total)) for plan, step in written(st.tuples(schedules, st.integers(0, 4800)))]
    theirs = in_the_browser(TRAINING, [["rateAt", asdict(plan), step] for plan, step in plans])
    assert theirs == [training.rate_at(plan, step) for plan, step in plans]
    counts = [
        tuple(1 + int(most * next_number()) for most in (10_000, 500, 100, 16, 64)) for _, next_number in of_seeds()
    ]
    assert in_the_browser(TRAINING, [["stepsOf", *case] for case in counts]) == [
        asdict(training.steps_of(*case)) for case in counts
    ]
    stops = [
        ([2 / epoch + next_number() for epoch in range(1, 3 + seed % 40)], 1 + seed % 10, 0.1 * next_number())
        for seed, next_number in of_seeds()
    ]
    assert in_the_browser(TRAINING, [["earlyStop", *case] for case in stops]) == [
        asdict(training.early_stop(*case)) for case in stops
    ]


def test_browser_and_server_take_the_same_step() -> None:
    cases = [
        ([10 * next_number() - 5 for _ in range(25)], list(shuffle(list(range(24)), next_number))[: 1 + seed % 24])
        for seed, next_number in of_seeds()
    ]
    slopes = in_the_browser(TRAINING, [["gradient", *case] for case in cases])
    assert [list(slope.values()) for slope in slopes] == [training.gradient(*case) for case in cases]
    found = in_the_browser(TRAINING, [["losses", case[0]] for case in cases])
    assert [tuple(pair) for pair in found] == [training.losses(case[0]) for case in cases]


def test_browser_and_server_call_runs_alike() -> None:
    # Falling curves with noise of every size, so that each name comes up.
    cases = []
    for seed, next_number in of_seeds():
        noise, slope, bend = next_number() ** 2, 3 * next_number(), 0.2 * next_number() ** 2
        steps = range(2 + seed % 30)
        pairs = [
            (3 / (1 + slope * at) + noise * next_number(), 3 / (1 + slope * at) + bend * at + noise * next_number())
            for at in steps
        ]
        cases.append(run_of(pairs, max(1, round(next_number() * len(pairs)))))
    assert {twin.name_of(run) for run in cases} == {"diverged", "noisy", "overfitted", "slow", "good"}
    assert in_the_browser(MODEL, [["nameOf", plain(run)] for run in cases]) == [twin.name_of(run) for run in cases]
    losses = written(st.floats(0, 2000))
    assert in_the_browser(MODEL, [["lossWords", loss] for loss in losses]) == [twin.loss_words(loss) for loss in losses]


def test_browser_and_server_make_the_same_runs_to_the_last_bit() -> None:
    cases = [*written(runs_of(12), 60), *(chosen for _, chosen in twin.PRESETS.values())]
    theirs = in_the_browser(TRAINING, [["trained", asdict(chosen)] for chosen in cases])
    assert theirs == [plain(training.trained(chosen)) for chosen in cases]


def test_browser_and_server_judge_alike() -> None:
    near_the_goal = st.builds(
        Settings,
        rate=st.floats(0.1, 0.8),
        batch=st.sampled_from([4, 6, 8, 12, 24]),
        epochs=st.integers(3, 25),
        warmup=st.integers(0, 5),
        decay=st.sampled_from(["constant", "linear"]),
        patience=st.integers(0, 6),
        delta=st.floats(0, 0.02),
        seed=st.integers(1, 999),
    )
    answers = [asdict(chosen) for chosen in [*written(near_the_goal, 200), *written(runs_of(12), 60), GOOD]]
    agree_on_verdicts(MODEL, twin.judge, answers)
    broken: list[object] = [None, 3, [], {}, "rate", {**asdict(GOOD), "rate": "0.4"}, {**asdict(GOOD), "delta": -0.1}]
    agree_on_verdicts(MODEL, twin.judge, [*broken, {**asdict(GOOD), "batch": 0}, {**asdict(GOOD), "decay": None}])


def test_browser_and_server_have_the_same_data_presets_and_limits() -> None:
    presets = {name: {"name": title, "settings": asdict(chosen)} for name, (title, chosen) in twin.PRESETS.items()}
    ranges = {name: list(ends) for name, ends in twin.RANGES.items()}
    goal = [twin.MOST_LOSS, twin.MOST_STEPS, twin.CHALLENGE]
    assert in_the_browser(MODEL, [["PRESETS"], ["RANGES"]]) == [presets, ranges]
    assert in_the_browser(MODEL, [["MOST_LOSS"], ["MOST_STEPS"], ["CHALLENGE"]]) == goal
    data = [[list(point) for point in points] for points in (training.TRAINING, training.VALIDATION)]
    assert in_the_browser(TRAINING, [["TRAINING"], ["VALIDATION"]]) == data
