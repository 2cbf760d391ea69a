"""Questions answered in words: a short text that is compared, or an essay that a person reads."""

import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Self

import re2

from quizzes.grading.keys import Key, at_least, items, records, text, texts
from quizzes.grading.mark import ALL, NOTHING, WAITING, WRONG, BadKey, Mark, Policy, marked

MAX_SHORT = 500  # characters


def fold(typed: str) -> str:
    """What two texts have in common that differ in case, spacing or the width of letters alone.

    Composed once more at the end, since folding case may take a letter apart; folding twice is folding once.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold())
    return " ".join(folded.split())


@lru_cache(maxsize=512)
def pattern(source: str) -> "re2._Regexp":
    """A pattern, compiled; it matches in linear time. Raises BadKey where it is none."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise BadKey(f"the pattern {source!r} is none: {error}") from error


@dataclass(frozen=True, slots=True)
class Short:
    """A few words that are one of those accepted, or match a pattern as a whole. Both policies mark alike."""

    accepted: tuple[str, ...]
    patterns: tuple["re2._Regexp", ...]
    foreseen: tuple[str, ...]

    @classmethod
    def read(cls, key: Key) -> Self:
        accepted = tuple(text(record.get("text"), "accepted") for record in records(key, "accepted"))
        at_least(1, len(accepted), "accepted answers")
        foreseen = tuple(text(record.get("text"), "wrong") for record in records(key, "wrong"))
        return cls(accepted, tuple(map(pattern, texts(key, "patterns"))), foreseen)

    def mark(self, response: object, policy: Policy) -> Mark:
        if not isinstance(response, str) or len(response) > MAX_SHORT or not _is_encodable(response):
            return WRONG
        words = fold(response)
        for number, answer in enumerate(self.accepted):
            if words == fold(answer):
                return marked(ALL, (f"right:{number}",))
        if any(each.fullmatch(words) for each in self.patterns):
            return marked(ALL)
        foreseen = (f"wrong:{number}" for number, answer in enumerate(self.foreseen) if words == fold(answer))
        return marked(NOTHING, list(foreseen)[:1])

    def right(self) -> object:
        return self.accepted[0]

    def guess(self) -> Fraction:
        return NOTHING


def _is_encodable(typed: str) -> bool:
    """Half of a surrogate pair is a character to Python, but no pattern can look at it."""
    try:
        typed.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Essay:
    """A text that waits for a person."""

    model: str

    @classmethod
    def read(cls, key: Key) -> Self:
        at_least(1, len(items(key, "rubric")), "criteria")
        return cls(text(key.get("model"), "model"))

    def mark(self, response: object, policy: Policy) -> Mark:
        return WAITING if isinstance(response, str) else WRONG

    def right(self) -> object:
        """Any text would do; the model answer is one."""
        return self.model

    def guess(self) -> Fraction:
        return NOTHING
