"""YAML front matter, read key by key with the line of each mistake. Values stay text: `3.30` is not a number here."""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import yaml

from curriculum.markup.page import CONTROL, ID
from curriculum.markup.problem import Problem

MARK = "---"
MAX_CHARACTERS = 20_000
MAX_DEPTH = 8


@dataclass
class Fields:
    """One mapping of front matter. Each reader takes a key, notes its mistakes, and answers an empty value for them."""

    path: str
    node: yaml.MappingNode
    first_line: int
    problems: list[Problem]
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.keys: dict[str, yaml.Node] = {}
        self.values: dict[str, yaml.Node] = {}
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._complain(key, "a key is not a text", "write key: value")
                continue
            if key.value in self.values:
                self._complain(key, f"the key {key.value!r} stands twice", "keep one")
            self.keys[key.value], self.values[key.value] = key, value

    @property
    def line(self) -> int:
        return self._line(self.node)

    def line_of(self, key: str, item: str = "") -> int:
        """The line of the key, or of an item of its list; the mapping's first line where there is none."""
        for node in self.values[key].value if item and key in self.values else ():
            if isinstance(node, yaml.ScalarNode) and node.value == item:
                return self._line(node)
        return self._line(self.keys[key]) if key in self.keys else self.line

    def text(self, key: str, *, required: bool = True, limit: int = 300) -> str:
        """One line of text of at most `limit` characters."""
        node = self._take(key, required)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._complain(node, f"{key} is not a text", f"write {key}: words on one line")
            return ""
        value = " ".join(str(node.value).split())
        if required and not value:
            self._complain(node, f"{key} is empty", f"write {key}: words")
        if CONTROL.search(value):
            self._complain(node, f"{key} holds a control character", "remove it")
            return ""
        if len(value) > limit:
            self._complain(node, f"{key} is {len(value)} characters long", f"shorten it to {limit}")
        return value

    def identifier(self, key: str = "id") -> str:
        """An id: lower case, digits, hyphens."""
        value = self.text(key, limit=60)
        if value and not ID.fullmatch(value):
            self._complain(self.values[key], f"{value!r} is not an id", "use lower case, digits and hyphens")
        return value

    def integer(self, key: str, least: int, most: int) -> int:
        value = self.text(key)
        if not value:
            return least
        if not value.isascii() or not value.isdigit() or len(value) > 9 or not least <= int(value) <= most:
            self._complain(self.values[key], f"{key} is {value!r}", f"give a whole number from {least} to {most}")
            return least
        return int(value)

    def choice(self, key: str, allowed: Collection[str], default: str = "") -> str:
        value = self.text(key, required=not default) or default
        if value and value not in allowed:
            self._complain(self.values.get(key, self.node), f"{key} is {value!r}", f"use one of {', '.join(allowed)}")
        return value

    def identifiers(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of ids, none twice."""
        found: list[str] = []
        for node in self._items(key, required=required):
            value = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
            if not ID.fullmatch(value):
                what = f"{key} holds {value[:60]!r}, which is not an id"
                self._complain(node, what, "use lower case, digits and hyphens")
            elif value in found:
                self._complain(node, f"{key} holds {value!r} twice", "keep one")
            else:
                found.append(value)
        return tuple(found)

    def rows(self, key: str, *, required: bool = True) -> Iterator["Fields"]:
        """A list of mappings."""
        for node in self._items(key, required):
            if isinstance(node, yaml.MappingNode):
                row = Fields(self.path, node, self.first_line, self.problems)
                yield row
                row.refuse_unknown()
            else:
                self._complain(node, f"an item of {key} is not a list of keys", "write - id: … and its keys below")

    def refuse_unknown(self) -> None:
        """To be called once everything known is taken."""
        for key, node in self.keys.items():
            if key not in self.taken:
                near = difflib.get_close_matches(key, self.taken, 1)
                mend = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(self.taken))}"
                self._complain(node, f"unknown key {key[:60]!r}", mend)

    def _items(self, key: str, required: bool) -> list[yaml.Node]:
        node = self._take(key, required)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._complain(node, f"{key} is not a list", f"write {key}: [one, two]")
            return []
        return list(node.value)

    def _take(self, key: str, required: bool) -> yaml.Node | None:
        self.taken.add(key)
        if key not in self.values and required:
            self._complain(self.node, f"{key} is missing", f"add {key}: to the front matter")
        return self.values.get(key)

    def _line(self, node: yaml.Node) -> int:
        return self.first_line + int(node.start_mark.line) + 1

    def _complain(self, node: yaml.Node, what: str, mend: str) -> None:
        self.problems.append(Problem(self.path, self._line(node), what, mend))


def split(path: str, text: str, problems: list[Problem]) -> tuple[Fields | None, str, int]:
    """The front matter, the body, and how many lines stand before the body."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    closing = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == MARK), 0)
    if lines[0].rstrip() != MARK or not closing:
        problems.append(Problem(path, 1, "the front matter is missing", "begin the file with ---, keys, ---"))
        return None, text, 0
    head, body = "\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :])
    try:
        node = compose(head)
    except BadYaml as error:
        what = f"the front matter is not valid YAML ({error})"
        problems.append(Problem(path, error.line + 1, what, 'put values with ":" in quotes'))
        return None, body, closing + 1
    if not isinstance(node, yaml.MappingNode):
        problems.append(Problem(path, 1, "the front matter has no keys", "write id: and title: between the marks"))
        return None, body, closing + 1
    return Fields(path, node, 1, problems), body, closing + 1


class BadYaml(ValueError):
    """Why the YAML cannot be read, and its line in the text, from 1; 0 is the text as a whole."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


def compose(text: str) -> yaml.Node | None:
    """The YAML as nodes. Raises BadYaml, also for what may stand for more than it says, or nests without end."""
    if len(text) > MAX_CHARACTERS:
        raise BadYaml(f"more than {MAX_CHARACTERS} characters")
    try:
        depth = 0
        for event in yaml.parse(text, yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent):
                raise BadYaml("an alias (*name) stands in it", line)
            if depth > MAX_DEPTH:
                raise BadYaml("it is nested too deep", line)
        node: yaml.Node | None = yaml.compose(text, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        raise BadYaml(error.problem or "odd", error.problem_mark.line + 1 if error.problem_mark else 0) from error
    except yaml.YAMLError as error:
        raise BadYaml(" ".join(str(error).split())) from error
    return node
