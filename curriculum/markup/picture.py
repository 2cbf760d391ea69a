"""Figures in pixels: what a file is by its bytes and never by its name, how large, and how a page shows it.

Only heads are read here, and nothing is decoded: loading a folder needs no imaging library, and a small file that
claims to be vast is refused before anybody draws it (P24).
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from curriculum.markup.problem import Mistake

MAX_BYTES = 2 * 1024 * 1024
MAX_SIDE = 4096
PNG, JPEG, WEBP, GIF = "image/png", "image/jpeg", "image/webp", "image/gif"
# What a figure may be stored and served as; the ending goes with the type.
ENDINGS: Mapping[str, str] = {PNG: "png", JPEG: "jpg", WEBP: "webp"}
SUFFIXES: Mapping[str, str] = {".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".webp": WEBP}
NAMES: Mapping[str, str] = {PNG: "PNG", JPEG: "JPEG", WEBP: "WebP", GIF: "GIF"}
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Frames of a JPEG, by their marks: all but those that define tables, and the arithmetic ones that browsers lack.
FRAMES = frozenset({0xC0, 0xC1, 0xC2})
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
NOT_READ = Mistake("the picture cannot be read", "open it in an image program, and save it again as PNG, JPEG or WebP")


@dataclass(frozen=True)
class Picture:
    """What is known of a picture without its bytes."""

    sha256: str
    media_type: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """The last part of its address. It is the content's own, so a browser may keep it for ever."""
        return f"{self.sha256}.{ENDINGS[self.media_type]}"


# A figure of a course: the text of a drawing, or a picture.
Figure = str | Picture


@dataclass(frozen=True)
class Shown:
    """A picture on a page: its address and its size, so that nothing moves when it comes."""

    address: str
    width: int
    height: int


def inline_picture(shown: Shown, alternative: str) -> str:
    """The picture as an element of the page; its alternative text is escaped already."""
    size = f'width="{shown.width}" height="{shown.height}"'
    return f'<img src="{shown.address}" alt="{alternative}" {size} loading="lazy" decoding="async">'


def media_type_of(content: bytes) -> str:
    """What the first bytes say; empty where they are no picture's."""
    if content.startswith(SIGNATURE):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return GIF if content[:6] in {b"GIF87a", b"GIF89a"} else ""


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height as the head says. Raises Mistake."""
    reader = READERS.get(media_type_of(content))
    try:
        width, height = reader(content) if reader else (0, 0)
    except (struct.error, IndexError) as error:
        raise NOT_READ from error
    if width < 1 or height < 1:
        raise NOT_READ
    return width, height


def read_picture(content: bytes, suffix: str) -> Picture:
    """A picture as it may stand in a course's folder, in a file that ends in `suffix`. Raises Mistake."""
    media_type = media_type_of(content)
    if media_type not in ENDINGS:
        what = "the file is a GIF" if media_type == GIF else "the file is no picture"
        raise Mistake(what, "save it as PNG, JPEG or WebP, or upload it in the admin")
    if SUFFIXES.get(suffix) != media_type:
        raise Mistake(
            f"the file is a {NAMES[media_type]} and ends in {suffix}", f"let it end in .{ENDINGS[media_type]}"
        )
    if len(content) > MAX_BYTES:
        raise Mistake(f"the picture has {len(content):,} bytes", f"keep it below {MAX_BYTES:,}")
    width, height = size_of(content)
    if max(width, height) > MAX_SIDE:
        raise Mistake(f"the picture is {width} × {height}", f"keep each side below {MAX_SIDE}")
    if not _is_whole(content, media_type):
        raise Mistake("the picture is cut short, moves, or something follows it", NOT_READ.mend)
    return Picture(sha256(content).hexdigest(), media_type, width, height)


def _png(content: bytes) -> tuple[int, int]:
    kind, width, height = struct.unpack(">4sII", content[12:24])
    return (width, height) if kind == b"IHDR" else (0, 0)


def _gif(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _webp(content: bytes) -> tuple[int, int]:
    kind, head = content[12:16], content[20:30]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", head[6:10])
    return (width & 0x3FFF, height & 0x3FFF) if kind == b"VP8 " else (0, 0)


def _jpeg(content: bytes) -> tuple[int, int]:
    place = 2
    while True:
        if content[place] != 0xFF:
            return 0, 0
        mark = content[place + 1]
        if mark == 0xFF or mark in ALONE:
            place += 1 if mark == 0xFF else 2
            continue
        if mark in FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        if length < 2:
            return 0, 0
        place += 2 + length


READERS: Mapping[str, Callable[[bytes], tuple[int, int]]] = {PNG: _png, JPEG: _jpeg, WEBP: _webp, GIF: _gif}


def _is_whole(content: bytes, media_type: str) -> bool:
    """Whether the file ends where the picture does, and stands still: what moves distracts from a text."""
    if media_type == JPEG:
        return content.endswith(b"\xff\xd9")
    if media_type == WEBP:
        moves = content[12:16] == b"VP8X" and bool(content[20] & 2)
        length = int.from_bytes(content[4:8], "little")
        return len(content) - 8 == length + length % 2 and not moves
    place = len(SIGNATURE)
    while place + 12 <= len(content):
        kind = content[place + 4 : place + 8]
        place += 12 + int.from_bytes(content[place : place + 4], "big")
        if kind in {b"IEND", b"acTL"}:
            return kind == b"IEND" and place == len(content)
    return False
