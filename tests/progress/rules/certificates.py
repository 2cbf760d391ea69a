"""The certificate: one's own. Anybody may verify one."""

from typing import Any

SIGN_IN, MISSING, NO_METHOD = "sign in", "404", "405"
OUT = {"visitor": SIGN_IN, "deactivated": SIGN_IN, "else": MISSING}
RULES = {
    # The learner of the matrix has done nothing yet, so that there is nothing to be issued.
    "certificate": ({**OUT, "learner": "200"}, {**OUT, "learner": "409"}),
    "verify": ({"else": "200"}, {"else": NO_METHOD}),
    # Nobody was ever given this code.
    "verify_code": ({"else": MISSING}, {"else": NO_METHOD}),
}
ARGUMENTS: dict[str, Any] = {
    "certificate": ("tiny",),
    "verify": (),
    "verify_code": ("0000-0000-0000-0000-0000-0000-0000",),
}
