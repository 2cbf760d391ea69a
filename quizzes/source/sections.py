"""A quiz's text changed by the section: what a change does not mean stays as it was, byte for byte.

Every change is read again before it is handed out. One that would make other sections than it should, as a fence that
is not closed does to all that follow, raises Mistake.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from curriculum.markup.problem import Mistake
from curriculum.source import front_matter
from quizzes.source.heading import read_heading
from quizzes.source.lint import MAX_ID
from quizzes.source.question import CASE
from quizzes.source.text import ENDED, Case, Section, split

ENDS = "\r\n"
UP, DOWN = -1, 1


@dataclass(frozen=True)
class Place:
    """Where a question, or the head of a case, stands: its first line, from 1, and its characters from `start` to
    `end`. `case` is the id of the case that holds the question."""

    id: str
    kind: str
    name: str
    case: str
    line: int
    start: int
    end: int

    @property
    def is_case(self) -> bool:
        return self.kind == CASE


def places(text: str) -> tuple[Place, ...]:
    """The sections of a whole file, in order; `text` begins with its front matter."""
    first_line = front_matter.split("", text, [])[2]
    start = sum(map(len, ENDED.findall(text)[:first_line]))
    cut = split(text[start:], first_line)
    start += len(cut.intro.text)
    found: list[Place] = []
    for piece in cut.sections:
        head = piece.head if isinstance(piece, Case) else piece
        found.append(_place(head, "", start))
        for question in piece.questions if isinstance(piece, Case) else ():
            found.append(_place(question, found[-1].case or found[-1].id, found[-1].end))
        start = found[-1].end
    return tuple(found)


def _place(section: Section, case: str, start: int) -> Place:
    heading = read_heading(section.core.partition("\n")[0], 0, [])
    end = start + len(section.text)
    return Place(heading.id, heading.kind, heading.name, case, section.first_line + 1, start, end)


def place_of(text: str, id: str) -> Place | None:
    """The first section with this id."""
    return next((place for place in places(text) if id and place.id == id), None)


def section_of(text: str, place: Place) -> str:
    """The section as it is printed: with line ends as they are on every machine, and one at its end."""
    return Section(text[place.start : place.end], place.line - 1).core


# --- changes -------------------------------------------------------------------------------------------------------
def replace_question(text: str, id: str, section: str) -> str:
    """`text` with the section `id` saying what `section` says; the blank lines after it stay."""
    place = _known(text, id)
    old = text[place.start : place.end]
    changed = text[: place.start] + _bare(section, text) + _tail(old) + text[place.end :]
    before = places(text)
    index = before.index(place)
    return _checked(changed, [*_ids(before[:index]), _own_id(section), *_ids(before[index + 1 :])])


def insert_question(text: str, section: str, *, after: str | None = None, case: str = "") -> str:
    """`text` with one section more, in the quiz or in a `case`: behind the section `after` (a question or a case),
    before all others where that is empty, behind them where it is None."""
    found = places(text)
    peers = _peers(found, case)
    if after is None:
        after = peers[-1][0].id if peers else ""
    unit = next((unit for unit in peers if unit[0].id == after), None) if after else None
    if after and unit is None:
        raise Mistake(f"there is no section {after[:60]!r} to put it behind", "open the quiz again")
    before = unit[-1] if unit else _known(text, case) if case else None
    index = found.index(before) + 1 if before else 0
    at = found[index - 1].end if index else _begin(text)
    prefix, rest, bare, end = text[:at], text[at:], _bare(section, text), _line_end(text)
    kept = prefix.rstrip(ENDS)
    if kept:
        changed = kept + end * 2 + bare + prefix[len(kept) :] + rest
    else:
        changed = prefix + bare + (end * 2 + rest if rest else end)
    ids = _ids(found)
    return _checked(changed, [*ids[:index], _own_id(section), *ids[index:]])


def remove_question(text: str, id: str) -> str:
    """`text` without the section `id`; a case goes with its questions."""
    found = places(text)
    unit = _unit(found, _known(text, id))
    start, end = unit[0].start, unit[-1].end
    kept = text[:start].rstrip(ENDS)
    changed = kept + _tail(text[start:end]) + text[end:] if kept else text[:start] + text[end:]
    return _checked(changed, _ids(place for place in found if place not in unit))


def move_question(text: str, id: str, step: int) -> str:
    """`text` with the section `id` a place further up (-1) or down (1), within the quiz or its case; a case moves with
    its questions. At the end of its way it stays."""
    found = places(text)
    place = _known(text, id)
    peers = _peers(found, place.case)
    index = next(i for i, unit in enumerate(peers) if unit[0] == place)
    upper = index if step == DOWN else index - 1
    if not 0 <= upper < len(peers) - 1:
        return text
    first, second = peers[upper : upper + 2]
    start, middle, end = first[0].start, second[0].start, second[-1].end
    one, other = text[start:middle], text[middle:end]
    changed = text[:start] + other.rstrip(ENDS) + _tail(one) + one.rstrip(ENDS) + _tail(other) + text[end:]
    begin = found.index(first[0])
    ids = _ids(found)
    n, m = len(first), len(second)
    moved = [*ids[:begin], *ids[begin + n : begin + n + m], *ids[begin : begin + n], *ids[begin + n + m :]]
    return _checked(changed, moved)


def id_before(text: str, id: str) -> str:
    """The id of the section before this one, in the quiz or in its case; empty where it is the first."""
    place = _known(text, id)
    peers = _peers(places(text), place.case)
    index = next(i for i, unit in enumerate(peers) if unit[0] == place)
    return peers[index - 1][0].id if index else ""


def propose_id(words: str, taken: Collection[str]) -> str:
    """An id made of a title or a stem, as `scaling-laws` of "Scaling laws!", that is not taken yet."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(slug) > MAX_ID:
        slug = (slug[: MAX_ID + 1].rpartition("-")[0] or slug)[:MAX_ID].strip("-")
    slug = slug or "question"
    number, proposed = 1, slug
    while proposed in taken:
        number += 1
        ending = f"-{number}"
        proposed = slug[: MAX_ID - len(ending)].rstrip("-") + ending
    return proposed


# --- parts ---------------------------------------------------------------------------------------------------------
def _peers(found: Sequence[Place], case: str) -> list[Sequence[Place]]:
    """What stands beside one another in the quiz, or in a case: a question alone, or a case with its questions."""
    return [_unit(found, place) for place in found if place.case == case]


def _unit(found: Sequence[Place], place: Place) -> Sequence[Place]:
    if not place.is_case:
        return (place,)
    index = found.index(place)
    end = next((i for i in range(index + 1, len(found)) if not found[i].case), len(found))
    return found[index:end]


def _known(text: str, id: str) -> Place:
    place = place_of(text, id)
    if place is None:
        raise Mistake(f"there is no section {id[:60]!r} in the quiz", "open the quiz again")
    return place


def _begin(text: str) -> int:
    """Where the first section would begin: behind the front matter and the words before the questions."""
    found = places(text)
    return found[0].start if found else len(text)


def _ids(found: Iterable[Place]) -> list[str]:
    return [place.id for place in found]


def _own_id(section: str) -> str:
    return read_heading(section.partition("\n")[0], 0, []).id


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _bare(section: str, text: str) -> str:
    """The section without the line ends after it, its own as those of the text."""
    plain = section.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return plain.replace("\n", _line_end(text))


def _tail(section: str) -> str:
    return section[len(section.rstrip(ENDS)) :]


def _checked(text: str, ids: list[str]) -> str:
    if [place.id for place in places(text)] != ids:
        mend = "keep one heading, ## Name {#id .kind …}, with three # in a case, and close every fence"
        raise Mistake("the text would no longer fall into the same questions", mend)
    return text
