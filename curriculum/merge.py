"""Merging what two pens wrote, section by section, from the text that both began with.

A section that one pen changed, added or took out is as that pen has it. One that both changed is a clash, unless both
say the same. Which pen is called which makes no difference to what comes out.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from curriculum.source.sections import Section, as_one, join

# A text to its sections.
Cutter = Callable[[str], Sequence[Section]]

ORDER = "order of the sections"


class Pen(Enum):
    FILES = "files"
    ADMIN = "admin"


@dataclass(frozen=True)
class Clash:
    """A section that both pens changed; a text is None where the section is not there."""

    section: str
    base: str | None
    file: str | None
    admin: str | None


@dataclass(frozen=True)
class Merge:
    """The text that has both pens' work in it; empty where there are clashes. The names are those of the sections in
    which it follows the one pen and not the other."""

    text: str
    clashes: tuple[Clash, ...] = ()
    from_file: tuple[str, ...] = ()
    from_admin: tuple[str, ...] = ()


def merge(cut: Cutter, base: str, file: str, admin: str, prefer: Pen | None = None) -> Merge:
    """Merge `file` and `admin`, both written from `base` (empty: from nothing). `prefer` settles each clash."""
    trio = _Trio(cut, base, file, admin)
    sections, clashes = trio.merge(prefer)
    if not clashes and list(cut(join(sections))) != sections:
        # Put together, they run into one another (one leaves a fence open): the text as a whole is the clash.
        trio = _Trio(as_one, base, file, admin)
        sections, clashes = trio.merge(prefer)
    if clashes:
        return Merge("", tuple(clashes))
    return Merge(join(sections), (), trio.kept_from(trio.file, sections), trio.kept_from(trio.admin, sections))


def diff(clash: Clash, path: str) -> str:
    """What the two pens made of the section, as a unified diff from the file to the admin. Where one of them took the
    section out, what the other one changed since the last load."""
    (old, before), (new, after) = ("files", clash.file), ("admin", clash.admin)
    if clash.base is not None and after is None:
        (old, before), (new, after) = ("last loaded", clash.base), (old, before)
    elif clash.base is not None and before is None:
        old, before = "last loaded", clash.base
    place = f"{path}, {clash.section}"
    old_lines, new_lines = ((text or "").splitlines() for text in (before, after))
    found = list(difflib.unified_diff(old_lines, new_lines, f"{place} ({old})", f"{place} ({new})", n=2, lineterm=""))
    return "\n".join(found or [f"{place}: the two differ in how lines end, and in nothing else"])


class _Side:
    """One text's sections, by name and in order."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = {section.name: section for section in sections}
        self.names = list(self.sections)
        # The end of the text belongs to the text, not to the section that happens to be the last.
        self.end = sections[-1].gap if sections else None

    def text(self, name: str) -> str | None:
        return self.sections[name].text if name in self.sections else None

    def gap(self, name: str) -> str | None:
        return self.sections[name].gap if name in self.names[:-1] else None


class _Trio:
    def __init__(self, cut: Cutter, base: str, file: str, admin: str) -> None:
        self.base, self.file, self.admin = _Side(cut(base)), _Side(cut(file)), _Side(cut(admin))

    def kept_from(self, side: _Side, sections: Sequence[Section]) -> tuple[str, ...]:
        """The names of the sections in which the merge follows that side and not the other one."""
        merged = {section.name: section.text for section in sections}
        other = self.admin if side is self.file else self.file
        names = dict.fromkeys([*self.file.names, *self.admin.names])
        return tuple(name for name in names if merged.get(name) != other.text(name))

    def merge(self, prefer: Pen | None) -> tuple[list[Section], list[Clash]]:
        """The sections of the merge, or what stands against it. With a preference nothing does."""
        texts: dict[str, str] = {}
        clashes = []
        for name in dict.fromkeys([*self.base.names, *self.file.names, *self.admin.names]):
            base, file, admin = (side.text(name) for side in (self.base, self.file, self.admin))
            text = file
            if admin not in (file, base):
                text = admin
                if file != base:
                    clashes.append(Clash(name, base, file, admin))
                    text = file if prefer is Pen.FILES else admin
            if text is not None:
                texts[name] = text
        order = self._order(texts, prefer)
        if order is None:
            clashes.append(Clash(ORDER, *("\n".join(side.names) for side in (self.base, self.file, self.admin))))
            return [], clashes
        return self._sections(order, texts), clashes if prefer is None else []

    def _order(self, texts: Mapping[str, str], prefer: Pen | None) -> list[str] | None:
        """The names of `texts` in order; None where each pen put them into an order of its own."""
        shared = texts.keys() & set(self.file.names) & set(self.admin.names)
        file, admin = ([name for name in side.names if name in shared] for side in (self.file, self.admin))
        base = [name for name in self.base.names if name in shared]
        file_moved, admin_moved = ([name for name in names if name in base] != base for names in (file, admin))
        if file == admin or (file_moved and not admin_moved):
            kept = file
        elif admin_moved and not file_moved:
            kept = admin
        elif prefer is not None:
            kept = file if prefer is Pen.FILES else admin
        else:
            return None
        added = [*_runs(self.file.names, kept, texts), *_runs(self.admin.names, kept, texts)]
        order = []
        for anchor in (None, *kept):
            order += [anchor] if anchor is not None else []
            # Where both add at one place, by name: the order must not hang on which pen is which.
            order += [name for _, run in sorted(run for run in added if run[0] == anchor) for name in run]
        return order

    def _sections(self, order: Sequence[str], texts: Mapping[str, str]) -> list[Section]:
        last = len(order) - 1
        found = []
        for index, name in enumerate(order):
            gaps = (side.end if index == last else side.gap(name) for side in (self.base, self.file, self.admin))
            found.append(Section(name, texts[name], self._gap(*gaps)))
        return found

    def _gap(self, base: str | None, file: str | None, admin: str | None) -> str:
        """Line ends are no words, and never a clash: of two that were changed the longer one stays."""
        given = [gap for gap in (file, admin) if gap is not None]
        if not given:
            return "\r\n\r\n" if any("\r\n" in section.gap for section in self.file.sections.values()) else "\n\n"
        changed = [gap for gap in given if gap != base]
        return max(changed or given, key=lambda gap: (len(gap), gap))


def _runs(names: Sequence[str], kept: Sequence[str], texts: Mapping[str, str]) -> list[tuple[str | None, list[str]]]:
    """What one pen added, run by run, each with the kept name that it follows there."""
    anchor = None
    placed = []
    for name in names:
        if name in kept:
            anchor = name
        elif name in texts:
            placed.append((anchor, name))
    return [(after, [name for _, name in run]) for after, run in groupby(placed, key=lambda pair: pair[0])]
