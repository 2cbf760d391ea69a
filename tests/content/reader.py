"""A fresh reader answers every question of the bank from the section that it links to, and never sees a key.

    python -m tests.content.reader pack FOLDER [FILE …]   the sections with their questions, as text to answer from
    python -m tests.content.reader mark ANSWERS.csv       marks rows of `question,answer` into docs/fresh-reader.csv

Answers are written as the pack asks: letters for choices, orders and matches, a number with its unit, words. Essays and
the lab's question take an answer that a person marks by the rubric: its row has a third column, right or wrong.
"""

import csv
import re
import sys
from collections import defaultdict
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from quizzes.grading import parse_number
from quizzes.grading.words import fold
from quizzes.source.numbers import read_number, read_range
from quizzes.source.question import (
    ESSAY,
    LAB,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    SHORT,
    Answer,
    QuestionText,
    Sign,
)
from tests.content.bank import CHECK, Asked, bank
from tests.content.prose import COURSE

LOG = Path(settings.BASE_DIR) / "docs" / "fresh-reader.csv"
# `first` is how the question came out when it was first read, `outcome` when it was last.
HEADS = ["question", "digest", "section", "answer", "outcome", "first"]
HOW = {
    MULTIPLE: "letters, as `a c`",
    ORDERING: "letters in order, without any that belongs nowhere, as `x z y`",
    MATCHING: "each number with its letter, as `1b 2a 3c`",
    NUMERIC: "a number, with a unit if one is listed",
    SHORT: "a word or two",
    ESSAY: "within the words that the question allows",
    LAB: "the number or the settings that it asks for",
}


# --- what a reader is given ------------------------------------------------------------------------------------------
def section_of(asked: Asked) -> tuple[str, str]:
    """Where the question is taught, as path#anchor, and the text that stands there, without checks and labs."""
    if asked.is_check:
        text = asked.path.read_text(encoding="utf-8")
        place = text.index(f"check {asked.question.id} ")
        anchors = re.findall(r"^## [^\n]*\{#([\w-]+)[^\n]*\}$", text[:place], re.MULTILINE)
        return _section(asked.path, anchors[-1] if anchors else "")
    taught = asked.question.taught
    assert taught is not None, asked.question.id
    target, _, anchor = taught.target.partition("#")
    return _section((asked.path.parent / target).resolve() if target else asked.path, anchor)


def _section(path: Path, anchor: str) -> tuple[str, str]:
    head, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    goals = re.findall(r"^    title: (.*)\n    text: \"?(.*?)\"?$", head, re.M)
    listed = "\n".join(f"- {title}. {text}" for title, text in goals)
    body = body.replace("```goals\n```", listed)
    body = re.sub(r"^```(?:lab|modules|objectives)[^\n]*\n.*?^```$", "", CHECK.sub("", body), flags=re.M | re.S)
    name = f"{path.relative_to(COURSE)}" + (f"#{anchor}" if anchor else "")
    if not anchor:
        # A lesson's lead, or a module's whole page.
        return name, re.split(r"^## ", body, maxsplit=1, flags=re.M)[0] if path.name != "module.md" else body
    found = re.search(rf"^(?P<level>#+) [^\n]*\{{#{re.escape(anchor)}[ }}][^\n]*$", body, re.M)
    assert found, name
    following = re.compile(rf"^#{{2,{len(found['level'])}}} ", re.M).search(body, found.end())
    return name, body[found.start() : following.start() if following else None]


def answers_of(question: QuestionText, *signs: Sign) -> list[Answer]:
    """The answers in an order that says nothing: by a digest of what they say."""
    return sorted(question.signed(*signs), key=lambda answer: _digest(question.id, answer.words.text))


def responses_of(question: QuestionText) -> list[str]:
    """What may be matched, each once, in an order that says nothing."""
    pairs, spares = question.signed(Sign.PAIR), question.signed(Sign.SPARE)
    texts = {answer.other.text for answer in pairs} | {answer.words.text for answer in spares}
    return sorted(texts, key=lambda text: _digest(question.id, text))


def asked_as(asked: Asked) -> str:
    """The question as a reader sees it: stem and options, no key, no feedback."""
    question = asked.question
    lines = [f"### {question.id}", ""]
    if asked.case:
        lines += [asked.case.strip(), ""]
    lines += [question.stem.text.strip(), ""]
    if question.kind == MATCHING:
        prompts = answers_of(question, Sign.PAIR)
        lines += [f"{number}. {prompt.words.text}" for number, prompt in enumerate(prompts, 1)]
        lines += [f"{_letter(place)}) {text}" for place, text in enumerate(responses_of(question))]
    elif question.kind == ORDERING:
        items = answers_of(question, Sign.PLACE, Sign.EXTRA)
        lines += [f"{_letter(place)}) {item.words.text}" for place, item in enumerate(items)]
    elif question.kind == NUMERIC:
        lines += [f"Units: {', '.join(unit.name for unit in question.units) or 'none'}"]
    elif question.kind not in {SHORT, ESSAY, LAB}:
        options = answers_of(question, Sign.RIGHT, Sign.WRONG)
        lines += [f"{_letter(place)}) {option.words.text}" for place, option in enumerate(options)]
    return "\n".join([*lines, "", f"Answer: {HOW.get(question.kind, 'one letter')}", ""])


def pack(folder: Path, names: list[str]) -> None:
    """A file of sections and questions for each file of the course (or for those named) that holds questions."""
    folder.mkdir(parents=True, exist_ok=True)
    by_file: dict[Path, list[Asked]] = defaultdict(list)
    for asked in bank():
        by_file[asked.path].append(asked)
    for path, questions in by_file.items():
        name = str(path.relative_to(COURSE)).replace("/", "-")
        if names and name not in names:
            continue
        sections: dict[str, tuple[str, list[Asked]]] = {}
        for asked in questions:
            place, text = section_of(asked)
            sections.setdefault(place, (text, []))[1].append(asked)
        parts = []
        for place, (text, found) in sections.items():
            # What was taken out of a section leaves no gap.
            text = re.sub(r"\n{3,}", "\n\n", text.strip())
            parts += [f"# SECTION {place}", "", text, "", "## QUESTIONS ON THIS SECTION", ""]
            parts += map(asked_as, found)
        (folder / name).write_text("\n".join(parts), encoding="utf-8")


# --- marking ---------------------------------------------------------------------------------------------------------
def is_right(question: QuestionText, answer: str) -> bool:
    """Whether the answer, written as a pack asks, is right in every part."""
    letters = re.findall(r"\b([a-z])\b", answer.lower())
    if question.kind == MATCHING:
        prompts, texts = answers_of(question, Sign.PAIR), responses_of(question)
        given = {int(number): letter for number, letter in re.findall(r"(\d+)\s*[:=-]?\s*([a-z])", answer.lower())}
        wanted = {number: _letter(texts.index(prompt.other.text)) for number, prompt in enumerate(prompts, 1)}
        return given == wanted
    if question.kind == ORDERING:
        items = answers_of(question, Sign.PLACE, Sign.EXTRA)
        return letters == [_letter(items.index(item)) for item in question.signed(Sign.PLACE)]
    if question.kind == NUMERIC:
        return _is_number(question, answer)
    if question.kind == SHORT:
        patterns = [pattern.words.text for pattern in question.signed(Sign.PATTERN)]
        accepted = {fold(one.words.text) for one in question.signed(Sign.ACCEPTED)}
        return fold(answer) in accepted or any(re.fullmatch(one, fold(answer), re.I) for one in patterns)
    options = answers_of(question, Sign.RIGHT, Sign.WRONG)
    return set(letters) == {_letter(options.index(option)) for option in question.signed(Sign.RIGHT)}


def _is_number(question: QuestionText, answer: str) -> bool:
    """A number with a listed unit; where none is listed, a reader's own words behind it do not count."""
    units = {unit.name: read_number(unit.factor or "1") for unit in question.units}
    said = re.fullmatch(r"\$?(?P<number>[-−+\d.,]+(?:[eE][-+]?\d+)?)\s*(?P<unit>.*)", answer.strip())
    value = parse_number(said["number"]) if said else None
    if said is None or value is None or (units and said["unit"] and said["unit"] not in units):
        return False
    ranges = [read_range(one.words.text) for one in question.signed(Sign.ACCEPTED)]
    scaled = value * Fraction(units.get(said["unit"], 1))
    return any(Fraction(span.low) <= scaled <= Fraction(span.high) for span in ranges)


def digest_of(asked: Asked) -> str:
    """What of a question must be read again once it has changed: its words and its key."""
    question = asked.question
    said = [question.kind, asked.case, question.stem.text]
    said += [f"{answer.sign}{answer.words.text}{answer.other.text}" for answer in question.answers]
    return _digest(*said)


def mark(path: Path) -> None:
    """Mark the answers of a file into the log; what was answered before is answered anew."""
    asked_by = {asked.question.id: asked for asked in bank()}
    rows = {row["question"]: row for row in log()}
    with path.open(encoding="utf-8", newline="") as file:
        for question, answer, *judged in csv.reader(file):
            asked = asked_by[question.strip()]
            by_person = asked.question.kind in {ESSAY, LAB}
            if by_person and not judged:
                print(f"?      {asked.question.id}: a person has to mark it; add right or wrong to its row")
                continue
            right = judged[0].strip() == "right" if by_person else is_right(asked.question, answer)
            outcome = "right" if right else "wrong"
            print(f"{outcome:6} {asked.question.id}: {answer[:60]}")
            name = asked.question.id
            first = rows[name]["first"] if name in rows else outcome
            values = [name, digest_of(asked), section_of(asked)[0], answer, outcome, first]
            rows[name] = dict(zip(HEADS, values, strict=True))
    with LOG.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[name] for name in sorted(rows) if name in asked_by)


def log() -> list[dict[str, str]]:
    """The log's rows, by the names of its first line."""
    if not LOG.exists():
        return []
    with LOG.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _letter(place: int) -> str:
    return chr(ord("a") + place)


def _digest(*said: str) -> str:
    return sha256("\n".join(said).encode()).hexdigest()[:12]


if __name__ == "__main__":
    if sys.argv[1] == "pack":
        pack(Path(sys.argv[2]), sys.argv[3:])
    else:
        mark(Path(sys.argv[2]))
