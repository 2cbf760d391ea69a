"""What is wrong with a text while it is written, in the words of `load_content`."""

from dataclasses import replace

from curriculum.actions.reading import One, read_one
from curriculum.markup.problem import Problem
from curriculum.models import Document
from curriculum.source.heads import identifier_of


def read_as(document: Document, text: str) -> One:
    """The text read among the others; one that would become another document says so."""
    one = read_one(document, text)
    identifier, line = identifier_of(text)
    if not identifier or identifier == document.slug:
        return one
    path, mend = f"{document.course.slug}/{document.path}", f"keep id: {document.slug}, and change the title"
    return replace(one, problems=(Problem(path, line, "the id has changed", mend), *one.problems))
