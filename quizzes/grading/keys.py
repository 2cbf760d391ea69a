"""Reading a key: each part is what it has to be, or the key is bad."""

from collections.abc import Mapping, Set
from fractions import Fraction
from typing import Protocol

from quizzes.grading.mark import BadKey, Mark, Policy


class Rule(Protocol):
    """A key that was read, which marks answers to its question. `mark` is never asked about a blank."""

    def mark(self, response: object, policy: Policy) -> Mark: ...

    def right(self) -> object: ...

    def guess(self) -> Fraction: ...


Key = Mapping[str, object]


def ids(key: Key, name: str) -> tuple[str, ...]:
    """A list of ids, none of them twice."""
    found = tuple(text(item, name) for item in items(key, name))
    if len(set(found)) < len(found):
        raise BadKey(f"{name} holds an id twice")
    return found


def texts(key: Key, name: str) -> tuple[str, ...]:
    return tuple(text(item, name) for item in items(key, name))


def records(key: Key, name: str) -> tuple[Key, ...]:
    """A list of mappings."""
    found = []
    for item in items(key, name):
        if not isinstance(item, Mapping):
            raise BadKey(f"{name} holds something that is no mapping")
        found.append(item)
    return tuple(found)


def table(key: Key, name: str) -> dict[str, str]:
    """A mapping of texts to texts."""
    found = key.get(name)
    if not isinstance(found, Mapping):
        raise BadKey(f"{name} is missing, or no mapping")
    return {text(left, name): text(right, name) for left, right in found.items()}


def text(value: object, name: str) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise BadKey(f"{name} is missing, or holds something that is no text")
    return value


def items(key: Key, name: str) -> list[object]:
    found = key.get(name)
    if not isinstance(found, list | tuple):
        raise BadKey(f"{name} is missing, or no list")
    return list(found)


def within(some: Set[str], every: Set[str], what: str) -> None:
    if not some <= every:
        raise BadKey(f"{what} names an id that is not among those shown")


def at_least(number: int, found: int, what: str) -> None:
    if found < number:
        raise BadKey(f"a key needs {number} {what} or more, and has {found}")


def chosen(response: object, known: Set[str]) -> list[str] | None:
    """The ids of a response that is a list of known ids, none of them twice; otherwise None.

    What is longer than what was shown is not looked at.
    """
    if not isinstance(response, list) or len(response) > len(known):
        return None
    found = [item for item in response if isinstance(item, str) and item in known]
    return found if len(set(found)) == len(response) else None
