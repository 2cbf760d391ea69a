"""A question's section read into what it says; every mistake of form is noted with its line, and nothing raises."""

import re
from itertools import pairwise

from curriculum.markup.lines import Lines
from curriculum.markup.problem import Mistake
from quizzes.source.answers import BEGINNINGS, NEAR_OPTION, AnswerReader, begins
from quizzes.source.heading import (
    CHECK_SHAPE,
    EXPLANATION,
    HEADING,
    MODEL,
    SHAPE,
    Heading,
    Placed,
    read_heading,
    read_settings,
)
from quizzes.source.question import CASE, KINDS, CaseText, QuestionText, Taught, Words

TAUGHT = "Taught in:"
LINK = re.compile(r"\[(?P<title>(?:[^\[\]\\]|\\.)+)\]\((?P<target>[^\s()<>]+)\)\.?")


def parse_question(section: str, first_line: int = 0) -> tuple[QuestionText, tuple[Placed, ...]]:
    """What a section says, and its mistakes of form; it begins after `first_line` lines of its file."""
    lines = Lines(section, first_line)
    mistakes: list[Placed] = []
    found = HEADING.fullmatch(lines.lines[0])
    heading = read_heading(lines.lines[0], lines.number(0), mistakes)
    return _Section(lines, heading, len(found["mark"]) if found else 2, 1, mistakes).read(), tuple(mistakes)


def parse_check(head: str, text: str, line: int = 0) -> tuple[QuestionText, tuple[Placed, ...]]:
    """A knowledge check, from the words after its fence's name and the text inside; the fence opens at `line`."""
    mistakes: list[Placed] = []
    heading = read_settings(head if head.startswith(("#", ".")) else f"#{head}", line, CHECK_SHAPE, mistakes)
    return _Section(Lines(text, line), heading, 2, 0, mistakes).read(), tuple(mistakes)


def parse_case(section: str, first_line: int = 0) -> tuple[CaseText, tuple[Placed, ...]]:
    """The heading of a case and the text below it."""
    lines = Lines(section, first_line)
    mistakes: list[Placed] = []
    heading = read_heading(lines.lines[0], lines.number(0), mistakes)
    if heading.settings:
        mend = f"write ## Name {{#id .{CASE}}}, and the settings with each question"
        mistakes.append((lines.number(0), Mistake("a case has settings", mend)))
    for index in _headings(lines, 1):
        mistakes.append((lines.number(index), Mistake("a heading stands in a case", "write ### for its questions")))
    return CaseText(heading.id, heading.name, _words(lines, 1, len(lines.lines)), lines.number(0)), tuple(mistakes)


class _Section:
    def __init__(self, lines: Lines, heading: Heading, level: int, start: int, mistakes: list[Placed]) -> None:
        self.lines = lines
        self.heading = heading
        self.level = level
        self.start = start
        self.mistakes = mistakes
        self.end = len(lines.lines)
        # Inside code nothing begins; a fence within a quote is feedback all the same.
        self.code = {
            index for fence in lines.fences if ">" not in fence.lead for index in range(fence.first, fence.last + 1)
        }

    def read(self) -> QuestionText:
        kind, settings = self.heading.kind, self.heading.settings
        taught = self._taught()
        parts = self._parts()
        main = next(iter(parts.values()), self.end)
        begin = next(
            (i for i in range(self.start, main) if i not in self.code and begins(kind, self.lines.lines[i])), main
        )
        reader = AnswerReader(kind, self.lines, self.code, self.mistakes)
        if kind in BEGINNINGS:
            reader.read(begin, main)
        self._stem(begin, main)
        bounds = pairwise([*parts.values(), self.end])
        passages = {name: _words(self.lines, start + 1, end) for name, (start, end) in zip(parts, bounds, strict=True)}
        return QuestionText(
            id=self.heading.id,
            kind=kind,
            name=self.heading.name,
            level=self.level,
            objective=settings.get("objective", ""),
            difficulty=settings.get("difficulty", ""),
            points=settings.get("points", ""),
            lab=settings.get("lab", ""),
            words=settings.get("words", ""),
            stem=_words(self.lines, self.start, begin),
            answers=tuple(reader.answers),
            units=tuple(reader.units),
            model=passages.get(MODEL, Words()),
            explanation=passages.get(EXPLANATION, Words()),
            taught=taught,
            line=self.lines.number(0) if self.start else self.lines.offset,
        )

    def _taught(self) -> Taught | None:
        """The last line, where it says what teaches this; it is then no longer part of the text."""
        taught = None
        written = [index for index in range(self.start, self.end) if self.lines.lines[index].strip()]
        for index in written:
            line = self.lines.lines[index]
            if index in self.code or not line.startswith(TAUGHT):
                continue
            link = LINK.fullmatch(line.removeprefix(TAUGHT).strip())
            if index != written[-1]:
                self._complain(index, "Taught in: is not the last line", "put it at the end of the question")
            elif link is None:
                self._complain(index, "Taught in: is not one link", "write Taught in: [Title](lesson.md#section)")
                self.end = index
                taught = Taught("", "", self.lines.number(index))
            else:
                self.end = index
                taught = Taught(link["title"], link["target"], self.lines.number(index))
        return taught

    def _parts(self) -> dict[str, int]:
        """Where the model answer and the explanation begin, in the order in which they stand."""
        found: dict[str, int] = {}
        for index in _headings(self.lines, self.start):
            if index >= self.end:
                break
            heading = HEADING.fullmatch(self.lines.lines[index])
            name = (heading["words"] or "") if heading else ""
            mark = "#" * (self.level + 1)
            if heading is None or name not in {MODEL, EXPLANATION}:
                mend = f"keep to {mark} {EXPLANATION}; a question begins with {SHAPE}"
                self._drop(index, f"a heading stands in a question: {name[:60]!r}", mend)
            elif heading["mark"] != mark:
                self._complain(index, f"the heading {name} has the wrong level", f"write {mark} {name}")
                found.setdefault(name, index)
            elif name in found:
                self._drop(index, f"the heading {name} stands twice", "keep one")
            elif name == MODEL and found:
                self._drop(index, f"{MODEL} stands after {EXPLANATION}", "put it before")
            else:
                found[name] = index
        return found

    def _stem(self, begin: int, end: int) -> None:
        """What stands in the stem, and was meant to be an answer."""
        if begin < end and begin > self.start and self.lines.lines[begin - 1].strip():
            self._complain(begin, "nothing parts the answers from the words before", "leave a blank line before them")
        # Of a kind that is none, nothing can be said.
        for index in range(self.start, begin if self.heading.kind in KINDS else self.start):
            if index not in self.code and NEAR_OPTION.fullmatch(self.lines.lines[index]):
                mend = "write - [ ] words or - [x] words at the left margin, in a question of that kind"
                self._complain(index, "a line looks like an option and is none", mend)

    def _drop(self, index: int, what: str, mend: str) -> None:
        """Complain of a line, and read on as if it were blank, so that nothing else is said of it."""
        self._complain(index, what, mend)
        self.lines.lines[index] = ""

    def _complain(self, index: int, what: str, mend: str) -> None:
        self.mistakes.append((self.lines.number(index), Mistake(what, mend)))


def _headings(lines: Lines, start: int) -> list[int]:
    code = {index for fence in lines.fences for index in range(fence.first, fence.last + 1)}
    return [i for i in range(start, len(lines.lines)) if i not in code and HEADING.fullmatch(lines.lines[i])]


def _words(lines: Lines, start: int, end: int) -> Words:
    """The lines from `start` to `end` without the blank ones around them."""
    kept = [line if line.strip() else "" for line in lines.lines[start:end]]
    while kept and not kept[-1]:
        kept.pop()
    while kept and not kept[0]:
        kept.pop(0)
        start += 1
    if not kept:
        return Words()
    return Words("\n".join(kept).rstrip(), lines.number(start))
