"""Challenges are answered by who teaches the course: several at once, each once, and for good."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from quizzes.models import Challenge, Question, Ruling
from quizzes.reports.integrity import broken_invariants
from tests.curriculum.rows import load_texts
from tests.people import PEOPLE, outcome, somebody
from tests.quizzes.course import altered
from tests.quizzes.doubts import LONG, at, of, result, send, text_of, version_at
from tests.quizzes.sitting import WRONG, Sitting, said
from tests.quizzes.test_admin import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def answer_all(client: Client, question: Question, verdict: str = "upheld", **fields: Any) -> Any:
    ids = list(Challenge.objects.filter(version__question=question).values_list("pk", flat=True))
    return client.post(of(question), {"challenge": ids, "verdict": verdict, "note": "You are right.", **fields})


@pytest.mark.parametrize(("verdict", "told"), [("upheld", "Upheld on"), ("declined", "Declined on")])
def test_an_answer_stands_on_the_learners_result_and_is_final(verdict: str, told: str, done: Sitting) -> None:
    send(done)
    question = version_at(done).question
    client = staff(Role.INSTRUCTOR, teaches=True)
    assert said(answer_all(client, question, verdict)) == ["1 challenge is answered."]
    assert told in result(done) and "You are right." in result(done)
    ruling = Ruling.objects.get()
    assert (ruling.upheld, ruling.by.pk) == (verdict == "upheld", int(client.session["_auth_user_id"]))  # type: ignore[union-attr]
    # Neither party changes it any more.
    done.client.post(at(done, page="withdraw/"))
    assert said(answer_all(client, question, "declined", note="No.")) == [
        "0 challenges are answered. The others were answered or withdrawn meanwhile."
    ]
    assert send(done).status_code == 302
    assert (Challenge.objects.get().state, Ruling.objects.get().note) == (verdict, "You are right.")
    assert list(broken_invariants()) == []


def test_several_are_answered_at_once(done: Sitting) -> None:
    other = Sitting("exam")
    for _ in range(2):
        other.finish(WRONG)
    for one in (done, other):
        send(one, one.items["which"].position)
    send(done, done.items["truth"].position)
    question = Question.objects.get(slug="which")
    assert said(answer_all(staff(Role.INSTRUCTOR, teaches=True), question)) == ["2 challenges are answered."]
    assert set(Challenge.objects.values_list("version__question__slug", "state")) == {
        ("which", "upheld"),
        ("truth", "open"),
    }


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"note": ""}, "Say why"),
        ({"note": LONG}, "at most 2000 characters"),
        ({"note": "a\0"}, "Null characters"),
        ({"verdict": ""}, "Choose whether"),
        ({"verdict": "perhaps"}, "Choose one of these."),
        ({"challenge": []}, "Choose the challenges"),
        ({"challenge": ["x", "-1", "1e3", "9" * 30, "٣"]}, "Choose the challenges"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_told(fields: dict[str, Any], told: str, done: Sitting) -> None:
    send(done)
    answer = answer_all(staff(Role.INSTRUCTOR, teaches=True), version_at(done).question, **fields)
    assert answer.status_code == 400 and told in text_of(answer)
    assert Challenge.objects.get().is_open and not Ruling.objects.exists()


def test_challenges_to_another_question_are_not_answered_from_this_page(done: Sitting) -> None:
    send(done, 1)
    other = version_at(done, 2).question
    pk = Challenge.objects.get().pk
    answer = staff(Role.ADMIN).post(of(other), {"challenge": [pk], "verdict": "upheld", "note": "Yes."})
    assert answer.status_code == 302 and Challenge.objects.get().is_open


RULES = {"instructor": "200", "admin": "200", "staff": "404", "instructor elsewhere": "404"}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_reads_and_answers_challenges(name: str, done: Sitting) -> None:
    """P15, P16"""
    send(done)
    client, question = somebody(name), version_at(done).question
    assert outcome(client.get(of(question))) == RULES.get(name, "302")
    assert outcome(answer_all(client, question)) == ("302" if RULES.get(name, "302") != "404" else "404")
    assert Ruling.objects.exists() == (RULES.get(name) == "200")
    for method in ("PUT", "PATCH", "DELETE"):
        assert client.generic(method, of(question)).status_code in {302, 404, 405}


def test_a_question_that_is_not_there_and_one_of_another_course_answer_alike(done: Sitting) -> None:
    client = somebody("instructor elsewhere")
    pages = [client.get(of(version_at(done).question)), client.get("/admin/quizzes/question/999999/challenges/")]
    assert {(page.status_code, page.content) for page in pages} == {(404, pages[0].content)}


def test_the_list_of_challenges_ends_at_the_fence_and_changes_nothing(done: Sitting) -> None:
    send(done)
    for client, seen in ((staff(Role.INSTRUCTOR, teaches=True), True), (staff(Role.INSTRUCTOR), False)):
        assert (done.learner.display_name in client.get("/admin/quizzes/challenge/").content.decode()) == seen
        row = f"/admin/quizzes/challenge/{Challenge.objects.get().pk}/change/"
        assert client.get(row).status_code == (200 if seen else 404)
        assert client.post(row, {"state": "upheld"}).status_code == 403
    assert staff(Role.ADMIN).get(row.replace("/change/", "/delete/")).status_code == 403
    assert Challenge.objects.get().is_open


def test_the_right_answer_is_shown_only_to_who_may_see_keys(done: Sitting) -> None:
    send(done, done.items["which"].position)
    question = Question.objects.get(slug="which")
    client = staff(Role.INSTRUCTOR, teaches=True)
    assert "Right, by its key" in client.get(of(question)).content.decode()
    with CaptureQueriesContext(connection) as queries:
        client.get(of(question))
    assert len(queries) <= 15


def test_queries_do_not_grow_with_challenges(done: Sitting) -> None:
    client, question = staff(Role.INSTRUCTOR, teaches=True), version_at(done).question
    seen = []
    for n in (1, 4):
        for _ in range(n):
            other = Sitting("exam")
            for _ in range(2):
                other.finish(WRONG)
            send(other, other.items[question.slug].position)
        for pages in (of(question), "/admin/quizzes/challenge/"):
            client.get(pages)
            with CaptureQueriesContext(connection) as queries:
                client.get(pages)
            seen.append(len(queries))
        # Half of them answered: both lists are filled.
        answer_all(client, question)
    assert seen[:2] == seen[2:] and max(seen) <= 15


def test_a_new_version_may_be_challenged_anew(done: Sitting, folder: Any) -> None:
    send(done, done.items["which"].position)
    load_texts(folder, altered("one/quiz.md", "Which letter comes first?", "Which letter is the first?"))
    again = Sitting("exam")
    for _ in range(2):
        again.finish(WRONG)
    send(again, again.items["which"].position)
    assert set(Challenge.objects.values_list("version__number", flat=True)) == {1, 2}
    page = text_of(staff(Role.INSTRUCTOR, teaches=True).get(of(Question.objects.get(slug="which"))))
    assert "of version 1" in page and "of version 2" in page
