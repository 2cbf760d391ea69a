"""What a course asks for, in its order: the parts that are planned, done and counted. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    LESSON = "lesson"
    LAB = "lab"
    QUIZ = "quiz"


@dataclass(frozen=True)
class Part:
    """Something to be done: a lesson, a lab's challenge, or a graded quiz. `slug` is its stable id within its kind.

    `minutes` is what it takes; `week` its module's, from 1. `place` is the lesson that holds a lab.
    """

    kind: Kind
    slug: str
    title: str
    minutes: int
    week: int
    place: str = ""

    @cached_property
    def key(self) -> str:
        return f"{self.kind}:{self.slug}"


@dataclass(frozen=True)
class ModuleOutline:
    slug: str
    title: str
    week: int
    phase: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Outline:
    """A course by module and part, in the order in which it is studied."""

    modules: tuple[ModuleOutline, ...]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for module in self.modules for part in module.parts)

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(part.key for part in self.parts)

    @property
    def n_weeks(self) -> int:
        return max((module.week for module in self.modules), default=0)

    def __iter__(self) -> Iterator[Part]:
        return iter(self.parts)
