"""What is given in the queue, held, and released; and what two who mark one answer see."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from quizzes.models import HandMark, MarkChange, Quiz
from tests.quizzes.essay_queues import ann, finished, mark_address
from tests.quizzes.markers import QUEUE, Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

__all__ = ["ann"]


# --- marks ---------------------------------------------------------------------------------------------------------
def test_the_server_adds_up_the_criteria(ann: Marker) -> None:
    item = finished()
    ann.send(item, "2.5", "0.5", comment="On the **whole**.", **{"comment-0": "On `one`."})
    mark = HandMark.objects.get()
    assert (mark.points, mark.by, mark.state) == (Decimal("3.00"), ann.user, "held")
    assert mark.comment_html == "<p>On the <strong>whole</strong>.</p>"
    assert [row["points"] for row in mark.criteria] == ["2.5", "0.5"]
    assert mark.criteria[0]["comment_html"] == "<p>On <code>one</code>.</p>"
    # Whoever comes back goes on from it.
    html = ann.html(mark_address(item))
    assert 'value="2.5"' in html and "On the **whole**." in html


def test_a_preview_shows_the_comments_and_stores_nothing(ann: Marker) -> None:
    item = finished()
    answer = ann.send(item, "", "9", do="preview", comment="Said **so**.", **{"comment-1": "*One*"})
    html = " ".join(answer.content.decode().split())
    assert answer.status_code == 200 and not HandMark.objects.exists()
    shown = html.partition('id="preview"')[2]
    assert "<p>Said <strong>so</strong>.</p>" in shown and "<h4>Criterion 2</h4>" in shown


def test_the_second_of_two_gets_a_409_with_the_other_s_mark_beside_their_own_words(ann: Marker) -> None:
    """P5"""
    item, bob = finished(), Marker("Bob Colleague")
    seen = bob.seen(item)
    ann.send(item, "3", "1", comment="Words of **Ann**.")
    answer = bob.send(item, "1", "0", seen=seen, comment="Words of *Bob*.", **{"comment-0": "Bob on one."})
    html = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    theirs = html.partition('class="marking-conflict"')[2].partition("</section>")[0]
    assert "4.00 of 4.00 points</strong>, given by Ann Instructor on <time" in theirs
    assert "<p>Words of <strong>Ann</strong>.</p>" in unescape(theirs)
    form = unescape(html.partition('class="marking-form"')[2])
    for words in ("Words of *Bob*.", "Bob on one.", 'name="points-0" value="1"', "Save mine over it"):
        assert words in form
    assert HandMark.objects.get().by == ann.user
    # And over it, knowingly: the form knows of Ann's now.
    newest = re.search(r'name="seen" value="([^"]*)"', html)
    assert newest is not None
    assert bob.send(item, "1", "0", seen=newest[1], comment="Words of *Bob*.").status_code == 302
    assert list(HandMark.objects.order_by("number").values_list("state", "by")) == [
        ("replaced", ann.user.pk),
        ("held", bob.user.pk),
    ]


def test_a_409_over_a_mark_that_was_released_asks_why(ann: Marker) -> None:
    item, bob = finished(), Marker("Bob Colleague")
    seen = bob.seen(item)
    ann.send(item, "3", "1", do="release")
    answer = bob.send(item, "1", "0", seen=seen)
    assert answer.status_code == 409 and 'name="reason"' in answer.content.decode()
    assert bob.send(item, "1", "0").status_code == 400
    assert bob.send(item, "1", "0", reason="Read again.").status_code == 302
    last = MarkChange.objects.filter(kind="by_hand").latest("pk")
    assert (last.by, last.reason, last.old_points, last.new_points) == (bob.user, "Read again.", Decimal(4), Decimal(1))


def test_an_answer_that_a_machine_marked_is_corrected_with_a_reason(ann: Marker) -> None:
    item = finished().attempt.items.get(version__question__slug="which")
    sent = {"seen": ann.seen(item), "points": "0.25", "comment": "", "do": "save"}
    assert ann.client.post(mark_address(item), sent).status_code == 400
    answer = ann.client.post(mark_address(item), {**sent, "reason": "Both fit."})
    assert answer["Location"] == mark_address(item)
    item.refresh_from_db()
    assert (item.points, item.outcome) == (Decimal("0.25"), "partly")


def test_a_machine_s_mark_that_was_made_again_meanwhile_is_a_409_too(ann: Marker) -> None:
    item = finished().attempt.items.get(version__question__slug="which")
    sent = {"seen": ann.seen(item), "points": "1", "comment": "Kept-words.", "do": "save"}
    change = {"attempt": item.attempt, "item": item, "old_points": item.points, "new_points": 0}
    MarkChange.objects.create(kind="regraded", made_at=timezone.now(), **change)
    answer = ann.client.post(mark_address(item), sent)
    html = answer.content.decode()
    assert answer.status_code == 409 and "its history tells by whom" in html and "Kept-words." in html
    assert not HandMark.objects.exists()


# --- release -------------------------------------------------------------------------------------------------------
def test_a_quiz_s_marks_are_released_together_but_none_that_came_after_the_page(ann: Marker) -> None:
    first, second, late = finished(3), finished(2), finished(1)
    for item in (first, second):
        ann.send(item, "3", "1")
    quiz, upto = Quiz.objects.get(slug="exam"), HandMark.objects.latest("pk").pk
    assert f'name="upto" value="{upto}"' in ann.html(QUEUE)
    ann.send(late, "3", "1")
    for _ in range(2):
        ann.release(of_quiz=quiz.pk, upto=upto)
    assert sorted(HandMark.objects.values_list("item", "state")) == sorted(
        [(first.pk, "released"), (second.pk, "released"), (late.pk, "held")]
    )
    assert MarkChange.objects.filter(kind="by_hand").count() == 2


def test_one_mark_is_released_by_itself_or_on_saving(ann: Marker) -> None:
    first, second, third = finished(3), finished(2), finished(1)
    ann.send(first, "3", "1", do="release")
    for item in (second, third):
        ann.send(item, "3", "1")
    ann.release(mark=HandMark.objects.get(item=second).pk)
    assert dict(HandMark.objects.values_list("item", "state")) == {
        first.pk: "released",
        second.pk: "released",
        third.pk: "held",
    }
