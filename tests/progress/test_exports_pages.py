"""The pages of files: who gets them, what they say, and the way from asking to fetching (P15, P17, P22, P25)."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from progress.actions.exports import asking, jobs, streaming
from progress.actions.exports.sweeping import remove_expired
from progress.files import formats, shelf
from progress.models import Export
from progress.selection import Selection
from tests.progress.cohorts import another_course
from tests.progress.exporting import LOSSES, NAMES, asked, browser, close, made, of, person, somebody

pytestmark = pytest.mark.django_db

__all__ = ["person"]

ASK, FILES = "/admin/reports/progress/export/", "/admin/reports/files/"
LATER = {"later": "1", "form": "csv"}


@pytest.fixture
def at(person: User) -> Client:
    return browser(person)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- who gets nothing -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["export", "progress", "cancel", "file"])
def test_what_somebody_else_asked_for_is_not_there(person: User, name: str) -> None:
    job = made(person) if name == "file" else asked(person)
    for other in (somebody(), somebody(Role.ADMIN), somebody(None)):
        client = browser(other)
        answer = client.post(of(job, name)) if name == "cancel" else client.get(of(job, name))
        assert answer.status_code == 404
    for outside in (Client(), browser(User.objects.filter(is_staff=False).latest("pk"))):
        answer = outside.post(of(job, name)) if name == "cancel" else outside.get(of(job, name))
        assert answer.headers["Location"].startswith("/admin/login/")
    job.refresh_from_db()
    assert job.state != "cancelled"


@pytest.mark.parametrize("name", ["export", "progress", "cancel", "file"])
@pytest.mark.parametrize("loss", LOSSES)
def test_who_lost_the_right_gets_a_page_that_says_so_and_no_file(
    person: User, at: Client, loss: str, name: str
) -> None:
    job = made(person) if name == "file" else asked(person)
    LOSSES[loss](person)
    answer = at.post(of(job, name)) if name == "cancel" else at.get(of(job, name))
    if loss == "deactivated":
        # Whose account is closed is signed in no more.
        assert answer.headers["Location"].startswith("/admin/login/")
    else:
        assert (answer.status_code, "You may not do this" in words(answer)) == (403, True)
    assert "Content-Disposition" not in answer.headers
    job.refresh_from_db()
    assert job.state != "cancelled"


def test_a_code_that_never_was_is_not_there(at: Client) -> None:
    for code in ("x", "A" * 43, "%00"):
        assert at.get(f"{FILES}{code}/file/").status_code == 404


def test_what_has_expired_is_gone_and_can_be_made_anew(person: User, at: Client) -> None:
    job = made(person, sort="-learner")
    Export.objects.update(expires_at=timezone.now())
    for _ in range(2):
        answer = at.get(of(job, "file"))
        assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (410, True)
        assert "It was kept until" in words(answer)
        assert 'name="sort" value="-learner"' in words(answer)
        # Whether or not a sweep has removed it yet.
        remove_expired(timezone.now())
        assert not shelf.place(job.code).exists()
    job.refresh_from_db()
    assert job.state == "done"
    assert "Make it anew" in words(at.get(of(job, "export")))


def test_what_is_lost_answers_like_what_has_expired(person: User, at: Client) -> None:
    job = made(person)
    shelf.remove(job.code)
    assert at.get(of(job, "file")).status_code == 410


def test_what_was_cancelled_says_so(person: User, at: Client) -> None:
    job = asked(person)
    at.post(of(job, "cancel"))
    answer = at.get(of(job, "file"))
    assert (answer.status_code, "It was never finished: cancelled." in words(answer)) == (410, True)
    assert "Cancelled" in words(at.get(FILES))


def test_what_is_not_ready_yet_leads_to_its_progress(person: User, at: Client) -> None:
    job = asked(person)
    assert at.get(of(job, "file")).headers["Location"] == of(job, "export")


# --- asking -----------------------------------------------------------------------------------------------------------
def test_who_may_not_read_the_report_asks_in_vain(person: User) -> None:
    for other in (somebody(None), somebody(Role.LEARNER)):
        assert browser(other).post(ASK, {"form": "csv"}).status_code == 404
    assert browser(somebody(Role.INSTRUCTOR, teaches="")).post(ASK, {"form": "csv"}).status_code == 404
    assert browser(person).post("/admin/reports/no-such/export/", {"form": "csv"}).status_code == 404
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("form", "pdf", "is none of csv"),
        ("form", "", "is none of csv"),
        ("course", "another", "no such course among yours"),
        ("cohort", "17", "no such cohort"),
        ("quiz", "exam", "has no such filter"),
        ("sort", "shoe_size", "is no column"),
        ("from_on", "yesterday", "is no day"),
    ],
)
def test_what_makes_no_sense_is_said_and_leads_back(at: Client, field: str, value: str, said: str) -> None:
    another_course()
    answer = at.post(ASK, {"form": "csv", "pace": "behind", field: value})
    assert answer.status_code == 400
    assert said in words(answer)
    assert 'href="../?' in words(answer)
    assert "pace=behind" in words(answer)
    assert not Export.objects.exists()


def test_more_rows_than_are_sorted_by_any_column_are_refused(at: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress.reports.tables.paging.MOST", 5)
    answer = at.post(ASK, {"form": "csv", "sort": "parts_done"})
    assert (answer.status_code, "filter it, or sort it so" in words(answer)) == (400, True)


def test_a_fourth_file_at_once_has_to_wait(person: User, at: Client) -> None:
    for form in ("csv", "xlsx", "jsonl"):
        at.post(ASK, {"later": "1", "form": form})
    answer = at.post(ASK, {"later": "1", "form": "csv-bom"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "3 files of yours are being made" in words(answer)
    # The same again is the same file (P6), and somebody else has three of their own.
    assert at.post(ASK, {"later": "1", "form": "xlsx"}).status_code == 302
    assert Export.objects.count() == 3
    assert browser(somebody()).post(ASK, LATER).status_code == 302
    at.post(of(Export.objects.of(person.pk)[0], "cancel"))
    assert at.post(ASK, {"later": "1", "form": "csv-bom"}).status_code == 302


@pytest.mark.parametrize("later", ["", "1"])
def test_a_thirty_first_file_within_an_hour_has_to_wait(
    person: User, at: Client, later: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_AN_HOUR", 3)
    now = timezone.now()
    for minutes in (90, 59, 40, 20):
        job = made(person)
        Export.objects.filter(pk=job.pk).update(made_at=now - timedelta(minutes=minutes))
    answer = at.post(ASK, {"form": "csv", "later": later})
    assert answer.status_code == 429
    assert 50 <= int(answer.headers["Retry-After"]) <= 61
    assert "within an hour" in words(answer)
    assert Export.objects.count() == 4


# --- at once ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", formats.FORMATS)
def test_a_small_file_is_the_answer_and_is_written_down(person: User, at: Client, form: str) -> None:
    answer = at.post(ASK, {"form": form, "sort": "learner"})
    job = Export.objects.get()
    if answer.streaming:
        # Before its first byte.
        assert (job.state, job.ended_at, job.n_rows, job.n_total) == ("done", None, 0, len(NAMES))
    content = body(answer)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, formats.FORMATS[form].media_type)
    job.refresh_from_db()
    assert (job.by, job.course.slug, job.report, job.form) == (person, "tiny", "progress", form)
    assert (job.n_rows, job.n_bytes, job.expires_at) == (len(NAMES), len(content), None)
    assert job.checksum == made(person, "csv", sort="learner").checksum
    assert job.selection == {"course": "tiny", "sort": "learner"}


def test_a_file_is_sent_as_one_and_kept_nowhere(at: Client) -> None:
    answer = at.post(ASK, {"form": "csv"})
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="epoch-progress-tiny-2')
    assert disposition.endswith('.csv"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert list(shelf.folder().iterdir()) == []


def test_an_answer_that_is_broken_off_is_written_down_as_such(person: User) -> None:
    wish = asking.wish_of(person, "progress", Selection(), "csv", timezone.now())
    parts = streaming.stream_export(asking.write_down_stream(person, wish), wish, timezone.now)
    first = next(parts)
    # Django closes what it iterates when the visitor is gone.
    parts.close()
    job = Export.objects.get()
    assert (job.state, job.why, job.n_rows, job.n_bytes) == ("failed", streaming.BROKEN_OFF, 0, len(first))
    assert job.checksum == ""


def test_many_rows_are_a_job_whoever_asks(at: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", len(NAMES))
    monkeypatch.setattr(asking, "WORKBOOK_AT_ONCE", len(NAMES) - 1)
    assert at.post(ASK, {"form": "csv"}).status_code == 200
    answer = at.post(ASK, {"form": "xlsx"})
    job = Export.objects.get(form="xlsx")
    assert (answer.headers["Location"], job.state) == (of(job, "export"), "waiting")


# --- by a worker ------------------------------------------------------------------------------------------------------
def test_a_file_is_asked_for_waited_for_and_fetched(person: User, at: Client) -> None:
    assert "You have asked for no file yet" in words(at.get(FILES))
    answer = at.post(ASK, {**LATER, "form": "xlsx"}, follow=True)
    job = Export.objects.get()
    page = words(answer)
    assert f'data-src="{of(job, "progress")}"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert at.get(of(job, "progress")).json() == {
        "state": "waiting", "moving": True, "seen": 0, "total": len(NAMES), "words": "0 of 9 rows at most",
    }  # fmt: skip
    jobs.carry_on(job.pk)
    assert at.get(of(job, "progress")).json()["moving"] is False
    page = words(at.get(of(job, "export")))
    assert "<dt>Pace</dt><dd>no plan: 9</dd>" in page and "<dt>Minutes of parts done</dt><dd>0 (sum)</dd>" in page
    for address in (of(job, "export"), FILES):
        page = words(at.get(address))
        assert f'href="{of(job, "file")}"' in page
        assert "job-progress" not in page
    answer = at.get(of(job, "file"), headers={"accept-encoding": "gzip, br"})
    content = body(answer)
    # A workbook is compressed as it is.
    assert "Content-Encoding" not in answer.headers
    assert (len(content), int(answer.headers["Content-Length"])) == (Export.objects.get().n_bytes,) * 2
    assert answer.headers["Content-Type"] == formats.FORMATS["xlsx"].media_type
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="epoch-progress-tiny-')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["About", "Rows"]
    before = Export.objects.values().get()
    close(at.head(of(job, "file")))
    close(at.get(of(job, "file")))
    assert Export.objects.values().get() == before


def test_a_list_costs_the_same_for_one_file_and_for_many(person: User, at: Client) -> None:
    made(person)
    with CaptureQueriesContext(
        connection,
    ) as few:
        at.get(FILES)
    for _ in range(4):
        made(person)
    with CaptureQueriesContext(connection) as many:
        at.get(FILES)
    assert len(few) == len(many)


def test_older_files_stand_on_later_pages(person: User, at: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress.reports.exports.SHOWN", 2)
    first, *_ = [made(person) for _ in range(3)]
    page = words(at.get(FILES))
    assert of(first, "export") not in page
    (second, _) = Export.objects.order_by("pk")[1:]
    assert f"?before={second.pk}" in page
    page = words(at.get(FILES, {"before": second.pk}))
    assert of(first, "export") in page
    assert of(second, "export") not in page
    assert at.get(FILES, {"before": "x"}).status_code == at.get(FILES, {"before": "9" * 30}).status_code == 200
    assert "There are no earlier ones" in words(at.get(FILES, {"before": first.pk}))
