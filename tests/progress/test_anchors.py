"""No heading of an author's can take an id that a page has itself: `source.heads.TAKEN` is held to the templates."""

import re
from pathlib import Path

import pytest

from curriculum.source.fences import COURSE_ONLY
from curriculum.source.heads import TAKEN

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
        (["progress/lesson.html"], TAKEN["lesson"]),
        (["progress/module.html"], TAKEN["module"]),
        (["progress/course.html", *(f"progress/_{kind}.html" for kind in COURSE_ONLY)], TAKEN["course"]),
        (["curriculum/glossary.html"], TAKEN["glossary"]),
        (["curriculum/handout.html"], TAKEN["handout"]),
    ],
)  # fmt: skip
def test_what_the_pages_call_their_own_is_taken(templates: list[str], taken: frozenset[str]) -> None:
    labs = {f"curriculum/labs/{path.name}" for path in (TEMPLATES / "curriculum" / "labs").glob("*.html")}
    found = set().union(*map(ids, [*templates, *labs]))
    free = {
        name for name in found if name not in taken and not any(name.startswith(t) for t in taken if t.endswith("-"))
    }
    assert {name for name in free if re.fullmatch(r"[a-z0-9-]+", name)} == set()
    assert "main" in found
