"""Uploaded pictures are written anew: upright, small, and with nothing in them but pixels (P19, P24)."""

import zlib
from io import BytesIO

import pytest
from PIL import Image

from curriculum.markup.picture import read_picture
from curriculum.markup.problem import Mistake
from curriculum.pixels import MAX_PIXELS, reencoded
from tests.curriculum.images import LEFT, RIGHT, SECRET, opened, picture, png, with_metadata

READ = "the picture cannot be read"


def refusal(content: bytes) -> str:
    with pytest.raises(Mistake) as caught:
        reencoded(content)
    return caught.value.what


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_comes_out_as_one_that_a_folder_may_hold(kind: str) -> None:
    data, found = reencoded(picture(kind))
    assert read_picture(data, f".{found.name.rpartition('.')[2]}") == found
    assert (found.width, found.height) == opened(data).size == (40, 20)
    left, right = (opened(data).convert("RGB").getpixel(place) for place in ((4, 10), (35, 10)))
    for seen, meant in ((left, LEFT), (right, RIGHT)):
        assert isinstance(seen, tuple)
        assert all(abs(one - other) < 30 for one, other in zip(seen, meant, strict=True))


def test_what_was_exact_stays_exact() -> None:
    data, _ = reencoded(picture("PNG"))
    assert opened(data).convert("RGB").getpixel((19, 10)) == LEFT


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_places_and_cameras_do_not_come_along(kind: str) -> None:
    given = with_metadata(kind)
    assert SECRET in given
    data, _ = reencoded(given)
    assert SECRET not in data
    assert dict(opened(data).getexif()) == {}


@pytest.mark.parametrize(("orientation", "size"), [(1, (40, 20)), (3, (40, 20)), (6, (20, 40)), (8, (20, 40))])
def test_a_photograph_that_lies_on_its_side_is_turned(orientation: int, size: tuple[int, int]) -> None:
    data, found = reencoded(with_metadata("JPEG", orientation))
    assert (found.width, found.height) == opened(data).size == size
    corner = opened(data).convert("RGB").getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert (corner[0] > corner[2]) == (orientation in {1, 6})


@pytest.mark.parametrize(
    ("size", "expected"), [((1700, 10), (1600, 9)), ((3200, 1000), (1600, 500)), ((10, 5000), (8, 4096))]
)
def test_what_is_too_large_to_read_is_made_smaller(size: tuple[int, int], expected: tuple[int, int]) -> None:
    data, found = reencoded(picture("JPEG", size))
    assert (found.width, found.height) == opened(data).size == expected


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "L"), ("JPEG", "CMYK"), ("JPEG", "L")],
)
def test_every_way_to_keep_pixels_is_read(kind: str, mode: str) -> None:
    data, _ = reencoded(picture(kind, mode=mode))
    assert opened(data).mode in {"RGB", "RGBA"}


def test_sixteen_bits_of_grey_become_eight() -> None:
    into = BytesIO()
    Image.new("I;16", (4, 4), 32768).save(into, "PNG")
    assert opened(reencoded(into.getvalue())[0]).convert("RGB").getpixel((1, 1)) == (128, 128, 128)


def test_what_is_see_through_stays_so() -> None:
    into = BytesIO()
    Image.new("RGBA", (4, 4), (9, 9, 9, 0)).save(into, "PNG")
    assert opened(reencoded(into.getvalue())[0]).convert("RGBA").getpixel((1, 1))[3] == 0  # type: ignore[index]


def test_of_what_moves_the_first_frame_is_kept() -> None:
    into = BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in (LEFT, RIGHT)]
    frames[0].save(into, "GIF", save_all=True, append_images=frames[1:])
    data, _ = reencoded(into.getvalue())
    assert getattr(opened(data), "n_frames", 1) == 1
    assert opened(data).convert("RGB").getpixel((1, 1)) == LEFT


def test_the_same_comes_out_of_the_same() -> None:
    assert reencoded(picture("JPEG")) == reencoded(picture("JPEG"))


def test_a_picture_that_claims_to_be_vast_is_refused_by_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb: a few bytes, and gigabytes once drawn."""
    monkeypatch.setattr(Image, "open", lambda *_args, **_kwargs: pytest.fail("it was opened"))
    assert refusal(png(50_000, 50_000)) == "the picture is 50,000 × 50,000, 2,500 megapixels"
    assert len(png(50_000, 50_000)) < 100


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG", "GIF"])
def test_each_type_has_its_limit(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curriculum.pixels.MAX_PIXELS", dict.fromkeys(MAX_PIXELS, 40 * 20 - 1))
    assert refusal(picture(kind)) == "the picture is 40 × 20, 0 megapixels"


def test_a_photograph_in_a_thousand_scans_is_refused() -> None:
    content = picture("JPEG", progressive=True)
    reencoded(content)
    place = content.rindex(b"\xff\xda")
    assert refusal(content[:place] + content[place:-2] * 30 + content[-2:]) == READ


def test_too_many_bytes_are_refused_unread() -> None:
    assert refusal(picture() + bytes(9 * 1024 * 1024)).startswith("the picture has 9,4")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"words", b"%PDF-1.7", b"<html>", b"BM" + bytes(60), b"II*\x00" + bytes(60), b"PK\x03\x04",
        b"\x00\x00\x01\x00" + bytes(60), b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
)  # fmt: skip
def test_another_kind_of_file_is_refused(content: bytes) -> None:
    assert refusal(content) == "the file is neither a picture nor a drawing"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_cut_anywhere_is_refused_and_never_a_crash(kind: str) -> None:
    content = picture(kind)
    for end in range(4, len(content) - 12, max(1, len(content) // 40)):
        try:
            reencoded(content[:end])
        except Mistake:
            continue


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_with_any_byte_changed_is_no_crash(kind: str) -> None:
    content = picture(kind)
    for place in range(4, len(content), max(1, len(content) // 60)):
        try:
            reencoded(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        except Mistake:
            continue


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04" + bytes(50), b"<?php x ?>"])
def test_what_follows_a_picture_does_not_come_along(tail: bytes) -> None:
    data, _ = reencoded(picture("JPEG") + tail)
    assert tail not in data


def test_a_text_inside_that_swells_is_refused() -> None:
    swollen = b"k\0\0" + zlib.compress(bytes(80_000_000))
    assert refusal(png(1, 1, (b"zTXt", swollen), data=b"\0\0\0\0")) == READ
