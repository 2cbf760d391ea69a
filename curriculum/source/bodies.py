"""The texts of a course, rendered, and what each of them may point to."""

import difflib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Protocol

from curriculum.markup.page import FenceReader, Reference, Rendered, Surroundings
from curriculum.markup.picture import Figure, Shown
from curriculum.markup.problem import Mistake, Problem
from curriculum.source.fences import fences_for
from curriculum.source.heads import COURSE, GLOSSARY, TAKEN, Head, join, kind_of
from curriculum.source.memory import MEMORY
from curriculum.source.quiz_files import Sheet, Target


class Routes(Protocol):
    """Addresses of pages, made by whoever serves them."""

    def __call__(self, kind: str, course: str, identifier: str) -> str: ...


UNREAD = Rendered("", (), (), (), (), (), ())


@dataclass
class Bodies:
    """Every body that was rendered, by path; parts of a file that is rendered in parts, by path, # and a name."""

    folder: str
    texts: Mapping[str, str]
    figures: Mapping[str, Figure]
    fences: Mapping[str, FenceReader]
    routes: Routes
    unreadable: Set[str]
    heads: Mapping[str, Head]
    problems: list[Problem]
    bodies_of: Set[str] | None = None
    terms: Mapping[str, str] = field(default_factory=dict)
    rendered: dict[str, Rendered] = field(default_factory=dict)
    references: list[tuple[str, Reference]] = field(default_factory=list)
    used_figures: set[str] = field(default_factory=set)

    def reads(self, path: str) -> bool:
        """Whether the body of that file is read, and not its front matter alone."""
        return self.bodies_of is None or path in self.bodies_of

    def render(self, head: Head) -> Rendered:
        """The body of a file that is rendered whole; nothing, where bodies of others are asked for."""
        path = head.document.path
        if not self.reads(path):
            return UNREAD
        body = self.stretch(path, head.body, head.first_line)
        self.problems += body.problems
        self.add(path, body)
        return body

    def stretch(self, path: str, text: str, first_line: int) -> Rendered:
        """A part of the file `path` that begins after `first_line` lines; its problems are not noted."""
        return MEMORY.render(self.shown(path), text, self.around(path), first_line, self.fences)

    def add(self, place: str, body: Rendered) -> None:
        """Keep a body, and its links for the check of their anchors. `place` is a path, perhaps with # and a name."""
        self.rendered[place] = body
        self.references += [(place.partition("#")[0], reference) for reference in body.references]

    def sheet(self, path: str, objectives: Set[str]) -> Sheet:
        """The file as the reader of quizzes gets it."""

        def render_stretch(text: str, first_line: int) -> Rendered:
            body = self.stretch(path, text, first_line)
            self.problems.extend(body.problems)
            self.references.extend((path, reference) for reference in body.references)
            return body

        def locate(target: str, anchor: str, line: int) -> Target:
            place = join(path, target)
            url = self._address(path, target, anchor)
            self.references.append((path, Reference(target, anchor, line)))
            head = self.heads.get(place)
            if place == GLOSSARY and anchor:
                return Target("term", anchor, f"term-{anchor}", url)
            return Target(head.document.kind if head else "", head.document.id if head else "", anchor, url)

        return Sheet(
            path=self.shown(path),
            objectives=objectives,
            render=render_stretch,
            locate=locate,
            complain=lambda line, what, mend: self._note(path, line, what, mend, is_warning=False),
            warn=lambda line, what, mend: self._note(path, line, what, mend, is_warning=True),
        )

    def around(self, path: str) -> Surroundings:
        """What the file may point to."""

        def link(target: str, anchor: str) -> str:
            return self._address(path, target, anchor)

        def term(identifier: str) -> tuple[str, str]:
            if identifier not in self.terms:
                near = difflib.get_close_matches(identifier, self.terms, 1)
                mend = f"did you mean [[{near[0]}]]?" if near else "add it to glossary.md or correct its id"
                raise Mistake(f"unknown term [[{identifier[:100]}]]", mend)
            return self.terms[identifier], f"{self.routes('glossary', self._course, '')}#term-{identifier}"

        def figure(target: str) -> str | Shown:
            name = join(path, target)
            if name in self.unreadable:
                return ""
            if name not in self.figures:
                raise Mistake(f"the figure {target[:100]} is not there", "correct the relative path")
            self.used_figures.add(name)
            found = self.figures[name]
            if isinstance(found, str):
                return found
            return Shown(self.routes("figure", self._course, found.name), found.width, found.height)

        return Surroundings(link, term, figure, fences_for(path, self.fences), TAKEN[kind_of(path) or "lesson"])

    def shown(self, path: str) -> str:
        return f"{self.folder}/{path}"

    @property
    def _course(self) -> str:
        return self.heads[COURSE].document.id if COURSE in self.heads else self.folder

    def _address(self, path: str, target: str, anchor: str) -> str:
        """Where a relative link leads. Raises Mistake."""
        place = join(path, target)
        if place not in self.texts and place not in self.unreadable:
            raise Mistake(f"the link {target[:100]} leads nowhere", "correct the relative path")
        if place == GLOSSARY and anchor:
            anchor = f"term-{anchor}"
        # What has no head has no address yet; its own mistake keeps it from being stored.
        head = self.heads.get(place)
        address = self.routes(head.document.kind, self._course, head.document.id) if head and target else ""
        return address + (f"#{anchor}" if anchor else "")

    def _note(self, path: str, line: int, what: str, mend: str, *, is_warning: bool) -> None:
        self.problems.append(Problem(self.shown(path), line, what, mend, is_warning=is_warning))
