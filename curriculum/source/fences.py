"""The fences that the curriculum knows: labs, and the tables a course page makes of itself."""

import yaml

from curriculum.labs.registry import LABS
from curriculum.markup.page import Slot
from curriculum.markup.problem import Mistake
from curriculum.source.front_matter import BadYaml, compose


def read_lab(argument: str, body: str) -> Slot:
    """A `lab` fence: the lab's id, and a setting a line. Raises Mistake for what the lab does not know."""
    lab = LABS.get(argument)
    if lab is None:
        raise Mistake(f"unknown lab {argument[:60]!r}", f"use one of {', '.join(sorted(LABS))}")
    given = _settings(body)
    if given is None:
        raise Mistake(f"the settings of lab {argument} cannot be read", "write one `name: value` a line")
    try:
        return Slot("lab", lab.id, lab.options(given))
    except ValueError as error:
        raise Mistake(f"lab {argument}: {error}", "correct the setting in the fence") from None


def _settings(body: str) -> dict[str, object] | None:
    """The settings by name, of texts, lists and mappings only; None where they cannot be read."""
    try:
        node = compose(body)
        given = {} if node is None else yaml.load(body, yaml.CBaseLoader)  # noqa: S506  (it builds no objects)
    except (BadYaml, yaml.YAMLError, TypeError):
        return None
    is_whole = isinstance(given, dict) and (node is None or len(given) == len(node.value))
    return given if is_whole else None


def _bare(kind: str, argument: str, body: str) -> Slot:
    if argument or body.strip():
        raise Mistake(f"the fence {kind} holds words", "leave it empty; the course fills it")
    return Slot(kind)


def read_modules(argument: str, body: str) -> Slot:
    return _bare("modules", argument, body)


def read_objectives(argument: str, body: str) -> Slot:
    return _bare("objectives", argument, body)


def read_goals(argument: str, body: str) -> Slot:
    return _bare("goals", argument, body)
