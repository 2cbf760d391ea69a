"""What nobody was told of is made all the same; what has expired or was left is removed; the mail goes out once."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as live
from django.core import mail
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.actions import send_message
from accounts.models import Message, User
from config.celery import TIMETABLE
from progress import tasks
from progress.actions.exports import asking, jobs, sweeping
from progress.files import shelf
from progress.files.integrity import broken_files
from progress.models import Export
from progress.reports.exports import ready_for
from progress.selection import Selection
from tests.progress.exporting import (
    LOSSES,
    Killed,
    asked,
    browser,
    folder,
    free,
    kill,
    made,
    meet,
    of,
    person,
    somebody,
)

pytestmark = pytest.mark.django_db

__all__ = ["person"]


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue that does what it is told."""
    monkeypatch.setattr(tasks.carry_on_export, "delay", tasks.carry_on_export)


# --- the sweep --------------------------------------------------------------------------------------------------------
def test_a_sweep_makes_what_nobody_was_told_of(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """P3: the hint was lost with the queue, or the worker killed."""
    waiting, begun = asked(person), asked(person, "jsonl")
    meet(monkeypatch, 1, kill)
    with pytest.raises(Killed):
        jobs.carry_on(begun.pk)
    at_once(monkeypatch)
    tasks.sweep_exports()
    assert list(Export.objects.order_by("pk").values_list("state", flat=True)) == ["done", "running"]
    free(begun)
    for _ in range(2):
        tasks.sweep_exports()
    assert set(Export.objects.values_list("state", flat=True)) == {"done"}
    assert set(folder()) == {waiting.code, begun.code}
    assert Message.objects.count() == 2
    assert TIMETABLE["sweep_exports"]["schedule"] <= 30


def test_a_job_is_asked_for_with_a_queue_that_is_down(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """P29."""

    def refuse(*_args: Any, **_options: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("celery.app.task.Task.apply_async", refuse)
        answer = browser(person).post("/admin/reports/progress/export/", {"form": "csv", "later": "1"})
    job = Export.objects.get()
    assert (answer.headers["Location"], job.state) == (of(job, "export"), "waiting")
    at_once(monkeypatch)
    tasks.sweep_exports()
    assert Export.objects.get().state == "done"


def test_expired_files_are_removed_and_their_rows_stay(person: User) -> None:
    old, new = made(person), made(person)
    now = timezone.now()
    Export.objects.filter(pk=old.pk).update(expires_at=now)
    assert (sweeping.remove_expired(now), sweeping.remove_expired(now)) == (1, 0)
    assert set(folder()) == {new.code}
    old.refresh_from_db()
    assert (old.state, old.removed_at) == ("done", now)
    assert old.checksum


def test_what_was_left_behind_is_removed_and_what_is_wanted_stays(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, dead, cancelled, alive = (asked(person, form) for form in ("csv", "jsonl", "xlsx", "csv"))
    assert alive == done  # The same file was asked for twice.
    jobs.carry_on(done.pk)
    alive = asked(person)
    for job in (dead, cancelled, alive):
        with pytest.raises(Killed):
            meet(monkeypatch, 1, kill)
            jobs.carry_on(job.pk)
    free(dead)
    Export.objects.filter(pk=cancelled.pk).update(state="cancelled", claimed_until=None)
    for folded in (f"{dead.code}.{'3' * 16}.aside", f"{done.code}.{'4' * 16}.aside"):
        (live.EXPORTS_DIR / folded).mkdir()
        (live.EXPORTS_DIR / folded / "sheet").write_text("rows")
    left = [f"{dead.code}.{'0' * 16}.part", f"{cancelled.code}.{'1' * 16}.part", cancelled.code, "A" * 43]
    kept = [done.code, f"{alive.code}.{'2' * 16}.part", alive.code, "somebody's notes.txt"]
    for name in (*left, *kept[1:]):
        (live.EXPORTS_DIR / name).write_text("rows")
    assert sweeping.remove_strays(timezone.now()) == len(left) + 2
    assert set(folder()) == set(kept)


def test_what_an_answer_put_aside_is_left_to_it_for_an_hour(person: User) -> None:
    wish = asking.wish_of(person, "progress", Selection(), "xlsx", timezone.now())
    answer = asking.write_down_stream(person, wish)
    with shelf.aside(answer.code) as aside:
        (aside / "sheet").write_text("rows")
        assert sweeping.remove_strays(timezone.now()) == 0
        assert sweeping.remove_strays(answer.made_at + timedelta(minutes=59)) == 0
        assert (aside / "sheet").exists()
        assert sweeping.remove_strays(answer.made_at + timedelta(minutes=61)) == 1
        assert not aside.exists()


# --- check_integrity --------------------------------------------------------------------------------------------------
def test_rows_and_files_agree(person: User) -> None:
    made(person)
    asked(person)
    assert list(broken_files()) == []


def test_a_file_that_is_missing_is_named_until_it_expires(person: User) -> None:
    job = made(person)
    os.truncate(shelf.place(job.code), 10)
    assert [f"export {job.pk} has a file of 10 bytes" in each for each in broken_files()] == [True]
    shelf.remove(job.code)
    assert [f"export {job.pk} is ready, and its file is missing" in each for each in broken_files()] == [True]
    with pytest.raises(CommandError, match="1 violation"):
        call_command("check_integrity")
    Export.objects.update(expires_at=timezone.now())
    assert list(broken_files()) == []


def test_a_file_without_a_row_is_named(person: User) -> None:
    (live.EXPORTS_DIR / ("A" * 43)).write_text("rows")
    assert ["belongs to no export" in each for each in broken_files()] == [True]


# --- the mail and the notice ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("loss", LOSSES)
def test_who_lost_the_right_meanwhile_gets_no_mail(person: User, loss: str) -> None:
    made(person)
    LOSSES[loss](person)
    send_message(Message.objects.get().pk, timezone.now())
    assert mail.outbox == []
    assert Message.objects.get().state == "withdrawn"


@pytest.mark.parametrize("gone", [{"expires_at": timezone.now() - timedelta(days=1)}, {"removed_at": timezone.now()}])
def test_what_has_gone_meanwhile_is_no_news(person: User, gone: dict[str, Any]) -> None:
    made(person)
    Export.objects.update(**gone)
    send_message(Message.objects.get().pk, timezone.now())
    assert mail.outbox == []


def test_a_mail_says_that_it_is_ready_and_holds_nothing_of_it(person: User) -> None:
    job = made(person)
    for _ in range(2):
        send_message(Message.objects.get().pk, timezone.now())
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([person.email], "Your file is ready: Progress by learner")
    assert f"http://localhost:8000{of(job, 'export')}" in letter.body
    assert "9 rows" in letter.body
    assert job.expires_at
    assert f"{job.expires_at:%A, %-d %B %Y, %H:%M} UTC" in letter.body
    assert "example.org" not in letter.body


def test_whoever_asked_is_told_on_the_pages_for_a_day(person: User) -> None:
    job, now = made(person), timezone.now()
    asked(person)
    ready = ready_for(person.pk, now)
    assert ready == [("Progress by learner", job)]
    line = " ".join(render_to_string("admin/progress/reports/_ready.html", {"ready": ready}).split())
    assert f'<a href="{of(job, "export")}">Your file is ready</a>: Progress by learner, A tiny course' in line
    assert ready_for(somebody().pk, now) == []
    assert ready_for(person.pk, now + timedelta(hours=23)) == ready
    assert ready_for(person.pk, now + timedelta(hours=25)) == []
