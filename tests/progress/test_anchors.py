"""No heading of an author's can take an id that a page has itself: `source.heads.TAKEN` is held to the templates."""

import re
from pathlib import Path

import pytest

from curriculum.source.fences import COURSE_ONLY
from curriculum.source.heads import COURSE, GLOSSARY, MODULE, TAKEN, TAKEN_IN_HANDOUTS, TAKEN_IN_LESSONS

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PARTS = re.compile(r"""\{%\s*(?:include|extends)\s+"([^"]+)\"""")
ID = re.compile(r"""\sid="([^"{]*)(\{\{)?""")


def ids(template: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """The ids in a template and all that it is made of; one that goes on with a variable ends in a hyphen."""
    text = (TEMPLATES / template).read_text()
    found = {name for name, _variable in ID.findall(text) if name}
    for part in PARTS.findall(text):
        if part not in seen:
            found |= ids(part, seen | {template, part})
    return found


@pytest.mark.parametrize(
    ("templates", "taken"),
    [
        (["progress/lesson.html"], TAKEN_IN_LESSONS),
        (["progress/module.html"], TAKEN[MODULE]),
        (["progress/course.html", *(f"progress/_{kind}.html" for kind in COURSE_ONLY)], TAKEN[COURSE]),
        (["curriculum/glossary.html"], TAKEN[GLOSSARY]),
        (["curriculum/handout.html"], TAKEN_IN_HANDOUTS),
    ],
)  # fmt: skip
def test_what_the_pages_call_their_own_is_taken(templates: list[str], taken: frozenset[str]) -> None:
    labs = {f"curriculum/labs/{path.name}" for path in (TEMPLATES / "curriculum" / "labs").glob("*.html")}
    found = set().union(*map(ids, [*templates, *([] if GLOSSARY in str(templates) else labs)]))
    free = {
        name for name in found if name not in taken and not any(name.startswith(t) for t in taken if t.endswith("-"))
    }
    assert {name for name in free if re.fullmatch(r"[a-z0-9-]+", name)} == set()
    assert "main" in found
