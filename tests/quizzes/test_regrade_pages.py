"""The pages on which answers are marked again: who gets them, what they say, and the way through them."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from quizzes.actions.by_hand import mark_by_hand
from quizzes.admin import mark_again as pages
from quizzes.admin import regrade_lines as lines
from quizzes.cells import inert
from quizzes.models import AttemptItem, MarkChange, Question, Quiz, Regrade
from quizzes.tasks import carry_on_regrade
from tests.people import PEOPLE, outcome, somebody
from tests.quizzes.marked import marked
from tests.quizzes.regrading import again, finish, rows, turned, weighed
from tests.quizzes.sitting import RIGHT, Sitting
from tests.quizzes.test_admin import staff

pytestmark = pytest.mark.django_db

GAMMA, BETA = {"which": "The letter gamma"}, {"which": "The letter beta"}


def page(question: Question) -> str:
    return reverse("admin:quizzes_question_mark_again", args=[question.pk])


def of(job: Regrade, name: str = "job") -> str:
    return reverse(f"admin:quizzes_question_mark_again_{name}", args=[job.question_id, job.pk])


def html(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def teacher() -> Client:
    return staff(Role.INSTRUCTOR, teaches=True)


def messages(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


# --- who gets them --------------------------------------------------------------------------------------------------
RULES = {"instructor", "admin"}
OTHERS = {"staff", "instructor elsewhere"}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_gets_which_page(name: str, exam: Sitting, loaded: Path) -> None:
    """P15, P16: to whoever does not teach the course nothing is there, and nothing changes."""
    exam.finish(RIGHT)
    job = weighed(turned(loaded))
    client, before = somebody(name), rows()

    def expect(allowed: str) -> str:
        return allowed if name in RULES else "404" if name in OTHERS else "302"

    for address in (page(job.question), of(job), of(job, "progress"), of(job, "csv")):
        assert outcome(client.get(address)) == expect("200"), address
    for action in ("apply", "stop", "take_back"):
        assert outcome(client.get(of(job, action))) == expect("405"), action
    assert outcome(client.delete(of(job))) == ("405" if name in RULES | OTHERS else "302")
    if name not in RULES:
        for address in (page(job.question), *(of(job, action) for action in ("apply", "stop", "take_back"))):
            assert outcome(client.post(address, {"reason": "x"})) == expect("")
    assert rows() == before
    assert Regrade.objects.get().state == "planned"


def test_what_is_not_there_and_what_belongs_to_another_question_answer_alike(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    job, client = weighed(turned(loaded)), staff(Role.ADMIN)
    other = Question.objects.get(slug="truth")
    for address in (
        f"/admin/quizzes/question/{other.pk}/mark-again/{job.pk}/",
        f"/admin/quizzes/question/{job.question_id}/mark-again/999999/",
        "/admin/quizzes/question/999999/mark-again/",
    ):
        assert client.get(address).status_code == 404
    assert staff(Role.INSTRUCTOR).post(of(job, "apply"), {"reason": "x"}).status_code == 404


# --- the way through ------------------------------------------------------------------------------------------------
def test_an_instructor_sees_every_mark_says_why_and_puts_the_old_ones_back(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    question, client, before = turned(loaded), teacher(), rows()
    assert "marked by an older version: 1" in html(client, page(question))
    client.post(page(question))
    job = Regrade.objects.get()
    text = html(client, of(job))
    assert "Change 1 mark" in text and exam.learner.display_name in text and "The letter alpha" in text
    assert "1.00 → 0.00 of 1.00" in text
    assert rows() == before
    answer = client.post(of(job, "apply"), {"reason": " \0 "}, follow=True)
    assert "Say why" in messages(answer) and rows() == before
    client.post(of(job, "apply"), {"reason": "Gamma was\nright.\0" + "x" * 400})
    job.refresh_from_db()
    assert (job.state, job.reason[:16], len(job.reason)) == ("done", "Gamma was right.", 300)
    assert job.by is not None and exam.items["which"].points == 0
    assert "Put the old marks back (1)" in html(client, of(job))
    assert client.post(of(job, "apply"), {"reason": "Again."}).status_code == 302
    client.post(of(job, "take_back"))
    assert rows() == before
    assert "1 is as before" in html(client, of(job))
    assert client.post(of(job, "take_back")).status_code == 302
    assert MarkChange.objects.filter(kind="taken_back").count() == 1
    assert "Taken back" in html(client, page(question))


def test_what_came_in_since_the_dry_run_is_said_and_asked_about_again(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    late = Sitting("exam")
    late.start()
    question, client = turned(loaded), teacher()
    job = weighed(question)
    late.save(GAMMA)
    late.finish()
    before = rows()
    answer = client.post(of(job, "apply"), {"reason": "x"}, follow=True)
    assert "from 1 to 2" in messages(answer) and "confirm again" in messages(answer)
    assert rows() == before
    fresh = Regrade.objects.latest("pk")
    assert (fresh.state, fresh.n_answers) == ("planned", 2)
    assert answer.request["PATH_INFO"] == of(fresh)
    client.post(of(fresh, "apply"), {"reason": "x"})
    assert MarkChange.objects.filter(kind="regraded", regrade=fresh).count() == 2


def test_a_persons_marks_are_replaced_where_the_box_is_ticked_and_nothing_else(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    client, item = teacher(), exam.items["which"]
    mark_by_hand(item.pk, Decimal("0.5"), comment="", reason="Half.", by_id=None, now=timezone.now())
    question = turned(loaded)
    for ticked, points in (("on", "0.5"), ("yes", "0")):
        job = weighed(question)
        assert "Also replace marks that a person gave (1)" in html(client, of(job))
        client.post(of(job, "apply"), {"reason": "x", "over_by_hand": ticked})
        item.refresh_from_db()
        assert item.points == pytest.approx(float(points))


def test_many_answers_are_left_to_the_worker_and_the_page_tells_how_far_it_is(
    exam: Sitting, loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam.finish(RIGHT)
    hints: list[int] = []
    monkeypatch.setattr(pages, "AT_ONCE", 0)
    monkeypatch.setattr(carry_on_regrade, "delay", hints.append)
    question, client = turned(loaded), teacher()
    client.post(page(question))
    job = Regrade.objects.get()
    assert hints == [job.pk]
    text = html(client, of(job))
    assert '<progress id="progress" value="0" max="1">' in text and "0 of 1" in text and "Stop" in text
    told = client.get(of(job, "progress"))
    assert told.json() == {"state": "weighing", "moving": True, "seen": 0, "total": 1, "words": "0 of 1"}
    assert told.headers["Cache-Control"].count("no-store") == 1
    assert client.get(of(job, "csv")).status_code == 404
    client.post(of(job, "stop"))
    assert "Stopped by" in html(client, of(job))
    client.post(page(question))
    other = finish(Regrade.objects.latest("pk"))
    assert client.get(of(other, "progress")).json()["moving"] is False
    client.post(of(other, "apply"), {"reason": "x"})
    finish(other)
    client.post(of(other, "take_back"))
    assert hints == [job.pk, other.pk, other.pk, other.pk]
    assert "Stop" not in html(client, of(other)).partition("job-progress")[2].replace("Stopped", "")
    assert "ended" in messages(client.post(of(other, "stop"), follow=True)) or finish(other).state == "taken_back"


# --- the list -------------------------------------------------------------------------------------------------------
def test_lists_are_paged_by_answer_and_odd_wishes_are_the_first_page(
    loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "PAGE", 2)
    marked(Quiz.objects.get(slug="exam"), [GAMMA, BETA, GAMMA, GAMMA])
    job, client = weighed(turned(loaded)), teacher()
    first = html(client, of(job))
    ids = sorted(AttemptItem.objects.values_list("pk", flat=True))
    assert first.count("0.00 → 1.00") == 2 and f"after={ids[2]}" in first
    second = html(client, f"{of(job)}?list=changes&after={ids[2]}")
    assert second.count("0.00 → 1.00") == 1 and "Next page" not in second
    for odd in ("?list=nothing&after=-1", "?list=%00&after=9e9", "?after=" + "9" * 30, "?list=changes&after=²"):
        assert html(client, of(job) + odd).count("0.00 → 1.00") == 2
    assert "0.00 → 0.00" in html(client, f"{of(job)}?list=same")
    for name in ("passes", "fails", "by_hand", "other_options", "left", "all"):
        html(client, f"{of(job)}?list={name}")


def test_a_page_takes_as_many_queries_for_any_number_of_answers(loaded: Path) -> None:
    client, seen = staff(Role.ADMIN), []
    marked(Quiz.objects.get(slug="exam"), [GAMMA])
    question = turned(loaded)
    for n in (1, 30):
        marked_by_old_key(n)
        job = weighed(question)
        for address in (of(job), page(question), of(job, "csv"), of(job, "progress")):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            seen.append(len(queries))
    assert seen[:4] == seen[4:]
    assert max(seen) <= 15


def marked_by_old_key(n: int) -> None:
    before = AttemptItem.objects.values_list("pk", flat=True)
    known = set(before)
    quiz = Quiz.objects.get(slug="exam")
    marked(quiz, [GAMMA] * n)
    old = Question.objects.get(slug="which").versions.get(number=1)
    AttemptItem.objects.exclude(pk__in=known).update(version=old)


# --- the file -------------------------------------------------------------------------------------------------------
def test_the_file_holds_every_answer_and_no_formula(exam: Sitting, loaded: Path) -> None:
    """P25"""
    exam.learner.display_name = '=HYPERLINK("http://x")'
    exam.learner.save()
    exam.finish(RIGHT)
    Sitting("exam").finish(BETA)
    job, client = weighed(turned(loaded)), teacher()
    answer = client.get(of(job, "csv"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="mark-again-which-{job.pk}-1.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    by_name = {row["Learner"]: row for row in found}
    assert len(found) == 2 and all(row["Learner"][0] not in "=+-@" for row in found)
    mine = by_name['\'=HYPERLINK("http://x")']
    assert (mine["Answer"], mine["Points before"], mine["Points after"]) == ("The letter alpha", "1.00", "0.00")
    assert mine["Verdict"] == "changes"


def test_a_long_list_comes_in_parts(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "IN_FILE", 2)
    marked(Quiz.objects.get(slug="exam"), [GAMMA, BETA, GAMMA, GAMMA, BETA])
    job, client = weighed(turned(loaded)), teacher()
    assert "part 3 of 3" in html(client, of(job))
    sizes = [len(client.get(f"{of(job, 'csv')}?part={part}").content.splitlines()) - 1 for part in (1, 2, 3, 4)]
    assert sizes == [2, 2, 1, 0]
    assert len(client.get(f"{of(job, 'csv')}?part=x").content.splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("  @sum", "'@sum"),
        ("-2.5", "-2.5"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'=1"),
        ("\0=1", "'=1"),
        ("a\r\n=1", "a =1"),
        ("＝1", "'＝1"),
        ("\u200b=1", "\u200b'=1"),
        ("\u202e \u200f@x", "\u202e \u200f'@x"),
        ('x";=1', "x\";'=1"),
        ("a; =1", "a; '=1"),
        ("", ""),
        ("x" * 20_000, "x" * 20_000),
        ("x" * 40_000, "x" * 32_000 + "…"),
        (";=" * 15_900, (";'=" * 15_900)[:32_000] + "…"),
    ],
)
def test_a_cell_begins_no_formula(text: str, cell: str) -> None:
    assert inert(text) == cell


# --- where it is told -----------------------------------------------------------------------------------------------
def test_the_questions_and_the_quizs_page_say_what_an_older_key_has_marked(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    client = teacher()
    quiz = f"/admin/quizzes/quiz/{exam.quiz.pk}/change/"
    assert "older version" not in html(client, quiz)
    question = turned(loaded)
    own = f"/admin/quizzes/question/{question.pk}/change/"
    assert "answers marked by an older version (1)" in html(client, own)
    assert f'href="{page(question)}"' in html(client, quiz)
    for address in (quiz, own):
        assert staff(Role.INSTRUCTOR).get(address).status_code == 404
    again(question)
    assert "older version" not in html(client, quiz) + html(client, own)
