"""Texts that this process rendered before.

Publishing one lesson reads the whole course, and fifty texts take seconds to render. What a text becomes depends on
its words and on what its surroundings answer when it points to something, and on nothing else: so each rendering is
kept with its questions and their answers, and is taken again while they would be answered the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import TypeVar

from curriculum.markup.page import FenceReader, Rendered, Surroundings
from curriculum.markup.problem import Mistake
from curriculum.markup.render import render

# Characters of source that are kept; what is oldest goes first. 25 lessons and 330 questions have 1.1 million.
MOST = 8_000_000

AnswerT = TypeVar("AnswerT")
Key = tuple[str, str, tuple[tuple[str, FenceReader], ...]]


@dataclass(frozen=True)
class _Refusal:
    what: str
    mend: str


@dataclass(frozen=True)
class _Asked:
    """A question to the surroundings (`link`, `term` or `figure`), and what came of it."""

    of: str
    words: tuple[str, ...]
    answer: object


@dataclass(frozen=True)
class _Kept:
    rendered: Rendered
    asked: tuple[_Asked, ...]
    first_line: int


Entries = tuple[tuple[Key, _Kept], ...]


class Memory:
    """Renderings by path and text. `fences` are the readers that the course was set up with."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: dict[Key, _Kept] = {}
        self._size = 0
        self._lock = Lock()
        # Folders of which something was rendered since `entries` was last asked for them.
        self._grown: set[str] = set()

    def render(
        self, path: str, text: str, around: Surroundings, first_line: int, fences: Mapping[str, FenceReader]
    ) -> Rendered:
        """`markup.render`, or what it answered before."""
        key = (path, text, tuple(sorted(fences.items(), key=lambda item: item[0])))
        kept = self._kept.get(key)
        if kept is not None and all(_answer(around, one.of, one.words) == one.answer for one in kept.asked):
            moved = _moved(kept, first_line)
            if moved is not None:
                return moved
        asked: list[_Asked] = []
        rendered = render(path, text, _listening(around, asked), first_line)
        self._keep(key, _Kept(rendered, tuple(asked), first_line))
        self._grown.add(path.partition("/")[0])
        return rendered

    def entries(self, folder: str) -> Entries | None:
        """All that is remembered of the folder's texts, to be kept elsewhere; None where nothing is new since then."""
        if folder not in self._grown:
            return None
        self._grown.discard(folder)
        with self._lock:
            return tuple((key, kept) for key, kept in self._kept.items() if key[0].startswith(f"{folder}/"))

    def take(self, entries: Entries) -> None:
        """Remember what another process rendered."""
        for key, kept in entries:
            if key not in self._kept:
                self._keep(key, kept)

    def _keep(self, key: Key, kept: _Kept) -> None:
        with self._lock:
            if self._kept.pop(key, None) is None:
                self._size += len(key[1])
            self._kept[key] = kept
            while self._size > self.most:
                oldest = next(iter(self._kept))
                del self._kept[oldest]
                self._size -= len(oldest[1])


MEMORY = Memory()


def _moved(kept: _Kept, first_line: int) -> Rendered | None:
    """The rendering where its text begins after `first_line` lines; None where a slot knows its own line."""
    by, found = first_line - kept.first_line, kept.rendered
    if not by:
        return found
    if found.slots:
        return None
    return replace(
        found,
        references=tuple(replace(one, line=one.line + by) for one in found.references),
        problems=tuple(replace(one, line=one.line + by if one.line else 0) for one in found.problems),
    )


def _answer(around: Surroundings, of: str, words: tuple[str, ...]) -> object:
    try:
        return getattr(around, of)(*words)
    except Mistake as mistake:
        return _Refusal(mistake.what, mistake.mend)


def _listening(around: Surroundings, asked: list[_Asked]) -> Surroundings:
    """The same surroundings, writing down what they are asked."""

    def heard(of: str, ask: Callable[..., AnswerT]) -> Callable[..., AnswerT]:
        def listen(*words: str) -> AnswerT:
            try:
                answer = ask(*words)
            except Mistake as mistake:
                asked.append(_Asked(of, words, _Refusal(mistake.what, mistake.mend)))
                raise
            asked.append(_Asked(of, words, answer))
            return answer

        return listen

    return replace(
        around,
        link=heard("link", around.link),
        term=heard("term", around.term),
        figure=heard("figure", around.figure),
    )
