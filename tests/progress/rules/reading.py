"""What a learner sends from a lesson, in a course that they are in; and their own notes."""

from typing import Any

SIGN_IN, MISSING, NO_METHOD = "sign in", "404", "405"
OUT = {"visitor": SIGN_IN, "deactivated": SIGN_IN, "else": MISSING}
POST_ONLY = {"else": f"{NO_METHOD} or {SIGN_IN}"}


def sent(answer: str) -> tuple[dict[str, str], dict[str, str]]:
    """Who is in the course gets that answer to an empty form."""
    return POST_ONLY, {**OUT, "learner": answer, "other learner": answer}


OWN = ({"visitor": SIGN_IN, "deactivated": SIGN_IN, "else": "200"}, POST_ONLY)
RULES = {
    "lesson_done": sent("302"),
    "lesson_place": sent("204"),
    "lab_result": sent("400"),
    "lesson_note": sent("400"),
    "lesson_bookmark": sent("400"),
    # Everybody's own, whatever they study.
    "notes": OWN,
    "notes_export": OWN,
}
ARGUMENTS: dict[str, Any] = {
    "lesson_done": ("tiny", "alpha"),
    "lesson_place": ("tiny", "alpha"),
    "lab_result": ("tiny", "scaling-laws"),
    "lesson_note": ("tiny", "alpha"),
    "lesson_bookmark": ("tiny", "alpha"),
    "notes": (),
    "notes_export": (),
}
