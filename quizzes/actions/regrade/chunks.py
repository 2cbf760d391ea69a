"""A chunk: what one transaction of a job has done, and how far the job has come with it."""

from dataclasses import dataclass

SIZE = 500


@dataclass(frozen=True)
class Chunk:
    """`cursor` is the last answer that was seen."""

    cursor: int
    n_seen: int
    n_changed: int = 0
    n_left: int = 0
    n_put_back: int = 0
