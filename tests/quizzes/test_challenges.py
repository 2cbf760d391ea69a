"""Challenges: who may doubt a question and when, once and not without end, and what is told of the answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from curriculum.models import Enrolment
from quizzes.actions import challenges as actions
from quizzes.actions.attempts import NotEnrolled
from quizzes.models import Challenge
from quizzes.reports.integrity import broken_invariants
from tests.people import PEOPLE, outcome, somebody
from tests.quizzes.doubts import DOUBT, LONG, at, of, result, send, text_of, version_at
from tests.quizzes.sitting import WRONG, Sitting
from tests.quizzes.test_admin import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


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
