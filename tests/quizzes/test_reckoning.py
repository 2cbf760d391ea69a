"""Figures are owed by a row and made by the worker: asked for, swept, each once; no look makes any."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from config import celery
from quizzes import tasks
from quizzes.actions import analysis as actions
from quizzes.actions.analysis import REST, SETTLED, ask_reckoning, keep_figures, note_changes, reckon
from quizzes.models import Attempt, MarkChange, Quiz, QuizStatistics, Reckoning, Watermark
from quizzes.reports import analysis as reports
from quizzes.reports.analysis import basis
from tests.people import PEOPLE, outcome, somebody
from tests.quizzes.marked import marked
from tests.quizzes.test_access import only_reads
from tests.quizzes.test_admin import staff
from tests.quizzes.test_item_analysis import ALPHA, BETA, address, answers, html, quiz_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

NOW = timezone.now() + timedelta(hours=1)


def reckon_address(quiz: Quiz) -> str:
    return f"{address(quiz)}reckon/"


def kept(slug: str = "exam") -> QuizStatistics | None:
    return QuizStatistics.objects.filter(quiz__slug=slug).first()


def rows() -> list[Any]:
    """All that a task could change."""
    return [*QuizStatistics.objects.values(), *Reckoning.objects.values(), *Watermark.objects.values()]


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tasks.reckon_quiz, "delay", lambda *args: sent.append(args))
    return sent


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if three attempts were too many to be reckoned on a page."""
    monkeypatch.setattr(reports, "SMALL", 2)


# --- looking -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("is_kept", [False, True])
def test_looking_writes_nothing_and_calls_nobody(is_kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """P21"""

    def called(*_what: Any, **_options: Any) -> None:
        raise AssertionError("the broker was called")

    monkeypatch.setattr(celery.Hint, "apply_async", called)
    marked(quiz_of(), [answers(ALPHA), answers(BETA)])
    if is_kept:
        keep_figures(NOW)
        marked(quiz_of(), [answers(ALPHA)])
    client = staff(Role.ADMIN)
    for page in (address(quiz_of()), "/admin/quizzes/challenge/work/"):
        client.get(page)
        with connection.execute_wrapper(only_reads):
            assert client.get(page).status_code == 200


def test_a_small_quiz_is_reckoned_for_the_look() -> None:
    marked(quiz_of(), [answers(ALPHA), answers(BETA)])
    text = html(staff(Role.ADMIN))
    assert "2 attempts count now" in text and "1.50 points" in text
    assert "Reckon" not in text and kept() is None


@pytest.mark.usefixtures("large")
def test_a_large_quiz_waits_for_whoever_asks(queued: list[Any]) -> None:
    marked(quiz_of(), [answers(ALPHA), answers(BETA), answers(BETA)])
    client = staff(Role.ADMIN)
    text = html(client)
    assert "none are kept yet" in text and "Reckon now" in text and "Median" not in text
    assert client.post(reckon_address(quiz_of())).status_code == 302
    assert queued == [(quiz_of().pk,)]
    text = html(client)
    assert "<quiz-waiting>" in text and "being reckoned" in text and "Reckon now" not in text
    for _ in range(2):
        tasks.reckon_quiz(quiz_of().pk)
    text = html(client)
    assert "3 attempts count as of" in text and "Median" in text and "<quiz-waiting>" not in text
    assert not Reckoning.objects.exists()


def test_what_has_changed_is_said_and_reckoned_again(queued: list[Any]) -> None:
    marked(quiz_of(), [answers(ALPHA)])
    keep_figures(NOW)
    client = staff(Role.ADMIN)
    assert "1 attempt counts as of" in html(client) and "changed since" not in html(client)
    marked(quiz_of(), [answers(BETA)])
    text = html(client)
    assert "1 attempt counts as of" in text and "changed since" in text and "Reckon again" in text
    client.post(reckon_address(quiz_of()))
    client.post(reckon_address(quiz_of()))
    assert (Reckoning.objects.count(), len(queued)) == (1, 2)
    assert "1 attempt counts as of" in html(client) and "<quiz-waiting>" in html(client)
    # Somebody else is told, and their page stays as it is.
    assert "<quiz-waiting>" not in html(staff(Role.ADMIN))
    tasks.reckon_quiz(quiz_of().pk)
    assert "2 attempts count as of" in html(client)


def test_where_nothing_has_changed_nothing_is_owed(queued: list[Any]) -> None:
    marked(quiz_of(), [answers(ALPHA)])
    keep_figures(NOW)
    before = rows()
    assert staff(Role.ADMIN).post(reckon_address(quiz_of())).status_code == 302
    assert (rows(), queued) == (before, [])


RULES = {"instructor": "302", "admin": "302", "staff": "404", "instructor elsewhere": "404"}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_ask(name: str, queued: list[Any]) -> None:
    marked(quiz_of(), [answers(ALPHA)])
    client = somebody(name)
    assert outcome(client.post(reckon_address(quiz_of()))) == RULES.get(name, "302")
    assert Reckoning.objects.exists() == bool(queued) == (RULES.get(name) == "302")
    looked = outcome(client.get(reckon_address(quiz_of())))
    assert looked == {"302": "405", "404": "404"}.get(RULES.get(name, ""), "302")


# --- paying --------------------------------------------------------------------------------------------------------
def test_a_task_that_runs_twice_leaves_the_same_rows() -> None:
    """P2"""
    marked(quiz_of(), [answers(ALPHA), answers(BETA)])
    ask_reckoning(quiz_of(), None, NOW)
    tasks.reckon_quiz(quiz_of().pk)
    before = rows()
    tasks.reckon_quiz(quiz_of().pk)
    assert rows() == before
    tasks.reckon_quiz(999_999)
    # The sweep reads the same marks, finds the same figures, and leaves them.
    tasks.keep_figures()
    assert QuizStatistics.objects.values().get() == before[0]


def test_what_is_owed_to_nobody_is_not_made() -> None:
    marked(quiz_of(), [answers(ALPHA)])
    assert not reckon(quiz_of().pk, NOW)
    assert kept() is None


def test_two_at_once_make_it_once_and_a_killed_one_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    marked(quiz_of(), [answers(ALPHA)])
    ask_reckoning(quiz_of(), None, NOW)
    Reckoning.objects.update(begun_at=NOW)
    assert not reckon(quiz_of().pk, NOW + timedelta(minutes=1))
    assert reckon(quiz_of().pk, NOW + actions.LEASE + timedelta(seconds=1))
    assert kept() and not Reckoning.objects.exists()


def test_one_that_fails_is_told_tried_again_and_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    marked(quiz_of(), [answers(ALPHA)])
    marked(quiz_of("drill"), [{"drill-one": "True"}])
    whole, exam = reports.analysis, quiz_of().pk

    def broken(quiz: Quiz, resting_on: Any) -> Any:
        if quiz.pk == exam:
            raise ZeroDivisionError
        return whole(quiz, resting_on)

    monkeypatch.setattr(actions, "analysis", broken)
    assert keep_figures(NOW) == 1
    assert kept("drill") and not kept()
    assert Reckoning.objects.get().n_failures == 1
    Reckoning.objects.update(by=None)
    monkeypatch.setattr(actions, "analysis", whole)
    assert keep_figures(NOW + timedelta(minutes=1)) == 0
    assert keep_figures(NOW + actions.LEASE + timedelta(minutes=1)) == 1
    assert kept() and not Reckoning.objects.exists()


def test_marks_that_come_while_it_is_reckoned_are_owed_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    marked(quiz_of(), [answers(ALPHA)])
    ask_reckoning(quiz_of(), None, NOW)
    whole = reports.analysis

    def slow(quiz: Quiz, resting_on: Any) -> Any:
        found = whole(quiz, resting_on)
        marked(quiz, [answers(BETA)])
        note_changes(NOW + timedelta(minutes=1))
        return found

    monkeypatch.setattr(actions, "analysis", slow)
    assert reckon(quiz_of().pk, NOW)
    owed = Reckoning.objects.get()
    assert (owed.begun_at, kept().figures["quiz"]["n"]) == (None, 1)  # type: ignore[union-attr]
    monkeypatch.setattr(actions, "analysis", whole)
    assert reckon(quiz_of().pk, NOW + timedelta(minutes=2))
    assert kept().figures["quiz"]["n"] == 2 and not Reckoning.objects.exists()  # type: ignore[union-attr]


def test_what_commits_late_under_an_earlier_moment_or_number_makes_the_figures_anew() -> None:
    marked(quiz_of(), [answers(ALPHA)])
    seen = [basis(quiz_of())]
    marked(quiz_of(), [answers(ALPHA)])
    late = Attempt.objects.order_by("pk").last()
    assert late
    Attempt.objects.filter(pk=late.pk).update(graded_at=late.graded_at - timedelta(days=1))  # type: ignore[operator]
    seen.append(basis(quiz_of()))
    for pk in (8_001, 8_000):
        MarkChange.objects.create(pk=pk, attempt=late, kind="by_hand", new_points=1, made_at=timezone.now())
        seen.append(basis(quiz_of()))
    assert [one for place, one in enumerate(seen) if one in seen[:place]] == []
    assert [(one["n"], one["changes"], one["last_change"]) for one in seen] == [
        (1, 0, None),
        (2, 0, None),
        (2, 1, 8_001),
        (2, 2, 8_001),
    ]


# --- the sweep -----------------------------------------------------------------------------------------------------
def test_the_sweep_makes_the_figures_of_quizzes_with_new_marks_and_of_no_other() -> None:
    marked(quiz_of(), [answers(ALPHA)])
    assert keep_figures(NOW) == 1
    assert kept() and not kept("drill")
    before = rows()
    assert keep_figures(NOW + timedelta(days=1)) == 0
    assert rows() == before
    marked(quiz_of("drill"), [{"drill-one": "True"}])
    assert keep_figures(NOW + timedelta(days=1)) == 1
    assert kept("drill") and kept().made_at == NOW  # type: ignore[union-attr]


def test_marks_that_have_not_settled_are_left_for_the_next_run() -> None:
    marked(quiz_of(), [answers(ALPHA), answers(BETA)])
    now = timezone.now()
    MarkChange.objects.update(made_at=now)
    assert keep_figures(now) == 0
    assert keep_figures(now + SETTLED) == 1


def test_many_marks_are_read_by_chunks_and_few_runs_pay_for_many_quizzes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    monkeypatch.setattr(actions, "MOST_CHUNKS", 2)
    monkeypatch.setattr(actions, "MOST_QUIZZES", 1)
    marked(quiz_of(), [answers(ALPHA)] * 3)
    marked(quiz_of("drill"), [{"drill-one": "True"}] * 3)
    assert [keep_figures(NOW + n * REST * 2) for n in range(4)] == [1, 1, 0, 0]
    assert kept("drill").figures["quiz"]["n"] == 3  # type: ignore[union-attr]
    assert Watermark.objects.get().reached == MarkChange.objects.latest("pk").pk


def test_young_figures_rest_unless_somebody_asks() -> None:
    marked(quiz_of(), [answers(ALPHA)])
    keep_figures(NOW)
    marked(quiz_of(), [answers(BETA)])
    assert keep_figures(NOW + REST / 2) == 0
    assert Reckoning.objects.count() == 1
    ask_reckoning(quiz_of(), staff_pk(), NOW)
    assert keep_figures(NOW + REST / 2) == 1
    marked(quiz_of(), [answers(BETA)])
    assert [keep_figures(NOW + REST / 2 + part) for part in (REST / 2, REST * 2)] == [0, 1]


def staff_pk() -> int:
    return int(staff(Role.ADMIN).session["_auth_user_id"])


def test_figures_of_an_older_release_are_made_anew_and_not_shown() -> None:
    marked(quiz_of(), [answers(ALPHA)])
    keep_figures(NOW)
    row = QuizStatistics.objects.get()
    row.basis["form"], row.figures = reports.FORM - 1, {"other": "shape"}
    row.save()
    assert "1 attempt counts now" in html(staff(Role.ADMIN))
    assert keep_figures(NOW + REST * 2) == 1
    assert kept().basis["form"] == reports.FORM  # type: ignore[union-attr]


def test_the_sweep_asks_as_little_of_many_marks_as_of_few() -> None:
    note_changes(NOW)
    seen = []
    for n in (1, 30):
        marked(quiz_of(), [answers(ALPHA)] * n)
        with CaptureQueriesContext(connection) as queries:
            assert note_changes(NOW) == n
        seen.append(len(queries))
    assert seen[0] == seen[1] <= 10
