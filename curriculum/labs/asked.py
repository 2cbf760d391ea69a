"""Labs in quizzes: what a question asks for, and how what was typed becomes what the judge takes. Total, too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from curriculum.labs import scaling_laws

LETTERS = {"T": "e12", "B": "e9", "M": "e6", "K": "e3"}
NUMBER = re.compile(r"([0-9][0-9,_ ]*(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,3})?)\s*([TBMK]?)", re.IGNORECASE)
MAX_TYPED = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that a learner reads off a lab and enters as an answer; `hint` says in which form."""

    name: str
    label: str
    hint: str


def number(typed: str) -> float | None:
    """A number as people write it: 7e9, 70,000,000,000, 72.2 B; None for anything else."""
    found = NUMBER.fullmatch(typed.strip()) if len(typed) <= MAX_TYPED else None
    if found is None:
        return None
    return float(re.sub("[,_ ]", "", found[1]) + LETTERS.get(found[2].upper(), "")) if _has_one_scale(found) else None


def _has_one_scale(found: re.Match[str]) -> bool:
    return not (found[2] and "e" in found[1].lower())


def size_for_the_challenge(typed: Mapping[str, str]) -> object:
    """Scaling laws: a size for the challenge's budget, under the constants that the lab begins with."""
    parameters = number(str(typed.get("parameters", "")))
    if parameters is None:
        return None
    return {
        "budget": scaling_laws.CHALLENGE_BUDGET,
        "parameters": parameters,
        "constants": "besiroglu_2024",
    }
