"""A file that is made is made once, whole, and the same however often its worker was killed (P2, P3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Message, User
from progress.actions.exports import jobs
from progress.files import formats, shelf
from progress.tasks import carry_on_export
from tests.progress.exporting import NAMES, Killed, asked, folder, free, kill, made, meet, person

pytestmark = pytest.mark.django_db

__all__ = ["person"]


@pytest.mark.parametrize("form", formats.FORMATS)
@pytest.mark.parametrize("n_batches", range(4))
def test_killed_after_any_batch_and_run_again_it_is_the_same_file(
    person: User, form: str, n_batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    expected = shelf.place(made(person, form, now).code).read_bytes()
    job = asked(person, form, now)
    meet(monkeypatch, n_batches, kill)
    with pytest.raises(Killed):
        jobs.carry_on(job.pk)
    jobs.carry_on(job.pk)
    job.refresh_from_db()
    assert job.state == "running"  # Its lease holds.
    free(job)
    jobs.carry_on(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert folder()[job.code] == expected
    assert len(folder()) == 2


def test_killed_between_the_file_and_its_row_it_is_made_again(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    expected = shelf.place(made(person, now=now).code).read_bytes()
    job, put = asked(person, now=now), shelf.Part.put

    def put_and_die(part: shelf.Part) -> None:
        put(part)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(shelf.Part, "put", put_and_die)
        jobs.carry_on(job.pk)
    job.refresh_from_db()
    assert (job.state, Message.objects.count()) == ("running", 1)
    free(job)
    jobs.carry_on(job.pk)
    job.refresh_from_db()
    assert (job.state, folder()[job.code], Message.objects.count()) == ("done", expected, 2)


def test_whoever_is_overtaken_leaves_the_file_to_the_other(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(person)

    def overtake() -> None:
        free(job)
        assert jobs.carry_on(job.pk)

    meet(monkeypatch, 2, overtake)
    assert jobs.carry_on(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.n_rows, Message.objects.count()) == ("done", len(NAMES), 1)
    assert list(folder()) == [job.code]
    assert len(folder()[job.code]) == job.n_bytes


def test_the_task_run_twice_makes_one_file_and_one_mail(person: User) -> None:
    job = asked(person)
    for _ in range(2):
        carry_on_export(job.pk)
    job.refresh_from_db()
    assert (job.state, list(folder()), Message.objects.count()) == ("done", [job.code], 1)


def test_its_row_says_what_is_in_it_and_until_when(person: User) -> None:
    job = made(person)
    written = folder()[job.code]
    assert (job.n_rows, job.n_total, job.n_bytes) == (len(NAMES), len(NAMES), len(written))
    assert job.checksum
    assert job.totals["pace"] == {"no plan": len(NAMES)}
    assert job.edition == job.course.edition
    assert job.ended_at
    assert job.expires_at == job.ended_at + timedelta(days=7)
    assert written.decode().count("\r\n") == len(NAMES) + 1
    for path, mode in ((shelf.folder(), 0o700), (shelf.place(job.code), 0o600)):
        assert path.stat().st_mode & 0o777 == mode
