"""Uploaded pictures, decoded and encoded anew: what is stored was written here, whatever came in (P19, P24).

Only this module loads the imaging library. Metadata (places, cameras, comments, thumbnails, colour profiles) does not
come along; a photograph is turned as its metadata says, since that goes.
"""

import struct
import warnings
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

from PIL import GifImagePlugin, Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from curriculum.markup.picture import (
    GIF,
    JPEG,
    MAX_BYTES,
    MAX_SIDE,
    NAMES,
    NOT_READ,
    PNG,
    WEBP,
    Picture,
    media_type_of,
    size_of,
)
from curriculum.markup.problem import Mistake

MAX_GIVEN = 8 * 1024 * 1024
# So that no upload takes more than 200 MB. A JPEG can be decoded at a part of its size, but for one that comes in
# scans, which are all held at once; of a WebP there are three copies for a while.
MAX_PIXELS = {JPEG: 40_000_000, PNG: 20_000_000, WEBP: 10_000_000, GIF: 20_000_000}
MAX_PROGRESSIVE, MAX_SCANS, SCAN = 25_000_000, 20, b"\xff\xda"
MAX_WIDTH = 1600
# A drawing or a screen keeps every pixel, unless it is as large as a photograph is.
MAX_EXACT = 500_000
QUALITY = 82
FORMATS = {
    JPEG: JpegImagePlugin.JpegImageFile.format,
    PNG: PngImagePlugin.PngImageFile.format,
    WEBP: WebPImagePlugin.WebPImageFile.format,
    GIF: GifImagePlugin.GifImageFile.format,
}
# What the library raises at files that are not what they claim to be.
UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, struct.error)
ORIENTATION, ON_ITS_SIDE = 0x0112, frozenset({5, 6, 7, 8})
TRANSPARENT = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})


def reencoded(content: bytes) -> tuple[bytes, Picture]:
    """The picture as it is to be stored: WebP or PNG, whichever is smaller, upright, at most 1,600 pixels wide.

    Of a picture that moves, the first frame. Raises Mistake.
    """
    media_type = media_type_of(content)
    if media_type not in MAX_PIXELS:
        raise Mistake("the file is neither a picture nor a drawing", "upload an SVG, PNG, JPEG, WebP or GIF")
    if len(content) > MAX_GIVEN:
        raise Mistake(f"the picture has {len(content):,} bytes", f"keep it below {MAX_GIVEN:,}")
    _refuse_vast(media_type, *size_of(content), MAX_PIXELS[media_type])
    try:
        image = _decoded(content, media_type)
    except (*UNREADABLE, Image.DecompressionBombError) as error:
        raise NOT_READ from error
    data, kind = min(_encodings(image, is_exact=media_type in {PNG, GIF}), key=lambda found: len(found[0]))
    if len(data) > MAX_BYTES:
        raise Mistake(f"the picture takes {len(data):,} bytes", f"make it smaller; {MAX_BYTES:,} at most are stored")
    return data, Picture(sha256(data).hexdigest(), kind, *image.size)


def _refuse_vast(media_type: str, width: int, height: int, most: int) -> None:
    if width * height > most:
        what = f"the picture is {width:,} × {height:,}, {width * height / 1e6:,.0f} megapixels"
        raise Mistake(what, f"a {NAMES[media_type]} may have {most / 1e6:.0f}; make it smaller")


def _decoded(content: bytes, media_type: str) -> Image.Image:
    with warnings.catch_warnings():
        # Odd metadata is no news: it is thrown away.
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(content), formats=[FORMATS[media_type] or ""]) as image:
            # The library may read another size out of the same head.
            is_progressive = bool(image.info.get("progressive"))
            _refuse_vast(media_type, *image.size, MAX_PROGRESSIVE if is_progressive else MAX_PIXELS[media_type])
            if is_progressive and content.count(SCAN) > MAX_SCANS:
                raise NOT_READ
            image.draft("RGB", (MAX_WIDTH, MAX_WIDTH))
            image.load()
            return _small(image)


def _small(image: Image.Image) -> Image.Image:
    """Eight bits a channel, in red, green and blue, and no larger than is kept."""
    if image.mode.startswith(("I", "F")):
        # Sixteen bits of grey become eight.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    is_transparent = image.mode in TRANSPARENT or "transparency" in image.info
    if image.mode == "P":
        image = image.convert("RGBA" if is_transparent else "RGB")
    # In place, and turned when it is small: a copy of a large picture is large.
    box = (MAX_WIDTH, MAX_SIDE)
    image.thumbnail(box[::-1] if image.getexif().get(ORIENTATION, 1) in ON_ITS_SIDE else box)
    plain = ImageOps.exif_transpose(image).convert("RGBA" if is_transparent else "RGB")
    # Nothing that the file said beside its pixels.
    plain.info = {}
    return plain


def _encodings(image: Image.Image, *, is_exact: bool) -> Iterator[tuple[bytes, str]]:
    """Exact ones for what was exact; where those are large, and for photographs, one that only looks the same."""
    found = []
    if is_exact:
        found = [(_encoded(image, "WEBP", lossless=True, quality=20, method=2), WEBP)]
        found.append((_encoded(image, "PNG", compress_level=6), PNG))
    yield from found
    if not found or min(len(data) for data, _ in found) > MAX_EXACT:
        yield _encoded(image, "WEBP", quality=QUALITY, method=4), WEBP


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    into = BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()
