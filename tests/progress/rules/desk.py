"""The desk and the plan: one's own, in a course that one is in."""

from typing import Any

SIGN_IN, MISSING, NO_METHOD = "sign in", "404", "405"
OUT = {"visitor": SIGN_IN, "deactivated": SIGN_IN}
GET_ONLY = {"else": f"{NO_METHOD} or {SIGN_IN}"}
ACT = (GET_ONLY, {**OUT, "learner": "302 or 400", "else": MISSING})
RULES = {
    # Whoever studies nothing gets the courses there are; whoever has no plan yet is asked when to begin.
    "desk": ({**OUT, "other learner": "302", "learner elsewhere": "302", "else": "200"}, GET_ONLY),
    "course_desk": ({**OUT, "learner": "200", "other learner": "302", "else": MISSING}, GET_ONLY),
    "plan": ({**OUT, "learner": "200", "else": MISSING}, GET_ONLY),
    "plan_change": ACT,
    "plan_pause": ACT,
    "plan_take": ACT,
    "plan_undo": ACT,
    "leave": (ACT[0], {**OUT, "learner": "302", "other learner": "302", "else": MISSING}),
    "join": ({**OUT, "else": "200"}, {**OUT, "else": "302"}),
}
ARGUMENTS: dict[str, Any] = {name: ("tiny",) for name in RULES if name != "desk"} | {"desk": ()}
