"""The figures of a course as rows: read for those who render its texts, and put in place. The caller holds the course's
row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from curriculum.markup.picture import Figure, Picture
from curriculum.models import Asset, AssetRevision, Course, Document
from curriculum.models.figures import DRAWING
from curriculum.source.mentions import where_shown
from curriculum.source.tree import Tree
from curriculum.sync import Change, Step
from curriculum.sync_figures import Copy


@dataclass(frozen=True)
class Content:
    """What is to stand at a path: the text of a drawing, or a picture with its bytes."""

    figure: Figure
    data: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()


def drawing(text: str) -> Content:
    return Content(text, text.encode())


def figures_of(course: Course) -> dict[str, Figure]:
    """Every figure of the course by path, as its texts are read with; one query, and no picture's bytes."""
    return {asset.path: asset.figure for asset in Asset.objects.filter(course=course).without_bytes()}


def figure_files(course: Course) -> dict[str, str | bytes]:
    """Every figure of the course by path, as a file holds it."""
    assets = Asset.objects.filter(course=course).select_related("revision")
    return {asset.path: asset.text if asset.is_drawing else _bytes_of(asset) for asset in assets}


def copies_of(tree: Tree) -> dict[str, Copy]:
    """The digest of every figure in the files, by path."""
    return {path: Copy(content.sha256, len(content.data)) for path, content in _contents(tree).items()}


def drafts_of(course: Course) -> list[tuple[str, str]]:
    """Path and text of every open draft."""
    documents = Document.objects.taught().filter(course=course, draft__isnull=False)
    return list(documents.values_list("path", "draft__text"))


def places_of_figures(course: Course) -> Mapping[str, list[str]]:
    """For each figure that a published text or a draft shows, the paths of those."""
    figures = set(Asset.objects.filter(course=course).values_list("path", flat=True))
    published = Document.objects.taught().filter(course=course, published__isnull=False)
    return where_shown([*published.values_list("path", "published__text"), *drafts_of(course)], figures)


def put_asset(
    course: Course,
    path: str,
    content: Content,
    *,
    origin: str,
    author_id: int | None,
    now: datetime,
) -> Asset:
    """Let `content` stand at `path`; what stood there before stays among the revisions."""
    asset = Asset.objects.filter(course=course, path=path).first() or Asset(course=course, path=path)
    if asset.pk and asset.sha256 == content.sha256:
        return asset
    if asset.pk and asset.revision_id is None:
        _remember(asset, now)
    asset.revision = _revision(course, path, content, origin=origin, author_id=author_id, now=now)
    asset.text = content.figure if isinstance(content.figure, str) else ""
    asset.sha256 = content.sha256
    asset.save()
    return asset


def store_figures(course: Course, tree: Tree, changes: Iterable[Change], now: datetime) -> None:
    """Make of the course's figures what the plan says: `loaded_sha256` is what the files hold, in every case."""
    contents = _contents(tree)
    held = {asset.path: asset for asset in Asset.objects.filter(course=course)}
    for change in changes:
        asset, content = held.get(change.path), contents.get(change.path)
        if change.step is Step.RETIRED:
            Asset.objects.filter(course=course, path=change.path).delete()
            continue
        if change.takes_file and content is not None:
            asset = put_asset(course, change.path, content, origin=AssetRevision.Origin.FILE, author_id=None, now=now)
        loaded = content.sha256 if content else ""
        if asset is not None and asset.loaded_sha256 != loaded:
            asset.loaded_sha256 = loaded
            asset.save(update_fields=["loaded_sha256"])


def _contents(tree: Tree) -> dict[str, Content]:
    drawings = {path: drawing(text) for path, text in tree.drawings.items()}
    return drawings | {path: Content(picture, tree.pictures[path]) for path, picture in tree.known.items()}


def _revision(
    course: Course, path: str, content: Content, *, origin: str, author_id: int | None, now: datetime
) -> AssetRevision:
    figure = content.figure
    picture = figure if isinstance(figure, Picture) else None
    return AssetRevision.objects.create(
        course=course,
        path=path,
        sha256=content.sha256,
        media_type=picture.media_type if picture else DRAWING,
        text=figure if isinstance(figure, str) else "",
        content=content.data if picture else None,
        n_bytes=len(content.data),
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        author_id=author_id,
        origin=origin,
        made_at=now,
    )


def _remember(asset: Asset, now: datetime) -> None:
    """A drawing that was loaded before there were revisions becomes one before another takes its place."""
    _revision(asset.course, asset.path, drawing(asset.text), origin=AssetRevision.Origin.FILE, author_id=None, now=now)


def _bytes_of(asset: Asset) -> bytes:
    return bytes(asset.revision.content or b"") if asset.revision else b""
