"""Pictures in a course's folder: read by their heads, shown in a page, loaded, served and exported as they are."""

import re
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from PIL import Image

from curriculum.markup.picture import ENDINGS, MAX_BYTES, Picture, read_picture, size_of
from curriculum.markup.problem import Mistake
from curriculum.models import Asset, AssetRevision, Lesson
from curriculum.source.tree import read_tree
from tests.curriculum.images import picture, png
from tests.curriculum.rows import load, refused
from tests.curriculum.trees import FIGURES, lesson, read, varied, write

PHOTO = picture("WEBP")
WORDS = "A field, red on the left and blue on the right"
SHOWN = lesson(f'The last lead.\n\n![{WORDS}](../figures/field.webp "A field.")\n')
ADDRESS = f"/courses/tiny/figures/{sha256(PHOTO).hexdigest()}.webp"


def with_photo(folder: Path, content: bytes = PHOTO, name: str = "field.webp") -> Path:
    write(folder, SHOWN)
    (folder / "figures" / name).write_bytes(content)
    return folder


# --- heads ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [(1, 1), (40, 20), (4096, 3), (257, 300)])
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True}), ("JPEG", {"exif": b"Exif\0\0" + bytes(500)}),
        ("WEBP", {}), ("WEBP", {"lossless": True}), ("WEBP", {"exif": b"Exif\0\0" + bytes(50)}), ("GIF", {}),
    ],
)  # fmt: skip
def test_the_size_is_read_from_the_head(kind: str, options: dict[str, Any], size: tuple[int, int]) -> None:
    assert size_of(picture(kind, size, **options)) == size


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_head_cut_anywhere_is_a_mistake_and_never_a_crash(kind: str) -> None:
    content = picture(kind)
    for end in range(min(len(content), 700)):
        try:
            size_of(content[:end])
        except Mistake:
            continue


def moving(kind: str) -> bytes:
    into = BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(into, kind, save_all=True, append_images=frames[1:])
    return into.getvalue()


WHOLE = "the picture is cut short, moves, or something follows it"


@pytest.mark.parametrize(
    ("content", "suffix", "expected"),
    [
        (b"words", ".png", "the file is no picture"),
        (b"<svg/>", ".png", "the file is no picture"),
        (b"", ".webp", "the file is no picture"),
        (picture("GIF"), ".png", "the file is a GIF"),
        (picture("JPEG"), ".png", "the file is a JPEG and ends in .png"),
        (picture("PNG"), ".webp", "the file is a PNG and ends in .webp"),
        (picture("PNG") + bytes(MAX_BYTES), ".png", f"the picture has {len(picture('PNG')) + MAX_BYTES:,} bytes"),
        (png(5000, 5), ".png", "the picture is 5000 × 5"),
        (png(0, 5), ".png", "the picture cannot be read"),
        (picture("PNG") + b"<script>", ".png", WHOLE),
        (picture("JPEG") + b"<script>", ".jpg", WHOLE),
        (picture("WEBP") + b"<script>", ".webp", WHOLE),
        (picture("PNG")[:-9], ".png", WHOLE),
        (picture("JPEG")[:-9], ".jpeg", WHOLE),
        (picture("WEBP")[:-9], ".webp", WHOLE),
        (moving("PNG"), ".png", WHOLE),
        (moving("WEBP"), ".webp", WHOLE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_picture_of_a_course_is_refused(content: bytes, suffix: str, expected: str) -> None:
    with pytest.raises(Mistake) as caught:
        read_picture(content, suffix)
    assert caught.value.what == expected


# --- texts ---------------------------------------------------------------------------------------------------------
def test_a_picture_stands_in_the_page_with_its_size_and_its_words() -> None:
    found = Picture("a" * 64, "image/webp", 40, 20)
    reading = read(SHOWN, {**FIGURES, "figures/field.webp": found})
    assert reading.problems == () and reading.course is not None
    html = reading.course.modules[1].lessons[0].body.html
    assert re.findall("<figure>.*</figure>", html) == [
        f'<figure><img src="/courses/tiny/figures/{"a" * 64}.webp" alt="{WORDS}" '
        'width="40" height="20" loading="lazy" decoding="async"><figcaption>A field.</figcaption></figure>'
    ]


def test_a_picture_without_words_is_a_mistake() -> None:
    texts = lesson("The last lead.\n\n![](../figures/field.webp)\n")
    problems = read(texts, {**FIGURES, "figures/field.webp": Picture("a" * 64, "image/webp", 40, 20)}).errors
    assert [problem.what for problem in problems] == [
        "the figure ../figures/field.webp has no alternative text to speak of"
    ]


def test_what_a_text_shows_from_another_site_is_a_mistake_and_is_not_fetched() -> None:
    reading = read(lesson("The last lead.\n\n![A field, red on the left](https://example.org/a.png)\n"))
    assert [problem.what for problem in reading.errors] == ["the figure https://example.org/a.png is not there"]


# --- folders -------------------------------------------------------------------------------------------------------
def test_pictures_are_read_beside_drawings(tmp_path: Path) -> None:
    found = read_tree(with_photo(tmp_path / "tiny"))
    assert found.problems == ()
    assert found.pictures == {"figures/field.webp": PHOTO}
    assert found.figures.keys() == {"figures/hill.svg", "figures/field.webp"}


def test_a_picture_that_is_none_is_a_mistake_of_that_file_alone(tmp_path: Path) -> None:
    folder = with_photo(tmp_path / "tiny", b"<script>alert(1)</script>")
    assert [str(problem) for problem in read_tree(folder).problems] == [
        "tiny/figures/field.webp: the file is no picture; save it as PNG, JPEG or WebP, or upload it in the admin"
    ]


def test_pictures_have_a_budget_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curriculum.source.tree.MAX_PICTURE_BYTES", 10)
    assert [problem.what for problem in read_tree(with_photo(tmp_path / "tiny")).problems] == [
        "the course has more than 10 bytes of pictures"
    ]


@pytest.mark.django_db
def test_a_course_with_pictures_goes_in_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    folder = with_photo(tmp_path / "tiny")
    load(folder)
    asset = Asset.objects.get(path="figures/field.webp")
    assert (asset.sha256, asset.loaded_sha256, asset.n_bytes) == (sha256(PHOTO).hexdigest(),) * 2 + (len(PHOTO),)
    assert ADDRESS in Lesson.objects.get(slug="gamma").body_html
    call_command("export_content", str(tmp_path / "out"), stdout=StringIO())
    there, back = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*.*")} for f in (folder, tmp_path / "out/tiny"))
    assert back == there
    assert load(tmp_path / "out") == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    call_command("export_content", str(tmp_path / "out"), "--force", stdout=StringIO())


@pytest.mark.django_db
def test_a_picture_that_changes_changes_the_page_and_the_old_one_can_still_be_had(tmp_path: Path) -> None:
    """P7: a past attempt shows what it showed."""
    load(with_photo(tmp_path / "tiny"))
    load(with_photo(tmp_path / "tiny", picture("WEBP", (50, 20))))
    html = Lesson.objects.get(slug="gamma").body_html
    assert ADDRESS not in html and 'width="50"' in html
    assert Client().get(ADDRESS).content == PHOTO
    assert AssetRevision.objects.filter(path="figures/field.webp").count() == 2


@pytest.mark.django_db
def test_a_bad_picture_changes_nothing(tmp_path: Path) -> None:
    load(with_photo(tmp_path / "tiny"))
    write(tmp_path / "tiny", varied("one/alpha.md", "title: Alpha", "title: New"))
    (tmp_path / "tiny" / "figures" / "bad.png").write_bytes(PHOTO)
    assert refused(lambda: load(tmp_path / "tiny")) == "1 mistake; nothing was changed"


# --- the address ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_picture_may_be_kept_for_ever_and_can_do_nothing(tmp_path: Path) -> None:
    load(with_photo(tmp_path / "tiny"))
    answer = Client().get(ADDRESS, headers={"accept-encoding": "gzip, br"})
    assert (answer.status_code, answer.content) == (200, PHOTO)
    headers = ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Content-Security-Policy", "ETag")
    assert [answer.headers[name] for name in headers] == [
        "image/webp",
        "public, max-age=31536000, immutable",
        "nosniff",
        "default-src 'none'; sandbox",
        f'"{sha256(PHOTO).hexdigest()}"',
    ]
    assert {"Set-Cookie", "Vary", "Content-Encoding"}.isdisjoint(answer.headers)
    again = Client().get(ADDRESS, headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().head(ADDRESS).status_code == 200
    assert Client().post(ADDRESS).status_code == 405


@pytest.mark.django_db
def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    load(with_photo(tmp_path / "tiny"))
    drawing = Asset.objects.get(path="figures/hill.svg").sha256
    name = ADDRESS.rpartition("/")[2]
    for address in (
        ADDRESS[:-4] + "png",
        ADDRESS[:-5],
        ADDRESS + ".webp",
        ADDRESS.replace("tiny", "other"),
        ADDRESS.replace(name, name.upper()),
        ADDRESS.replace(name, "0" * 64 + ".webp"),
        ADDRESS.replace(name, "%00.webp"),
        ADDRESS.replace(name, "..%2f..%2fsettings.webp"),
        f"/courses/tiny/figures/{drawing}.svg",
        f"/courses/tiny/figures/{drawing}.webp",
        "/courses/tiny/figures/",
    ):
        assert Client().get(address).status_code == 404, address


@pytest.mark.django_db
def test_with_the_course_its_pictures_are_gone(tmp_path: Path) -> None:
    load(with_photo(tmp_path / "tiny"))
    load(tmp_path / "tiny", "--retire", "tiny")
    assert Client().get(ADDRESS).status_code == 404


def test_every_type_that_is_stored_has_an_ending() -> None:
    assert sorted(ENDINGS.values()) == ["jpg", "png", "webp"]
