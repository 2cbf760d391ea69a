"""New questions and their ids, the list of a quiz's questions, junk and strangers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from curriculum.actions.drafts import save_draft, text_of
from curriculum.models import Course, CourseStaff, Document
from quizzes.models import Question
from quizzes.source.sections import place_of, places
from tests.quizzes.authors import IDS, added, author, draft, listed, page, quiz, saved
from tests.quizzes.course import GRADED, PRACTICE
from tests.quizzes.sheets import sheet
from tests.quizzes.sitting import RIGHT, Sitting
from tests.quizzes.test_admin import staff

__all__ = ["author"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


# --- somebody else ----------------------------------------------------------------------------------------------------
def test_what_was_typed_upon_an_older_text_is_kept_and_not_stored(author: Client) -> None:
    sent = sheet(author.get(page("which"))) | {"name": "Mine"}
    document = quiz().document
    current = text_of(document)
    assert current is not None
    theirs = current.text.replace("Which letter comes first?", "Theirs?")
    save_draft(document.pk, theirs, seen=current.sha256, author_id=None, now=timezone.now())
    answer = saved(author, page("which"), sent, status=409)
    assert draft() == theirs
    assert "Theirs?" in answer.content.decode()
    kept = sheet(answer)
    assert kept["name"] == ["Mine"]
    # Once both were seen, saving again puts mine in its place.
    saved(author, page("which"), kept)
    assert "## Mine {#which" in draft()
    assert "Theirs?" not in draft()


def test_another_question_of_the_quiz_may_change_meanwhile(author: Client) -> None:
    one, two = (sheet(author.get(page(id))) for id in ("which", "several"))
    saved(author, page("which"), one | {"name": "Changed in one tab"})
    saved(author, page("several"), two | {"name": "Changed in another"})
    assert "## Changed in one tab {#which" in draft() and "## Changed in another {#several" in draft()


def test_the_form_of_a_new_question_stores_one_however_often_it_is_sent(author: Client) -> None:
    sent = sheet(author.get(added("single"))) | {"name": "Mine alone"}
    saved(author, added("single"), sent)
    before = draft()
    answer = saved(author, added("single"), sent, status=400)
    assert "The quiz has this very question already: mine-alone." in answer.content.decode()
    assert draft() == before
    saved(author, added("single"), sent | {"name": "And another"})
    assert [place.id for place in places(draft())] == [*IDS, "mine-alone", "and-another"]


# --- ids --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "kind", ["single", "multiple", "true-false", "ordering", "matching", "numeric", "short", "essay", "lab"]
)
def test_a_new_question_begins_as_an_example_without_a_mistake(kind: str, author: Client) -> None:
    sent = sheet(author.get(added(kind)))
    assert sent["id"] == [""]
    answer = author.post(added(kind), sent | {"name": "My *new* question", "do": "save"}, follow=True)
    assert "Saved in the draft. Learners see it" in answer.content.decode()
    assert [place.id for place in places(draft())] == [*IDS, "my-new-question"]
    assert draft().startswith(GRADED)


def test_a_new_question_goes_into_its_case(author: Client) -> None:
    saved(author, added("single", "shelf"), sheet(author.get(added("single", "shelf"))) | {"name": "Third"})
    (place,) = (place for place in places(draft()) if place.id == "third")
    assert (place.case, place.name) == ("shelf", "Third")
    assert "### Third {#third" in draft()


def test_a_new_case_is_a_draft_until_it_has_questions(author: Client) -> None:
    answer = author.post(
        added("case"), sheet(author.get(added("case"))) | {"name": "A bank", "do": "save"}, follow=True
    )
    assert "the case has no questions" in answer.content.decode()
    saved(author, added("essay", "a-bank"), sheet(author.get(added("essay", "a-bank"))))
    assert places(draft())[-1].case == "a-bank"
    assert "the case has no questions" not in author.get(page("a-bank")).content.decode()


def test_a_proposed_id_is_not_that_of_any_other_question_of_the_course(author: Client) -> None:
    for name in ("Drill one", "First check"):
        saved(author, added("essay"), sheet(author.get(added("essay"))) | {"name": name})
    assert [place.id for place in places(draft())][-2:] == ["drill-one-2", "first-check-2"]


def test_an_id_that_is_taken_is_refused(author: Client) -> None:
    answer = saved(author, page("which"), sheet(author.get(page("which"))) | {"id": "drill-one"}, status=400)
    assert "Another question of the course has this id" in answer.content.decode()
    saved(author, page("which"), sheet(author.get(page("which"))) | {"id": "Not an id"}, status=400)
    assert draft() == ""


def test_changing_the_id_of_a_published_question_warns_first(author: Client, exam: Sitting) -> None:
    exam.finish(RIGHT)
    sent = sheet(author.get(page("which"))) | {"id": "which-one"}
    answer = saved(author, page("which"), sent, status=400)
    told = "This makes a new question. The 1 answer so far stays with the old one, which."
    assert told in answer.content.decode()
    assert draft() == ""
    saved(author, page("which"), sheet(answer) | {"confirmed": "1"})
    assert place_of(draft(), "which-one") is not None
    assert place_of(draft(), "which") is None
    assert Question.objects.get(slug="which").retired_at is None


def test_the_id_of_a_question_that_is_not_published_changes_freely(author: Client) -> None:
    saved(author, added("essay"), sheet(author.get(added("essay"))) | {"name": "Fresh"})
    saved(author, page("fresh"), sheet(author.get(page("fresh"))) | {"id": "fresher"})
    assert places(draft())[-1].id == "fresher"


# --- the list ---------------------------------------------------------------------------------------------------------
def test_the_list_says_what_the_draft_changes(author: Client) -> None:
    assert author.get(listed()).content.decode().count("<td>published</td>") == len(IDS)
    saved(author, page("which"), sheet(author.get(page("which"))) | {"objective": "none"})
    saved(author, added("essay"), sheet(author.get(added("essay"))) | {"name": "Fresh"})
    html = author.get(listed()).content.decode()
    assert html.count("changed in the draft") == html.count("new in the draft") == html.count("1 mistake<") == 1
    assert html.count("<td>published</td>") == len(IDS) - 1


def act(client: Client, do: str, status: int = 302, slug: str = "exam") -> Any:
    return saved(client, listed(slug), {"seen": sheet(client.get(listed(slug)))["seen"][0]}, do, status)


def test_a_question_moves_and_moves_back(author: Client) -> None:
    act(author, "down:which")
    assert [place.id for place in places(draft())][:2] == ["several", "which"]
    act(author, "up:which")
    assert draft() == GRADED


def test_what_was_removed_can_be_put_back(author: Client) -> None:
    for id in ("which", "shelf-two", "shelf"):
        act(author, f"remove:{id}")
        assert place_of(draft(), id) is None
        assert "Removed: " in author.get(listed()).content.decode()
        act(author, "undo")
        assert draft() == GRADED
    assert "Removed: " not in author.get(listed()).content.decode()
    assert "there is nothing to put back" in act(author, "undo", 400).content.decode()


def test_the_list_does_nothing_upon_an_older_text(author: Client) -> None:
    seen = sheet(author.get(listed()))["seen"][0]
    act(author, "down:which")
    before = draft()
    saved(author, listed(), {"seen": seen}, "down:several", 409)
    assert draft() == before


@pytest.mark.parametrize("do", ["", "up", "up:", "up:none", "remove:none", "fly:which", "undo:x", "remove:which\x00"])
def test_deeds_that_are_none_do_nothing(do: str, author: Client) -> None:
    answer = author.post(listed(), {"seen": quiz().document.published.sha256, "do": do})  # type: ignore[union-attr]
    assert answer.status_code in {302, 400}
    assert draft() == ""


def test_the_list_asks_as_often_for_few_questions_as_for_many(
    author: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    counts = []
    for slug in ("exam", "drill"):
        with django_assert_num_queries(15, exact=False) as caught:
            assert author.get(listed(slug)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


# --- junk -------------------------------------------------------------------------------------------------------------
JUNK: list[dict[str, Any]] = [
    {},
    {"do": "save"},
    {"do": "save", "mode": "text"},
    {"do": "save", "mode": "other", "kind": "lab", "right": "x"},
    {"do": "save", "row-x-words": "a", "row-99999-words": "b", "row-1": "c", "unit--name": "d"},
    {"do": "up:row:999", "row-0-words": "a"},
    {"do": "add:none"},
    {"do": "add:" + "x" * 5000},
    {"do": "save", "stem": "\x00", "name": "a\x00b"},
    {"do": "save", "mode": "text", "section": "## A {#which .single}\n\x00"},
    {"do": "save", "stem": "x" * 100_000},
    {"do": "save", "seen": "\x00", "of": "none", "in": "none", "new": "none"},
]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_is_refused_kindly_and_stores_nothing(junk: dict[str, Any], author: Client) -> None:
    for address in (page("which"), added("numeric"), added("case")):
        assert author.post(address, junk).status_code in {200, 400, 409}
    answer = author.post(reverse("admin:quizzes_quiz_question_preview", args=[quiz().document_id]), junk)
    assert answer.status_code in {200, 404}
    assert draft() == ""


def test_options_beyond_number_are_refused_kindly(author: Client) -> None:
    sent = sheet(author.get(page("which"))) | {f"row-{n}-words": "x" for n in range(500)}
    answer = saved(author, page("which"), sent, status=400)
    assert "Nothing was stored: more than 60 rows" in answer.content.decode()
    # More fields than any form has never reach a view.
    sent |= {f"row-{n}-words": "x" for n in range(9_999)}
    assert author.post(page("which"), sent | {"do": "save"}).status_code == 400
    assert draft() == ""


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(method: str, author: Client) -> None:
    for address in (page("which"), listed(), added("single")):
        assert getattr(author, method)(address).status_code == 405
    assert author.get(reverse("admin:quizzes_quiz_question_preview", args=[quiz().document_id])).status_code == 405


# --- the fence --------------------------------------------------------------------------------------------------------
def addresses() -> list[str]:
    own = quiz().document_id
    return [listed(), page("which"), added("single"), reverse("admin:quizzes_quiz_question_preview", args=[own])]


@pytest.mark.parametrize("who", ["no rights", "elsewhere", "retired"])
def test_to_a_stranger_a_quiz_is_as_if_not_there(who: str) -> None:
    client = staff(None if who == "no rights" else Role.INSTRUCTOR, teaches=who != "elsewhere")
    if who == "elsewhere":
        other = Course.objects.create(slug="other", title="Another", summary="Another.", weekly_minutes=60)
        CourseStaff.objects.create(user_id=client.session["_auth_user_id"], course=other)
    found = addresses()
    if who == "retired":
        Document.objects.filter(pk=quiz().document_id).update(retired_at=timezone.now())
    for address in found:
        missing = address.replace(f"/{quiz().document_id}/", "/999/")
        for ask in (client.get, client.post):
            if "preview" in address and ask == client.get:
                continue
            answers = [ask(address), ask(missing)]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].content == answers[1].content
    assert draft() == ""


def test_visitors_and_learners_are_led_to_sign_in(exam: Sitting) -> None:
    for client in (Client(), exam.client):
        for address in addresses():
            assert client.post(address, {"do": "save"}).status_code == 302


def test_an_admin_may_write_in_every_course() -> None:
    client = staff(Role.ADMIN)
    assert client.get(page("which")).status_code == 200


def test_what_is_not_there_is_not_found(author: Client) -> None:
    assert author.get(page("none")).status_code == 404
    for address in (added("none"), added("single", "none"), added("single", "which"), added("case", "shelf")):
        assert author.get(address).status_code == 404


def test_a_text_with_both_characters_at_its_line_ends_keeps_them(author: Client) -> None:
    document = Document.objects.get(slug="drill")
    current = text_of(document)
    assert current is not None
    ended = PRACTICE.replace("\n", "\r\n").replace("asks one", "asks once")
    Document.objects.filter(pk=document.pk).update(draft=None)
    current.text = ended
    current.save()
    saved(author, page("drill-two", "drill"), sheet(author.get(page("drill-two", "drill"))) | {"stem": "New?"})
    assert draft("drill") == ended.replace("The drill asks two.", "New?")
