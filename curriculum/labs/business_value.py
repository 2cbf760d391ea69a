"""The worth of a distilled model beside an API: payback, return on investment, break-even and sensitivity.

static/labs/business-value.model.js is this module's twin in the browser: the same numbers, the same words, and so the
same names of assumptions. Money is in dollars, shares are of 1. Every price is an assumption, none a price list.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from curriculum.labs.business_measures import payback, roi
from curriculum.labs.business_words import money, months, price, ratio, volume
from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.numbers import fixed, number, whole

CHALLENGE = "repaid-in-six-months"
MONTHS = 6  # in which the challenge wants the set-up repaid
VOLUME_ERROR = 0.02  # of the volume asked
SWINGS = (0.05, 0.5)

Case = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Assumption:
    label: str
    range: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    values: Case


# What the value rests on, with the range of each.
ASSUMPTIONS: Mapping[str, Assumption] = {
    "requests": Assumption("Requests a month", (1e3, 1e7)),
    "tokensIn": Assumption("Tokens in, each request", (10, 1e5)),
    "tokensOut": Assumption("Tokens out, each request", (10, 1e5)),
    "priceIn": Assumption("API, $ per million tokens in", (0.01, 100)),
    "priceOut": Assumption("API, $ per million tokens out", (0.01, 100)),
    "own": Assumption("Distilled, $ per 1,000 requests", (0.01, 100)),
    "hosting": Assumption("Distilled, $ a month for hosting", (0, 20000)),
    "setup": Assumption("Distilled, $ once for the set-up", (1000, 500000)),
    "extra": Assumption("Extra hand-overs in 1,000 requests", (0, 20)),
    "handover": Assumption("Cost of a hand-over, $", (0, 50)),
}
USERS = (1.0, 1e7)

_BUSY: Case = MappingProxyType(
    {
        "requests": 1e6,
        "tokensIn": 800,
        "tokensOut": 250,
        "priceIn": 3,
        "priceOut": 15,
        "own": 0.5125,
        "hosting": 1500,
        "setup": 25000,
        "extra": 0,
        "handover": 6,
        "users": 20000,
    }
)

PRESETS: Mapping[str, Preset] = {
    "busy": Preset("Busy shop", _BUSY),
    "small": Preset("Small shop", {**_BUSY, "requests": 150000, "users": 6000}),
    "edge": Preset("On the edge", {**_BUSY, "requests": 700000, "users": 14000}),
    "cheap": Preset("API is cheap", {**_BUSY, "priceIn": 0.5, "priceOut": 2}),
    "worse": Preset("Student fails more often", {**_BUSY, "extra": 0.5}),
}

# What the challenge is about: how many requests a month are asked.
CASE: Case = MappingProxyType(
    {
        "requests": 200000,
        "tokensIn": 1200,
        "tokensOut": 300,
        "priceIn": 2,
        "priceOut": 8,
        "own": 0.8,
        "hosting": 1280,
        "setup": 19200,
        "extra": 0.1,
        "handover": 8,
        "users": 25000,
    }
)


def per_request(tokens_in: float, tokens_out: float, prices: Sequence[float]) -> float:
    """What a request costs by its tokens, whose prices, in and out, are per million."""
    price_in, price_out = prices
    return (tokens_in * price_in + tokens_out * price_out) / 1e6


def break_even(saving: float, hosting: float, setup: float, within: float | None) -> float | None:
    """Requests a month at which the saving covers the hosting and, in so many months, the set-up in equal parts.

    None if a request saves nothing. Without a time, it is the hosting alone.
    """
    return (hosting + (0 if within is None else setup / within)) / saving if saving > 0 else None


@dataclass(frozen=True, slots=True)
class Worth:
    """What follows from the assumptions: costs of a request, of a month, of the first year, and what is gained."""

    api: float
    own: float
    saving: float
    api_month: float
    own_month: float
    net: float
    year: float
    value: float
    payback: float | None
    roi_setup: float
    roi_all: float
    to_host: float | None
    to_repay: float | None
    per_request: tuple[float, float]
    per_user: tuple[float, float]


def worth(given: Case) -> Worth:
    requests, hosting, setup, users = (given[name] for name in ("requests", "hosting", "setup", "users"))
    api = per_request(given["tokensIn"], given["tokensOut"], (given["priceIn"], given["priceOut"]))
    own = (given["own"] + given["extra"] * given["handover"]) / 1000
    saving = api - own
    api_month, own_month = requests * api, hosting + requests * own
    net = api_month - own_month
    year = setup + 12 * own_month
    return Worth(
        api=api,
        own=own,
        saving=saving,
        api_month=api_month,
        own_month=own_month,
        net=net,
        year=year,
        value=12 * net - setup,
        payback=payback(setup, net),
        roi_setup=roi(12 * net, setup),
        roi_all=roi(12 * api_month, year),
        to_host=break_even(saving, hosting, setup, None),
        to_repay=break_even(saving, hosting, setup, 12),
        per_request=(api, own_month / requests),
        per_user=(api_month / users, own_month / users),
    )


def sensitivity(given: Case, swing: float) -> list[dict[str, object]]:
    """One assumption after the other, lower and higher by `swing` while the rest stay.

    Each row has the first year's net value at both, by how much it moves, whether it changes sides, and by what share
    the assumption itself must change for a net value of 0 (None if no such change exists). The largest move comes
    first. The value is a straight line in each assumption, so both moves are alike.
    """
    value = worth(given).value
    rows: list[tuple[int, dict[str, object]]] = []
    for name in ASSUMPTIONS:
        low, high = (worth({**given, name: given[name] * by}).value for by in (1 - swing, 1 + swing))
        slope = (high - low) / (2 * swing)
        zero = -value / slope if abs(slope) > 0.005 else None
        change = abs(high - low) / 2
        row: dict[str, object] = {
            "name": name,
            "low": low,
            "high": high,
            "change": change,
            "turns": (low > 0) != (value > 0) or (high > 0) != (value > 0),
            "zero": zero if zero is not None and zero >= -1 else None,
        }
        rows.append((-math.floor(change * 100 + 0.5), row))  # in cents: rows of one size keep their order
    return [row for _, row in sorted(rows, key=lambda each: each[0])]


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer holds all assumptions; it meets the challenge when they are those of the case, and the requests are
    within 2% of the fewest that repay the set-up in six months.
    """
    answer = response if isinstance(response, Mapping) else {}
    given: dict[str, float] = {}
    for name, assumption in ASSUMPTIONS.items():
        value = number(answer.get(name))
        if value is None or not assumption.range[0] <= value <= assumption.range[1]:
            return Verdict(False, "No answer to judge: it needs every assumption, each within its range.")
        given[name] = value
    moved = [name for name in ASSUMPTIONS if name != "requests" and given[name] != CASE[name]]
    if moved:
        labels = ", ".join(f"“{ASSUMPTIONS[name].label}”" for name in moved)
        differ = "differs" if len(moved) == 1 else "differ"
        return Verdict(
            False,
            f"Not the case of the challenge: {labels} {differ}. Take the case again and move the requests only.",
        )
    return _judge_volume(given["requests"])


def _judge_volume(requests: float) -> Verdict:
    found = worth({**CASE, "requests": requests})
    asked = break_even(found.saving, CASE["hosting"], CASE["setup"], MONTHS) or math.inf
    at = f"At {whole(requests)} requests a month"
    rule = (
        "Each month must bring the hosting and one sixth of the set-up; "
        "each request brings what the API costs less what the distilled model costs."
    )
    if found.payback is None:
        return Verdict(
            False, f"Too few. {at} the saving does not cover the hosting, and the set-up is never repaid. {rule}"
        )
    repaid = f"{at} the set-up is repaid after {months(found.payback)}"
    if abs(requests - asked) <= VOLUME_ERROR * asked:
        saves = fixed(found.saving, 4)
        return Verdict(True, f"Met. {repaid}: a request saves ${saves}, and (1,280 + 19,200 / 6) / 0.0032 = 1,400,000.")
    if requests < asked:
        return Verdict(False, f"Too few. {repaid}; 6 are allowed. {rule}")
    return Verdict(False, f"More than needed. {repaid}; fewer requests would do it in 6. {rule}")


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: the costs of a first year against the requests, and the ratios."""
    preset = PRESETS[str(options["preset"])]
    given, found = preset.values, worth(preset.values)
    rows = [
        ("Variable cost of 1,000 requests", price(1000 * found.api), price(1000 * found.own)),
        ("Bill of a month, hosting included", price(found.api_month), price(found.own_month)),
        ("Cost per request: bill / requests", *(price(cost) for cost in found.per_request)),
        ("Cost per user: bill / active users", *(price(cost) for cost in found.per_user)),
        ("First year, set-up included", money(12 * found.api_month), money(found.year)),
    ]
    return {
        "name": preset.name,
        "requests": whole(given["requests"]),
        "users": whole(given["users"]),
        "prices": [f"${given['priceIn']:g}", f"${given['priceOut']:g}"],
        "tokens": [whole(given["tokensIn"]), whole(given["tokensOut"])],
        "setup": money(given["setup"]),
        "hosting": money(given["hosting"]),
        "net": price(found.net),
        "repaid": None if found.payback is None else months(found.payback),
        "value": money(found.value),
        "roi_setup": ratio(found.roi_setup),
        "roi_all": ratio(found.roi_all),
        "to_host": volume(found.to_host),
        "to_repay": volume(found.to_repay),
        "rows": [{"name": name, "api": api, "own": own} for name, api, own in rows],
        "figure": _figure(given, found),
    }


def _figure(given: Case, found: Worth) -> dict[str, str]:
    """A plot from 10 to 300 across and from 170 up to 20, its foot at no requests and no cost."""
    near = found.to_repay if found.to_repay is not None and found.to_repay < 20 * given["requests"] else 0
    end = 1.4 * max(near, given["requests"])
    ends = worth({**given, "requests": end})
    top = max(12 * ends.api_month, ends.year)
    foot = given["setup"] + 12 * given["hosting"]

    def y(cost: float) -> str:
        return f"{170 - 150 * cost / top:.1f}"

    def x(requests: float) -> str:
        return f"{10 + 290 * requests / end:.1f}"

    figure = {
        "api": f"M10 170L300 {y(12 * ends.api_month)}",
        "own": f"M10 {y(foot)}L300 {y(ends.year)}",
        "api_label": y(12 * ends.api_month),
        "own_label": y(ends.year),
        "here": x(given["requests"]),
        "here_label": whole(given["requests"]),
    }
    if near:
        figure |= {"even_x": x(near), "even_y": y(12 * near * found.api)}
    return figure


LAB = Lab(
    id="business-value",
    title="Is it worth it?",
    summary="Set every price yourself, find from how many requests on a distilled model repays its set-up, "
    "and see which assumption decides.",
    minutes=12,
    phase=4,
    tag="business-value-lab",
    script="labs/business-value.js",
    template="curriculum/labs/business-value.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={**CASE, "requests": 1400000},
)
