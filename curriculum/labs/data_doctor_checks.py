"""What can be wrong with prompts and completions in JSONL, line by line and between lines.

static/labs/data-doctor.checks.js is this module's twin in the browser: the same findings. There each has a reason and
a mend too, and other formats are read; here is what a judge needs.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from curriculum.labs import formulas

SIDES = ("train", "validation")
KEYS = {"prompt", "completion"}
NEAR = 0.5  # Jaccard similarity from which two prompts count as nearly the same
DEEPEST = 20  # brackets within each other
SHINGLE = 2  # words

# What the judge can find, in its order.
KINDS: Mapping[str, str] = {
    "json": "not valid JSON",
    "keys": "wrong keys",
    "empty": "empty or not text",
    "blank": "blank line",
    "bom": "byte-order mark",
    "conflict": "contradicted answer",
    "leak": "leakage",
    "near": "near leakage",
    "duplicate": "duplicate",
    "variant": "answer in two spellings",
    "personal": "personal data, perhaps",
    "placeholder": "placeholder",
}

_ASCII_WORD = re.compile("[a-z0-9]+")
_SPACE = " \t\n\r\f\v\u00a0\u200b\u3000\ufeff"
_BOM = "\ufeff"

# Shapes of personal data: an e-mail address, a card number, a telephone number; each looks a bounded way ahead.
_PERSONAL = (
    re.compile(r"[A-Za-z0-9]@[A-Za-z0-9-]{1,63}\.[A-Za-z]"),
    re.compile(r"(?:^|[^0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])"),
    re.compile(r"(?:^|[^0-9])(?:\+|0)[0-9](?:[ ()/.-]{0,2}[0-9]){7,13}(?![0-9])"),
)
_PLACEHOLDER = re.compile(r"(?:^|[^A-Za-z])(?:TODO|TBD|FIXME|XXX)(?![A-Za-z])|[Ll]orem ipsum")


@dataclass(frozen=True, slots=True)
class Example:
    """A sound record: a prompt and its answer, neither of them empty."""

    side: str
    line: int
    prompt: str
    answer: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something of a kind, in a line counted from 1."""

    side: str
    line: int
    kind: str


@dataclass(frozen=True, slots=True)
class Report:
    findings: Sequence[Finding]
    train: Sequence[Example]
    validation: Sequence[Example]


def words(text: str) -> list[str]:
    """Letters, marks and digits that stand together, in lower case."""
    lower = text.lower()
    if lower.isascii():
        return _ASCII_WORD.findall(lower)
    # re knows no classes of Unicode, as the browser's patterns do.
    spaced = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in lower)
    return [word for word in spaced.split(" ") if word]


def normal(text: str) -> str:
    """The text without case, punctuation and spacing."""
    return " ".join(words(text)) or text.strip(_SPACE)


def shingles(text: str, n: int = SHINGLE) -> frozenset[str]:
    """The set of its n neighbouring words; a shorter text is one."""
    found = words(text)
    if len(found) <= n:
        return frozenset([" ".join(found)] if found else [])
    return frozenset(" ".join(found[index : index + n]) for index in range(len(found) - n + 1))


def jaccard(one: str, other: str, n: int = SHINGLE) -> float:
    """The similarity of two texts, by their neighbouring words."""
    return formulas.jaccard(shingles(one, n), shingles(other, n))


def lines_of(text: str) -> list[str]:
    """A line break at the end begins no further line."""
    lines = text.removeprefix(_BOM).split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def parse(line: str) -> tuple[bool, object]:
    """Whether the line is JSON (RFC 8259) with each key once in its object, not nested too deep; and its value."""
    if _depth(line) > DEEPEST:
        return False, None
    try:
        # A number is no text, whatever its size, so none has to be exact.
        return True, json.loads(
            line, parse_constant=_refuse, parse_int=float, parse_float=float, object_pairs_hook=_once
        )
    except ValueError:
        return False, None


def examine(train: str, validation: str) -> Report:
    """Every finding, by side and line."""
    findings: list[Finding] = []
    examples: dict[str, list[Example]] = {side: [] for side in SIDES}
    for side, text in zip(SIDES, (train, validation), strict=True):
        for number, line in enumerate(lines_of(text), start=1):
            if number == 1 and text.startswith(_BOM):
                findings.append(Finding(side, number, "bom"))
            read = _read(side, number, line)
            if isinstance(read, Example):
                examples[side].append(read)
                findings += [Finding(side, number, kind) for kind in _alone(read)]
            else:
                findings.append(Finding(side, number, read))
        findings += _repeated(examples[side])
    findings += _spellings(examples["train"] + examples["validation"])
    findings += _leaking(examples["train"], examples["validation"])
    findings.sort(key=lambda found: (SIDES.index(found.side), found.line))
    return Report(findings, examples["train"], examples["validation"])


def _depth(line: str) -> int:
    """How deep brackets stand within each other, outside of texts; exact for valid JSON."""
    depth = deepest = 0
    is_text = is_escaped = False
    for sign in line:
        if is_text:
            is_text = is_escaped or sign != '"'
            is_escaped = sign == "\\" and not is_escaped
        elif sign == '"':
            is_text = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _read(side: str, number: int, line: str) -> Example | str:
    """The example in a line, or what keeps it from being one."""
    if not line.strip(_SPACE):
        return "blank"
    is_valid, record = parse(line)
    if not is_valid:
        return "json"
    if not isinstance(record, dict) or record.keys() != KEYS:
        return "keys"
    prompt, answer = record["prompt"], record["completion"]
    if isinstance(prompt, str) and isinstance(answer, str) and prompt.strip(_SPACE) and answer.strip(_SPACE):
        return Example(side, number, prompt, answer)
    return "empty"


def _alone(example: Example) -> Iterator[str]:
    """What an example shows by itself."""
    text = f"{example.prompt}\n{example.answer}"
    if any(shape.search(text) for shape in _PERSONAL):
        yield "personal"
    if _PLACEHOLDER.search(text):
        yield "placeholder"


def _repeated(examples: Iterable[Example]) -> Iterator[Finding]:
    """Prompts that come again on the same side."""
    seen: dict[str, Example] = {}
    for example in examples:
        first = seen.setdefault(normal(example.prompt), example)
        if first is not example:
            is_same = normal(first.answer) == normal(example.answer)
            yield Finding(example.side, example.line, "duplicate" if is_same else "conflict")


def _spellings(examples: Iterable[Example]) -> Iterator[Finding]:
    """Answers of up to three words, written otherwise than before."""
    seen: dict[str, str] = {}
    for example in examples:
        if len(words(example.answer)) <= 3:
            first = seen.setdefault(normal(example.answer), example.answer)
            if first != example.answer:
                yield Finding(example.side, example.line, "variant")


def _leaking(train: Sequence[Example], validation: Sequence[Example]) -> Iterator[Finding]:
    """Validation prompts that training holds too."""
    whole = {normal(example.prompt) for example in train}
    parts = [shingles(example.prompt) for example in train]
    for example in validation:
        own = shingles(example.prompt)
        if normal(example.prompt) in whole:
            yield Finding(example.side, example.line, "leak")
        elif any(formulas.jaccard(own, other) >= NEAR for other in parts):
            yield Finding(example.side, example.line, "near")
