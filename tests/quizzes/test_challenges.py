"""Challenges: who may doubt a question and when, once and not without end, and what is told of the answer."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from curriculum.models import Enrolment
from quizzes.actions import challenges as actions
from quizzes.actions.attempts import NotEnrolled
from quizzes.models import Challenge, Question, QuestionVersion, Ruling
from quizzes.reports.integrity import broken_invariants
from tests.curriculum.rows import load_texts
from tests.people import PEOPLE, outcome, somebody
from tests.quizzes.course import altered
from tests.quizzes.sitting import WRONG, Sitting, said
from tests.quizzes.test_admin import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

DOUBT = {"reason": "key_wrong", "words": "Beta stands first in my book."}
LONG = "x" * 2_001


def at(sitting: Sitting, place: int = 1, page: str = "") -> str:
    return sitting.at(f"questions/{place}/challenge/{page}")


def send(sitting: Sitting, place: int = 1, **fields: Any) -> Any:
    return sitting.client.post(at(sitting, place), {**DOUBT, **fields})


def text_of(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def result(sitting: Sitting) -> str:
    return text_of(sitting.get("result/"))


def version_at(sitting: Sitting, place: int = 1) -> QuestionVersion:
    return sitting.attempt.items.get(position=place).version


@pytest.fixture
def done(exam: Sitting) -> Sitting:
    """A learner whose last attempt at the graded quiz is marked: the key is open to them."""
    for _ in range(2):
        exam.finish(WRONG)
    return exam


# --- when and whose ------------------------------------------------------------------------------------------------
def test_with_an_attempt_left_there_is_nothing_to_challenge(exam: Sitting) -> None:
    """P13, P14"""
    exam.finish(WRONG)
    assert (exam.client.get(at(exam)).status_code, send(exam).status_code) == (404, 404)
    assert exam.client.post(at(exam, page="withdraw/")).status_code == 404
    assert "hallenge" not in result(exam)
    exam.start()
    assert send(exam).status_code == 404
    assert not Challenge.objects.exists()


def test_while_it_is_being_marked_there_is_nothing_to_challenge(drill: Sitting) -> None:
    drill.start()
    drill.submit()
    assert send(drill).status_code == 404
    assert not Challenge.objects.exists()


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in {"visitor", "deactivated"}])
def test_nobody_else_challenges_for_a_learner(name: str, done: Sitting) -> None:
    """P15: an attempt is named by its own learner's number, so a stranger's is as if not there."""
    client = somebody(name)
    for address in (at(done), at(done, page="withdraw/"), at(done, 99)):
        assert outcome(client.post(address, DOUBT)) == "404"
    assert client.get(at(done)).content == client.get("/courses/tiny/quizzes/nowhere/").content
    assert not Challenge.objects.exists()


def test_a_place_that_the_paper_does_not_have_is_not_there(done: Sitting) -> None:
    for place in (0, 99, 10**12):
        assert send(done, place).status_code == 404


def test_whoever_left_the_course_challenges_nothing(done: Sitting) -> None:
    """P17"""
    Enrolment.objects.update(left_at=timezone.now())
    assert send(done).status_code == 404
    item = done.attempt.items.select_related("attempt__quiz").get(position=1)
    with pytest.raises(NotEnrolled):
        actions.challenge(item, "unclear", "What?", timezone.now())


def test_a_form_of_another_site_is_refused(done: Sitting) -> None:
    """P21"""
    client = Client(enforce_csrf_checks=True)
    client.force_login(done.learner)
    assert client.post(at(done), DOUBT).status_code == 403
    assert client.post(at(done, page="withdraw/")).status_code == 403
    assert not Challenge.objects.exists()


# --- once ----------------------------------------------------------------------------------------------------------
def test_a_challenge_is_sent_shown_and_withdrawn(done: Sitting) -> None:
    assert f'href="{at(done)}"' in result(done)
    answer = send(done)
    assert answer.headers["Location"] == f"{done.at('result/')}#question-1"
    made = Challenge.objects.get()
    assert (made.learner, made.version, made.attempt) == (done.learner, version_at(done), done.attempt)
    page = result(done)
    assert "Your challenge: the key is wrong" in page and DOUBT["words"] in page and "not answered yet" in page
    assert f'href="{at(done)}"' not in page
    assert done.client.post(at(done, page="withdraw/")).status_code == 302
    made.refresh_from_db()
    assert made.state == "withdrawn" and made.closed_at
    assert DOUBT["words"] not in result(done) and f'href="{at(done)}"' in result(done)
    # After that another may be sent; what was withdrawn stays on record.
    send(done, words="Once more.")
    assert list(Challenge.objects.values_list("state", flat=True)) == ["open", "withdrawn"]
    assert list(broken_invariants()) == []


def test_the_same_sent_twice_is_one_challenge(done: Sitting) -> None:
    """P6"""
    for words in ("First.", "Second."):
        assert send(done, words=words).status_code == 302
    assert done.client.get(at(done)).status_code == 302
    assert Challenge.objects.get().words == "First."
    item = done.attempt.items.select_related("attempt__quiz").get(position=1)
    assert actions.challenge(item, "unclear", "Third.", timezone.now()).words == "First."


def test_a_challenge_shows_in_every_attempt_that_asked_the_same(done: Sitting) -> None:
    send(done, int(done.items["which"].position))
    done.number = 1
    assert result(done).count(DOUBT["words"]) == 1
    assert send(done, done.items["which"].position).status_code == 302
    assert Challenge.objects.count() == 1


def test_another_learner_s_challenge_is_not_shown(done: Sitting) -> None:
    other = Sitting("exam")
    for _ in range(2):
        other.finish(WRONG)
    send(other, other.items["which"].position)
    assert DOUBT["words"] not in result(done)


# --- bad input -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reason": ""}, "Choose what is wrong."),
        ({"reason": "because"}, "Choose one of these."),
        ({"words": ""}, "Say what is wrong"),
        ({"words": "  \n "}, "Say what is wrong"),
        ({"words": LONG}, "at most 2000 characters"),
        ({"words": "a\0b"}, "Null characters"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(fields: dict[str, Any], told: str, done: Sitting) -> None:
    answer = send(done, **fields)
    assert answer.status_code == 400 and told in text_of(answer)
    assert not Challenge.objects.exists()
    # What was typed is still there.
    if not fields.get("words"):
        return
    assert fields["words"].replace("\0", "") in answer.content.decode().replace("\0", "")


def test_words_are_plain_text(done: Sitting) -> None:
    send(done, words="<b>Bold</b>\n**strong** <script>alert(1)</script>")
    client = staff(Role.INSTRUCTOR, teaches=True)
    pages = [done.get("result/"), client.get(of(version_at(done).question))]
    for page in pages:
        html = page.content.decode()
        assert "&lt;b&gt;Bold&lt;/b&gt;<br>**strong** &lt;script&gt;" in html and "<b>Bold" not in html


def test_the_limit_of_a_day_is_told_and_ends(done: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    """P22: counted in the table, so that all processes share it; what was withdrawn counts too."""
    monkeypatch.setattr(actions, "MOST_A_DAY", 2)
    send(done, 1)
    done.client.post(at(done, 1, "withdraw/"))
    send(done, 2)
    answer = send(done, 3, words="What I typed.")
    assert answer.status_code == 429 and 86_300 < int(answer.headers["Retry-After"]) <= 86_401
    assert "What I typed." in text_of(answer) and "which is the limit" in text_of(answer)
    assert Challenge.objects.count() == 2
    Challenge.objects.update(made_at=timezone.now() - timedelta(days=1, seconds=1))
    assert send(done, 3).status_code == 302


# --- answered ------------------------------------------------------------------------------------------------------
def of(question: Question) -> str:
    return f"/admin/quizzes/challenge/of/{question.pk}/"


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
        assert client.generic(method, of(question)).status_code in {302, 405}


def test_a_question_that_is_not_there_and_one_of_another_course_answer_alike(done: Sitting) -> None:
    client = somebody("instructor elsewhere")
    pages = [client.get(of(version_at(done).question)), client.get("/admin/quizzes/challenge/of/999999/")]
    assert {(page.status_code, page.content) for page in pages} == {(404, pages[0].content)}


def test_the_list_of_challenges_ends_at_the_fence_and_changes_nothing(done: Sitting) -> None:
    send(done)
    for client, seen in ((staff(Role.INSTRUCTOR, teaches=True), True), (staff(Role.INSTRUCTOR), False)):
        assert (done.learner.display_name in client.get("/admin/quizzes/challenge/").content.decode()) == seen
        row = f"/admin/quizzes/challenge/{Challenge.objects.get().pk}/change/"
        assert client.get(row).status_code == (200 if seen else 302)
        assert client.post(row, {"state": "upheld"}).status_code == 403
    assert staff(Role.ADMIN).get(row.replace("change", "delete")).status_code == 403
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
