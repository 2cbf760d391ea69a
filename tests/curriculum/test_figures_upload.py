"""Uploading figures: names, the same again, replacing, and taking away."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from curriculum.actions.figures import NameTaken, delete_figure
from curriculum.actions.publish import Refused
from curriculum.models import Asset, AssetRevision, Course, Lesson, Revision
from curriculum.source.tree import read_tree
from tests.curriculum.images import picture, with_metadata
from tests.curriculum.rows import document, dump, load, publish, published, upload
from tests.curriculum.trees import SVG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
OTHER = SVG.replace("M0 0H9", "M1 1H8")
WORDS = "A hill that rises to the right"


def refusal(name: str, content: bytes | str, **options: Any) -> list[str]:
    """Why it is refused; nothing at all is stored."""
    before = dump()
    with pytest.raises(Refused) as refused:
        upload(name, content, **options)
    assert dump() == before
    return [str(problem) for problem in refused.value.problems]


# --- what is stored ------------------------------------------------------------------------------------------------
def test_a_drawing_is_stored_as_text_and_a_picture_as_bytes() -> None:
    drawn, photo = upload("valley.svg", SVG).asset, upload("photo.JPG", with_metadata("JPEG")).asset
    assert (drawn.path, drawn.text, drawn.is_drawing) == ("figures/valley.svg", SVG, True)
    assert (photo.path, photo.text, photo.is_drawing) == ("figures/photo.webp", "", False)
    assert photo.revision is not None and bytes(photo.revision.content or b"")[8:12] == b"WEBP"
    assert (drawn.loaded_sha256, photo.loaded_sha256) == ("", "")


def test_a_picture_s_kind_is_told_by_its_bytes_and_not_by_its_name() -> None:
    assert upload("valley.png", SVG).asset.path == "figures/valley.svg"
    assert upload("photo.svg", picture("JPEG")).asset.path == "figures/photo.webp"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Holiday Photo (1).PNG", "figures/holiday-photo-1.svg"),
        ("../../etc/passwd", "figures/passwd.svg"),
        ("C:\\Users\\x\\a_b.svg", "figures/a-b.svg"),
        ("..", "figures/figure.svg"),
        ("", "figures/figure.svg"),
        ("  ", "figures/figure.svg"),
        ("\x00\x1b[2J", "figures/2j.svg"),
        ("фигура.svg", "figures/figure.svg"),
        ("Größe.svg", "figures/groe.svg"),
        (".htaccess", "figures/htaccess.svg"),
        ("a" * 300, f"figures/{'a' * 60}.svg"),
        ("con.svg.exe", "figures/consvgexe.svg"),
    ],
)
def test_a_name_is_made_safe(name: str, path: str) -> None:
    assert upload(name, SVG).asset.path == path


def test_the_same_again_changes_nothing() -> None:
    upload("valley", SVG)
    before = dump()
    upload("valley", SVG)
    assert dump() == before


def test_another_figure_of_that_name_is_never_overwritten_unasked() -> None:
    upload("valley", SVG)
    assert refusal("valley", OTHER) == [
        "figures/valley.svg: another figure has this name; choose another name, or replace it"
    ]
    with pytest.raises(NameTaken):
        upload("hill", OTHER)


def test_what_is_replaced_stays_among_the_revisions(db: None) -> None:
    upload("valley", SVG)
    upload("valley", OTHER, replace=True)
    upload("valley", SVG, replace=True)
    assert list(AssetRevision.objects.filter(path="figures/valley.svg").values_list("text", flat=True)) == [
        SVG, OTHER, SVG,
    ]  # fmt: skip


def test_what_was_loaded_before_there_were_revisions_is_kept_too() -> None:
    Asset.objects.update(revision=None)
    AssetRevision.objects.all().delete()
    upload("hill", OTHER, replace=True)
    assert list(AssetRevision.objects.order_by("pk").values_list("text", "origin")) == [
        (SVG, "file"),
        (OTHER, "admin"),
    ]


def test_pages_that_show_a_figure_show_the_new_one_at_once() -> None:
    edition = Course.objects.get(slug="tiny").edition
    upload("hill", OTHER, replace=True)
    assert "M1 1H8" in Lesson.objects.get(slug="alpha").body_html
    assert Course.objects.get(slug="tiny").edition == edition + 1
    assert "M1 1H8" in Client().get("/courses/tiny/lessons/alpha/").content.decode()


def test_a_figure_that_no_page_shows_publishes_nothing() -> None:
    edition = Course.objects.get(slug="tiny").edition
    upload("valley", SVG)
    upload("valley", OTHER, replace=True)
    assert Course.objects.get(slug="tiny").edition == edition


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "x: the file is empty; choose another"),
        (b"words", "x: the file is neither a picture nor a drawing; upload an SVG, PNG, JPEG, WebP or GIF"),
        (b"<svg", "figures/x.svg:1: the figure is not valid XML (unclosed token); correct the SVG"),
        (b"<svg>\n\xff</svg>", "figures/x.svg:2: byte 6 is not UTF-8; save the file as UTF-8"),
        (SVG.encode("utf-16"), "x: the file is neither a picture nor a drawing; upload an SVG, PNG, JPEG, WebP or GIF"),
        (
            b"<html><script>alert(1)</script></html>",
            "figures/x.svg:1: the figure does not begin with <svg> in its namespace; "
            'write <svg xmlns="http://www.w3.org/2000/svg" \u2026>',
        ),
    ],
)
def test_what_is_no_figure_is_refused(content: bytes, expected: str) -> None:
    assert refusal("x", content) == [expected]


def test_a_course_has_room_for_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curriculum.actions.figures.MAX_FIGURES", 1)
    assert refusal("valley", SVG) == [
        "figures/valley.svg: the course has 1 figures already; remove those that no text shows"
    ]
    upload("hill", OTHER, replace=True)


@pytest.mark.parametrize(("limit", "content"), [("MAX_DRAWING_BYTES", SVG), ("MAX_PICTURE_BYTES", picture())])
def test_a_course_has_room_for_so_much(monkeypatch: pytest.MonkeyPatch, limit: str, content: str | bytes) -> None:
    upload("first", picture("JPEG"))
    monkeypatch.setattr(f"curriculum.actions.figures.{limit}", 100)
    assert "take more than 100 bytes" in refusal("x", content)[0]


def test_what_was_uploaded_is_exported_and_loads_as_it_is(loaded: Path) -> None:
    upload("photo", picture("JPEG"))
    upload("valley", SVG)
    for name in ("photo.webp", "valley.svg"):
        key = "lesson:gamma"
        publish(key, published(key) + f"\n![{WORDS}](../figures/{name})\n")
    call_command("export_content", str(loaded.parent), "--force", stdout=StringIO())
    assert read_tree(loaded).problems == ()
    assert load(loaded) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    assert set(Asset.objects.exclude(loaded_sha256="").values_list("path", flat=True)) == {
        "figures/hill.svg", "figures/photo.webp", "figures/valley.svg",
    }  # fmt: skip


# --- taking away ---------------------------------------------------------------------------------------------------
def delete(path: str) -> list[str]:
    try:
        delete_figure(Course.objects.get(slug="tiny").pk, path)
    except Refused as refused:
        return [str(problem) for problem in refused.problems]
    return []


def test_a_figure_that_nobody_shows_can_be_taken_away_and_its_revisions_stay() -> None:
    upload("valley", SVG)
    assert delete("figures/valley.svg") == []
    assert not Asset.objects.filter(path="figures/valley.svg").exists()
    assert AssetRevision.objects.filter(path="figures/valley.svg").exists()


@pytest.mark.parametrize(
    "shown",
    ["![{}](../figures/valley.svg)", "![{}][v]\n\n[v]: ../figures/valley.svg", "![{}](<../figures/valley.svg>)"],
)
def test_a_figure_that_a_text_shows_stays(shown: str) -> None:
    upload("valley", SVG)
    publish("lesson:gamma", published("lesson:gamma") + f"\n{shown.format(WORDS)}\n")
    assert delete("figures/valley.svg") == [
        "figures/valley.svg: shown in two/gamma.md; take it out of the text, and out of its draft, first"
    ]


def test_a_figure_that_a_draft_shows_stays() -> None:
    upload("valley", SVG)
    gamma = document("lesson:gamma")
    text = published("lesson:gamma") + f"\n![{WORDS}](../figures/valley.svg)\n"
    gamma.draft = Revision.objects.create(
        document=gamma, number=9, text=text, sha256="x", origin="admin", made_at=timezone.now()
    )
    gamma.save()
    assert delete("figures/valley.svg")[0].startswith("figures/valley.svg: shown in two/gamma.md")


def test_a_figure_that_comes_from_a_file_goes_with_it() -> None:
    publish("lesson:alpha", re.sub(r"!\[.*\n", "", published("lesson:alpha")))
    assert delete("figures/hill.svg") == [
        "figures/hill.svg: it comes from a file; remove the file, and load the course"
    ]
