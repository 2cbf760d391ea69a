"""Notes and bookmarks: kept once, by nobody else read, shown safely, found and taken along."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Document, Enrolment, Lesson, Module
from progress.actions.notes import MOST_CHARACTERS
from progress.actions.study import begin_study
from progress.models import Bookmark, Note, Study
from progress.reports.notes import SHOWN
from tests.factories import UserFactory
from tests.people import PEOPLE, somebody

pytestmark = pytest.mark.django_db
LESSON = "/courses/tiny/lessons/alpha/"
JSON = {"Accept": "application/json"}


def save(client: Client, text: str, revision: int = 0, *, quietly: bool = False) -> Any:
    fields = {"text": text, "revision": revision}
    return client.post(f"{LESSON}note/", fields, headers=JSON if quietly else None)


def mark(client: Client, anchor: str, keep: str = "1", **fields: str) -> Any:
    return client.post(f"{LESSON}bookmark/", {"anchor": anchor, "keep": keep, **fields})


def page(client: Client, address: str = "/notes/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def add_lesson(module: Module, slug: str) -> Lesson:
    text = Document.objects.create(course=module.course, kind="lesson", slug=slug, path=f"{slug}.md")
    return Lesson.objects.create(module=module, document=text, slug=slug, title=slug, minutes=5, position=50)


def held() -> tuple[str, int]:
    note = Note.objects.get()
    return note.text, note.revision


class TestSaving:
    def test_a_note_is_kept_and_shown_in_the_lesson(self, at: Client, learner: User) -> None:
        assert save(at, "Loss falls.").headers["Location"] == f"{LESSON}#own-note"
        assert held() == ("Loss falls.", 1)
        assert "Loss falls.</textarea>" in page(at, LESSON)
        assert Note.objects.get().learner == learner

    def test_it_is_changed_over_the_revision_that_was_seen(self, at: Client) -> None:
        save(at, "one")
        assert save(at, "two", 1, quietly=True).json() == {"revision": 2}
        assert held() == ("two", 2)

    def test_a_stale_one_changes_nothing_and_gets_both_texts(self, at: Client) -> None:
        save(at, "one")
        save(at, "two <b>", 1)
        answer = save(at, "three", 1)
        assert answer.status_code == 409
        assert "three</textarea>" in answer.content.decode()
        assert "two &lt;b&gt;" in answer.content.decode()
        assert 'name="revision" value="2"' in answer.content.decode()
        quietly = save(at, "three", 1, quietly=True)
        assert (quietly.status_code, quietly.json()) == (409, {"revision": 2, "other": "two <b>"})
        assert held() == ("two <b>", 2)
        assert save(at, "three", 2).status_code == 302

    def test_a_first_note_over_another_first_note_is_stale_too(self, at: Client) -> None:
        save(at, "one")
        assert save(at, "other", 0).status_code == 409
        assert held() == ("one", 1)

    def test_the_same_text_sent_again_is_no_conflict(self, at: Client) -> None:
        save(at, "one")
        save(at, "two", 1)
        assert save(at, "two", 1, quietly=True).json() == {"revision": 2}
        assert held() == ("two", 2)

    def test_line_ends_are_one_sort_and_nothing_else_is_changed(self, at: Client) -> None:
        save(at, "\n  a\r\nb\rc  \n")
        assert held()[0] == "\n  a\nb\nc  \n"
        assert '<textarea id="own-note-text"' in page(at, LESSON)

    def test_an_empty_first_note_makes_no_row_and_an_emptied_one_is_listed_no_more(self, at: Client) -> None:
        assert save(at, "  ").status_code == 302
        assert not Note.objects.exists()
        save(at, "one")
        save(at, "", 1)
        assert held() == ("", 2)
        assert "There is nothing yet." in page(at)

    def test_as_many_characters_as_may_be_and_no_more(self, at: Client) -> None:
        assert save(at, "ä" * MOST_CHARACTERS).status_code == 302
        too_long = save(at, "ä" * (MOST_CHARACTERS + 1), 1)
        assert too_long.status_code == 400
        assert "at most 20,000 characters; this one has 20,001" in too_long.content.decode()
        assert held()[1] == 1

    @pytest.mark.parametrize("fields", [{}, {"text": "a"}, {"text": "a", "revision": "-1"}, {"revision": "1"}])
    def test_a_form_without_a_note_is_refused(self, fields: dict[str, str], at: Client) -> None:
        assert at.post(f"{LESSON}note/", fields).status_code == 400

    @pytest.mark.parametrize("revision", ["x", "1" * 30, "²", "1.5"])
    def test_an_odd_revision_is_refused(self, revision: str, at: Client) -> None:
        assert at.post(f"{LESSON}note/", {"text": "a", "revision": revision}).status_code == 400

    def test_nul_is_refused_in_words(self, at: Client) -> None:
        assert "NUL" in save(at, "a\x00b", quietly=True).json()["problem"]
        assert not Note.objects.exists()

    def test_it_counts_as_activity_and_a_conflict_does_not(self, at: Client) -> None:
        before = Study.objects.get().last_active_at
        save(at, "one")
        then = Study.objects.get().last_active_at
        assert then > before
        save(at, "other", 0)
        assert Study.objects.get().last_active_at == then


class TestBookmarks:
    def test_a_heading_is_kept_once_listed_and_removed(self, at: Client) -> None:
        mark(at, "law")
        mark(at, "law")
        assert Bookmark.objects.get().title == "The law"
        assert f'<a href="{LESSON}#law">The law</a>' in page(at)
        assert '<a href="#law">The law</a> <form' in page(at, LESSON)
        assert mark(at, "law", "0", next="/notes/").headers["Location"] == "/notes/"
        assert not Bookmark.objects.exists()
        assert mark(at, "law", "0").status_code == 302
        mark(at, "law")
        assert Bookmark.objects.count() == 1

    def test_the_whole_lesson_too(self, at: Client) -> None:
        mark(at, "")
        assert Bookmark.objects.get().anchor == ""
        assert "(the whole lesson)" in page(at)

    def test_what_is_not_there_cannot_be_kept(self, at: Client) -> None:
        for anchor in ("nowhere", "law\x00", "x" * 500):
            assert mark(at, anchor).status_code == 400
            assert mark(at, anchor, "0").status_code == 302
        assert mark(at, "law", "2").status_code == 400
        assert not Bookmark.objects.exists()

    def test_one_is_led_on_within_the_site_alone(self, at: Client) -> None:
        assert mark(at, "law", next="https://elsewhere.example/").headers["Location"] == f"{LESSON}#own-bookmarks"

    def test_a_heading_that_is_gone_meanwhile_can_still_be_removed(self, at: Client) -> None:
        mark(at, "law")
        Lesson.objects.filter(slug="alpha").update(headings=[])
        assert "The law" in page(at)
        mark(at, "law", "0")
        assert not Bookmark.objects.exists()


class TestTheirsAlone:
    @pytest.mark.parametrize("name", [name for name in PEOPLE if name not in {"visitor", "learner", "deactivated"}])
    def test_nobody_else_sees_or_changes_them(self, name: str, at: Client) -> None:
        save(at, "A secret thought.")
        mark(at, "law")
        other = somebody(name)
        for address in ("/notes/", "/notes/export/", "/notes/?q=secret", LESSON):
            found = other.get(address).content.decode()
            assert "secret thought" not in found
            assert 'name="keep" value="0"' not in found
        save(other, "Mine", 1)
        mark(other, "law", "0")
        note = Note.objects.get(learner__lesson_records=None, text__contains="secret")
        assert (note.text, note.revision) == ("A secret thought.", 1)
        assert Bookmark.objects.filter(learner=note.learner).exists()

    @pytest.mark.parametrize("model", ["Note", "Bookmark"])
    def test_the_admin_knows_nothing_of_them(self, model: str) -> None:
        found = apps.get_model("progress", model)
        assert found not in admin.site._registry
        inlines = [inline.model for each in admin.site._registry.values() for inline in each.inlines]
        assert found not in inlines

    def test_who_left_has_them_still_and_changes_nothing(self, at: Client) -> None:
        save(at, "Kept.")
        mark(at, "law")
        Enrolment.objects.update(left_at=timezone.now())
        found = page(at)
        assert "Kept." in found
        assert 'name="keep"' not in found
        assert save(at, "Changed.", 1).status_code == 404
        assert mark(at, "law", "0").status_code == 404
        assert held() == ("Kept.", 1)

    def test_a_lesson_that_was_retired_keeps_its_note_without_a_link(self, at: Client) -> None:
        save(at, "Kept.")
        Lesson.objects.filter(slug="alpha").update(retired_at=timezone.now())
        assert "Kept." in page(at)
        assert f'href="{LESSON}"' not in page(at)

    def test_a_page_is_kept_by_no_cache_of_others(self, at: Client) -> None:
        assert "Cookie" in at.get("/notes/").headers["Vary"]


class TestTheList:
    def test_words_find_notes_bookmarks_and_lessons(self, at: Client) -> None:
        save(at, "Loss falls with size.")
        mark(at, "law")
        for sought in ("LOSS FALLS", "the law", "alpha"):
            assert "own-entry" in page(at, f"/notes/?q={sought}")
        assert "Nothing of yours has “zebra” in it." in page(at, "/notes/?q=zebra")

    @pytest.mark.parametrize("sought", ["%25", "_", "'", "%00", "x" * 5000, "<script>"])
    def test_signs_are_looked_for_as_they_stand(self, sought: str, at: Client) -> None:
        save(at, "plain words")
        found = page(at, f"/notes/?q={sought}")
        assert ("own-entry" in found) is (sought == "%00")
        assert "<script>" not in found.replace("<script src", "").replace("<script type", "")

    def test_a_page_that_is_not_there_is_empty(self, at: Client) -> None:
        for number in ("0", "99999", "x", "1" * 40):
            assert at.get(f"/notes/?page={number}").status_code == 200

    def test_many_lessons_take_pages_and_no_more_queries(self, at: Client, learner: User) -> None:
        save(at, "one")
        with CaptureQueriesContext(connection) as few:
            page(at)
        module, now = Module.objects.get(slug="one"), timezone.now()
        for number in range(SHOWN + 3):
            lesson = add_lesson(module, f"more-{number}")
            Note.objects.create(learner=learner, lesson=lesson, text=f"note {number}", changed_at=now)
        with CaptureQueriesContext(connection) as many:
            found = page(at)
        assert len(few) == len(many) <= 8
        assert found.count("own-entry") == SHOWN
        assert 'href="/notes/?page=2"' in found
        assert page(at, "/notes/?page=2").count("own-entry") == 4

    def test_the_file_holds_all_of_it(self, at: Client, course: Course) -> None:
        save(at, "# Mine\n\n* one <b>\n")
        mark(at, "law")
        answer = at.get("/notes/export/")
        assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="epoch-notes.md"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        lines = answer.content.decode().splitlines()
        assert lines[:4] == ["# Notes and bookmarks", "", f"## {course.title}", ""]
        assert lines[4].startswith("### Alpha")
        assert lines[6].startswith("- [The law](http") and lines[6].endswith(f"{LESSON}#law)")
        assert lines[8:] == ["# Mine", "", "* one <b>"]

    def test_who_has_nothing_is_told_how_it_is_made(self, at: Client) -> None:
        assert "made at the end of a lesson" in page(at)
        assert at.get("/notes/export/").content.decode() == "# Notes and bookmarks\n"


def test_notes_of_two_courses_stand_apart(at: Client, learner: User) -> None:
    other = Course.objects.create(slug="other", title="Another", summary="Another.", weekly_minutes=60)
    begin_study(learner, other, timezone.now())
    text = Document.objects.create(course=other, kind="module", slug="elsewhere", path="elsewhere.md")
    module = Module.objects.create(course=other, document=text, slug="elsewhere", title="Far", week=1, position=1)
    Note.objects.create(learner=learner, lesson=add_lesson(module, "far"), text="away", changed_at=timezone.now())
    save(at, "here")
    assert page(at).count("<h2>") == 2


def test_two_learners_notes_on_a_lesson_are_two(at: Client, course: Course) -> None:
    ben = UserFactory()
    begin_study(ben, course, timezone.now())
    client = Client()
    client.force_login(ben)
    save(at, "mine")
    save(client, "his")
    assert Note.objects.count() == 2
    assert "his</textarea>" in page(client, LESSON)
    assert "mine" not in page(client)
