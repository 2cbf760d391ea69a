"""The lists in front matter that say what belongs to a course and in which order, read and changed as text.

Order is a list of ids in `course.md` and `module.md`; whoever moves a lesson in an outline changes one line here.
"""

from collections.abc import Callable, Mapping, Sequence

import yaml

from curriculum.markup.problem import Problem
from curriculum.source.front_matter import split
from curriculum.source.glossary import unix_lines
from curriculum.source.heads import read_heads

# The list in which each kind of document is named.
LIST_OF = {"module": "modules", "lesson": "lessons", "quiz": "quizzes", "handout": "handouts"}
LISTS = {"course": ("modules", "quizzes", "handouts"), "module": ("lessons", "quizzes", "handouts")}
KIND_OF = {name: kind for kind, name in LIST_OF.items()}


class Unlisted(ValueError):
    """Why a list cannot be changed."""


def listed_keys(texts: Mapping[str, str]) -> set[str]:
    """The key (`lesson:scaling-laws`) of everything that the course, or a module that the course lists, names."""
    heads = {head.document.key: head for head in read_heads("", texts, []).values()}
    found: set[str] = set()
    waiting = [key for key in heads if key.startswith("course:")]
    while waiting:
        head = heads.get(waiting.pop())
        for name in LISTS.get(head.document.kind, ()) if head else ():
            named = {f"{KIND_OF[name]}:{id}" for id in head.fields.identifiers(name, required=False)} if head else set()
            waiting += named - found
            found |= named
    return found


def listed_ids(text: str, name: str) -> tuple[str, ...]:
    """The ids of the list `name`; none where it cannot be read."""
    fields, _body, _first_line = split("", text, [])
    return fields.identifiers(name, required=False) if fields is not None else ()


def with_id(text: str, name: str, id: str, place: int | None = None) -> str:
    """The text with `id` in the list `name`, which is begun where there is none: at that place from 0, or at the end.

    Raises Unlisted.
    """

    def add(ids: list[str]) -> list[str]:
        at = len(ids) if place is None else place
        return ids if id in ids else [*ids[:at], id, *ids[at:]]

    return _changed(text, name, add)


def without_id(text: str, name: str, id: str) -> str:
    """The text without `id` in the list `name`. Raises Unlisted."""
    return _changed(text, name, lambda ids: [one for one in ids if one != id])


def moved(text: str, name: str, id: str, by: int) -> str:
    """The text with `id` that many places further down (or up, where negative) in the list. Raises Unlisted."""

    def move(ids: list[str]) -> list[str]:
        if id not in ids:
            raise Unlisted(f"{name} does not list {id}")
        place = ids.index(id)
        rest = ids[:place] + ids[place + 1 :]
        to = min(max(place + by, 0), len(rest))
        return [*rest[:to], id, *rest[to:]]

    return _changed(text, name, move)


def _changed(text: str, name: str, change: Callable[[list[str]], list[str]]) -> str:
    """The text with the list changed, its way of writing kept; nothing else changes, and lines end as they did."""
    problems: list[Problem] = []
    fields, _body, first_line = split("", text, problems)
    if fields is None or problems:
        raise Unlisted("the front matter cannot be read; mend it first")
    lines = unix_lines(text).split("\n")
    node = fields.values.get(name)
    ids = [] if node is None else _ids(name, node)
    wanted = change(list(ids))
    if wanted == ids:
        return text
    if isinstance(node, yaml.SequenceNode):
        _rewrite(lines, fields.line_of(name) - 1, node, wanted)
    else:
        lines[first_line - 1 : first_line - 1] = [f"{name}: [{', '.join(wanted)}]"]
    written = "\n".join(lines)
    return written.replace("\n", "\r\n") if "\r\n" in text else written


def _ids(name: str, node: yaml.Node) -> list[str]:
    if not isinstance(node, yaml.SequenceNode) or not all(isinstance(one, yaml.ScalarNode) for one in node.value):
        raise Unlisted(f"{name} is not a list of ids; write {name}: [one, two]")
    return [str(one.value) for one in node.value]


def _rewrite(lines: list[str], key_line: int, node: yaml.SequenceNode, wanted: Sequence[str]) -> None:
    # Marks count lines of the front matter, which begins after the first line of the text.
    start, end = node.start_mark, node.end_mark
    first, last = start.line + 1, end.line + 1
    if node.flow_style:
        before, after = lines[first][: start.column], lines[last][end.column :]
        lines[first : last + 1] = [f"{before}[{', '.join(wanted)}]{after}"]
        return
    # A list of lines, each of which is carried along as it stands, with what is written behind it.
    places = {str(one.value): one.start_mark.line + 1 for one in node.value}
    indent = " " * start.column
    kept = {id: lines[place] for id, place in places.items()}
    after = max(places.values()) + 1
    begin = min(places.values())
    if wanted:
        lines[begin:after] = [kept.get(id, f"{indent}- {id}") for id in wanted]
    else:
        lines[key_line:after] = [f"{lines[key_line].rstrip()} []"]
