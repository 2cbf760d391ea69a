"""What a learner sends from a lesson: in a course that they are in."""

from typing import Any

SIGN_IN, MISSING, NO_METHOD = "sign in", "404", "405"
OUT = {"visitor": SIGN_IN, "deactivated": SIGN_IN, "else": MISSING}
POST_ONLY = {"else": f"{NO_METHOD} or {SIGN_IN}"}


def sent(answer: str) -> tuple[dict[str, str], dict[str, str]]:
    """Who is in the course gets that answer to an empty form."""
    return POST_ONLY, {**OUT, "learner": answer, "other learner": answer}


RULES = {"lesson_done": sent("302"), "lesson_place": sent("204"), "lab_result": sent("400")}
ARGUMENTS: dict[str, Any] = {
    "lesson_done": ("tiny", "alpha"),
    "lesson_place": ("tiny", "alpha"),
    "lab_result": ("tiny", "scaling-laws"),
}
