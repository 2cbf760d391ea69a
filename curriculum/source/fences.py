"""The fences that the curriculum knows: labs, and the tables a course page makes of itself."""

import yaml

from curriculum.labs.registry import LABS
from curriculum.markup.page import Slot
from curriculum.markup.problem import Mistake


def read_lab(argument: str, body: str) -> Slot:
    """A `lab` fence: the lab's id, and a setting a line. Raises Mistake for what the lab does not know."""
    lab = LABS.get(argument)
    if lab is None:
        raise Mistake(f"unknown lab {argument!r}", f"use one of {', '.join(sorted(LABS))}")
    try:
        # The base loader builds texts, lists and mappings only.
        given = yaml.load(body, yaml.CBaseLoader) if body.strip() else {}  # noqa: S506
    except yaml.YAMLError:
        given = None
    if not isinstance(given, dict):
        raise Mistake(f"the settings of lab {argument} cannot be read", "write one `name: value` a line")
    try:
        return Slot("lab", lab.id, lab.options(given))
    except ValueError as error:
        raise Mistake(f"lab {argument}: {error}", "correct the setting in the fence") from None


def _bare(kind: str, argument: str, body: str) -> Slot:
    if argument or body.strip():
        raise Mistake(f"the fence {kind} is empty", "remove what stands in it")
    return Slot(kind)


def read_modules(argument: str, body: str) -> Slot:
    return _bare("modules", argument, body)


def read_objectives(argument: str, body: str) -> Slot:
    return _bare("objectives", argument, body)


def read_goals(argument: str, body: str) -> Slot:
    return _bare("goals", argument, body)
