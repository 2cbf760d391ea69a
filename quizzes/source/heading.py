"""A question's heading: its words, and in braces its id, kind and settings."""

import difflib
import re
from dataclasses import dataclass, field

from curriculum.markup.problem import Mistake
from quizzes.source.question import CASE, KINDS, SETTINGS

HEADING = re.compile(r"(?P<mark>#{1,6})(?:[ \t]+(?P<words>.*?))?[ \t]*")
BRACED = re.compile(r"(?P<name>.*?)\s*\{(?P<inside>[^{}]*)\}")
SHAPE = "## Name {#id .kind objective=… difficulty=…}"
CHECK_SHAPE = "```check id .kind objective=… difficulty=…"
EXPLANATION, MODEL = "Explanation", "Model answer"

# A mistake and the line it stands at.
Placed = tuple[int, Mistake]


@dataclass
class Heading:
    """What the words in braces say; a setting that is not given is absent."""

    name: str = ""
    id: str = ""
    kind: str = ""
    settings: dict[str, str] = field(default_factory=dict)


def is_case(line: str) -> bool:
    """Whether a line is the heading of a case."""
    heading = HEADING.fullmatch(line)
    braced = BRACED.fullmatch((heading["words"] or "") if heading else "")
    return bool(braced and f".{CASE}" in braced["inside"].split())


def read_heading(line: str, number: int, mistakes: list[Placed]) -> Heading:
    """The heading of a section, as `## Name {#id .kind …}`."""
    found = HEADING.fullmatch(line)
    words = (found["words"] or "") if found else ""
    braced = BRACED.fullmatch(words)
    heading = read_settings(braced["inside"] if braced else "", number, SHAPE, mistakes)
    heading.name = braced["name"] if braced else words
    if not heading.name:
        mistakes.append((number, Mistake("the question has no name", f"write {SHAPE}")))
    return heading


def read_settings(words: str, number: int, shape: str, mistakes: list[Placed]) -> Heading:
    """`#id .kind setting=value …` in any order, each once; `shape` is what the whole should look like."""
    heading = Heading()
    for word in words.split():
        key, equals, value = word.partition("=")
        if word.startswith("#"):
            twice, heading.id = bool(heading.id), word[1:]
        elif word.startswith("."):
            twice, heading.kind = bool(heading.kind), word[1:]
        elif equals and key in SETTINGS:
            twice, heading.settings[key] = key in heading.settings, value
            if not value:
                mistakes.append((number, Mistake(f"{key}= says nothing", "write a value after the =, or leave it out")))
        else:
            mistakes.append((number, _unknown(key[:60])))
            continue
        if twice:
            mistakes.append((number, Mistake(f"{word[:60]!r} is the second of its kind", "keep one")))
    if not heading.id and not heading.kind:
        mistakes.append((number, Mistake("the question has no id and no kind", f"write {shape}")))
    return heading


def _unknown(word: str) -> Mistake:
    near = difflib.get_close_matches(word, SETTINGS, 1)
    if word in KINDS:
        return Mistake(f"unknown word {word!r} in the heading", f"did you mean .{word}?")
    mend = f"did you mean {near[0]}=?" if near else f"known are #id, .kind and {', '.join(f'{s}=' for s in SETTINGS)}"
    return Mistake(f"unknown word {word!r} in the heading", mend)


def print_settings(id: str, kind: str, settings: dict[str, str]) -> str:
    """The words in braces, in the order in which every heading has them."""
    given = (f"{key}={settings[key]}" for key in SETTINGS if settings.get(key))
    return " ".join([f"#{id}", f".{kind}", *given])
