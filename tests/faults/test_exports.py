"""The worker is killed at any instruction of a file: run again, the file is that of an undisturbed run, byte for byte
(P2, P3)."""

from pathlib import Path

import pytest

from tests.faults.conftest import wait_for
from tests.faults.doomed import MINUTE, Place, Trap
from tests.faults.test_attempts import KILLED, place

pytestmark = pytest.mark.slow

__all__ = ["place"]

LEARNERS = 12  # and one who is there already: three batches
ROW, MAIL = 'UPDATE "progress_export"', 'INSERT INTO "accounts_message"'
# The first update of the row takes the lease, three more move it on, and the last, ends it; then
# the file gets its name, and the mail is owed.
TRAPS = [
    Trap(ROW, "before"),
    Trap(ROW, "after", times=1),
    Trap(ROW, "after", times=2),
    Trap(ROW, "before", times=4),
    Trap(ROW, "after", times=4),
    Trap(ROW, "before", times=5),
    Trap(ROW, "after", times=5),
    # The file has its name.
    Trap(MAIL, "before"),
    Trap(MAIL, "after"),
]
ALIVE = Trap()


def folder(place: Place) -> Path:
    return place.installation.var / "exports"


def files(place: Place) -> list[str]:
    return sorted(path.name for path in folder(place).iterdir())


def undisturbed(place: Place, form: str) -> bytes:
    """The file that should come of it; it does not stay."""
    job = place.scribe.ask("ask_file", form=form)
    assert place.export(ALIVE, job) == 0
    path = folder(place) / str(place.scribe.ask("file_of", job=job)["code"])
    written = path.read_bytes()
    path.unlink()
    return written


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_worker_killed_at_a_file_makes_the_same_one_when_it_is_run_again(place: Place, form: str) -> None:
    place.scribe.ask("lay_report", n=LEARNERS)
    expected = undisturbed(place, form)
    for trap in TRAPS:
        job = place.scribe.ask("ask_file", form=form)
        assert place.export(trap, job) == KILLED, trap
        found = place.scribe.ask("file_of", job=job)
        assert (found["state"], found["mails"]) == ("waiting" if trap == TRAPS[0] else "running", 0), trap
        place.scribe.ask("free_file", job=job)
        assert place.export(ALIVE, job) == 0
        found = place.scribe.ask("file_of", job=job)
        assert (found["state"], found["mails"]) == ("done", 1), trap
        assert files(place) == [found["code"]], trap
        path = folder(place) / found["code"]
        assert path.read_bytes() == expected, trap
        path.unlink()


def test_killed_after_the_end_it_is_not_made_again(place: Place) -> None:
    place.scribe.ask("lay_report", n=LEARNERS)
    job = place.scribe.ask("ask_file")
    assert place.export(Trap(MAIL, "committed"), job) == KILLED
    (name,) = files(place)
    written = (folder(place) / name).stat().st_mtime_ns
    assert place.export(ALIVE, job) == 0
    assert (folder(place) / name).stat().st_mtime_ns == written
    found = place.scribe.ask("file_of", job=job)
    assert (found["state"], found["mails"]) == ("done", 1)


def test_with_the_worker_killed_and_the_queue_lost_it_is_made_within_a_minute_of_its_return(place: Place) -> None:
    """P3, P29: the real worker, with its timetable; it also removes what the dead one left."""
    place.scribe.ask("lay_report", n=LEARNERS)
    job = place.scribe.ask("ask_file")
    assert place.export(Trap(ROW, "after", times=3), job) == KILLED
    (left,) = files(place)
    assert left.endswith(".part")
    place.scribe.ask("free_file", job=job)
    with place.installation.worker():
        took = wait_for(lambda: place.scribe.ask("file_of", job=job)["state"] == "done", MINUTE)
    print(f"ready after {took:.1f} s")
    assert files(place) == [place.scribe.ask("file_of", job=job)["code"]]
