"""A question as the fields of a form, and back: what a form shows and what the text says are the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from quizzes.source.answers import MANY_LINES
from quizzes.source.heading import Placed, is_case
from quizzes.source.layout import print_case, print_question
from quizzes.source.question import CASE, NUMERIC, Answer, CaseText, QuestionText, Sign, Taught, Unit, Words
from quizzes.source.section import parse_case, parse_question

Values = Mapping[str, str]
SETTINGS = ("id", "kind", "name", "objective", "difficulty", "points", "lab", "words")
PASSAGES = ("stem", "model", "explanation")
LEVELS = ("1", "2", "3", "4", "5", "6")
AROUND = " +- "


@dataclass(frozen=True)
class Fields:
    """`values` by name; a row for each answer and for each unit, in order.

    A row has `sign` (the name of a Sign), `words`, `other`, `feedback` and `misconception`, that of a numeric question
    `tolerance` too; in a matching question `words` is the prompt, empty where the response matches none. A unit has
    `name` and `factor`.
    """

    values: Values
    rows: tuple[Values, ...] = ()
    units: tuple[Values, ...] = ()


def fields_of(question: QuestionText) -> Fields:
    values = {name: str(getattr(question, name)) for name in SETTINGS}
    values |= {name: getattr(question, name).text for name in PASSAGES}
    taught = question.taught or Taught("", "")
    values |= {"level": str(question.level), "taught_title": taught.title, "taught_target": taught.target}
    rows = tuple(_row(answer, question.kind) for answer in question.answers)
    return Fields(values, rows, tuple({"name": unit.name, "factor": unit.factor} for unit in question.units))


def question_from(given: Fields) -> QuestionText:
    """The question that the fields say; of what is missing, nothing. Raises nothing."""
    values = {name: _line(value) if name not in PASSAGES else _passage(value) for name, value in given.values.items()}
    title, target = values.get("taught_title", ""), values.get("taught_target", "")
    kind = values.get("kind", "")
    level = values.get("level", "")
    return QuestionText(
        id=values.get("id", ""),
        kind=kind,
        name=values.get("name", ""),
        level=int(level) if level in LEVELS else 2,
        objective=values.get("objective", ""),
        difficulty=values.get("difficulty", ""),
        points=values.get("points", ""),
        lab=values.get("lab", ""),
        words=values.get("words", ""),
        stem=Words(values.get("stem", "")),
        answers=tuple(_answer(row, kind) for row in given.rows),
        units=tuple(Unit(" ".join(row.get("name", "").split()), _line(row.get("factor", ""))) for row in given.units),
        model=Words(values.get("model", "")),
        explanation=Words(values.get("explanation", "")),
        taught=Taught(title, target) if title or target else None,
    )


def read_section(section: str, first_line: int = 0) -> tuple[QuestionText, tuple[Placed, ...]]:
    """A section as a question; the head of a case is one that has a name and a stem alone."""
    if not is_case(section.partition("\n")[0]):
        return parse_question(section, first_line)
    case, mistakes = parse_case(section, first_line)
    return QuestionText(case.id, CASE, case.name, stem=case.stem, line=case.line), mistakes


def print_section(question: QuestionText) -> str:
    if question.kind == CASE:
        return print_case(CaseText(question.id, question.name, question.stem))
    return print_question(question)


def misread(question: QuestionText) -> tuple[str, ...]:
    """The fields that would say something else once they are read back from the text: a stem with a line that begins
    an option, an option with a fence that is not closed. Those of answers are called `row-0`, `row-1` …"""
    read, _mistakes = read_section(print_section(question))
    names = [one.name for one in fields(QuestionText) if one.compare]
    return tuple(_named([name for name in names if getattr(read, name) != getattr(question, name)], question, read))


def field_at(question: QuestionText, line: int) -> str:
    """The field that begins last before `line`, or at it. `question` was parsed where it stands, so that it has lines;
    a feedback is called `row-0-feedback`."""
    marks = [(question.line, "heading")]
    marks += [(words.line, name) for name in PASSAGES if (words := getattr(question, name))]
    marks += [(question.taught.line, "taught_target")] if question.taught else []
    marks += [(unit.line, f"unit-{index}") for index, unit in enumerate(question.units)]
    for index, answer in enumerate(question.answers):
        marks.append((answer.line, f"row-{index}"))
        if answer.feedback:
            marks.append((answer.feedback.line, f"row-{index}-feedback"))
    before = [mark for mark in sorted(marks) if mark[0] <= line]
    return before[-1][1] if before else "heading"


# --- rows ----------------------------------------------------------------------------------------------------------
def _row(answer: Answer, kind: str) -> dict[str, str]:
    words, other = answer.words.text, answer.other.text
    row = {"sign": answer.sign.name.lower(), "words": words, "other": other}
    row |= {"feedback": answer.feedback.text, "misconception": answer.misconception}
    if kind == NUMERIC:
        value, _, tolerance = words.partition(AROUND)
        row |= {"words": value, "tolerance": tolerance} if tolerance else {"tolerance": ""}
    if answer.sign is Sign.SPARE:
        row |= {"words": "", "other": words}
    return row


def _answer(row: Values, kind: str) -> Answer:
    sign = Sign.__members__.get(row.get("sign", "").upper(), Sign.WRONG)
    words, other, tolerance = row.get("words", ""), _line(row.get("other", "")), _line(row.get("tolerance", ""))
    if sign is Sign.SPARE:
        words, other = other, ""
    words = _item(words) if kind in MANY_LINES else _line(words)
    if kind == NUMERIC and tolerance:
        words = f"{words}{AROUND}{tolerance}"
    feedback = [line.rstrip() for line in _unix(row.get("feedback", "")).split("\n")]
    while feedback and not feedback[-1]:
        feedback.pop()
    return Answer(sign, Words(words), Words(other), Words("\n".join(feedback)), _line(row.get("misconception", "")))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(text: str) -> str:
    return re.sub(r"[\r\n]+", " ", text).strip()


def _item(text: str) -> str:
    """Words that go on in further lines, as they are read from a list's item."""
    first, *rest = _unix(text).split("\n")
    return "\n".join([first.strip(), *(line if line.strip() else "" for line in rest)]).rstrip()


def _passage(text: str) -> str:
    """Without the blank lines around it."""
    lines = [line if line.strip() else "" for line in _unix(text).split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines).rstrip()


def _named(differ: Sequence[str], question: QuestionText, read: QuestionText) -> Iterator[str]:
    for name in differ:
        if name != "answers":
            yield {"taught": "taught_target", "units": "unit-0"}.get(name, name)
            continue
        pairs = zip(question.answers, (*read.answers, *[None] * len(question.answers)), strict=False)
        index = next((i for i, (own, other) in enumerate(pairs) if own != other), 0)
        yield f"row-{min(index, max(len(question.answers) - 1, 0))}"
