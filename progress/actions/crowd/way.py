"""The way through a course: every step that there is, in the order in which it is taken."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from curriculum.labs.registry import LABS
from curriculum.models import Course, Lesson
from progress.models import Study
from progress.outline import Kind, Outline, Part
from progress.reports.certificates import statement_of
from progress.reports.outline import outline_of
from progress.reports.standing import Standing
from quizzes.actions.demo.answers import Asked
from quizzes.actions.demo.papers import Paper, checks_of, papers_of


@dataclass(frozen=True)
class Reading:
    """A lesson, its headings' anchors, and its checks."""

    lesson_id: int
    anchors: Sequence[str]
    checks: Sequence[Asked]


@dataclass(frozen=True)
class Step:
    """A part of the course or a practice quiz, which is no part. It is taken when the part named by `due` is due."""

    due: str
    minutes: int
    part: Part | None = None
    reading: Reading | None = None
    solution: str = ""
    paper: Paper | None = None


@dataclass(frozen=True)
class Way:
    course: Course
    outline: Outline
    steps: Sequence[Step]
    statement: Mapping[str, Any] = field(default_factory=dict)


def way_through(course: Course, now: datetime) -> Way:
    outline = outline_of(course)
    where = Standing(Study(), course, outline, {}, {}, now.date())
    return Way(course, outline, list(_steps(course, outline)), statement_of(where, course))


def _steps(course: Course, outline: Outline) -> list[Step]:
    """A module's practice comes before its graded quiz; of the course's own, the first begins, and the others end."""
    papers = list(papers_of(course))
    readings = _readings(course)
    graded = {paper.quiz.slug: paper for paper in papers if paper.quiz.is_graded}
    practice: dict[str, list[Paper]] = {}
    for paper in papers:
        if not paper.quiz.is_graded:
            practice.setdefault(paper.quiz.module.slug if paper.quiz.module else "", []).append(paper)
    steps: list[Step] = []
    for module in outline.modules:
        before = practice.pop(module.slug, [])
        for part in module.parts:
            if part.kind is Kind.QUIZ:
                steps += [_practice(paper, part.key) for paper in before]
                before = []
            steps.append(_step(part, readings, graded))
        if module.parts:
            steps += [_practice(paper, module.parts[-1].key) for paper in before]
    own = sorted(practice.pop("", []), key=lambda paper: paper.quiz.position)
    if steps:
        steps = [*(_practice(paper, steps[0].due) for paper in own[:1]), *steps]
        steps += [_practice(paper, steps[-1].due) for paper in own[1:]]
    return steps


def _practice(paper: Paper, due: str) -> Step:
    return Step(due, paper.quiz.minutes, paper=paper)


def _step(part: Part, readings: Mapping[str, Reading], graded: Mapping[str, Paper]) -> Step:
    if part.kind is Kind.LESSON:
        return Step(part.key, part.minutes, part, reading=readings[part.slug])
    if part.kind is Kind.LAB:
        return Step(part.key, part.minutes, part, solution=json.dumps(LABS[part.slug].solution))
    return Step(part.key, part.minutes, part, paper=graded.get(part.slug))


def _readings(course: Course) -> Mapping[str, Reading]:
    checks = checks_of(course)
    rows = Lesson.objects.taught().filter(module__course=course).only("slug", "headings")
    return {
        row.slug: Reading(row.pk, [heading["anchor"] for heading in row.headings], checks.get(row.pk, []))
        for row in rows
    }
