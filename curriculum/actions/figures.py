"""Figures that authors upload in the admin: made safe, stored, and taken away again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Length
from django.utils.text import slugify

from curriculum.actions.assets import Content, drawing, figures_of, places_of_figures, put_asset
from curriculum.actions.projection import project
from curriculum.actions.publish import Refused, documents_by_key, published_texts
from curriculum.actions.reading import read
from curriculum.markup.foreign import house_drawing
from curriculum.markup.picture import ENDINGS
from curriculum.markup.problem import Mistake, Problem
from curriculum.models import Asset, AssetRevision, Course
from curriculum.pixels import reencoded
from curriculum.source.mentions import where_shown
from curriculum.source.tree import MAX_BYTES, MAX_PICTURE_BYTES

FOLDER = "figures"
ENDING = re.compile(r"\.(?:svg|png|jpe?g|webp|gif)$", re.IGNORECASE)
MAX_NAME = 60
# With its texts a course stays below what a folder may hold, so that an export can be loaded again.
MAX_FIGURES = 1000
MAX_DRAWING_BYTES = MAX_BYTES // 2
MAX_SHOWN = 20


@dataclass(frozen=True)
class Upload:
    """What became of an upload; `removed` says in words what was taken out of a drawing."""

    asset: Asset
    removed: tuple[str, ...] = ()


class NameTaken(Refused):
    """Another figure has the name; with `replace` it gives way."""


def upload_figure(
    course_id: int,
    name: str,
    content: bytes,
    *,
    author_id: int | None,
    now: datetime,
    alternative: str = "",
    replace: bool = False,
) -> Upload:
    """Store the figure as figures/<name>, with the ending that its content has. Raises Refused, Course.DoesNotExist.

    What kind it is, its bytes say, not its name. The same again changes nothing; what another figure held stays among
    its revisions, and where published texts show it they are published anew with this one.
    """
    slug = _slug(name)
    # Before the course is locked: this may take a second.
    safe, ending, removed = _made_safe(slug, content)
    path = f"{FOLDER}/{slug}.{ending}"
    with transaction.atomic():
        course = Course.objects.taught().select_for_update().get(pk=course_id)
        held = Asset.objects.filter(course=course, path=path).select_related("revision").first()
        if held is not None and held.sha256 == safe.sha256:
            return Upload(held, removed)
        if held is not None and not replace:
            mend = "choose another name, or replace it"
            raise NameTaken((Problem(path, 0, "another figure has this name", mend),))
        if held is None:
            _refuse_too_many(course, path, safe)
        asset = put_asset(course, path, safe, origin=AssetRevision.Origin.ADMIN, author_id=author_id, now=now)
        if alternative:
            asset.alternative = alternative
            asset.save(update_fields=["alternative"])
        if held is not None:
            _publish_anew(course, path, now)
    return Upload(asset, removed)


@transaction.atomic
def delete_figure(course_id: int, path: str) -> None:
    """Take the figure away, where no text shows it. Raises Refused, Asset.DoesNotExist.

    Its revisions stay: what an attempt showed is still there.
    """
    course = Course.objects.taught().select_for_update().get(pk=course_id)
    asset = Asset.objects.get(course=course, path=path)
    places = places_of_figures(course).get(path, [])
    if places:
        what = f"shown in {', '.join(places[:MAX_SHOWN])}"
        raise Refused((Problem(path, 0, what, "take it out of the text, and out of its draft, first"),))
    if asset.loaded_sha256:
        raise Refused((Problem(path, 0, "it comes from a file", "remove the file, and load the course"),))
    asset.delete()


def _slug(name: str) -> str:
    """A name that can be typed in a link, from one that somebody gave or that a file has."""
    stem = ENDING.sub("", name.replace("\\", "/").rpartition("/")[2])
    return slugify(stem.replace("_", "-"))[:MAX_NAME].strip("-") or "figure"


def _made_safe(slug: str, content: bytes) -> tuple[Content, str, tuple[str, ...]]:
    """The content to store, its ending, and what was taken out. Raises Refused."""
    if not content:
        raise _refused(slug, [(0, Mistake("the file is empty", "choose another"))])
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        path = f"{FOLDER}/{slug}.svg"
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            mistake = Mistake(f"byte {error.start} is not UTF-8", "save the file as UTF-8")
            raise _refused(path, [(line, mistake)]) from error
        cleaned, mistakes = house_drawing(text)
        if mistakes:
            raise _refused(path, mistakes)
        return drawing(cleaned.text), "svg", cleaned.removed
    try:
        data, picture = reencoded(content)
    except Mistake as mistake:
        raise _refused(slug, [(0, mistake)]) from mistake
    return Content(picture, data), ENDINGS[picture.media_type], ()


def _refused(path: str, mistakes: Iterable[tuple[int, Mistake]]) -> Refused:
    return Refused(tuple(Problem(path, line, mistake.what, mistake.mend) for line, mistake in mistakes))


def _refuse_too_many(course: Course, path: str, content: Content) -> None:
    assets = Asset.objects.filter(course=course)
    if assets.count() >= MAX_FIGURES:
        mend = "remove those that no text shows"
        raise Refused((Problem(path, 0, f"the course has {MAX_FIGURES:,} figures already", mend),))
    sizes = assets.aggregate(
        drawings=Sum(Length("text"), default=0), pictures=Sum("revision__n_bytes", filter=Q(text=""), default=0)
    )
    is_drawing = isinstance(content.figure, str)
    kind, most = ("drawings", MAX_DRAWING_BYTES) if is_drawing else ("pictures", MAX_PICTURE_BYTES)
    if sizes[kind] + len(content.data) > most:
        what = f"the {kind} of the course take more than {most:,} bytes"
        raise Refused((Problem(path, 0, what, "remove those that no text shows"),))


def _publish_anew(course: Course, path: str, now: datetime) -> None:
    """Pages hold their figures, so where published texts show this one they are made again."""
    texts = published_texts(course)
    if path not in where_shown(texts.items(), {path}):
        return
    reading = read(course.slug, texts, figures_of(course))
    if reading.course is None or not reading.is_sound:
        raise Refused(reading.errors)
    project(course, reading.course, documents_by_key(course), now)
