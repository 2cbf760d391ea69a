"""What belongs to a course and in which order, from the front matter of its texts alone, mistakes or no mistakes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from curriculum.source.heads import COURSE, GLOSSARY, Head, read_heads
from curriculum.source.lists import KIND_OF, LISTS


@dataclass(frozen=True)
class Entry:
    """A text by its place in the course. `parts` are what its lists name, by list; `missing` the ids that no text has.

    `title` is the id, or the path, where there is none; `minutes` and `week` are empty where they are not said.
    """

    key: str
    path: str
    title: str
    minutes: str = ""
    week: str = ""
    parts: Mapping[str, tuple["Entry", ...]] | None = None
    missing: tuple[str, ...] = ()

    def everything(self) -> Iterator["Entry"]:
        yield self
        for entries in (self.parts or {}).values():
            for entry in entries:
                yield from entry.everything()


def outline(texts: Mapping[str, str]) -> tuple[Entry | None, Entry | None]:
    """The course with all that its lists lead to, and its glossary; None where there is no such text."""
    heads = read_heads("", texts, [])
    by_key = {head.document.key: head for head in heads.values() if head.document.id}
    course = _entry(heads[COURSE], by_key, {heads[COURSE].document.key}) if COURSE in heads else None
    glossary = _entry(heads[GLOSSARY], by_key, set()) if GLOSSARY in heads else None
    return course, glossary


def _entry(head: Head, by_key: Mapping[str, Head], above: set[str]) -> Entry:
    parts: dict[str, tuple[Entry, ...]] = {}
    missing: list[str] = []
    for name in LISTS.get(head.document.kind, ()):
        found = []
        for id in head.fields.identifiers(name, required=False):
            key = f"{KIND_OF[name]}:{id}"
            if key not in by_key:
                missing.append(id)
            elif key not in above:
                found.append(_entry(by_key[key], by_key, above | {key}))
        parts[name] = tuple(found)
    return Entry(
        key=head.document.key,
        path=head.document.path,
        title=_said(head, "title") or head.document.id or head.document.path,
        minutes=_said(head, "minutes"),
        week=_said(head, "week"),
        parts=parts,
        missing=tuple(missing),
    )


def _said(head: Head, name: str) -> str:
    node = head.fields.values.get(name)
    return " ".join(str(node.value).split()) if isinstance(node, yaml.ScalarNode) else ""
