"""`render`: one Markdown text to safe HTML, with every mistake named at its line."""

import re
from collections import Counter
from collections.abc import Mapping

from markdown import Markdown

from curriculum.markup.lines import Lines
from curriculum.markup.page import Draft, Rendered, Surroundings
from curriculum.markup.problem import Mistake
from curriculum.markup.processors import ID, EpochExtension
from curriculum.markup.prose import sections
from curriculum.markup.sanitize import sanitize

# Raised whenever the same text would render otherwise: stored pages know the renderer that made them.
RENDERER = 1

EXTENSIONS = [
    "tables", "footnotes", "attr_list", "def_list", "sane_lists", "smarty", "toc",
    "pymdownx.betterem", "pymdownx.quotes", "pymdownx.blocks.details", "pymdownx.superfences", "pymdownx.highlight", "pymdownx.arithmatex",
]  # fmt: skip
SETTINGS: dict[str, dict[str, object]] = {
    "tables": {"use_align_attribute": True},
    "smarty": {"smart_dashes": False},
    "footnotes": {"BACKLINK_TITLE": "Back to note {} in the text"},
    "pymdownx.quotes": {"callouts": True},
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.highlight": {"guess_lang": False, "css_class": "highlight"},
}
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*$")
EXPLICIT_ID = re.compile(r"\{[^}]*#([^\s}]+)[^}]*\}\s*$")
SLOT = re.compile(r'<div data-slot="(\d+)"></div>')
MAX_DEPTH = 40


def render(path: str, text: str, around: Surroundings, first_line: int = 0) -> Rendered:
    """Render `text`, the part of the file `path` that begins after `first_line` lines (of front matter)."""
    draft = Draft(path, Lines(text, first_line), around)
    _check_headings(draft)
    if _depth(draft.lines.lines) > MAX_DEPTH:
        draft.complain(first_line + 1, Mistake("lists or quotes are nested too deep", "flatten them"))
        return Rendered("", (), (), (), (), (), tuple(draft.problems))
    markdown = Markdown(extensions=[*EXTENSIONS, EpochExtension(draft)], extension_configs=SETTINGS)
    html = sanitize(markdown.convert(text))
    return Rendered(
        html=html,
        headings=tuple(draft.headings),
        sections=sections(html),
        slots=tuple(draft.slots),
        terms=tuple(draft.terms),
        references=tuple(draft.references),
        problems=tuple(sorted(draft.problems)),
    )


def fill(html: str, contents: Mapping[int, str]) -> str:
    """`html` with each slot replaced by its content (safe HTML, by the slot's number)."""
    return SLOT.sub(lambda slot: contents.get(int(slot[1]), ""), html)


def _depth(lines: list[str]) -> int:
    return max((len(line) - len(line.lstrip(" >\t")) for line in lines), default=0) // 2


def _check_headings(draft: Draft) -> None:
    level = 1
    seen: Counter[str] = Counter()
    for index, line in enumerate(draft.lines.prose):
        heading = HEADING.match(line)
        if heading is None:
            continue
        number, depth = draft.lines.number(index), len(heading[1])
        if depth == 1:
            draft.complain(number, Mistake("a heading of level 1", "begin at ##; the title is in the front matter"))
        elif depth > level + 1:
            draft.complain(
                number,
                Mistake(f"the heading jumps from level {level} to {depth}", f"use {'#' * (level + 1)}"),
            )
        level = max(depth, 1)
        explicit = EXPLICIT_ID.search(heading[2])
        if explicit is None:
            continue
        seen[explicit[1]] += 1
        if not ID.fullmatch(explicit[1]):
            draft.complain(
                number, Mistake(f"the id {explicit[1]!r} is not an id", "use lower case, digits and hyphens")
            )
        elif seen[explicit[1]] == 2:
            draft.complain(number, Mistake(f"the id {explicit[1]!r} stands twice", "give each heading its own"))
