"""Choosing the text to train on: settings and challenge of the lab, and what it shows without a script.

static/labs/data-selection.model.js is this module's twin in the browser: the same numbers, the same words. The
arithmetic is in data_selection_minhash.py and data_selection_dsir.py, the texts in data_selection_texts.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from curriculum.labs.data_selection_dsir import approach, draw, inclusion, log_weights, normalised
from curriculum.labs.data_selection_minhash import deduplicate, probability
from curriculum.labs.data_selection_texts import DOCUMENTS, POOLS, TARGET
from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.numbers import fixed, number

CHALLENGE = "catch-copies"
BANDS = (1, 40)
ROWS = (1, 12)
MOST_HASHES = 128
SAME, CAUGHT_LEAST = 0.8, 0.95
DIFFERENT, CAUGHT_MOST = 0.4, 0.05


@dataclass(frozen=True, slots=True)
class Preset:
    """A name and those of the settings that it changes."""

    name: str
    state: Mapping[str, object]


FIRST: Mapping[str, object] = {
    "step": "deduplicate",
    "n": 3,
    "bands": 20,
    "rows": 5,
    "threshold": 0.7,
    "family": 1,
    "verify": False,
    "pool": "even",
    "buckets": 1024,
    "k": 5,
    "noise": True,
    "draw": 1,
    "divide": False,
}

_STEP_1 = {"step": "deduplicate", "n": 3}
_STEP_2 = {"step": "select", "pool": "even", "buckets": 1024, "divide": False}
PRESETS: Mapping[str, Preset] = {
    "usual": Preset("20 bands of 5", {**_STEP_1, "bands": 20, "rows": 5}),
    "fineweb": Preset("As FineWeb: 14 of 8, 5 words", {**_STEP_1, "n": 5, "bands": 14, "rows": 8}),
    "loose": Preset("32 bands of 1", {**_STEP_1, "bands": 32, "rows": 1}),
    "strict": Preset("1 band of 12", {**_STEP_1, "bands": 1, "rows": 12}),
    "even": Preset("Equal lengths", _STEP_2),
    "few": Preset("Only 16 buckets", {**_STEP_2, "buckets": 16}),
    "uneven": Preset("Unequal lengths", {**_STEP_2, "pool": "uneven"}),
}


def _catches(bands: int, rows: int) -> bool:
    return probability(SAME, bands, rows) >= CAUGHT_LEAST


def _spares(bands: int, rows: int) -> bool:
    return probability(DIFFERENT, bands, rows) <= CAUGHT_MOST


def _steep_enough(rows: int) -> bool:
    """Whether some number of bands of so many rows would do, were hashes free."""
    bands = 1
    while not _catches(bands, rows):
        bands += 1
    return _spares(bands, rows)


def _whole(value: object, low: int, high: int) -> int | None:
    found = number(value)
    return int(found) if found is not None and found.is_integer() and low <= found <= high else None


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is {"bands": b, "rows": r}; it meets the challenge when, with at most 128 hashes, pairs of similarity
    0.8 become candidates with at least 0.95, and pairs of 0.4 with at most 0.05.
    """
    answer = response if isinstance(response, Mapping) else {}
    bands, rows = _whole(answer.get("bands"), *BANDS), _whole(answer.get("rows"), *ROWS)
    if bands is None or rows is None:
        return Verdict(False, "No answer to judge: it needs whole numbers of bands, 1 to 40, and of rows, 1 to 12.")
    size = bands * rows
    same, different = (fixed(probability(similarity, bands, rows), 4) for similarity in (SAME, DIFFERENT))
    seen = (
        f"With {bands} × {rows} = {size} hashes, pairs of similarity 0.8 are caught with probability {same}, "
        f"pairs of 0.4 with {different}"
    )
    enough, few_false = _catches(bands, rows), _spares(bands, rows)
    if enough and few_false and size <= MOST_HASHES:
        why = "The curve rises between the two: rows make it steep, bands put it in its place."
        return Verdict(True, f"Met. {seen}. {why}")
    if enough and few_false:
        allowed = f"The curve stands well, but {MOST_HASHES} hashes are allowed."
        return Verdict(False, f"Too many hashes. {seen}. {allowed}")
    asked = "at least 0.95 and at most 0.05 are asked"
    if not _steep_enough(rows):
        many = "1 row" if rows == 1 else f"{rows} rows"
        return Verdict(False, f"Not steep enough. {seen}; {asked}. With {many} no number of bands would do.")
    side = "left: it also catches what differs" if enough else "right: it misses what is alike"
    limit = f", with {MOST_HASHES} hashes at most" if size > MOST_HASHES else ""
    return Verdict(False, f"Too far {side}. {seen}; {asked}{limit}.")


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: the preset's curve beside another, and one selection in full."""
    chosen = {**FIRST, **PRESETS[str(options["preset"])].state}
    n, bands, rows = (int(str(chosen[name])) for name in ("n", "bands", "rows"))
    threshold = float(str(chosen["threshold"]))
    others = (14, 8) if (bands, rows) != (14, 8) else (20, 5)
    pairs, found = deduplicate(DOCUMENTS, n, bands, rows, threshold, 1, False)
    near = [pair for pair in pairs if pair.near]
    similarities = (0.2, 0.4, 0.6, 0.8, 0.9)
    pools = {name: {"alike": pool.alike, "texts": pool.texts} for name, pool in POOLS.items()}
    return {
        "texts": {"documents": DOCUMENTS, "target": TARGET, "pools": pools},
        "bands": bands,
        "rows": rows,
        "other_bands": others[0],
        "other_rows": others[1],
        "n": n,
        "size": len(DOCUMENTS),
        "near": len(near),
        "found": sum(pair.candidate for pair in near),
        "false": sum(pair.candidate and not pair.near for pair in pairs),
        "kept": sum(fate.kind in {"kept", "left"} for fate in found),
        "curve": _curve(bands, rows),
        "other_curve": _curve(*others),
        "stops": [{"x": f"{_x(at / 5):.1f}", "label": f"{at / 5:.1f}"} for at in range(6)],
        "table": [
            {
                "similarity": fixed(similarity, 1),
                "mine": fixed(probability(similarity, bands, rows), 3),
                "other": fixed(probability(similarity, *others), 3),
            }
            for similarity in similarities
        ],
        "selection": _selection(str(chosen["pool"]), int(str(chosen["buckets"]))),
    }


def _selection(pool: str, buckets: int) -> dict[str, object]:
    """The k texts of highest weight, without noise, and what they gain."""
    texts, k = POOLS[pool].texts, 5
    logs = log_weights(TARGET, texts, buckets)
    shares, chances = normalised(logs), inclusion(logs, k)
    order = draw(logs, 1, False)[1]
    distances = approach(TARGET, [texts[index] for index in order], buckets)
    rows = [
        {
            "text": texts[index],
            "log": fixed(logs[index], 2).replace("-", "−"),
            "share": fixed(shares[index], 3),
            "chance": fixed(chances[index], 2),
        }
        for index in order[:k]
    ]
    return {
        "buckets": f"{buckets:,}",
        "rows": rows,
        "size": len(texts),
        "about": sum(index < POOLS[pool].alike for index in order[:k]),
        "raw": fixed(distances[-1], 4),
        "selected": fixed(distances[k - 1], 4),
        "reduction": fixed(distances[-1] - distances[k - 1], 4),
    }


def _x(similarity: float) -> float:
    return 36 + 350 * similarity


def _curve(bands: int, rows: int) -> str:
    """The probability against the similarity, in the units of a drawing 400 wide and 200 high."""
    points = ((step / 60, probability(step / 60, bands, rows)) for step in range(61))
    return " ".join(f"{_x(similarity):.1f},{160 - 140 * caught:.1f}" for similarity, caught in points)


LAB = Lab(
    id="data-selection",
    title="Choose the text",
    summary="Find near-copies without comparing every pair, then draw from a raw pool the texts that resemble "
    "a target.",
    minutes=12,
    phase=1,
    tag="data-selection-lab",
    script="labs/data-selection.js",
    template="curriculum/labs/data-selection.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={"bands": 12, "rows": 6},
)
