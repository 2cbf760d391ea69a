"""What two versions of a question have in common, as far as marks go. Pure."""

from collections.abc import Mapping
from typing import Any

# What a key tells the learner and not the marker.
TOLD = frozenset({"feedback", "misconception", "misconceptions", "explanation", "taught", "model"})


def offers_the_same(shown: Mapping[str, Any], kind: str, later: Mapping[str, Any]) -> bool:
    """Whether a key made for `later` can judge an answer to `shown`: the same kind, the same things to choose from."""
    if shown["kind"] != kind:
        return False
    ids = [
        [{row["id"] for row in one.get(part, ())} for part in ("options", "prompts", "responses")]
        for one in (shown, later)
    ]
    same = all(shown.get(name) == later.get(name) for name in ("units", "lab", "n_places"))
    return ids[0] == ids[1] and same


def judges_alike(key: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    """Whether two keys give every answer the same mark: they differ at most in what they tell about it."""
    return bool(_judging(key) == _judging(later))


def _judging(part: Any) -> Any:
    match part:
        case Mapping():
            return {name: _judging(value) for name, value in part.items() if name not in TOLD}
        case list():
            return [_judging(value) for value in part]
    return part
