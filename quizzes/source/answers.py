"""The lines that answer a question, and the feedback below each."""

import re
from collections.abc import Mapping
from itertools import pairwise

from curriculum.markup.lines import Lines
from curriculum.markup.problem import Mistake
from quizzes.source.heading import Placed
from quizzes.source.layout import BELIEF
from quizzes.source.question import (
    CHOICES,
    ESSAY,
    MATCHING,
    MISTAKEN,
    NUMERIC,
    ORDERING,
    SHORT,
    Answer,
    Sign,
    Unit,
    Words,
)

NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
OPTION = r"- \[(?P<box>[ xX])\](?:\s+(?P<words>.*))?"
# What a line that answers looks like, by kind.
SHAPES: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(CHOICES, re.compile(OPTION)),
    ORDERING: re.compile(r"(?:(?P<place>\d{1,3})\.|(?P<extra>-)(?!\s+\[[ xX]?\]))(?:\s+(?P<words>.*))?"),
    MATCHING: re.compile(r"-\s.*"),
    NUMERIC: re.compile(r"(?P<sign>[=!])(?:\s+(?P<words>.*))?|unit(?:\s+(?P<unit>.*))?"),
    SHORT: re.compile(r"(?P<sign>[=~!])(?:\s+(?P<words>.*))?"),
    ESSAY: re.compile(r"\+ ?(?P<points>[^\s:]*) ?:(?:\s+(?P<words>.*))?"),
}
# Where the answers begin. A stem may hold a list of its own, and words that begin with "unit".
BEGINNINGS = {
    **SHAPES,
    ORDERING: re.compile(r"\d{1,3}\.(?:\s+.*)?"),
    NUMERIC: re.compile(rf"[=!](?:\s+.*)?|unit\s+\S+(?:\s+{NUMBER})?"),
}
FORMS = {
    **dict.fromkeys(CHOICES, "- [ ] words, or - [x] words"),
    ORDERING: "1. words, and - words for what belongs nowhere",
    MATCHING: "- prompt => response",
    NUMERIC: "= 112 +- 1, ! 14 or unit GB",
    SHORT: "= words, ~ pattern or ! words",
    ESSAY: "+ 2: words",
}
# Whose words may go on in further lines.
MANY_LINES = CHOICES | {ORDERING, ESSAY}
NEAR_OPTION = re.compile(r"\s*(?:[-*+]\s*|\d+[.)]\s*)\[[ xX]?\](?!\().*")
FEEDBACK = re.compile(r" {4}>(?: (?P<words>.*)|)")
MARKED = re.compile(r"\\.|`+[^`]*`+|\$[^$]*\$")


def begins(kind: str, line: str) -> bool:
    """Whether a question's answers begin with this line."""
    shape = BEGINNINGS.get(kind)
    if shape is None or not shape.fullmatch(line):
        return False
    return kind != MATCHING or _arrows(line) > 0


class AnswerReader:
    """Reads the lines from `start` to `end`, which hold a question's answers."""

    def __init__(self, kind: str, lines: Lines, code: set[int], mistakes: list[Placed]) -> None:
        self.kind = kind
        self.lines = lines
        self.code = code
        self.mistakes = mistakes
        self.answers: list[Answer] = []
        self.units: list[Unit] = []
        self.n_places = 0

    def read(self, start: int, end: int) -> None:
        starts = [index for index in range(start, end) if index not in self.code and self._opens(index)]
        for index in range(start, starts[0] if starts else end):
            if self.lines.lines[index].strip():
                self._complain(index, "words stand where an answer should", f"write {FORMS[self.kind]}")
        for index, after in pairwise([*starts, end]):
            self._answer(index, after)

    def _opens(self, index: int) -> bool:
        shape = SHAPES[self.kind].fullmatch(self.lines.lines[index])
        return shape is not None and (self.kind != MATCHING or _arrows(self.lines.lines[index]) > 0)

    def _answer(self, start: int, end: int) -> None:
        """One answer: its own line, what continues it, and its feedback."""
        own, feedback, misconception = self._below(start, end)
        shape = SHAPES[self.kind].fullmatch(self.lines.lines[start])
        found = shape.groupdict() if shape else {}
        first = (found.get("words") or "").strip()
        words = Words("\n".join([first, *own]).rstrip(), self.lines.number(start))
        if "unit" in found and "sign" in found and found["sign"] is None:
            self._unit(start, (found["unit"] or "").strip(), is_alone=not (feedback or misconception))
            return
        sign, other = self._sign(start, found)
        if self.kind == MATCHING:
            prompt, response = _halves(self.lines.lines[start])
            words, other = (Words(half, words.line) for half in (prompt, response))
            sign = Sign.PAIR if prompt else Sign.SPARE
            if not prompt:
                words, other = other, Words()
            if _arrows(self.lines.lines[start]) > 1 or not words:
                self._complain(start, "a pair cannot be read", "write - prompt => response, with one => between them")
            elif sign is Sign.PAIR and not other:
                self._complain(start, "a prompt has no response", "write - prompt => response")
        elif not words:
            self._complain(start, "an answer has no words", f"write {FORMS[self.kind]}")
        if misconception and sign not in MISTAKEN:
            mend = "put it below the wrong answer that it leads to"
            self._complain(start, "a misconception stands below an answer that is not wrong", mend)
        if feedback and sign in {Sign.PATTERN, Sign.CRITERION}:
            what = "a pattern" if sign is Sign.PATTERN else "a criterion"
            self._complain(start, f"{what} has feedback", "say it in the explanation")
        self.answers.append(Answer(sign, words, other, feedback, misconception))

    def _sign(self, start: int, found: Mapping[str, str | None]) -> tuple[Sign, Words]:
        number = self.lines.number(start)
        if found.get("box"):
            return (Sign.WRONG if found["box"] == " " else Sign.RIGHT), Words()
        if found.get("place"):
            self.n_places += 1
            if found["place"] != str(self.n_places):
                what = f"the place {found['place']}. stands where {self.n_places}. should"
                self._complain(start, what, "number the right order 1. 2. 3.")
            return Sign.PLACE, Words()
        if "points" in found:
            return Sign.CRITERION, Words(found["points"] or "", number)
        return Sign(found.get("sign") or Sign.EXTRA), Words()

    def _unit(self, start: int, words: str, *, is_alone: bool) -> None:
        name, _, factor = words.rpartition(" ")
        if not name or not re.fullmatch(NUMBER, factor):
            name, factor = words, ""
        if not words:
            self._complain(start, "a unit has no name", "write unit GB, or unit MB 0.001")
        if not is_alone:
            self._complain(start, "a unit has feedback", "put it below an answer")
        self.units.append(Unit(" ".join(name.split()), factor, self.lines.number(start)))

    def _below(self, start: int, end: int) -> tuple[list[str], Words, str]:
        """The lines that continue an answer, without their indentation; its feedback; the misconception."""
        own: list[str] = []
        quoted: list[str] = []
        first = 0
        for index in range(start + 1, end):
            line = self.lines.lines[index]
            feedback = FEEDBACK.fullmatch(line) if index not in self.code else None
            if feedback:
                if quoted and first + len(quoted) != index:
                    self._complain(index, "feedback stands in two pieces", "write one, with a > in every line")
                first = first if quoted else index
                quoted.append((feedback["words"] or "").rstrip())
            elif not line.strip():
                own.append("")
            elif index not in self.code and _near_feedback(line):
                self._complain(index, "a line looks like feedback", "begin it with four spaces, > and a space")
            elif not line.startswith("    "):
                mend = f"write {FORMS[self.kind]}; four spaces before what continues one"
                self._complain(index, "words stand between the answers", mend)
            elif quoted:
                self._complain(index, "words follow upon feedback", "put them before it, or begin them with >")
            elif self.kind not in MANY_LINES:
                self._complain(index, "words continue an answer of one line", "begin feedback with > after four spaces")
            else:
                own.append(line[4:])
        misconception = ""
        if quoted and quoted[-1].startswith(BELIEF):
            misconception = quoted.pop().removeprefix(BELIEF).strip()
            if not misconception:
                self._complain(first + len(quoted), "the misconception is empty", "write it as one sentence")
        for offset, line in enumerate(quoted):
            if line.startswith(BELIEF):
                self._complain(first + offset, f"{BELIEF} is not the last line", "put it below the feedback")
        while quoted and not quoted[-1]:
            quoted.pop()
        return own, Words("\n".join(quoted), self.lines.number(first) if quoted else 0), misconception

    def _complain(self, index: int, what: str, mend: str) -> None:
        self.mistakes.append((self.lines.number(index), Mistake(what, mend)))


def _near_feedback(line: str) -> bool:
    """Whether a line that is no feedback was meant as such: further to the right a > is a quote of the answer's own."""
    indent = line[: len(line) - len(line.lstrip())]
    return line.lstrip().startswith(">") and (len(indent) < 8 or "\t" in indent)


def _unmarked(line: str) -> str:
    """`line` with code and formulas blanked out, where => means something else."""
    return MARKED.sub(lambda mark: " " * len(mark[0]), line)


def _arrows(line: str) -> int:
    return len(re.findall(r"(?<=\s)=>(?=\s|$)", _unmarked(line)))


def _halves(line: str) -> tuple[str, str]:
    """The prompt and the response of `- prompt => response`."""
    arrow = re.search(r"\s=>(?:\s|$)", _unmarked(line))
    if arrow is None:
        return "", ""
    return line[1 : arrow.start()].strip(), line[arrow.end() :].strip()
