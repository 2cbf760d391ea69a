"""What a report is asked for: which rows, and in which order. Read from an address, and written to one. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Self
from urllib.parse import urlencode

from progress.pacing import Standing

NO_PLAN, LEFT = "no plan", "left"
PACES = (*(standing.value for standing in Standing), NO_PLAN, LEFT)
ROLES = ("learner", "instructor", "admin")
LONGEST = 100


class Misread(ValueError):
    """Something that was asked for makes no sense; `problems` say what, by the name of the filter."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True)
class Selection:
    """Filters; an empty one selects everything. `course` is a slug. `from_on` and `to_on` are days in UTC, both of
    them belonging to the selection. `sort` is a column's name; a minus before it turns the order round."""

    course: str = ""
    cohort: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    pace: str = ""
    role: str = ""
    quiz: str = ""
    sort: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        """From an address or a stored selection. Raises Misread, which names every problem at once: what was meant as
        a filter must never be taken for none."""
        given = {one.name: str(asked.get(one.name) or "").strip()[:LONGEST] for one in fields(cls)}
        problems: dict[str, str] = {}
        cohort = given["cohort"]
        if cohort and not (cohort.isascii() and cohort.isdigit() and len(cohort) < 19):
            problems["cohort"] = "A cohort is named by its number."
        days: dict[str, date | None] = {}
        for name in ("from_on", "to_on"):
            try:
                days[name] = date.fromisoformat(given[name]) if given[name] else None
            except ValueError:
                problems[name] = f"“{given[name]}” is no day; write one as 2026-03-31."
        from_on, to_on = days.get("from_on"), days.get("to_on")
        if from_on and to_on and to_on < from_on:
            problems["to_on"] = f"The last day, {to_on}, comes before the first, {from_on}; change one of them."
        if to_on == date.max:
            problems["to_on"] = "Choose a last day before 9999-12-31."
        for name, known in (("pace", PACES), ("role", ROLES)):
            if given[name] and given[name] not in known:
                problems[name] = f"“{given[name]}” is none of {', '.join(known)}."
        if any("\0" in value for value in given.values()):
            problems["course"] = "There is no text with a NUL in it."
        if problems:
            raise Misread(problems)
        return cls(
            course=given["course"],
            cohort=int(cohort) if cohort else None,
            from_on=from_on,
            to_on=to_on,
            pace=given["pace"],
            role=given["role"],
            quiz=given["quiz"],
            sort=given["sort"],
        )

    def as_text(self) -> dict[str, str]:
        """What `read` reads, without what is empty."""
        return {name: str(value) for name, value in asdict(self).items() if value not in (None, "")}

    def address(self, **changed: str) -> str:
        """The part of an address behind the question mark, for this selection with something changed."""
        asked = {**self.as_text(), **changed}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")
