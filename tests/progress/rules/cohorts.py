"""Joining a cohort by its code: everybody who is signed in and has it; a code that opens nothing is a 404 to all."""

from typing import Any

from django.utils import timezone

from progress.models import Cohort

SIGN_IN = "sign in"
OUT = {"visitor": SIGN_IN, "deactivated": SIGN_IN}
RULES = {
    # The matrix sends no code, which opens nothing.
    "join_code": ({**OUT, "else": "200"}, {**OUT, "else": "404"}),
    # After joining, the page leads to the desk.
    "join_cohort": ({**OUT, "else": "200"}, {**OUT, "else": "302"}),
}
CODE = "a-code-of-the-tests-own-length-32"[:32]


def _code(world: Any) -> tuple[str]:
    rule = {"begins_on": timezone.now().date(), "daily_minutes": 60}
    Cohort.objects.get_or_create(
        code=CODE, course=world.course, name="Autumn", defaults={**rule, "made_at": timezone.now()}
    )
    return (CODE,)


ARGUMENTS: dict[str, Any] = {"join_code": (), "join_cohort": _code}
