"""The fences that the curriculum knows: labs, and the tables a course page makes of itself."""

from collections.abc import Mapping

import yaml

from curriculum.labs.registry import LABS
from curriculum.markup.page import ID, FenceReader, Slot
from curriculum.markup.problem import Mistake
from curriculum.source.front_matter import BadYaml, compose
from curriculum.source.heads import COURSE, kind_of

# What a course knows about itself, and shows on its own page.
COURSE_ONLY = frozenset({"modules", "objectives", "goals"})
LESSONS_ONLY = frozenset({"check"})


def read_lab(argument: str, body: str, _line: int) -> Slot:
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


def read_modules(argument: str, body: str, _line: int) -> Slot:
    return _bare("modules", argument, body)


def read_objectives(argument: str, body: str, _line: int) -> Slot:
    return _bare("objectives", argument, body)


def read_goals(argument: str, body: str, _line: int) -> Slot:
    return _bare("goals", argument, body)


def read_check(argument: str, body: str, line: int) -> Slot:
    """A `check` fence, as it is written: what a question is, the reader of quizzes knows."""
    identifier = argument.partition(" ")[0]
    if not ID.fullmatch(identifier):
        raise Mistake("the check has no id", "write check, an id, .kind, objective= and difficulty=")
    return Slot("check", identifier, {"head": argument, "text": body, "line": line})


def fences_for(path: str, fences: Mapping[str, FenceReader]) -> dict[str, FenceReader]:
    """The fences as the file `path` may hold them: what a page would leave out is refused where it is written."""

    def refusing(name: str, where: str) -> FenceReader:
        def refuse(_argument: str, _body: str, _line: int) -> Slot:
            raise Mistake(f"the fence {name} means nothing here", f"it belongs into {where}")

        return refuse

    kind = kind_of(path)
    if kind in {"glossary", "quiz"}:
        return {name: refusing(name, "a lesson") for name in fences}
    elsewhere = {name: COURSE for name in COURSE_ONLY if kind != "course"}
    elsewhere |= {name: "a lesson" for name in LESSONS_ONLY if kind != "lesson"}
    # A handout is for paper, where nothing can be done.
    elsewhere |= {"lab": "a lesson"} if kind == "handout" else {}
    return {name: refusing(name, elsewhere[name]) if name in elsewhere else fences[name] for name in fences}
