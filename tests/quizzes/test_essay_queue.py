"""The queue in which answers are marked: oldest first, behind the fence, and never over what another has done."""

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from curriculum.models import Course
from quizzes.models import AttemptItem, HandMark, Quiz
from tests.quizzes.essay_queues import ann, finished, mark_address, ways
from tests.quizzes.markers import QUEUE, RELEASE, Marker
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

__all__ = ["ann"]


# --- refusals ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [None, Role.LEARNER])
def test_staff_without_the_right_find_no_queue(role: Role | None) -> None:
    item = finished()
    stranger = Marker(role=role)
    for address in (QUEUE, mark_address(item)):
        assert stranger.client.get(address).status_code == 404
    assert stranger.client.post(RELEASE, {"mark": "1"}).status_code == 404


def test_an_instructor_of_another_course_sees_and_changes_nothing(ann: Marker) -> None:
    """P15, P16"""
    item = finished()
    Course.objects.create(slug="other", title="Another", summary="Another.", weekly_minutes=60)
    bob = Marker("Bob Elsewhere", course="other")
    assert "Nothing waits here." in bob.html(QUEUE)
    for address in (mark_address(item), "/admin/quizzes/attemptitem/999999/mark/"):
        assert bob.client.get(address).status_code == 404
    assert bob.client.post(mark_address(item), {"seen": "0-0", "points-0": "1", "points-1": "1"}).status_code == 404
    assert not HandMark.objects.exists()
    ann.send(item, "3", "1")
    mark = HandMark.objects.get()
    for sent in ({"mark": mark.pk}, {"of_quiz": Quiz.objects.get(slug="exam").pk, "upto": mark.pk}):
        bob.release(**sent)
    assert "Bob" not in ann.html(QUEUE) and HandMark.objects.get().state == "held"


@pytest.mark.parametrize("address", [QUEUE, RELEASE, "mark"])
def test_whoever_is_not_signed_in_is_led_to_sign_in_and_a_form_of_another_site_is_refused(
    ann: Marker, address: str
) -> None:
    """P21"""
    item = finished()
    address = mark_address(item) if address == "mark" else address
    assert Client().get(address).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann.user)
    assert strict.post(address, {"mark": "1"}).status_code == 403
    for method in ("PUT", "PATCH", "DELETE"):
        assert ann.client.generic(method, address).status_code == 405
    assert ann.client.get(RELEASE).status_code == 405


def test_looking_changes_nothing(ann: Marker) -> None:
    item = finished()
    ann.client.get(QUEUE)

    def only_reads(execute: object, sql: str, *rest: object) -> object:
        assert sql.lstrip().upper().startswith("SELECT"), sql
        return execute(sql, *rest)  # type: ignore[operator]

    for address in (QUEUE, mark_address(item), f"{mark_address(item)}?names=shown"):
        with connection.execute_wrapper(only_reads):
            assert ann.client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"points-0": ""}, "Give from 0 to 3 points, in halves."),
        ({"points-0": "3.5"}, "Give from 0 to 3 points, in halves."),
        ({"points-0": "-1"}, "Give from 0 to 3 points, in halves."),
        ({"points-0": "1.25"}, "Give from 0 to 3 points, in halves."),
        ({"points-0": "0.1"}, "Give from 0 to 3 points, in halves."),
        ({"points-0": "NaN"}, "Give from 0 to 3 points, in halves."),
        ({"points-0": "1e99"}, "Give from 0 to 3 points, in halves."),
        ({"points-0": "1e400"}, "Give from 0 to 3 points, in halves."),
        ({"points-0": "9" * 5000}, "Give from 0 to 3 points, in halves."),
        ({"points-1": "a\x00b"}, "Give from 0 to 1 points, in halves."),
        ({"comment": "a\x00b"}, "Null characters are not allowed."),
        ({"comment": "x" * 10_001}, "at most 10,000 characters"),
        ({"comment-0": "<b>Bold</b>"}, "Line 1: raw HTML <b>"),
        ({"comment": "# Loud"}, "A comment has no headings"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_what_was_typed_stays(
    ann: Marker, sent: dict[str, str], words: str
) -> None:
    item = finished()
    typed = {"points-0": "2", "points-1": "1", "comment": "Kept-words.", **sent}
    answer = ann.client.post(mark_address(item), {"seen": ann.seen(item), **typed})
    html = unescape(" ".join(answer.content.decode().split()))
    (name,) = sent
    assert answer.status_code == 400
    assert words in html.partition(f'id="{name}-errors"')[2].partition("</ul>")[0]
    assert "comment" in sent or "Kept-words." in html
    assert not HandMark.objects.exists()


def test_a_form_that_sends_nothing_is_refused(ann: Marker) -> None:
    item = finished()
    assert ann.client.post(mark_address(item), {}).status_code == 400
    assert ann.client.post(mark_address(item), {"seen": "0-0", "do": "nonsense"}).status_code == 400


@pytest.mark.parametrize(
    "query", ["?quiz=x", "?quiz=999999999999999999999", "?quiz=-1&question=\x00", "?names=x&quiz="]
)
def test_a_query_of_junk_asks_for_nothing(ann: Marker, query: str) -> None:
    item = finished()
    for address in (QUEUE, mark_address(item)):
        assert ann.client.get(f"{address}{query}").status_code == 200
    assert ann.client.post(f"{RELEASE}{query}", {"of_quiz": "x", "upto": "9" * 30, "mark": ""}).status_code == 302


# --- order ---------------------------------------------------------------------------------------------------------
def test_the_oldest_comes_first_and_saving_leads_to_the_next(ann: Marker) -> None:
    items = [finished(hours) for hours in (1, 3, 2)]
    last, first, second = items
    page = ann.html(QUEUE)
    assert f'href="{mark_address(first)}"' in page and "<strong>3 answers wait</strong>" in page
    answer = ann.send(first, "3", "1")
    assert answer["Location"] == mark_address(second)
    html = ann.html(mark_address(second))
    assert "<strong>2 left</strong>, 1 marked today." in html
    # Back leads to what was just marked; Skip to what waits.
    assert ways(html) == {"back": mark_address(first), "next": mark_address(last)}
    assert ann.send(last, "3", "1")["Location"] == mark_address(second)
    answer = ann.send(second, "3", "1")
    assert answer["Location"] == QUEUE
    page = ann.html(QUEUE)
    assert "<strong>0 answers wait</strong>" in page and "Release 3 marks" in page


def test_two_essays_of_one_attempt_follow_each_other_by_position(ann: Marker) -> None:
    first = finished(1)
    other = Sitting("exam").finish(RIGHT)
    AttemptItem.objects.filter(attempt=first.attempt, version__question__slug="which").update(
        outcome="waiting", points=None, position=40
    )
    late = AttemptItem.objects.get(position=40)
    assert ways(ann.html(mark_address(first)))["next"] == mark_address(late)
    assert ways(ann.html(mark_address(late)))["back"] == mark_address(first)
    assert ways(ann.html(mark_address(late)))["next"] == mark_address(other.items.get(version__kind="essay"))


def test_a_quiz_and_a_question_narrow_the_queue_and_every_way_onward(ann: Marker) -> None:
    item, quiz = finished(2), Quiz.objects.get(slug="exam")
    following = finished(1)
    drill = Quiz.objects.get(slug="drill")
    question = item.version.question_id
    query = f"?quiz={quiz.pk}&question={question}&names=shown"
    assert f"quiz={quiz.pk}&amp;question={question}" in ann.html(f"{QUEUE}?quiz={quiz.pk}")
    assert ann.send(item, "3", "1", query)["Location"] == mark_address(following) + query
    assert "Nothing waits here." in ann.html(f"{QUEUE}?quiz={drill.pk}")


def test_names_are_hidden_until_they_are_asked_for(ann: Marker) -> None:
    item = finished()
    name = item.attempt.learner.display_name
    assert name not in ann.html(mark_address(item)) and name not in ann.html(QUEUE)
    assert f"By {name}." in ann.html(f"{mark_address(item)}?names=shown")


@pytest.mark.parametrize("address", [QUEUE, "mark"])
def test_queries_do_not_grow_with_what_waits_and_what_is_held(ann: Marker, address: str) -> None:
    first = finished(9)
    finished(1)
    ann.send(finished(), "1", "1")
    address = mark_address(first) if address == "mark" else address
    counts = []
    for n in (0, 3):
        for _ in range(n):
            finished(1)
            ann.send(finished(), "1", "1")
        with CaptureQueriesContext(connection) as queries:
            ann.html(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20, counts
