"""Makes sense of a course's texts: parses each, renders it, and checks all of them against one another."""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from curriculum.markup.drawing import check_drawing
from curriculum.markup.page import FenceReader, Rendered, Surroundings
from curriculum.markup.problem import Mistake, Problem
from curriculum.markup.render import render
from curriculum.source.front_matter import Fields, split
from curriculum.source.glossary import Entry, entries, read_term
from curriculum.source.parts import (
    DIFFICULTIES,
    LEVELS,
    Course,
    Document,
    Glossary,
    Goal,
    Lesson,
    Module,
    Objective,
    Term,
)

PartT = TypeVar("PartT")
COURSE, GLOSSARY, MODULE = "course.md", "glossary.md", "module.md"


class Routes(Protocol):
    """Addresses of pages, made by whoever serves them."""

    def __call__(self, kind: str, course: str, identifier: str) -> str: ...


@dataclass(frozen=True)
class Reading:
    """A course and what is wrong with it. `course` is None where it cannot be read at all; with errors among the
    problems it must not be stored."""

    course: Course | None
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        return self.course is not None and all(problem.is_warning for problem in self.problems)


@dataclass
class _Head:
    """A file whose front matter is read and whose body is not."""

    document: Document
    fields: Fields
    body: str
    first_line: int


@dataclass
class _Reader:
    folder: str
    texts: Mapping[str, str]
    figures: Mapping[str, str]
    fences: Mapping[str, FenceReader]
    routes: Routes
    problems: list[Problem] = field(default_factory=list)
    heads: dict[str, _Head] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, Rendered] = field(default_factory=dict)
    used_figures: set[str] = field(default_factory=set)

    def read(self) -> Course | None:
        for path, text in sorted(self.texts.items()):
            self._read_head(path, text)
        self._check_ids()
        if COURSE not in self.heads:
            if COURSE not in self.texts:
                self._complain(COURSE, 0, "the course has no course.md", "add one (see content/README.md)")
            return None
        self._check_figures()
        glossary_entries = self._glossary_entries()
        self.names = {entry.id: entry.name for entry in glossary_entries}
        course = self._course(self.heads[COURSE], glossary_entries)
        self._check_anchors()
        self._check_weeks(course)
        for path in sorted(self.figures.keys() - self.used_figures):
            self._complain(path, 0, "no text shows this figure", "show it or remove it", is_warning=True)
        return course

    # --- heads ----------------------------------------------------------------------------------------------
    def _read_head(self, path: str, text: str) -> None:
        kind = _kind(path)
        if kind is None:
            self._complain(path, 0, "the file stands nowhere in a course", "put lessons into a module's folder")
            return
        fields, body, first_line = split(self._shown(path), text, self.problems)
        if fields is not None:
            identifier = fields.identifier()
            self.heads[path] = _Head(Document(kind, identifier, path, text), fields, body, first_line)

    def _check_ids(self) -> None:
        seen: dict[str, str] = {}
        for path, head in self.heads.items():
            first = seen.setdefault(head.document.key, path)
            if first != path and head.document.id:
                line = head.fields.line_of("id")
                self._complain(path, line, f"the id {head.document.id!r} also stands in {first}", "choose another")

    def _find(self, kind: str, folder: str = "") -> dict[str, _Head]:
        found = (head for path, head in self.heads.items() if head.document.kind == kind and path.startswith(folder))
        return {head.document.id: head for head in found}

    # --- parts ----------------------------------------------------------------------------------------------
    def _course(self, head: _Head, glossary_entries: list[Entry]) -> Course:
        fields = head.fields
        title, summary = fields.text("title"), fields.text("summary")
        exam, guide = fields.text("exam", required=False), fields.text("guide", required=False)
        weekly_minutes = fields.integer("weekly_minutes", 1, 10_080)
        goals = tuple(
            Goal(row.identifier(), row.text("title"), row.text("text", limit=600))
            for row in fields.rows("goals", required=False)
        )
        self._refuse_twice(COURSE, fields.line_of("goals"), "goal", [goal.id for goal in goals])
        order = fields.identifiers("modules")
        fields.refuse_unknown()
        modules = self._in_order(head, "modules", "module", order, self._find("module"), self._module)
        self._refuse_twice(
            COURSE,
            fields.line,
            "objective",
            [objective.id for module in modules for objective in module.objectives],
        )
        return Course(
            document=head.document,
            title=title,
            summary=summary,
            exam=exam,
            guide=guide,
            weekly_minutes=weekly_minutes,
            goals=goals,
            modules=modules,
            glossary=self._glossary(glossary_entries),
            figures=self.figures,
            body=self._body(head),
        )

    def _module(self, head: _Head) -> Module:
        fields = head.fields
        title, summary = fields.text("title"), fields.text("summary")
        week, difficulty = fields.integer("week", 1, 52), fields.choice("difficulty", DIFFICULTIES)
        objectives = tuple(
            Objective(
                row.identifier(),
                row.text("text", limit=400),
                row.text("task", required=False, limit=20),
                row.text("guide", required=False, limit=20),
                row.choice("level", LEVELS, "exam"),
            )
            for row in fields.rows("objectives")
        )
        order = fields.identifiers("lessons")
        fields.refuse_unknown()
        folder = posixpath.dirname(head.document.path) + "/"
        known = {objective.id for objective in objectives}

        def lesson(lesson_head: _Head) -> Lesson:
            return self._lesson(lesson_head, known)

        lessons = self._in_order(head, "lessons", "lesson", order, self._find("lesson", folder), lesson)
        return Module(head.document, title, summary, week, difficulty, objectives, lessons, self._body(head))

    def _lesson(self, head: _Head, objectives: set[str]) -> Lesson:
        fields = head.fields
        title, summary = fields.text("title"), fields.text("summary")
        short = fields.text("short", required=False, limit=60) or title
        minutes = fields.integer("minutes", 1, 240)
        named = fields.identifiers("objectives")
        fields.refuse_unknown()
        for objective in named:
            if objective not in objectives:
                self._complain(
                    head.document.path,
                    fields.line_of("objectives"),
                    f"unknown objective {objective!r}",
                    f"use one of its module's: {', '.join(sorted(objectives)) or 'none yet'}",
                )
        return Lesson(head.document, title, short, summary, minutes, named, self._body(head))

    def _glossary_entries(self) -> list[Entry]:
        head = self.heads.get(GLOSSARY)
        if head is None:
            return []
        return list(entries(self._shown(GLOSSARY), head.body, head.first_line, self.problems))

    def _glossary(self, found: list[Entry]) -> Glossary | None:
        head = self.heads.get(GLOSSARY)
        if head is None:
            return None
        title = head.fields.text("title")
        head.fields.refuse_unknown()
        terms: list[Term] = []
        for entry in found:
            term = read_term(self._shown(GLOSSARY), entry, self._around(GLOSSARY), self.problems)
            self.bodies[f"{GLOSSARY}#{term.id}"] = term.definition
            for other in term.see:
                if other not in self.names:
                    self._complain(GLOSSARY, entry.line, f"See: names the unknown term {other!r}", "use a term's id")
            terms.append(term)
        return Glossary(head.document, title, tuple(terms))

    def _in_order(
        self,
        head: _Head,
        key: str,
        kind: str,
        order: Iterable[str],
        found: Mapping[str, _Head],
        build: Callable[[_Head], PartT],
    ) -> tuple[PartT, ...]:
        """The parts that `key` lists, in its order; one that is missing, or not listed, is a problem."""
        line = head.fields.line_of(key)
        built = []
        for identifier in order:
            if identifier in found:
                built.append(build(found[identifier]))
            else:
                self._complain(
                    head.document.path, line, f"{key} names the unknown {kind} {identifier!r}", "add its file"
                )
        for identifier, part in found.items():
            if identifier and identifier not in order:
                mend = f"add {identifier} to {key} in {head.document.path}"
                self._complain(part.document.path, part.fields.line_of("id"), f"{key} does not list this {kind}", mend)
        return tuple(built)

    # --- bodies and what they point to ----------------------------------------------------------------------
    def _body(self, head: _Head) -> Rendered:
        path = head.document.path
        body = render(self._shown(path), head.body, self._around(path), head.first_line)
        self.problems += body.problems
        self.bodies[path] = body
        return body

    def _around(self, path: str) -> Surroundings:
        course = self.heads[COURSE].document.id

        def link(target: str) -> str:
            head = self.heads.get(_join(path, target))
            if head is None:
                raise Mistake(f"the link {target} leads nowhere", "correct the relative path")
            return self.routes(head.document.kind, course, head.document.id)

        def term(identifier: str) -> tuple[str, str]:
            if identifier not in self.names:
                raise Mistake(f"unknown term [[{identifier}]]", "add it to glossary.md or correct its id")
            return self.names[identifier], f"{self.routes('glossary', course, '')}#term-{identifier}"

        def figure(target: str) -> str:
            name = _join(path, target)
            if name not in self.figures:
                raise Mistake(f"the figure {target} is not there", "correct the relative path")
            self.used_figures.add(name)
            return self.figures[name]

        return Surroundings(link, term, figure, self.fences)

    # --- checks over the whole ------------------------------------------------------------------------------
    def _check_figures(self) -> None:
        for path, text in self.figures.items():
            try:
                check_drawing(text)
            except Mistake as mistake:
                self._complain(path, 0, mistake.what, mistake.mend)

    def _check_anchors(self) -> None:
        for place, body in self.bodies.items():
            path = place.partition("#")[0]
            for reference in body.references:
                target = _join(path, reference.path) if reference.path else path
                if reference.anchor and reference.anchor not in self._anchors(target):
                    self._complain(
                        path,
                        reference.line,
                        f"no heading of {target} has the id {reference.anchor!r}",
                        "correct the anchor, or write {#" + reference.anchor + "} after the heading",
                    )

    def _anchors(self, path: str) -> set[str]:
        if path == GLOSSARY:
            return {f"term-{name}" for name in self.names}
        body = self.bodies.get(path)
        return {heading.anchor for heading in body.headings} if body else set()

    def _check_weeks(self, course: Course) -> None:
        minutes: dict[int, int] = {}
        for module in course.modules:
            minutes[module.week] = minutes.get(module.week, 0) + sum(lesson.minutes for lesson in module.lessons)
        for module in course.modules:
            if minutes[module.week] > course.weekly_minutes:
                self._complain(
                    module.document.path,
                    self.heads[module.document.path].fields.line_of("week"),
                    f"week {module.week} holds {minutes[module.week]} minutes; the course promises {course.weekly_minutes}",
                    "shorten it, or raise weekly_minutes",
                    is_warning=True,
                )

    def _refuse_twice(self, path: str, line: int, what: str, identifiers: list[str]) -> None:
        for identifier in sorted({name for name in identifiers if name and identifiers.count(name) > 1}):
            self._complain(path, line, f"the {what} {identifier!r} stands twice", "give each its own id")

    def _shown(self, path: str) -> str:
        return f"{self.folder}/{path}"

    def _complain(self, path: str, line: int, what: str, mend: str, *, is_warning: bool = False) -> None:
        self.problems.append(Problem(self._shown(path), line, what, mend, is_warning))


def read_course(
    folder: str,
    texts: Mapping[str, str],
    figures: Mapping[str, str],
    fences: Mapping[str, FenceReader],
    routes: Routes,
) -> Reading:
    """Read the course whose files are `texts` and `figures`, by path relative to its `folder`."""
    reader = _Reader(folder, texts, figures, fences, routes)
    course = reader.read()
    return Reading(course, tuple(sorted(set(reader.problems))))


def _kind(path: str) -> str | None:
    if path in {COURSE, GLOSSARY}:
        return path.removesuffix(".md")
    folder, _, name = path.partition("/")
    if not folder or not name or "/" in name:
        return None
    return "module" if name == MODULE else "lesson"


def _join(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
