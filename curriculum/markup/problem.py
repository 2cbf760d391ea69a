"""What an author did wrong, where, and how to mend it."""

from dataclasses import dataclass


class Mistake(ValueError):
    """Something an author must mend, raised by whoever finds it; the caller knows the place."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}; {mend}")
        self.what = what
        self.mend = mend


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake at its place: `path:line: what; mend`. Lines count from 1; 0 is the file as a whole."""

    path: str
    line: int
    what: str
    mend: str
    is_warning: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {'warning: ' if self.is_warning else ''}{self.what}; {self.mend}"
