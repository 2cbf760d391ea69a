"""The site or the worker is killed at any instruction: no acknowledged answer is lost, and one mark comes of every
attempt (P1, P2, P3, P6)."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from services import own_redis
from tests.faults.conftest import Installation, wait_for
from tests.faults.doomed import ATTEMPT, MARK, MARK_ITEMS, MINUTE, SAVE, SUBMIT, TELL, Learner, Place, Trap
from tests.races.crew import crew

pytestmark = pytest.mark.slow

KILLED = -signal.SIGKILL
WAITING = "Your answers are being marked"
# A mark is written in three steps and committed once.
AT_MARK = [
    Trap(MARK_ITEMS, "before"),
    Trap(MARK_ITEMS, "after"),
    Trap(MARK, "after"),
    Trap(TELL, "after"),
    Trap(TELL, "committed"),
]


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, installation: Installation) -> Iterator[Place]:
    if request.param == "postgres":
        copy: Callable[[], str] = request.getfixturevalue("copy")
        installation.environment["DATABASE_URL"] = copy()
    database = installation.environment.get("DATABASE_URL", f"sqlite:///{installation.var}/epoch.sqlite3")
    with crew(database, 1) as scribe:
        scribe.ask("lay")
        yield Place(installation, scribe, scribe.ask("sign_in"))


@pytest.fixture
def served(place: Place) -> Iterator[Place]:
    """On PostgreSQL with a Redis of its own, as it is served; on SQLite with the embedded queue."""
    with ExitStack() as stack:
        if "DATABASE_URL" in place.installation.environment:
            folder = stack.enter_context(TemporaryDirectory(prefix="epoch-redis-"))
            place.installation.environment["REDIS_URL"] = stack.enter_context(own_redis(Path(folder)))
        yield place


def begin(learner: Learner) -> None:
    """Two of three questions are answered, both right, and acknowledged: three points of four."""
    learner.start()
    learner.save(1, "answer 2")
    learner.save(2, "b")


def check_marked(place: Place, points: int) -> None:
    found = place.look()
    assert (found["state"], found["points"], found["n_marks"]) == ("graded", points, 1)
    assert place.scribe.ask("violations") == []


@pytest.mark.parametrize("moment", ["before", "after", "committed"])
def test_the_site_killed_at_a_save_loses_no_answer_that_it_acknowledged(place: Place, moment: str) -> None:
    """P1, and P6: the same save, sent again, is taken whatever became of it."""
    with place.web(Trap(SAVE, moment, times=3)) as (learner, process):
        begin(learner)
        with pytest.raises(ConnectionError):
            learner.save(1, "answer 3", revision=1)
        assert process.wait(10) == KILLED
    found = place.look()
    written = moment == "committed"
    assert (found["answer"], found["revision"]) == (("answer 3", 2) if written else ("answer 2", 1))
    with place.web() as (learner, _):
        learner.save(1, "answer 3", revision=1)
        assert (place.look()["answer"], place.look()["revision"]) == ("answer 3", 2)
        learner.submit()
        assert WAITING in learner.get(f"{ATTEMPT}result/")
    place.scribe.ask("sweep")
    check_marked(place, points=1)


@pytest.mark.parametrize("moment", ["before", "after", "committed", "hinted"])
def test_the_site_killed_at_a_submission_loses_nothing_and_takes_it_again(place: Place, moment: str) -> None:
    """P1, P3, P6."""
    with place.web(Trap(SUBMIT, moment)) as (learner, process):
        begin(learner)
        with pytest.raises(ConnectionError):
            learner.submit()
        assert process.wait(10) == KILLED
    first = place.look()
    assert first["state"] == ("submitted" if moment in {"committed", "hinted"} else "in_progress")
    assert first["answer"] == "answer 2"
    with place.web() as (learner, _):
        learner.submit()
        again = place.look()
        assert first["state"] == "in_progress" or again == first
        assert WAITING in learner.get(f"{ATTEMPT}result/")
        place.scribe.ask("sweep")
        check_marked(place, points=3)
        assert WAITING not in learner.get(f"{ATTEMPT}result/")


@pytest.mark.parametrize("hinted", [True, False], ids=["on a hint", "in a sweep"])
def test_the_worker_killed_at_a_mark_leaves_all_of_it_or_nothing(place: Place, hinted: bool) -> None:
    """P2, P3: whatever was written of a mark, the next sweep makes one of it."""
    owed = []
    for trap in AT_MARK:
        owed.append(place.scribe.ask("submit_one"))
        assert place.mark(trap, *owed[-1:] if hinted else ()) == KILLED
        found = place.look()
        if trap.moment == "committed":
            assert (found["state"], found["n_marks"]) == ("graded", 1)
        else:
            assert (found["state"], found["answer_points"], found["n_marks"]) == ("submitted", None, 0)
        assert place.scribe.ask("violations") == []
    place.scribe.ask("sweep")
    for attempt in owed:
        found = place.scribe.ask("look", attempt=attempt)
        assert (found["state"], found["n_marks"]) == ("graded", 1)
    assert place.scribe.ask("violations") == []


def test_the_worker_killed_while_it_marks_marks_it_within_a_minute_of_its_return(served: Place) -> None:
    """P2, P3: the real worker, with its timetable; the hint that it had taken is lost."""
    with served.worker(Trap(MARK, "after")) as worker, served.web() as (learner, _):
        begin(learner)
        learner.submit()
        assert worker.wait(30) == KILLED
        assert served.look()["state"] == "submitted"
        assert WAITING in learner.get(f"{ATTEMPT}result/")
    with served.installation.worker():
        print(f"marked after {wait_for(served.is_marked, MINUTE):.1f} s")
    check_marked(served, points=3)


def test_with_no_worker_and_the_queue_lost_the_mark_comes_within_a_minute_of_its_return(place: Place) -> None:
    """P3, P29: the queue is a hint."""
    with place.web() as (learner, _):
        begin(learner)
        learner.submit()
        hints = list((place.installation.var / "queue").glob("*.msg"))
        assert len(hints) == 1
        hints[0].unlink()
        assert WAITING in learner.get(f"{ATTEMPT}result/")
        with place.installation.worker():
            print(f"marked after {wait_for(place.is_marked, MINUTE):.1f} s")
        assert WAITING not in learner.get(f"{ATTEMPT}result/")
    check_marked(place, points=3)


@pytest.mark.parametrize("redis", ["refusing", "black_hole"])
def test_with_a_dead_redis_answers_and_submissions_are_taken(
    place: Place, redis: str, request: pytest.FixtureRequest
) -> None:
    """P29: no request waits longer than three seconds, and the page tells the truth."""
    place.installation.environment["REDIS_URL"] = f"redis://{request.getfixturevalue(redis)}/0"
    with place.web() as (learner, _):
        begin(learner)
        asked = time.monotonic()
        learner.submit()
        assert time.monotonic() - asked < 3
        assert WAITING in learner.get(f"{ATTEMPT}result/")
        place.scribe.ask("sweep")
        assert WAITING not in learner.get(f"{ATTEMPT}result/")
    check_marked(place, points=3)
