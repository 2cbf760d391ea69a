"""The outline, the publishing page and a text's history: what authors see, do and take back."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from curriculum.models import Course, Document, Enrolment, Lesson
from progress.models import LessonRecord
from quizzes.models import Attempt
from tests.curriculum.rows import document, dump, published
from tests.factories import UserFactory
from tests.progress.authors import address, author
from tests.quizzes.sitting import Sitting

pytestmark = pytest.mark.django_db
OUTLINE = ("authoring:outline", ["tiny"])
PUBLISH = ("authoring:publish", ["tiny"])


@pytest.fixture
def exam(loaded: Path) -> Sitting:
    return Sitting("exam")


@pytest.fixture
def instructor(exam: Sitting) -> Client:
    return author()


def go(client: Client, page: tuple[str, list[str]], **query: Any) -> Any:
    return client.get(reverse(page[0], args=page[1]), query)


def do(client: Client, what: str, key: str, **more: object) -> Any:
    sent = {"do": what, "document": document(key).pk, **more}
    return client.post(reverse("authoring:outline", args=["tiny"]), sent)


def publish(client: Client, *keys: str) -> Any:
    ids = [document(key).pk for key in keys]
    page = go(client, PUBLISH, document=ids)
    seen = page.context["publication"].seen
    sent = {"document": ids, "shown": ids, "seen": seen, "publish": "1"}
    return client.post(reverse("authoring:publish", args=["tiny"]), sent)


def test_the_outline_shows_every_text_in_its_order_with_its_state(instructor: Client) -> None:
    do(instructor, "add", "module:one", kind="lesson", title="Brand new")
    page = go(instructor, OUTLINE).content.decode()
    places = [page.index(words) for words in ("Week 1", "Brand new", "Week 2")]
    assert places == sorted(places)
    assert "new, not published" in page and "changed, not published" in page
    assert "Publish… (2 drafts)" in page


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("lesson:alpha", "---\n", "--\n"),
        ("quiz:exam", "id: exam", "id: [exam"),
        ("module:one", "lessons: [", "lessons: {"),
        ("course:tiny", "---\n", "--\n"),
    ],
)
def test_a_slip_in_the_head_of_a_draft_takes_nothing_out_of_the_course(
    instructor: Client, key: str, old: str, new: str
) -> None:
    before = re.findall(r'id="document-(\d+)"', go(instructor, OUTLINE).content.decode())
    rewrite(instructor, key, old, new)
    page = go(instructor, OUTLINE).content.decode()
    assert re.findall(r'id="document-(\d+)"', page) == before
    assert ("its head cannot be read" in page, "Not in the course" in page) == (key != "course:tiny", False)
    if key.startswith(("lesson", "quiz")):
        held = dump()
        answer = do(instructor, "back", key)
        assert "undo" not in answer["Location"] and dump() == held
        assert "The list names it already." in instructor.get(answer["Location"]).content.decode()


def test_a_draft_of_the_glossary_is_no_slip(instructor: Client) -> None:
    rewrite(instructor, "glossary:words", "A piece of a text", "A bit of a text")
    assert "its head cannot be read" not in go(instructor, OUTLINE).content.decode()


def test_moving_can_be_taken_back(instructor: Client) -> None:
    answer = do(instructor, "move", "lesson:beta", by=-1)
    moved = document("module:one").draft
    assert moved is not None and "[beta, alpha]" in moved.text
    page = instructor.get(answer["Location"])
    assert page.context["undo"]["do"] == "move"
    undo = page.context["undo"]
    instructor.post(reverse("authoring:outline", args=["tiny"]), undo)
    text = document("module:one").draft
    assert text is not None and text.text == published("module:one")


def test_what_was_taken_out_is_put_back_where_it_was(instructor: Client) -> None:
    answer = do(instructor, "remove", "lesson:alpha")
    undo = instructor.get(answer["Location"]).context["undo"]
    assert b"Not in the course" in go(instructor, OUTLINE).content
    instructor.post(reverse("authoring:outline", args=["tiny"]), undo)
    text = document("module:one").draft
    assert text is not None and text.text == published("module:one")


@pytest.mark.parametrize("undo", ["", "move", "move x", "move 1 2 3", "drop 1", "move 99999999999", "\x00"])
def test_an_undo_that_makes_no_sense_is_not_shown(instructor: Client, undo: str) -> None:
    page = go(instructor, OUTLINE, undo=undo)
    assert page.status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "drop"},
        {"do": ""},
        {},
        {"do": "move", "document": "x"},
        {"do": "move", "document": "0"},
        {"do": "add", "document": "99999999"},
    ],
)
def test_a_change_that_is_none_is_not_found(instructor: Client, sent: dict[str, str]) -> None:
    before = dump()
    answer = instructor.post(
        reverse("authoring:outline", args=["tiny"]), {"document": document("lesson:beta").pk, **sent}
    )
    assert answer.status_code == 404
    assert dump() == before


@pytest.mark.parametrize(
    ("title", "words"), [(" ", "Give it a title."), ("Ga\0mma", "The title holds a control character")]
)
def test_a_text_without_a_readable_title_is_refused_in_words(instructor: Client, title: str, words: str) -> None:
    before = dump()
    answer = do(instructor, "add", "module:one", kind="lesson", title=title)
    assert words in instructor.get(answer["Location"]).content.decode()
    assert dump() == before


# --- publishing ------------------------------------------------------------------------------------------------------
def rewrite(client: Client, key: str, old: str, new: str) -> None:
    current = document(key).draft or document(key).published
    assert current is not None
    text = current.text.replace(old, new)
    answer = client.post(address("draft", key), {"text": text, "seen": current.sha256})
    assert answer.status_code in {200, 302}, answer.content[:300]


def test_publishing_says_what_changes_for_whom_before_it_happens(exam: Sitting, instructor: Client) -> None:
    exam.start()
    lesson = Lesson.objects.get(slug="alpha")
    for number in range(3):
        reader = UserFactory()
        Enrolment.objects.create(user=reader, course=Course.objects.get(slug="tiny"), enrolled_at=timezone.now())
        done_at = timezone.now() if number else None
        LessonRecord.objects.create(
            learner=reader, lesson=lesson, opened_at=timezone.now(), read_at=timezone.now(), done_at=done_at
        )
    rewrite(instructor, "lesson:alpha", "\n---\n\n", "\n---\n\nA new sentence. ")
    rewrite(instructor, "quiz:exam", "The letter gamma", "The letter delta")
    before = dump()
    page = go(instructor, PUBLISH).content.decode()
    assert dump() == before
    assert "3 learners have opened it." in page
    assert "2 learners have finished it, and stay so." in page
    assert "1 question gets a new version." in page
    assert "1 learner is in an attempt, and stays on the version that it began with." in page
    assert "A new sentence." in page


def test_what_was_looked_at_is_what_is_published(instructor: Client) -> None:
    rewrite(instructor, "lesson:beta", "\n---\n\n", "\n---\n\nSeen. ")
    seen = go(instructor, PUBLISH).context["publication"].seen
    rewrite(instructor, "lesson:beta", "Seen. ", "Not seen. ")
    pk = document("lesson:beta").pk
    sent = {"document": pk, "shown": pk, "seen": seen, "publish": "1"}
    answer = instructor.post(reverse("authoring:publish", args=["tiny"]), sent)
    assert "Something changed since you looked" in answer.content.decode()
    assert "Not seen" not in published("lesson:beta")
    publish(instructor, "lesson:beta")
    assert "Not seen" in published("lesson:beta")


def test_what_is_unticked_after_the_look_is_not_published_and_the_rest_is_looked_at_first(instructor: Client) -> None:
    for key in ("lesson:alpha", "lesson:beta"):
        rewrite(instructor, key, "\n---\n\n", "\n---\n\nMine. ")
    both = [document(key).pk for key in ("lesson:alpha", "lesson:beta")]
    seen = go(instructor, PUBLISH, document=both).context["publication"].seen
    sent = {"document": both[1:], "shown": both, "seen": seen, "note": "A word", "publish": "1"}
    answer = instructor.post(reverse("authoring:publish", args=["tiny"]), sent)
    page = answer.content.decode()
    assert "You chose other texts than those shown." in page and "Publish 1 text<" in page and 'value="A word"' in page
    assert "Mine." not in published("lesson:alpha") + published("lesson:beta")
    again = {**sent, "shown": both[1:], "seen": answer.context["publication"].seen}
    assert instructor.post(reverse("authoring:publish", args=["tiny"]), again).status_code == 302
    assert ("Mine." in published("lesson:alpha"), "Mine." in published("lesson:beta")) == (False, True)


def test_a_running_attempt_keeps_the_version_it_began_with(exam: Sitting, instructor: Client) -> None:
    exam.start()
    before = list(Attempt.objects.get().items.values_list("version", flat=True))
    rewrite(instructor, "quiz:exam", "The letter gamma", "The letter delta")
    assert publish(instructor, "quiz:exam").status_code == 302
    assert list(Attempt.objects.get().items.values_list("version", flat=True)) == before


def test_mistakes_are_listed_with_the_text_to_open(instructor: Client) -> None:
    rewrite(instructor, "lesson:beta", "\n---\n\n", "\n---\n\nSee [[tokn]]. ")
    page = publish(instructor, "lesson:beta").content.decode()
    assert "unknown term [[tokn]]" in page
    assert address("edit", "lesson:beta") in page
    assert "tokn" not in published("lesson:beta")


def test_nothing_chosen_publishes_nothing(instructor: Client) -> None:
    rewrite(instructor, "lesson:beta", "\n---\n\n", "\n---\n\nMine. ")
    before = dump()
    answer = instructor.post(reverse("authoring:publish", args=["tiny"]), {"publish": "1", "document": ["x", "0"]})
    assert answer.status_code == 200
    assert dump() == before


# --- history ---------------------------------------------------------------------------------------------------------
def test_an_older_text_comes_back_as_a_draft(instructor: Client) -> None:
    first = published("lesson:beta")
    rewrite(instructor, "lesson:beta", "\n---\n\n", "\n---\n\nSecond. ")
    publish(instructor, "lesson:beta")
    page = instructor.get(address("history", "lesson:beta"), {"show": "2"})
    assert b"<ins>Second" in page.content
    sent = {"number": "1", "seen": page.context["seen"]}
    instructor.post(address("history", "lesson:beta"), sent)
    draft = document("lesson:beta").draft
    assert draft is not None and draft.text == first
    assert "Second." in published("lesson:beta")


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "99999999999999", ""])
def test_a_revision_that_is_none_is_not_found(instructor: Client, number: str) -> None:
    assert instructor.post(address("history", "lesson:beta"), {"number": number}).status_code == 404
    shown = instructor.get(address("history", "lesson:beta"), {"show": number})
    assert shown.status_code == (404 if number else 200)


# --- fences ----------------------------------------------------------------------------------------------------------
PAGES = ["outline", "publish", "history", "settle"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_course_of_others_is_as_if_not_there(exam: Sitting, name: str, method: str) -> None:
    Course.objects.create(slug="other", title="Another", summary="Another.", weekly_minutes=60)
    stranger = author("other")
    where = (
        reverse(f"authoring:{name}", args=["tiny"]) if name in {"outline", "publish"} else address(name, "lesson:beta")
    )
    before = dump()
    answer = getattr(stranger, method)(where, {"do": "remove", "document": document("lesson:beta").pk, "number": "1"})
    assert answer.status_code == (405 if (name, method) == ("settle", "get") else 404)
    assert dump() == before
    assert b"tiny" not in stranger.get(reverse("authoring:courses")).content


def test_a_text_of_another_course_cannot_be_moved_through_one_s_own(instructor: Client) -> None:
    other = Course.objects.create(slug="other", title="Another", summary="Another.", weekly_minutes=60)
    foreign = Document.objects.create(course=other, kind="lesson", slug="x", path="m/x.md")
    sent = {"do": "remove", "document": foreign.pk}
    assert instructor.post(reverse("authoring:outline", args=["tiny"]), sent).status_code == 404


def test_somebody_without_the_right_sees_nothing(exam: Sitting) -> None:
    nobody = Client()
    nobody.force_login(UserFactory(is_staff=True))
    for name in PAGES[:2]:
        assert nobody.get(reverse(f"authoring:{name}", args=["tiny"])).status_code == 404
    assert nobody.get(reverse("authoring:courses")).status_code == 404
    visitor = Client().get(reverse("authoring:outline", args=["tiny"]))
    assert visitor.status_code == 302


def test_the_outline_asks_the_same_for_many_texts(instructor: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        do(instructor, "add", "module:one", kind="lesson", title=f"New {number}")
    with django_assert_max_num_queries(15):
        go(instructor, OUTLINE)
    with django_assert_max_num_queries(20):
        go(instructor, PUBLISH)
    with django_assert_max_num_queries(15):
        instructor.get(address("history", "module:one"))
