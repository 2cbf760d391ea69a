"""Keys of every kind, as the grammar can write them, and responses to them: fitting, almost fitting, and any."""

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from quizzes.grading import Mark, Outcome, Policy, grade

Key = Mapping[str, Any]
Asked = tuple[str, dict[str, Any]]

LAB = "scaling-laws"
JUDGES = {LAB: lambda response: response == {"parameters": "70e9"}}
KINDS = ("single", "multiple", "true-false", "ordering", "matching", "numeric", "short", "essay", "lab")
CERTAIN = [kind for kind in KINDS if kind not in ("essay", "lab")]

# Keys small enough to reckon with by hand.
SINGLE = {"options": ["a", "b", "c", "d"], "right": ["c"]}
MULTIPLE = {"options": ["a", "b", "c", "d", "e"], "right": ["a", "b"]}
ORDER = {"order": ["c", "a", "d", "b"], "extras": ["x", "y"]}
PAIRS = {"pairs": {"q": "a", "p": "b", "r": "b"}, "responses": ["b", "a", "c"]}
NUMERIC = {
    "right": [{"low": "109.76", "high": "114.24"}, {"low": "200", "high": "200"}],
    "wrong": [{"low": "13.72", "high": "14.28"}, {"low": "0", "high": "20"}],
    "units": {"GB": "1", "TB": "1000", "MB": "0.001"},
    "best": "112",
}
BARE = {"right": [{"low": "-1.5", "high": "1.12E+11"}], "wrong": [], "units": {}, "best": "0"}
SHORT = {
    "accepted": [{"text": "Perplexity"}, {"text": "straße"}],
    "patterns": ["Cross[- ]?entropy( loss)?", "[0-9]{1,3} tokens", "l.ss"],
    "wrong": [{"text": "Accuracy"}, {"text": "loss"}, {"text": "F1"}, {"text": "ACCURACY"}],
}

WORDS = st.text(st.sampled_from("abcdeß ÄÉ-"), min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
DECIMALS = st.decimals(Decimal("-1e9"), Decimal("1e9"), places=3)

# Whatever can stand in JSON, and some of what cannot.
ODD = st.sampled_from([math.nan, math.inf, -math.inf, 10**4000, -1, True, b"a", (), ("o0",), {"o0"}, "\ud800", "\0"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80) | ODD,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=6),
    max_leaves=12,
)


def mark(kind: str, key: Key, response: object, policy: str) -> Mark:
    return grade(kind, key, afresh(response), Policy(policy), JUDGES)


def afresh(value: Any) -> Any:
    """The same value of other objects: what a browser sends equals a text of the key, and never is that text."""
    if isinstance(value, str):
        return f"{value}."[:-1]
    if isinstance(value, list):
        return [afresh(each) for each in value]
    return {afresh(name): afresh(each) for name, each in value.items()} if isinstance(value, dict) else value


def outcome(credit: str) -> Outcome:
    return {"1": Outcome.RIGHT, "0": Outcome.WRONG}.get(credit, Outcome.PARTLY)


def check(kind: str, key: dict[str, Any], response: object, credits: str, remarks: str) -> None:
    """`credits` under exam, then under learn; `remarks` in their order."""
    for policy, credit in zip(Policy, credits.split(), strict=True):
        assert mark(kind, key, response, policy) == Mark(Fraction(credit), outcome(credit), tuple(remarks.split()))


def names(letter: str, number: int) -> list[str]:
    return [f"{letter}{index}" for index in range(number)]


def subsets(of: list[str], min_size: int = 0, max_size: int | None = None) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(of), unique=True, min_size=min_size, max_size=max_size)


@st.composite
def keys(draw: st.DrawFn, kinds: Any = KINDS) -> Asked:
    """A kind and a key of it."""
    kind = draw(st.sampled_from(kinds))
    return kind, draw(KEYS[kind]())


@st.composite
def one_of(draw: st.DrawFn, most: int = 6) -> dict[str, Any]:
    options = names("o", draw(st.integers(2, most)))
    return {"options": options, "right": [draw(st.sampled_from(options))]}


@st.composite
def several_of(draw: st.DrawFn) -> dict[str, Any]:
    options = names("o", draw(st.integers(3, 8)))
    return {"options": options, "right": draw(subsets(options, 1, len(options) - 1))}


@st.composite
def in_order(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "order": draw(st.permutations(names("o", draw(st.integers(2, 6))))),
        "extras": names("x", draw(st.integers(0, 3))),
    }


@st.composite
def in_pairs(draw: st.DrawFn) -> dict[str, Any]:
    prompts, responses = names("p", draw(st.integers(1, 5))), names("r", draw(st.integers(2, 6)))
    return {"pairs": {prompt: draw(st.sampled_from(responses)) for prompt in prompts}, "responses": responses}


@st.composite
def numeric(draw: st.DrawFn) -> dict[str, Any]:
    best, units = draw(DECIMALS), draw(st.lists(st.sampled_from(["GB", "TB", "MB", "%"]), unique=True))
    factors = [Decimal(1), *(draw(st.decimals(Decimal("0.001"), Decimal(1000), places=3)) for _ in units[1:])]
    low, high = (best - abs(draw(DECIMALS)), best + abs(draw(DECIMALS)))
    return {
        "right": [{"low": str(low), "high": str(high), "feedback": ""}],
        "wrong": [{"low": str(high + 1), "high": str(high + 2), "feedback": "", "misconception": ""}],
        "units": {unit: str(factor) for unit, factor in zip(units, factors, strict=False)},
        "best": str(best),
    }


@st.composite
def short(draw: st.DrawFn) -> dict[str, Any]:
    accepted = draw(st.lists(WORDS, min_size=1, max_size=3))
    return {
        "accepted": [{"text": text, "feedback": ""} for text in accepted],
        "patterns": draw(st.lists(st.sampled_from(["cross[- ]?entropy", "[0-9]+ tokens?"]), unique=True)),
        "wrong": [{"text": "accuracy", "feedback": "", "misconception": ""}],
    }


KEYS: dict[str, Any] = {
    "single": one_of,
    "multiple": several_of,
    "true-false": lambda: one_of(2),
    "ordering": in_order,
    "matching": in_pairs,
    "numeric": numeric,
    "short": short,
    "essay": lambda: st.just({"rubric": [{"points": 1, "html": "Says why."}], "model": "Because."}),
    "lab": lambda: st.just({"lab": LAB, "challenge": "gopher-budget"}),
}


def shown(kind: str, key: Key) -> dict[str, Any]:
    """What a browser gets of such a question."""
    listed = {part: [{"id": each, "html": each} for each in ids] for part, ids in _listed(kind, key).items()}
    return {
        "kind": kind,
        **listed,
        **({"units": list(key["units"])} if kind == "numeric" else {}),
        **({"fields": [{"name": name, "label": name, "hint": ""} for name in FIELDS]} if kind == "lab" else {}),
    }


FIELDS = ("parameters", "tokens")


def _listed(kind: str, key: Key) -> dict[str, list[str]]:
    if kind == "ordering":
        return {"options": sorted([*key["order"], *key["extras"]])}
    if kind == "matching":
        return {"prompts": list(key["pairs"]), "responses": list(key["responses"])}
    return {"options": list(key["options"])} if "options" in key else {}


@st.composite
def responses(draw: st.DrawFn, kind: str, key: Key) -> Any:
    """A response that fits the question, blank or not, right or not."""
    listed = _listed(kind, key)
    if kind in ("single", "true-false"):
        return draw(st.none() | st.sampled_from(listed["options"]))
    if kind == "multiple":
        return sorted(draw(subsets(listed["options"]))) or None
    if kind == "ordering":
        return draw(subsets(listed["options"])) or None
    if kind == "matching":
        return {
            prompt: draw(st.sampled_from(listed["responses"])) for prompt in draw(subsets(listed["prompts"]))
        } or None
    if kind == "numeric":
        units = list(key["units"])
        # A single unit is understood.
        unit = draw(st.sampled_from(units if len(units) == 1 else ["", *units]))
        return draw(st.none() | st.just({"value": str(draw(DECIMALS | st.just(key["best"]))), "unit": unit}))
    if kind == "lab":
        return {name: draw(WORDS) for name in draw(subsets(list(FIELDS)))} or None
    return draw(st.none() | WORDS | st.just("Cross-Entropy"))


@st.composite
def asked(draw: st.DrawFn, kinds: Any = KINDS) -> tuple[str, dict[str, Any], Any]:
    """A kind, a key of it, and a response that fits."""
    kind, key = draw(keys(kinds))
    return kind, key, draw(responses(kind, key))


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, dict[str, Any], Any]:
    """A kind, a key of it, and any response at all: often one that fits but for a piece of it."""
    kind, key, response = draw(asked())
    other = draw(ANYTHING)
    if isinstance(response, list):
        at = draw(st.integers(0, len(response)))
        response = draw(st.sampled_from([[*response[:at], other, *response[at:]], response * 2, tuple(response)]))
    elif isinstance(response, dict):
        name = draw(st.sampled_from([*response, "p0", "unit", 7, "unknown"]))
        response = {**response, name: other}
    else:
        response = other
    return kind, key, response
