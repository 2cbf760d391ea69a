"""Dates for a calendar: the learner's own; who has the address of a feed needs no account."""

from typing import Any

from django.utils import timezone

from progress.actions.calendar import make_feed

SIGN_IN, MISSING, NO_METHOD = "sign in", "404", "405"
OUT = {"visitor": SIGN_IN, "deactivated": SIGN_IN, "else": MISSING}
NOT_SO = {"else": f"{NO_METHOD} or {SIGN_IN}"}
LOOK = ({**OUT, "learner": "200"}, NOT_SO)
RULES = {
    "calendar": LOOK,
    "calendar_file": LOOK,
    "calendar_make": (NOT_SO, {**OUT, "learner": "200"}),
    "calendar_revoke": (NOT_SO, {**OUT, "learner": "302"}),
    "calendar_feed": ({"else": "200"}, {"else": NO_METHOD}),
}
ARGUMENTS: dict[str, Any] = dict.fromkeys(RULES, ("tiny",)) | {
    "calendar_feed": lambda world: (make_feed(world.enrolment.pk, timezone.now()),),
}
