"""The worker is killed at any instruction of a regrade: run again, the rows are those of an undisturbed run."""

from typing import Any

import pytest

from tests.faults.doomed import MARK, MARK_ITEMS, TELL, Place, Trap
from tests.faults.test_attempts import KILLED, place

pytestmark = pytest.mark.slow

__all__ = ["place"]

ANSWERS = 12  # three chunks
LINES, FATES, MOVE = (
    'INSERT INTO "quizzes_regradeline"',
    'UPDATE "quizzes_regradeline"',
    'UPDATE "quizzes_regrade"',
)
# The first update of the job takes the lease, and each further one moves the cursor.
AT_WEIGHING = [
    Trap(LINES, "before"),
    Trap(LINES, "after", times=2),
    Trap(LINES, "committed", times=2),
    Trap(MOVE, "after", times=3),
    Trap(MOVE, "committed", times=3),
]
AT_MARKS = [
    Trap(MARK_ITEMS, "after"),
    Trap(TELL, "after", times=2),
    Trap(MARK, "after", times=2),
    Trap(FATES, "after", times=3),
    Trap(MOVE, "before", times=2),
    Trap(MOVE, "committed", times=3),
]


def finish(place: Place, job: int, phase: str, traps: list[Trap]) -> Any:
    """The phase to its end, by workers who die at the traps and one who lives; what came of it."""
    if phase != "weigh":
        place.scribe.ask(phase, job=job)
    for trap in traps:
        assert place.regrade(trap, job) == KILLED, trap
        assert place.scribe.ask("violations") == []
        place.scribe.ask("free", job=job)
    place.scribe.ask("carry_on", job=job)
    return place.scribe.ask("regraded", job=job)


def run(place: Place, traps: dict[str, list[Trap]]) -> list[Any]:
    job = place.scribe.ask("turn_key")
    return [finish(place, job, phase, traps.get(phase, [])) for phase in ("weigh", "apply", "take_back")]


@pytest.mark.parametrize("number", range(6))
def test_the_worker_killed_at_a_regrade_leaves_whole_chunks_and_goes_on(place: Place, number: int) -> None:
    place.scribe.ask("answer_all", n=ANSWERS)
    undisturbed = run(place, {})
    marks = AT_MARKS[number : number + 1]
    disturbed = run(place, {"weigh": AT_WEIGHING[number : number + 1], "apply": marks, "take_back": marks})
    assert disturbed == undisturbed
    assert undisturbed[2]["state"] == "taken_back"
    assert undisturbed[2]["counts"] == (ANSWERS, ANSWERS, 0, ANSWERS)
    assert place.scribe.ask("violations") == []
