"""The page of a course's figures, for whoever may write the course: uploading, the list, and taking away."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from curriculum.models import Asset, AssetRevision, Course, Document
from tests.curriculum.images import picture
from tests.curriculum.rows import document, dump, upload
from tests.curriculum.trees import SVG
from tests.people import PEOPLE, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
OTHER = SVG.replace("M0 0H9", "M1 1H8")
WORDS = "A hill that rises to the right"


def page(suffix: str = "") -> str:
    return f"/admin/curriculum/course/{Course.objects.get(slug='tiny').pk}/figures/{suffix}"


def send(client: Client, content: bytes | str, filename: str = "valley.svg", **fields: Any) -> Any:
    headers = {"accept": "application/json"} if fields.pop("as_json", False) else {}
    file = SimpleUploadedFile(filename, content.encode() if isinstance(content, str) else content)
    return client.post(page(), {"alternative": WORDS, "file": file, **fields}, headers=headers)


def test_an_upload_is_stored_in_its_author_s_name_and_told() -> None:
    client = somebody("instructor")
    answer = send(client, SVG.replace("<path", "<script/><path"))
    assert answer.status_code == 302
    html = client.get(answer.headers["Location"]).content.decode()
    assert "Stored: figures/valley.svg." in html and "Taken out of the drawing: &lt;script&gt;." in html
    assert f"![{WORDS}](../figures/valley.svg)" in html
    revision = AssetRevision.objects.get(path="figures/valley.svg")
    assert (revision.origin, revision.author) == ("admin", User.objects.get(is_staff=True))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"alternative": ""}, ["Alternative text: This field is required."]),
        ({"alternative": "A hill"}, ["Alternative text: Ensure this value has at least 15 characters (it has 6)."]),
        ({"alternative": WORDS + "\x00"}, ["Alternative text: Null characters are not allowed."]),
        ({"alternative": "x" * 601}, ["Alternative text: Ensure this value has at most 600 characters (it has 601)."]),
        ({"name": "x" * 61}, ["Name: Ensure this value has at most 60 characters (it has 61)."]),
        ({"name": "a\x00"}, ["Name: Null characters are not allowed."]),
        ({"file": "words"}, ["File: This field is required."]),
        (
            {"name": "Hill"},
            ["Name: figures/hill.svg: another figure has this name; choose another name, or replace it"],
        ),
    ],
)
def test_a_mistake_is_told_beside_its_field(fields: dict[str, str], expected: list[str]) -> None:
    client = somebody("instructor")
    before = dump("last_login")
    answer = send(client, OTHER, as_json=True, **fields)
    assert (answer.status_code, json.loads(answer.content)) == (400, {"errors": expected})
    html = send(client, OTHER, **fields)
    assert html.status_code == 400 and "Nothing was stored." in html.content.decode()
    assert dump("last_login") == before


def test_a_file_that_is_too_large_is_refused() -> None:
    answer = send(somebody("instructor"), bytes(8 * 1024 * 1024 + 1), as_json=True)
    assert json.loads(answer.content)["errors"] == ["File: The file has 8,388,609 bytes; keep it below 8,388,608."]


@pytest.mark.parametrize(
    ("key", "expected"),
    [("lesson:gamma", "../figures/valley.svg"), ("course:tiny", "figures/valley.svg"), (None, "../figures/valley.svg")],
)
def test_the_editor_gets_what_its_text_would_write(key: str | None, expected: str) -> None:
    fields = {"for": str(document(key).pk)} if key else {}
    answer = send(somebody("instructor"), SVG.replace("<path", "<script/><path"), as_json=True, **fields)
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.content) == {
        "path": expected,
        "markdown": f"![{WORDS}]({expected})",
        "removed": ["<script>"],
    }


@pytest.mark.parametrize("given", ["0", "-1", "x", "٣", "9" * 30, "1; drop", "\x00"])
def test_a_text_that_is_not_of_the_course_is_not_found(given: str) -> None:
    client = somebody("instructor")
    assert send(client, SVG, **{"for": given}).status_code == 404
    assert client.get(page(), {"for": given}).status_code == 404


def test_a_text_of_another_course_is_not_found() -> None:
    other = Course.objects.create(slug="other", title="Other", summary="Other.")
    text = Document.objects.create(course=other, kind="lesson", slug="x", path="x/x.md")
    assert send(somebody("instructor"), SVG, **{"for": str(text.pk)}).status_code == 404


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_may_write_the_course_sees_and_changes_its_figures(who: str) -> None:
    """P15, P16"""
    client = somebody(who)
    may = who in {"instructor", "admin"}
    before = dump()
    got, sent = client.get(page()), send(client, SVG)
    removed = client.post(page("delete/"), {"path": "figures/valley.svg"})
    if may:
        assert (got.status_code, sent.status_code, removed.status_code) == (200, 302, 302)
        return
    enters = who in {"instructor elsewhere", "staff"}
    assert {answer.status_code for answer in (got, sent, removed)} == ({404} if enters else {302})
    if not enters:
        assert all("/login/" in answer.headers["Location"] for answer in (got, sent, removed))
    assert dump() == before


def test_teaching_the_course_without_the_right_to_write_it_is_not_enough() -> None:
    client = somebody("instructor")
    User.objects.get(is_staff=True).groups.clear()
    assert (client.get(page()).status_code, send(client, SVG).status_code) == (404, 404)


def test_a_form_of_another_site_changes_nothing() -> None:
    """P21"""
    client = Client(enforce_csrf_checks=True)
    somebody("instructor")
    client.force_login(User.objects.get(is_staff=True))
    assert send(client, SVG).status_code == 403
    assert client.post(page("delete/"), {"path": "figures/hill.svg"}).status_code == 403


def test_a_get_takes_nothing_away() -> None:
    """P21"""
    upload("valley", SVG)
    before = dump()
    assert somebody("admin").get(page("delete/"), {"path": "figures/valley.svg"}).status_code == 302
    assert dump() == before


@pytest.mark.parametrize("path", ["figures/none.svg", "\x00", "", "x" * 5000])
def test_taking_away_what_is_not_there_says_so(path: str) -> None:
    client = somebody("instructor")
    assert client.post(page("delete/"), {"path": path}, follow=True).status_code == 200


def test_a_figure_that_is_shown_is_not_taken_away_by_the_page() -> None:
    client = somebody("instructor")
    html = client.post(page("delete/"), {"path": "figures/hill.svg"}, follow=True).content.decode()
    assert "Not removed: figures/hill.svg: shown in one/alpha.md" in html
    assert Asset.objects.filter(path="figures/hill.svg").exists()


def test_the_list_is_paged_and_takes_as_many_queries_for_one_as_for_fifty() -> None:
    client = somebody("instructor")
    counts = []
    for n_more in (0, 50):
        for number in range(n_more):
            upload(f"valley-{number}", SVG)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(page()).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
    assert html.count("<copy-text>") == 24 and "Page 1 of 3" in html
    assert "figures/valley-9.svg" in client.get(page(), {"page": "99"}).content.decode()
    assert client.get(page(), {"page": "x\x00"}).status_code == 200


def test_a_picture_is_shown_by_its_address_and_a_drawing_in_place() -> None:
    upload("photo", picture())
    html = somebody("instructor").get(page()).content.decode()
    (address,) = re.findall(r'<img src="(/courses/tiny/figures/[0-9a-f]{64}\.webp)" alt=""', html)
    assert Client().get(address).headers["Content-Type"] == "image/webp"
    assert 'aria-label="figures/hill.svg"' in html
    assert "Shown in one/alpha.md" in html and "Shown nowhere" in html
