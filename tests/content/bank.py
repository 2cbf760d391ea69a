"""The question bank of the course: every question of its quizzes and of its lessons' knowledge checks."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from quizzes.source.question import SINGLE, QuestionText, Sign
from quizzes.source.section import parse_case, parse_check, parse_question
from quizzes.source.text import Case, split
from tests.content.prose import COURSE, lessons

CHECK = re.compile(r"^(`{3,})check (?P<head>[^\n]+)\n(?P<text>.*?)^\1`*[ \t]*$", re.MULTILINE | re.DOTALL)
# Prerequisites are no objective of the course, and its questions lead out of the bank.
READINESS = COURSE / "readiness.quiz.md"


@dataclass(frozen=True)
class Asked:
    """A question, the file it stands in, and the text that it shares with others, if it does."""

    path: Path
    question: QuestionText
    case: str = ""

    @property
    def is_check(self) -> bool:
        return not self.path.name.endswith("quiz.md")

    @property
    def purpose(self) -> str:
        """`graded`, `practice`, or `check`."""
        if self.is_check:
            return "check"
        found = re.search(r"^purpose: (\w+)$", self.path.read_text(encoding="utf-8"), re.MULTILINE)
        assert found
        return found[1]


@cache
def bank() -> tuple[Asked, ...]:
    """Every question but those of the readiness check."""
    return tuple(asked for path in (*_quizzes(), *lessons()) for asked in asked_in(path))


def _quizzes() -> list[Path]:
    return sorted(path for path in COURSE.rglob("*quiz.md") if path != READINESS)


def asked_in(path: Path) -> Iterator[Asked]:
    """The questions of a quiz's file, or the checks of a lesson's."""
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    if path.name.endswith("quiz.md"):
        for piece in split(body).sections:
            case = parse_case(piece.head.core)[0].stem.text if isinstance(piece, Case) else ""
            for section in piece.questions if isinstance(piece, Case) else (piece,):
                yield Asked(path, parse_question(section.core)[0], case)
    else:
        for fence in CHECK.finditer(body):
            yield Asked(path, parse_check(fence["head"], fence["text"])[0])


def longest_wins(questions: Iterable[QuestionText]) -> tuple[float, float]:
    """How often the longest option is the right one, and how often chance is right: both of 1."""
    hits, chances = [], []
    for question in _singles(questions):
        lengths = [len(option.words.text) for option in question.answers]
        longest = [option for option in question.answers if len(option.words.text) == max(lengths)]
        hits.append(sum(option.sign is Sign.RIGHT for option in longest) / len(longest))
        chances.append(1 / len(lengths))
    return sum(hits) / len(hits), sum(chances) / len(chances)


def place_wins(questions: Iterable[QuestionText]) -> tuple[float, float]:
    """How often the luckiest fixed place of an option is the right one, and how often chance is right: both of 1."""
    places: Counter[int] = Counter()
    chances = []
    for question in _singles(questions):
        places.update(place for place, option in enumerate(question.answers) if option.sign is Sign.RIGHT)
        chances.append(1 / len(question.answers))
    return max(places.values()) / len(chances), sum(chances) / len(chances)


def _singles(questions: Iterable[QuestionText]) -> Iterator[QuestionText]:
    return (question for question in questions if question.kind == SINGLE)


if __name__ == "__main__":
    for file in (*_quizzes(), *lessons()):
        found = [asked.question for asked in asked_in(file)]
        if sum(1 for _ in _singles(found)) > 2:
            longest, place = longest_wins(found), place_wins(found)
            print(
                f"{file.relative_to(COURSE)}: {len(found)} questions, longest {longest[0]:.2f}, "
                f"place {place[0]:.2f}, chance {longest[1]:.2f}, " + str(dict(Counter(q.kind for q in found)))
            )
    everything = [asked.question for asked in bank()]
    print(len(everything), longest_wins(everything), place_wins(everything))
    print(Counter(question.objective for question in everything))
