"""What a text is called, as it is being written."""

from curriculum.actions.drafts import text_of
from curriculum.models import Document
from curriculum.source.front_matter import split


def title_in(text: str) -> str:
    """The title that its front matter gives; empty where there is none."""
    fields, _body, _line = split("", text, [])
    return fields.text("title", required=False) if fields is not None else ""


def title_of(document: Document) -> str:
    """The title of what an author goes on with, or the path."""
    current = text_of(document)
    return (title_in(current.text) if current else "") or document.path
