"""A file as a job: it is made once, of the right rows, for whoever may have it; otherwise nothing is left (P2, P17)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
import xlsxwriter
from django.utils import timezone

from accounts.models import Message, User
from curriculum.models import Course
from progress.actions.exports import jobs
from progress.files import formats, shelf
from progress.files.workbook import TooLong
from progress.models import Cohort, Export
from progress.reports.tables.report import Report, Scope
from progress.tables import Row
from tests.progress.cohorts import a_cohort
from tests.progress.exporting import (
    LOSSES,
    NAMES,
    Deed,
    Killed,
    asked,
    fail,
    fill_disk,
    folder,
    free,
    kill,
    meet,
    person,
)

pytestmark = pytest.mark.django_db

__all__ = ["person"]


def ended(job: Export, state: str, words: str) -> None:
    """So, and nothing is left of it."""
    job.refresh_from_db()
    assert (job.state, job.claimed_until, job.checksum) == (state, None, "")
    assert words in job.why
    assert job.ended_at
    assert folder() == {}
    assert not Message.objects.exists()


# --- to whom a file is refused ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("loss", LOSSES)
def test_who_lost_the_right_before_it_began_gets_no_file(
    person: User, loss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(person)
    LOSSES[loss](person)
    # Not one row is read.
    meet(monkeypatch, 0, fail)
    jobs.carry_on(job.pk)
    ended(job, "refused", "taken back")


@pytest.mark.parametrize("form", formats.FORMATS)
@pytest.mark.parametrize("loss", LOSSES)
def test_who_loses_the_right_in_the_middle_of_it_gets_no_file(
    person: User, loss: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(person, form)
    meet(monkeypatch, 3, lambda: LOSSES[loss](person))
    jobs.carry_on(job.pk)
    ended(job, "refused", "taken back")


# --- cancelled --------------------------------------------------------------------------------------------------------
def test_cancelled_before_it_began_it_is_not_begun(person: User) -> None:
    job = asked(person)
    assert jobs.cancel_export(job.pk, timezone.now())
    assert not jobs.cancel_export(job.pk, timezone.now())
    jobs.carry_on(job.pk)
    ended(job, "cancelled", "")


@pytest.mark.parametrize("form", formats.FORMATS)
@pytest.mark.parametrize("n_batches", [0, 1, 3])
def test_cancelled_in_the_middle_of_it_nothing_is_left(
    person: User, form: str, n_batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(person, form)
    meet(monkeypatch, n_batches, lambda: jobs.cancel_export(job.pk, timezone.now()))
    jobs.carry_on(job.pk)
    ended(job, "cancelled", "")


def test_cancelled_when_all_is_written_nothing_is_left(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job, seal = asked(person), shelf.Part.seal

    def cancel(part: shelf.Part) -> None:
        seal(part)
        jobs.cancel_export(job.pk, timezone.now())

    monkeypatch.setattr(shelf.Part, "seal", cancel)
    jobs.carry_on(job.pk)
    ended(job, "cancelled", "")


# The zip that XlsxWriter was writing cannot be ended.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_cancelled_while_it_is_closed_is_no_mistake(
    person: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What it is made of goes under its worker."""
    job, close = asked(person, "xlsx"), xlsxwriter.Workbook.close

    def cancel(book: xlsxwriter.Workbook) -> None:
        jobs.cancel_export(job.pk, timezone.now())
        assert folder() == {}
        close(book)

    monkeypatch.setattr(xlsxwriter.Workbook, "close", cancel)
    jobs.carry_on(job.pk)
    ended(job, "cancelled", "")
    assert [record for record in caplog.records if record.name == "epoch.exports"] == []


def test_the_rows_of_a_workbook_lie_on_the_disk_of_the_files(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder for temporary files may be memory."""

    def look() -> None:
        (aside,) = (path for path in shelf.folder().iterdir() if path.is_dir())
        assert aside.name.startswith(f"{job.code}.") and aside.stat().st_mode & 0o777 == 0o700
        assert any(aside.iterdir())

    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    job = asked(person, "xlsx")
    meet(monkeypatch, 3, look)
    jobs.carry_on(job.pk)
    job.refresh_from_db()
    assert (job.state, set(folder())) == ("done", {job.code})


def test_cancelling_removes_what_a_worker_that_is_dead_has_left(person: User) -> None:
    job = asked(person)
    Export.objects.update(state="running", claimed_until=timezone.now() + jobs.LEASE)
    for name in (f"{job.code}.{'0' * 16}.part", job.code):
        (shelf.folder() / name).write_text("rows")
    aside = shelf.folder() / f"{job.code}.{'1' * 16}.aside"
    aside.mkdir()
    (aside / "sheet").write_text("rows")
    assert jobs.cancel_export(job.pk, timezone.now())
    ended(job, "cancelled", "")


# --- failures ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("problem", "words"), [(fail, "Epoch's own"), (fill_disk, "No space left on device")])
def test_what_fails_three_times_is_given_up_and_says_why(
    person: User, problem: Deed, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, now = asked(person), timezone.now()

    def clock() -> datetime:
        return now

    meet(monkeypatch, 2, *[problem] * 3)
    for n_tries in (1, 2):
        jobs.carry_on(job.pk, clock)
        job.refresh_from_db()
        assert (job.state, job.n_failures) == ("running", n_tries)
        assert words in job.why
        assert folder() == {}
        # Not at once.
        assert jobs.owed(now + timedelta(seconds=50)) == []
        now += timedelta(minutes=10)
        assert jobs.owed(now) == [job.pk]
    jobs.carry_on(job.pk, clock)
    ended(job, "failed", words)
    assert jobs.owed(now + timedelta(days=1)) == []


def test_what_failed_once_is_made_the_next_time(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(person)
    meet(monkeypatch, 2, fail)
    jobs.carry_on(job.pk)
    free(job)
    jobs.carry_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.why, job.n_rows) == ("done", "", len(NAMES))


def test_what_can_never_be_made_is_not_tried_again(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(person, "xlsx")

    def too_long() -> None:
        raise TooLong("A sheet holds fewer rows.")

    meet(monkeypatch, 1, too_long)
    jobs.carry_on(job.pk)
    ended(job, "failed", "A sheet holds fewer rows.")


def test_a_cohort_that_is_no_more_is_named(person: User, course: Course) -> None:
    cohort = a_cohort()
    job = asked(person, cohort=str(cohort.pk))
    Cohort.objects.all().delete()
    jobs.carry_on(job.pk)
    ended(job, "failed", "no such cohort")


def test_a_job_whose_worker_is_killed_again_and_again_is_given_up(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fills the memory kills each worker that takes it up."""
    job = asked(person)
    meet(monkeypatch, 1, *[kill] * jobs.MOST_BEGINNINGS)
    for _ in range(jobs.MOST_BEGINNINGS):
        with pytest.raises(Killed):
            jobs.carry_on(job.pk)
        free(job)
    jobs.carry_on(job.pk)
    ended(job, "failed", "stopped in the middle")


# --- how far it is ----------------------------------------------------------------------------------------------------
def test_each_batch_moves_the_row_on_and_renews_the_lease(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job, seen, now = asked(person), [], timezone.now()

    def look() -> None:
        row = Export.objects.get()
        seen.append((row.state, row.n_rows, row.claimed_until))

    meet(monkeypatch, 2, look)
    ticks = iter(range(100))
    jobs.carry_on(job.pk, lambda: now + timedelta(seconds=next(ticks)))
    # Claimed at once, and moved on behind two batches, of two rows and of three.
    assert seen == [("running", 5, now + timedelta(seconds=2) + jobs.LEASE)]


def test_what_is_cancelled_is_read_no_further(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(person)
    n_read = 0

    def batches(report: Report, scope: Scope) -> Iterator[Sequence[Row]]:
        nonlocal n_read
        for rows in report.batches(scope, 2, 3):
            n_read += 1
            jobs.cancel_export(job.pk, timezone.now())
            yield rows

    monkeypatch.setattr("progress.reports.tables.paging.batches", batches)
    jobs.carry_on(job.pk)
    assert n_read == 1
    ended(job, "cancelled", "")
