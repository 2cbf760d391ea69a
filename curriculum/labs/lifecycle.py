"""The lifecycle: one small model pre-trained, continued, tuned and distilled in the learner's browser.

The training has no twin here, for no server should train for each learner: what it measured is taken at its word, and
only the reasoning on it is judged. static/labs/lifecycle.judge.js says the same, word for word.
"""

from collections.abc import Mapping
from typing import NamedTuple

from curriculum.labs.lab import Lab, Verdict, no_settings
from curriculum.labs.numbers import fixed, percent, positive

CHALLENGE = "keep-four-fifths"
MOST_REPLAY = 0.15
LEAST_BACK = 0.8  # of what is forgotten without replay
MOST_COST = 0.05  # of the domain's loss without replay
MOST_LOSS = 30  # nats: above it nothing was measured


class Run(NamedTuple):
    """Validation losses after phase 2, nats per token."""

    general: float
    domain: float


def taken_back(before: float, without: float, replayed: float) -> float:
    """The share of what a run without replay forgot that another took back."""
    return (without - replayed) / (without - before)


def _loss(value: object) -> float | None:
    found = positive(value)
    return found if found is not None and found <= MOST_LOSS else None


def _run(value: object) -> Run | None:
    given = value if isinstance(value, Mapping) else {}
    general, domain = _loss(given.get("general")), _loss(given.get("domain"))
    return None if general is None or domain is None else Run(general, domain)


def judge(response: object) -> Verdict:
    """Total. An answer is {before, without: {general, domain}, replayed: {general, domain}, replay}."""
    answer = response if isinstance(response, Mapping) else {}
    before, replay = _loss(answer.get("before")), positive(answer.get("replay"))
    without, replayed = _run(answer.get("without")), _run(answer.get("replayed"))
    if before is None or without is None or replayed is None or replay is None or replay > 1:
        return Verdict(
            False,
            "Two runs are needed: phase 2 once without replay, then with some, from the same pre-trained model.",
        )
    if without.general <= before:
        return Verdict(False, "The run without replay forgot nothing, so there is nothing to take back.")
    back = taken_back(before, without.general, replayed.general)
    cost = replayed.domain / without.domain - 1
    share = percent(back) if back > 0 else "nothing"
    took = f"{percent(replay)} of replay took back {share} of what was forgotten"
    if replay > MOST_REPLAY:
        return Verdict(False, f"{took}, but 15% is the most allowed.")
    if back < LEAST_BACK:
        return Verdict(False, f"{took}; four fifths are asked.")
    if cost > MOST_COST:
        return Verdict(False, f"{took}, but the shop’s text is learned worse by {percent(cost)}; 5% is allowed.")
    return Verdict(True, f"Met: {took}, and the shop’s text is learned as well within 5%.")


# What a run with seed 1, 20% of replay and few labels measured, as (everyday, shop, answers);
# tests/curriculum/labs/test_lifecycle_seeds.py measures it again.
PARAMETERS = {"teacher": 23_993, "student": 5_521}
N_WORDS = 169
MEASURED: Mapping[str, tuple[float, float, float]] = {
    "born": (5.13, 5.14, 5.13),
    "pretrained": (0.77, 7.90, 7.72),
    "forgot": (2.94, 0.60, 5.52),
    "replayed": (1.00, 0.63, 5.65),
    "tuned": (1.96, 1.72, 0.36),
}
TAUGHT, ALONE = 0.35, 1.48
_NAMES = {
    "born": ("Nothing read yet", "new", ""),
    "pretrained": ("1 Pre-training", "pre-trained", ""),
    "forgot": ("2 Continuous, no replay", "continued", "no replay"),
    "replayed": ("2 Continuous, 20% replay", "continued", "20% replay"),
    "tuned": ("3 Tuned on answers", "tuned", ""),
}


def worked_example(_options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: one run's losses, as bars and in a table."""
    before, without, replayed = (MEASURED[name][0] for name in ("pretrained", "forgot", "replayed"))
    return {
        "n_words": N_WORDS,
        **{name: f"{size:,}" for name, size in PARAMETERS.items()},
        "rows": [
            {"name": _NAMES[name][0], "losses": [fixed(loss, 2) for loss in losses]}
            for name, losses in MEASURED.items()
        ],
        "groups": [_group(name, 12 + 76 * index) for index, name in enumerate(MEASURED)],
        "growth": fixed(without / before, 1),
        "back": percent(taken_back(before, without, replayed)),
        "taught": fixed(TAUGHT, 2),
        "alone": fixed(ALONE, 2),
    }


def _group(name: str, left: int) -> dict[str, object]:
    """Two bars on a foot at 164, 18 units a nat."""
    _, label, more = _NAMES[name]
    bars = [
        {"x": left + 4 + 30 * index, "y": fixed(164 - 18 * loss, 1), "height": fixed(18 * loss, 1)}
        for index, loss in enumerate(MEASURED[name][:2])
    ]
    return {"bars": bars, "middle": left + 32, "label": label, "more": more}


LAB = Lab(
    id="lifecycle",
    title="A model’s whole life",
    summary="Pre-train a small language model in your browser, read on in a shop’s text, tune it on answers and distil "
    "it, and watch what it learns and forgets.",
    minutes=20,
    phase=3,
    tag="lifecycle-lab",
    script="labs/lifecycle.js",
    template="curriculum/labs/lifecycle.html",
    challenge=CHALLENGE,
    options=no_settings,
    example=worked_example,
    judge=judge,
    solution={
        "before": 0.77,
        "without": {"general": 2.94, "domain": 0.6},
        "replayed": {"general": 1.13, "domain": 0.61},
        "replay": 0.1,
    },
)
