"""Goes through a course's texts: parses each, renders it, and checks all of them against one another."""

import posixpath
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from curriculum.markup.page import FenceReader, Rendered, Slot
from curriculum.markup.picture import Figure
from curriculum.markup.problem import Problem
from curriculum.source import checks
from curriculum.source.bodies import Bodies, Routes
from curriculum.source.front_matter import Fields
from curriculum.source.glossary import Entry, entries, read_term
from curriculum.source.heads import COURSE, GLOSSARY, Head, kind_of, read_heads
from curriculum.source.parts import (
    DIFFICULTIES,
    LEVELS,
    Course,
    Glossary,
    Goal,
    Handout,
    Lesson,
    Module,
    Objective,
    Quiz,
)
from curriculum.source.quiz_files import QuizReader, Read

PartT = TypeVar("PartT")


@dataclass
class CourseReader:
    """Gathers a course and its problems. Where `bodies_of` is given, the bodies of those paths alone are read, and of
    all others the front matter: what a text needs to know of the course around it."""

    folder: str
    texts: Mapping[str, str]
    figures: Mapping[str, Figure]
    fences: Mapping[str, FenceReader]
    routes: Routes
    reader: QuizReader
    unreadable: Set[str]
    bodies_of: Set[str] | None = None
    problems: list[Problem] = field(default_factory=list)
    heads: dict[str, Head] = field(default_factory=dict)
    read_quizzes: list[Read] = field(default_factory=list)
    read_checks: list[Read] = field(default_factory=list)
    goals: list[checks.Place] = field(default_factory=list)
    objectives: list[checks.Place] = field(default_factory=list)

    def read(self) -> Course | None:
        self.heads = read_heads(self.folder, self.texts, self.problems)
        self.problems += checks.repeated_documents(self.folder, self.heads)
        self.problems += checks.folders_without_module(self.folder, self.texts.keys() | self.unreadable)
        self.bodies = Bodies(
            self.folder,
            self.texts,
            self.figures,
            self.fences,
            self.routes,
            self.unreadable,
            self.heads,
            self.problems,
            self.bodies_of,
        )
        found = self._glossary_entries()
        self.bodies.terms = {entry.id: entry.name for entry in found}
        glossary = self._glossary(found)
        course = self._course(self.heads[COURSE], glossary) if COURSE in self.heads else self._headless()
        self.problems += checks.repeated("goal", self.goals)
        self.problems += checks.repeated("objective", self.objectives)
        self.problems += self.reader.compare(self.read_quizzes, self.read_checks)
        self.problems += checks.anchors(self.folder, self.bodies)
        rendered = {path for path in self.texts if path in self.bodies.rendered or kind_of(path) == "quiz"}
        all_read = self.bodies_of is None and not self._unread and self.texts.keys() - {GLOSSARY} <= rendered
        used = self.bodies.used_figures
        figures = self.figures if self.bodies_of is None else {path: self.figures[path] for path in used}
        self.problems += checks.figures(self.folder, figures, used, all_read=all_read)
        self.problems += checks.weeks(self.folder, course, self.heads) if course else ()
        return course

    @property
    def _unread(self) -> set[str]:
        """The files that have no head; what seems to be missing may be in one of them."""
        return (self.texts.keys() | self.unreadable) - self.heads.keys()

    def _headless(self) -> Course | None:
        """Without a course.md there is no course, but the mistakes in its modules are told all the same."""
        if COURSE not in self.texts and COURSE not in self.unreadable:
            self._complain(COURSE, 0, "the course has no course.md", "add one (see content/README.md)")
        for head in self._find("module").values():
            self._module(head)
        return None

    def _find(self, kind: str, folder: str = "") -> dict[str, Head]:
        found = (head for path, head in self.heads.items() if head.document.kind == kind and path.startswith(folder))
        return {head.document.id: head for head in found}

    # --- parts ----------------------------------------------------------------------------------------------
    def _course(self, head: Head, glossary: Glossary | None) -> Course:
        fields = head.fields
        title, summary = fields.text("title"), fields.text("summary")
        exam, guide = fields.text("exam", required=False), fields.text("guide", required=False)
        weekly_minutes = fields.integer("weekly_minutes", 1, 10_080)
        goals = tuple(self._goal(row) for row in fields.rows("goals", required=False))
        order = fields.identifiers("modules")
        modules = self._in_order(head, "modules", "module", order, self._find("module"), self._module)
        known = {objective.id for module in modules for objective in module.objectives}
        # Where a file is unreadable, what seems to be missing may be in it.
        if not self._unread:
            self.problems += checks.evidence(f"{self.folder}/{COURSE}", fields.line_of("goals"), goals, known)
        quizzes = self._quizzes(head, known)
        handouts = self._handouts(head)
        fields.refuse_unknown()
        return Course(
            document=head.document,
            title=title,
            summary=summary,
            exam=exam,
            guide=guide,
            weekly_minutes=weekly_minutes,
            goals=goals,
            modules=modules,
            glossary=glossary,
            body=self.bodies.render(head),
            quizzes=quizzes,
            handouts=handouts,
        )

    def _goal(self, row: Fields) -> Goal:
        evidence = row.identifiers("objectives", required=False)
        goal = Goal(row.identifier(), row.text("title"), row.text("text", limit=600), evidence)
        self.goals.append((row.path, row.line_of("id"), goal.id))
        return goal

    def _objective(self, row: Fields) -> Objective:
        objective = Objective(
            row.identifier(),
            row.text("text", limit=400),
            row.text("task", required=False, limit=20),
            row.text("guide", required=False, limit=20),
            row.choice("level", LEVELS, "exam"),
        )
        self.objectives.append((row.path, row.line_of("id"), objective.id))
        return objective

    def _module(self, head: Head) -> Module:
        fields = head.fields
        title, summary = fields.text("title"), fields.text("summary")
        week, difficulty = fields.integer("week", 1, 52), fields.choice("difficulty", DIFFICULTIES)
        objectives = tuple(self._objective(row) for row in fields.rows("objectives"))
        order = fields.identifiers("lessons")
        folder = posixpath.dirname(head.document.path) + "/"
        known = {objective.id for objective in objectives}

        def lesson(lesson_head: Head) -> Lesson:
            return self._lesson(lesson_head, known)

        lessons = self._in_order(head, "lessons", "lesson", order, self._find("lesson", folder), lesson)
        quizzes = self._quizzes(head, known)
        handouts = self._handouts(head)
        fields.refuse_unknown()
        body = self.bodies.render(head)
        return Module(head.document, title, summary, week, difficulty, objectives, lessons, body, quizzes, handouts)

    def _lesson(self, head: Head, objectives: set[str]) -> Lesson:
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
                    fields.line_of("objectives", objective),
                    f"unknown objective {objective!r}",
                    f"use one of its module's: {', '.join(sorted(objectives)) or 'none yet'}",
                )
        body, found = self._checks(head.document.path, self.bodies.render(head), objectives)
        return Lesson(head.document, title, short, summary, minutes, named, body, found)

    def _glossary_entries(self) -> list[Entry]:
        head = self.heads.get(GLOSSARY)
        if head is None:
            return []
        return list(entries(self.bodies.shown(GLOSSARY), head.body, head.first_line, self.problems))

    def _glossary(self, found: list[Entry]) -> Glossary | None:
        head = self.heads.get(GLOSSARY)
        if head is None:
            return None
        title = head.fields.text("title")
        head.fields.refuse_unknown()
        if not self.bodies.reads(GLOSSARY):
            return Glossary(head.document, title, ())
        shown, names = self.bodies.shown(GLOSSARY), self.bodies.terms.keys()
        render = partial(self.bodies.stretch, GLOSSARY)
        read = [read_term(shown, entry, render, names, self.problems) for entry in found]
        for term, taught_in in read:
            self.bodies.add(f"{GLOSSARY}#{term.id}", term.definition)
            self.bodies.add(f"{GLOSSARY}#{term.id}/taught", taught_in)
        return Glossary(head.document, title, tuple(term for term, _ in read))

    def _in_order(
        self,
        head: Head,
        key: str,
        kind: str,
        order: Iterable[str],
        found: Mapping[str, Head],
        build: Callable[[Head], PartT],
    ) -> tuple[PartT, ...]:
        """The parts that `key` lists, in its order; one that is missing, or not listed, is a problem."""
        built = []
        all_read = not any(kind_of(path) == kind for path in self._unread)
        for identifier in order:
            if identifier in found:
                built.append(build(found[identifier]))
            elif all_read:
                line = head.fields.line_of(key, identifier)
                what = f"{key} names the unknown {kind} {identifier!r}"
                self._complain(head.document.path, line, what, "add its file, or correct the id")
        for identifier, part in found.items():
            if identifier and identifier not in order:
                mend = f"add {identifier} to {key} in {head.document.path}"
                self._complain(part.document.path, part.fields.line_of("id"), f"{key} does not list this {kind}", mend)
        return tuple(built)

    def _beside(self, head: Head, key: str, kind: str, build: Callable[[Head], PartT]) -> tuple[PartT, ...]:
        """The parts that `key` lists, of those in the folder of `head` itself."""
        folder = posixpath.dirname(head.document.path)
        everywhere = self._find(kind).items()
        found = {name: part for name, part in everywhere if posixpath.dirname(part.document.path) == folder}
        return self._in_order(head, key, kind, head.fields.identifiers(key, required=False), found, build)

    def _handouts(self, head: Head) -> tuple[Handout, ...]:
        def handout(one: Head) -> Handout:
            title, summary = one.fields.text("title"), one.fields.text("summary")
            one.fields.refuse_unknown()
            return Handout(one.document, title, summary, self.bodies.render(one))

        return self._beside(head, "handouts", "handout", handout)

    # --- quizzes --------------------------------------------------------------------------------------------
    def _quizzes(self, head: Head, objectives: Set[str]) -> tuple[Quiz, ...]:
        def quiz(quiz_head: Head) -> Quiz:
            if not self.bodies.reads(quiz_head.document.path):
                return Quiz(quiz_head.document, None)
            sheet = self.bodies.sheet(quiz_head.document.path, objectives)
            content = self.reader.read_quiz(sheet, quiz_head.fields, quiz_head.body, quiz_head.first_line)
            self.read_quizzes.append(Read(sheet.path, content))
            return Quiz(quiz_head.document, content)

        return self._beside(head, "quizzes", "quiz", quiz)

    def _checks(self, path: str, body: Rendered, objectives: Set[str]) -> tuple[Rendered, tuple[object, ...]]:
        """A lesson's knowledge checks, and its body without their text: no key gets into what a page is made of."""
        checks: list[object] = []
        slots: list[Slot] = []
        for slot in body.slots:
            if slot.kind == "check":
                sheet = self.bodies.sheet(path, objectives)
                head, text, line = (slot.options[name] for name in ("head", "text", "line"))
                checks.append(self.reader.read_check(sheet, str(head), str(text), int(str(line))))
                self.read_checks.append(Read(sheet.path, checks[-1]))
            slots.append(Slot(slot.kind, slot.name) if slot.kind == "check" else slot)
        return replace(body, slots=tuple(slots)), tuple(checks)

    def _complain(self, path: str, line: int, what: str, mend: str) -> None:
        self.problems.append(Problem(f"{self.folder}/{path}", line, what, mend))
