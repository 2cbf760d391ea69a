"""The preview: exactly the learner's page, of a text that is not stored, without a trace and without a key."""

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from curriculum.actions.drafts import save_draft, text_of
from curriculum.actions.publication import prepare, publish_drafts
from curriculum.models import Course, Document
from progress.models import Cohort
from tests.curriculum.rows import published
from tests.people import somebody
from tests.progress.authors import address, author
from tests.progress.cohorts import a_cohort, another_course
from tests.quizzes.course import CANARIES, NEVER_SHOWN

pytestmark = pytest.mark.django_db
PAGES = {
    "lesson:alpha": ("lesson", "tiny", "alpha"),
    "lesson:beta": ("lesson", "tiny", "beta"),
    "lesson:gamma": ("lesson", "tiny", "gamma"),
    "module:one": ("module", "tiny", "one"),
    "module:two": ("module", "tiny", "two"),
    "course:tiny": ("course", "tiny"),
    "glossary:words": ("glossary", "tiny"),
    "quiz:exam": ("quiz", "tiny", "exam"),
}


@pytest.fixture
def writer(course: Course) -> Client:
    return author()


def page(client: Client, key: str | Document, **asked: str) -> str:
    answer = client.get(address("preview", key), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def live(client: Client, key: str, text: str, **more: str) -> dict[str, Any]:
    answer = client.post(address("preview", key), {"text": text, **more})
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def written(key: str, text: str) -> Document:
    """The text as its draft; where there is no such document yet, in the first module's folder."""
    kind, _, slug = key.partition(":")
    ending = ".handout.md" if kind == "handout" else ".md"
    path = f"one/{slug}{ending}"
    found, _ = Document.objects.get_or_create(
        course=Course.objects.get(), kind=kind, slug=slug, defaults={"path": path}
    )
    before = text_of(found)
    save_draft(found.pk, text, seen=before.sha256 if before else "", author_id=None, now=timezone.now())
    return found


def inside(html: str) -> str:
    """What stands in the page's main part, but for tokens, and for what only the preview has."""
    main = html[html.index("<main") : html.rindex("</main>")]
    main = re.sub(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', "", main)
    # A preview sends nothing: neither where somebody reads, nor a note, nor what a lab says.
    main = re.sub(r"<read-place[^>]*></read-place>|</?own-note>|(?<=<lab-evidence) data-to=\"[^\"]*\"", "", main)
    main = main.replace('method="post">', "method>").replace('method="get">', "method>")
    return re.sub(r"\s+", " ", re.sub(r'<div class="page quiz">.*', "", main, flags=re.DOTALL)).replace(
        " </div> ", "</div>"
    )


@pytest.mark.parametrize("key", PAGES)
def test_the_preview_of_what_is_published_is_the_page_of_a_learner_who_has_done_nothing(
    key: str, at: Client, writer: Client
) -> None:
    name, *rest = PAGES[key]
    theirs = at.get(reverse(name, args=rest)).content.decode()
    assert inside(page(writer, key)) == inside(theirs)
    shown = live(writer, key, published(key))
    assert inside(f"<main>{shown['html']}</main>") == inside(theirs).replace('<main id="main" tabindex="-1">', "<main>")
    assert [problem for problem in shown["problems"] if not problem["is_warning"]] == []


def test_the_preview_of_a_handout_is_its_page(at: Client, writer: Client) -> None:
    text = "---\nid: sheet\ntitle: A sheet\nsummary: To keep.\n---\n\nA lead.\n\n## Part {#part}\n\nWords.\n"
    found = written("handout:sheet", text)
    module = written("module:one", published("module:one").replace("beta]\n", "beta]\nhandouts: [sheet]\n"))
    html = page(writer, found)
    assert '<article class="prose handout">' in html
    assert "Week 1" in inside(html)
    both = [found.pk, module.pk]
    seen = prepare(found.course_id, both).seen
    publish_drafts(found.course_id, both, seen=seen, author_id=None, now=timezone.now())
    assert inside(page(writer, found)) == inside(at.get("/courses/tiny/handouts/sheet/").content.decode())


# --- texts that are not published ----------------------------------------------------------------------------------
def test_what_is_written_is_shown_among_what_is_published(writer: Client) -> None:
    text = published("lesson:alpha").replace("title: Alpha", "title: Aleph").replace("The words of the note.", "New.")
    shown = live(writer, "lesson:alpha", text)
    assert "<h1>Aleph</h1>" in shown["html"]
    assert "New." in shown["html"]
    assert "Beta" in shown["html"]
    assert (shown["title"], shown["minutes"], shown["n_words"] > 0) == ("Aleph", 10, True)
    module = live(writer, "module:one", published("module:one").replace("[alpha, beta]", "[beta, alpha]"))
    assert module["html"].index("Beta</a>") < module["html"].index("Alpha</a>")


def test_a_lesson_that_was_never_published_stands_behind_the_others_of_its_module(writer: Client) -> None:
    found = written(
        "lesson:delta",
        "---\nid: delta\ntitle: Delta\nsummary: New.\nminutes: 5\nobjectives: [count]\n---\n\nA new lead.\n",
    )
    written("module:one", published("module:one").replace("[alpha, beta]", "[alpha, beta, delta]"))
    html = page(writer, found)
    assert "Lesson 3 of 3 · 5 minutes" in html
    assert "A new lead." in html
    assert "Count to three." in html


def test_mistakes_come_with_their_line_in_the_words_of_load_content(writer: Client) -> None:
    shown = live(writer, "lesson:beta", published("lesson:beta").replace("[the law]", "[[nothing]] [the law]"))
    wrong = [problem for problem in shown["problems"] if not problem["is_warning"]]
    assert wrong == [
        {
            "line": 13,
            "what": "unknown term [[nothing]]",
            "mend": "add it to glossary.md or correct its id",
            "is_warning": False,
        }
    ]


@pytest.mark.parametrize(
    "text", ["", "---\n", "no front matter", "---\nid: [\n---\n", "\x00", "---\nid: beta\n---\n" + "> " * 500]
)
@pytest.mark.parametrize("key", PAGES)
def test_a_text_that_cannot_be_read_shows_nothing_and_says_why(key: str, text: str, writer: Client) -> None:
    shown = live(writer, key, text)
    assert shown["problems"]


def test_hostile_words_are_sanitised(writer: Client) -> None:
    """P19"""
    text = (
        published("lesson:gamma")
        + '\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n<img src=x onerror="x">\n'
    )
    shown = live(writer, "lesson:gamma", text)
    assert not re.search(r"<script|javascript:|<img|<[^>]+onerror", shown["html"] or "")


# --- without a trace, and without a key ----------------------------------------------------------------------------
def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_a_preview_writes_nothing(writer: Client) -> None:
    before, texts = rows(), list(Document.objects.order_by("pk").values())
    for key in PAGES:
        page(writer, key, on="2026-12-03")
        live(writer, key, published(key), answers="1")
    assert rows() == before
    assert list(Document.objects.order_by("pk").values()) == texts


def leaks(html: str) -> set[str]:
    low = unescape(html).lower()
    return {canary for canary in CANARIES | {"kestrel-"} if canary in low}


def test_no_key_is_in_a_preview_unless_it_is_asked_for(writer: Client) -> None:
    """P13"""
    for key in ("quiz:exam", "quiz:drill", "lesson:beta"):
        assert leaks(page(writer, key)) == set()
        assert leaks(live(writer, key, published(key))["html"]) == set()
        assert leaks(page(writer, key, answers="1")) == set()
    assert leaks(live(writer, "quiz:exam", published("quiz:exam"), answers="1")["html"]) == CANARIES - NEVER_SHOWN
    # What is asked of a lesson is judged in its page; its key stays with the text.
    assert leaks(live(writer, "lesson:beta", published("lesson:beta"), answers="1")["html"]) == set()


# --- as whom, and when ---------------------------------------------------------------------------------------------
@pytest.fixture
def cohort(course: Course) -> Cohort:
    return a_cohort(begins_on=date(2026, 11, 30), daily_minutes=30)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-11-20", ["on 20 November 2026, before the first day, 30 November 2026", "due by Monday, 30 November."]),
        ("2026-11-30", ["of Autumn sees it on 30 November 2026", "It is due by Monday, 30 November."]),
        ("2026-12-03", ["on 3 December 2026", "It was due on Monday, 30 November, and is late.", "behind"]),
    ],
)  # fmt: skip
def test_a_learner_of_a_cohort_on_a_day(on: str, words: list[str], cohort: Cohort, writer: Client) -> None:
    html = " ".join(page(writer, "lesson:alpha", on=on, cohort=str(cohort.pk)).split())
    for each in words:
        assert each in html


@pytest.mark.parametrize("on", ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "\x00"])
def test_what_is_no_day_is_told_and_is_today(on: str, writer: Client) -> None:
    html = page(writer, "lesson:alpha", on=on)
    assert "This is today." in html


@pytest.mark.parametrize("cohort", ["0", "x", "-1", "9" * 30, "²"])
def test_a_cohort_that_is_not_the_course_s_is_as_if_not_there(cohort: str, writer: Client) -> None:
    assert writer.get(address("preview", "lesson:alpha"), {"cohort": cohort}).status_code == 404


def test_a_cohort_of_another_course_is_as_if_not_there(writer: Client) -> None:
    other = a_cohort("Elsewhere", slug=another_course().slug)
    assert writer.get(address("preview", "lesson:alpha"), {"cohort": str(other.pk)}).status_code == 404


# --- who, and in what frame ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "edit_status"),
    [
        ("visitor", "302"),
        ("learner", "302"),
        ("staff", "404"),
        ("instructor elsewhere", "404"),
        ("instructor", "200"),
        ("admin", "200"),
    ],
)
def test_nobody_but_those_who_teach_the_course_gets_in(who: str, edit_status: str, course: Course) -> None:
    """P15, P16"""
    client = somebody(who)
    for name in ("edit", "preview"):
        assert str(client.get(address(name, "lesson:alpha")).status_code) == edit_status, name
    wanted = {"200": "400"}.get(edit_status, edit_status)
    assert str(client.post(address("draft", "lesson:alpha")).status_code) == wanted
    assert str(client.post(address("preview", "lesson:alpha"), {"text": ""}).status_code) == edit_status
    assert Document.objects.filter(draft__isnull=False).count() == 0


def test_what_is_retired_or_missing_is_not_there(writer: Client) -> None:
    Document.objects.filter(slug="gamma").update(retired_at=timezone.now())
    for name in ("edit", "preview"):
        assert writer.get(address(name, "lesson:gamma")).status_code == 404
        assert writer.get(reverse(f"authoring:{name}", args=[999_999])).status_code == 404


def test_the_preview_alone_may_be_framed_and_is_sandboxed(writer: Client) -> None:
    """P20"""
    answer = writer.get(address("preview", "lesson:alpha"))
    policy = answer["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert answer["Cache-Control"].startswith("max-age=0")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    for path in (address("edit", "lesson:alpha"), "/courses/tiny/lessons/alpha/", "/admin/"):
        other = writer.get(path)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert "sandbox" not in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"


def test_other_methods_are_refused(writer: Client) -> None:
    for name, methods in {"edit": ("POST", "PUT"), "draft": ("GET", "PUT"), "preview": ("PUT", "DELETE")}.items():
        for method in methods:
            assert writer.generic(method, address(name, "lesson:alpha")).status_code == 405
