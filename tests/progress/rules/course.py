"""The pages of the course: open to everybody."""

from typing import Any

OPEN: tuple[dict[str, str], dict[str, str]] = ({"else": "200"}, {"else": "405"})
RULES = {"course": OPEN, "module": OPEN, "lesson": OPEN}
ARGUMENTS: dict[str, Any] = {"course": ("tiny",), "module": ("tiny", "one"), "lesson": ("tiny", "alpha")}
