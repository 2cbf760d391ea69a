"""Notices and reminders: everybody's own; who has the address in a mail may stop its kind without signing in."""

from typing import Any

from progress.mail import stop_token

SIGN_IN, NO_METHOD = "sign in", "405"
OUT = {"visitor": SIGN_IN, "deactivated": SIGN_IN}
OWN = {**OUT, "else": "200"}
RULES = {
    "notices": (OWN, {"else": f"{NO_METHOD} or {SIGN_IN}"}),
    "notices_read": ({"else": f"{NO_METHOD} or {SIGN_IN}"}, {**OUT, "else": "302"}),
    # The matrix sends no hours, which no page does.
    "reminder_settings": (OWN, {**OUT, "else": "400"}),
    "reminder_stop": ({"else": "200"}, {"else": "200"}),
}
ARGUMENTS: dict[str, Any] = {
    "notices": (),
    "notices_read": (),
    "reminder_settings": (),
    "reminder_stop": lambda world: (stop_token(world.learner.pk, "weekly"),),
}
