"""Loading the tiny course into the database, writing in the admin's name, and seeing all that is stored."""

from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from curriculum import pages as curriculum_pages
from curriculum.actions.drafts import save_draft, text_of
from curriculum.actions.figures import Upload, upload_figure
from curriculum.actions.publication import prepare, publish_drafts
from curriculum.models import Course, CourseStaff, Document, Revision
from progress import pages as progress_pages
from tests.curriculum.trees import FIGURES, TINY, write


def load(folder: Path, *options: str) -> str:
    """What `load_content` says. Raises CommandError with what it complains of, mistakes first."""
    said = StringIO()
    call_command("load_content", str(folder), *options, stdout=said, stderr=said)
    return said.getvalue()


def load_texts(folder: Path, texts: Mapping[str, str] = TINY, figures: Mapping[str, str] = FIGURES) -> str:
    """Writes the course and loads it."""
    return load(write(folder, texts, figures))


def document(key: str) -> Document:
    kind, _, slug = key.partition(":")
    return Document.objects.select_related("published", "loaded").get(kind=kind, slug=slug)


def published(key: str) -> str:
    found = document(key).published
    assert found is not None
    return found.text


def publish(key: str, text: str) -> Revision:
    """As if somebody had written it in the admin, and published it alone; what is refused leaves no draft behind."""
    return publish_in(document(key), text)


@transaction.atomic
def publish_in(found: Document, text: str) -> Revision:
    now, current = timezone.now(), text_of(found)
    seen = current.sha256 if current else ""
    revision = save_draft(found.pk, text, seen=seen, author_id=None, now=now)
    if revision.pk != found.published_id:
        seen = prepare(found.course_id, [found.pk]).seen
        publish_drafts(found.course_id, [found.pk], seen=seen, author_id=None, now=now)
    return revision


def edit(key: str, old: str, new: str) -> Revision:
    """As if somebody had changed those words in the admin."""
    text = published(key)
    assert text.count(old) == 1
    return publish(key, text.replace(old, new))


def upload(name: str, content: bytes | str, **options: Any) -> Upload:
    """As if somebody had uploaded it in the admin."""
    given = content.encode() if isinstance(content, str) else content
    course = Course.objects.get(slug="tiny")
    return upload_figure(course.pk, name, given, author_id=None, now=timezone.now(), **options)


def dump(*left_out: str, app: str = "curriculum") -> dict[str, list[dict[str, Any]]]:
    """Every row of the curriculum, or of another app, and of what relates its rows; without the fields named, and
    without who teaches: staff come and go while nothing of a course changes."""
    found = {}
    for model in apps.get_app_config(app).get_models(include_auto_created=True):
        if model is CourseStaff:
            continue
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]
        found[model.__name__] = list(model._base_manager.order_by("pk").values(*names))
    return found


def n_asked(queries: CaptureQueriesContext) -> int:
    """How many queries there were, but for those of the cache and the savepoints around them: what is rendered may be
    in it already or not."""
    asked = (query["sql"] for query in queries.captured_queries)
    return sum("cache_entries" not in sql and "SAVEPOINT" not in sql for sql in asked)


def counts() -> dict[str, int]:
    return {name: len(rows) for name, rows in dump().items()}


def forget_pages() -> None:
    """Empties what the process keeps of composed pages."""
    for module in (curriculum_pages, progress_pages):
        for function in vars(module).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()


def refused(run: Callable[[], object]) -> str:
    """What is said when the load is refused; and nothing at all is stored."""
    before = dump()
    with pytest.raises(CommandError) as refusal:
        run()
    assert dump() == before
    return str(refusal.value)
