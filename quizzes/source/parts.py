"""What a quiz says, once it is read: questions as the two objects that are stored, and what an attempt is made of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from curriculum.markup.page import Rendered


@dataclass(frozen=True)
class Question:
    """`shown` is all that a browser may get before the answers are released; `key` tells right from wrong.

    `case` is the id of the case it belongs to, or empty. `gist` is what it asks in plain words, folded, to find twins.
    """

    id: str
    kind: str
    title: str
    objective: str
    difficulty: str
    points: int
    case: str
    shown: Mapping[str, object]
    key: Mapping[str, object]
    line: int
    gist: str

    @property
    def digest(self) -> str:
        """Of all that a learner could see and all that marks it; where it stands in its file does not count."""
        own = (self.kind, self.title, self.objective, self.difficulty, self.points, self.case, self.shown, self.key)
        return sha256(json.dumps(own, sort_keys=True, ensure_ascii=False, default=dict).encode()).hexdigest()


@dataclass(frozen=True)
class Case:
    """A text that several questions share."""

    id: str
    title: str
    html: str
    line: int


@dataclass(frozen=True)
class Draw:
    """A row of the blueprint: `take` of what fits, or, where that is None, just these questions and cases."""

    take: int | None
    questions: tuple[str, ...]
    objective: str
    difficulty: str


@dataclass(frozen=True)
class Topic:
    """What a quiz asks beyond the course's objectives, and what to read about it."""

    id: str
    title: str
    read_html: str


@dataclass(frozen=True)
class Quiz:
    """`line` is that of its id."""

    id: str
    line: int
    title: str
    summary: str
    purpose: str
    minutes: int
    pass_mark: int
    marking: str
    attempts: int | None
    time_limit: int | None
    shuffle: str
    blueprint: tuple[Draw, ...]
    topics: tuple[Topic, ...]
    intro: Rendered
    cases: tuple[Case, ...]
    questions: tuple[Question, ...]
