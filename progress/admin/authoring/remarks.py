"""What is wrong with a text while it is written, in the words of `load_content`."""

from dataclasses import replace

from curriculum.actions.reading import One, read_one
from curriculum.markup.problem import Problem
from curriculum.models import Document
from curriculum.source.heads import identifier_of
from curriculum.source.skeletons import leftovers


def read_as(document: Document, text: str) -> One:
    """The text read among the others; one that would become another document, or still has words of its example,
    says so."""
    one = read_one(document, text)
    path = f"{document.course.slug}/{document.path}"
    own = leftovers(path, text)
    identifier, line = identifier_of(text)
    if identifier and identifier != document.slug:
        mend = f"keep id: {document.slug}, and change the title"
        own.append(Problem(path, line, "the id has changed", mend))
    return replace(one, problems=tuple(sorted([*own, *one.problems]))) if own else one
