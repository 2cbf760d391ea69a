"""A regrade is a job: broken off anywhere and carried on by anybody, it comes to the rows of one undisturbed run."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.celery import TIMETABLE
from quizzes.actions.by_hand import total_anew
from quizzes.actions.regrade import chunks, jobs, replacing, weighing
from quizzes.grading import BadKey
from quizzes.models import Attempt, MarkChange, Quiz, Regrade, RegradeLine
from quizzes.reports.integrity import broken_invariants
from quizzes.tasks import carry_on_regrade, sweep_regrades
from tests.quizzes.marked import marked
from tests.quizzes.regrading import again, finish, history, rows, taken_back, turned, weighed

pytestmark = pytest.mark.django_db

ANSWERS = ("The letter alpha", "The letter beta", "The letter gamma")


class Killed(BaseException):
    """As a signal comes: nothing catches it."""


@pytest.fixture
def asked(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A question with eleven answers, of which a key that came later changes most; chunks hold three."""
    monkeypatch.setattr(chunks, "SIZE", 3)
    quiz = Quiz.objects.get(slug="exam")
    marked(quiz, [{"which": ANSWERS[number % 3], "truth": "True"} for number in range(11)])
    for attempt in Attempt.objects.all():
        total_anew(attempt)
    return turned(loaded)


def phases(asked: Any, go: Callable[[Regrade], Regrade]) -> list[object]:
    """Weighed, applied and taken back by `go`; all rows after each phase."""
    job = go(jobs.plan_regrade(asked.pk, by_id=None, now=timezone.now()))
    seen: list[object] = [rows(), history()]
    jobs.apply_regrade(job.pk, reason="Wrong.", over_by_hand=False, by_id=None, now=timezone.now())
    go(job)
    seen += [rows(), history()]
    jobs.take_back(job.pk, by_id=None, now=timezone.now())
    go(job)
    seen += [rows(), history()]
    assert list(broken_invariants()) == []
    return seen


def start_over() -> None:
    """The job and its history forgotten, as if it had never been."""
    MarkChange.objects.exclude(kind="graded").delete()
    RegradeLine.objects.all().delete()
    Regrade.objects.all().delete()


def undisturbed(asked: Any) -> list[Any]:
    seen = phases(asked, finish)
    start_over()
    return seen


@pytest.mark.parametrize("n_chunks", range(4))
@pytest.mark.parametrize("before_commit", [True, False], ids=["in the chunk", "after it"])
def test_killed_after_any_chunk_and_run_again_it_comes_to_the_same_rows(
    n_chunks: int, before_commit: bool, asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = undisturbed(asked)
    move = jobs._move
    seen = 0

    def killed(job: Regrade, chunk: Any, now: Any) -> None:
        nonlocal seen
        move(job, chunk, now)
        seen += 1
        if before_commit and seen == n_chunks + 1:
            raise Killed

    def go(job: Regrade) -> Regrade:
        nonlocal seen
        seen = 0
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(jobs, "_move", killed)
            if before_commit:
                jobs.carry_on(job.pk)
            for _ in range(n_chunks):
                jobs.step(job.pk)
            raise Killed
        return finish(job)

    found = phases(asked, go)
    assert found == expected


def test_two_workers_who_take_turns_come_to_the_same_rows(asked: Any) -> None:
    expected = undisturbed(asked)

    def go(job: Regrade) -> Regrade:
        while any([jobs.step(job.pk), jobs.step(job.pk)]):
            pass
        job.refresh_from_db()
        return job

    assert phases(asked, go) == expected


def test_whoever_is_overtaken_writes_nothing(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the database has no row locks: the cursor that was read is no longer there."""
    job = weighed(asked)
    jobs.apply_regrade(job.pk, reason="x", over_by_hand=False, by_id=None, now=timezone.now())

    def overtaken(job: Regrade, now: Any) -> Any:
        chunk = replacing.replace(job, now)
        Regrade.objects.filter(pk=job.pk).update(cursor=1)
        return chunk

    before = rows()
    monkeypatch.setattr(jobs, "PHASES", {**jobs.PHASES, "running": overtaken})
    with pytest.raises(jobs.Overtaken):
        jobs.step(job.pk)
    assert rows() == before
    assert not MarkChange.objects.filter(kind="regraded").exists()


# --- who is at it ---------------------------------------------------------------------------------------------------
def test_what_one_holds_is_left_to_them_until_they_are_silent_for_too_long(asked: Any) -> None:
    now = timezone.now()
    job = jobs.plan_regrade(asked.pk, by_id=None, now=now)
    Regrade.objects.filter(pk=job.pk).update(claimed_until=now + jobs.LEASE)
    assert (jobs.carry_on(job.pk, now), jobs.owed(now)) == (False, [])
    job.refresh_from_db()
    assert job.n_seen == 0
    late = now + jobs.LEASE + timedelta(seconds=1)
    assert jobs.owed(late) == [job.pk]
    assert jobs.carry_on(job.pk, late) is False
    job.refresh_from_db()
    assert (job.state, job.claimed_until) == ("planned", None)


def test_a_worker_looks_at_what_else_waits_after_a_while(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SECONDS", -1.0)
    job = jobs.plan_regrade(asked.pk, by_id=None, now=timezone.now())
    assert jobs.carry_on(job.pk) is True
    job.refresh_from_db()
    assert (job.n_seen, job.claimed_until) == (3, None)


def test_the_tasks_run_twice_do_it_once(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the sweep, which the timetable has, finds what no hint told of."""
    monkeypatch.setattr(carry_on_regrade, "delay", lambda pk: carry_on_regrade(pk))
    assert TIMETABLE["sweep_regrades"]["task"] == sweep_regrades.name
    job = jobs.plan_regrade(asked.pk, by_id=None, now=timezone.now())
    for _ in range(2):
        sweep_regrades()
    job.refresh_from_db()
    assert (job.state, job.n_seen, job.lines.count()) == ("planned", 11, 11)
    jobs.apply_regrade(job.pk, reason="x", over_by_hand=False, by_id=None, now=timezone.now())
    for _ in range(2):
        carry_on_regrade(job.pk)
    assert MarkChange.objects.filter(kind="regraded").count() == 7
    jobs.take_back(job.pk, by_id=None, now=timezone.now())
    for _ in range(2):
        carry_on_regrade(job.pk)
    assert MarkChange.objects.filter(kind="taken_back").count() == 7


# --- stopping and failing -------------------------------------------------------------------------------------------
def test_a_job_that_is_stopped_leaves_what_it_did_and_takes_that_back(asked: Any) -> None:
    before = rows()
    job = weighed(asked)
    jobs.apply_regrade(job.pk, reason="x", over_by_hand=False, by_id=None, now=timezone.now())
    jobs.step(job.pk)
    assert jobs.stop_regrade(job.pk, why="Stopped by Ann.", now=timezone.now())
    assert not jobs.stop_regrade(job.pk, why="Again.", now=timezone.now())
    stopped = finish(job)
    assert (stopped.state, stopped.stopped_why, stopped.n_seen) == ("stopped", "Stopped by Ann.", 3)
    assert rows() != before
    assert list(broken_invariants()) == []
    assert taken_back(job).state == "taken_back"
    assert rows() == before
    # What it left undone is done by another.
    assert again(asked).n_changed == 7


def test_a_key_that_makes_no_sense_stops_the_dry_run_and_says_why(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def bad(*_: object) -> None:
        raise BadKey("there is no right option")

    monkeypatch.setattr(weighing, "grade", bad)
    job = weighed(asked)
    assert (job.state, job.stopped_why) == ("stopped", "The key makes no sense: there is no right option")


def test_what_fails_is_put_off_and_after_some_tries_stopped(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk")

    now = timezone.now()
    job = jobs.plan_regrade(asked.pk, by_id=None, now=now)
    monkeypatch.setattr(weighing, "grade", broken)
    for _ in range(jobs.MOST_FAILURES):
        assert jobs.owed(now) == [job.pk]
        assert jobs.carry_on(job.pk, now) is False
        assert jobs.owed(now) == []
        now += timedelta(hours=1)
    job.refresh_from_db()
    assert (job.state, job.stopped_why) == ("stopped", "It failed 5 times: OSError: disk")


def test_old_dry_runs_are_forgotten_and_what_was_applied_never(asked: Any) -> None:
    done, plan = again(asked), None
    plan = Regrade.objects.create(question=asked, version=asked.current, state="planned", made_at=timezone.now())
    assert jobs.forget_old_plans(timezone.now()) == 0
    assert jobs.forget_old_plans(timezone.now() + jobs.KEPT + timedelta(minutes=1)) == 1
    assert list(Regrade.objects.all()) == [done]
    assert done.lines.count() == 11
    assert plan.pk != done.pk


# --- what it costs --------------------------------------------------------------------------------------------------
def n_queries(job: Regrade) -> int:
    """Of one chunk."""
    with CaptureQueriesContext(connection) as queries:
        assert jobs.step(job.pk)
    return len(queries)


def test_a_chunk_takes_as_many_queries_for_any_number_of_answers(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[int, list[int]] = {}
    for size in (2, 11):
        monkeypatch.setattr(chunks, "SIZE", size)
        job = jobs.plan_regrade(asked.pk, by_id=None, now=timezone.now())
        seen[size] = [n_queries(job)]
        finish(job)
        jobs.apply_regrade(job.pk, reason="x", over_by_hand=False, by_id=None, now=timezone.now())
        seen[size].append(n_queries(job))
        finish(job)
        jobs.take_back(job.pk, by_id=None, now=timezone.now())
        seen[size].append(n_queries(job))
        finish(job)
    assert seen[2] == seen[11]
    assert max(seen[11]) <= 18
