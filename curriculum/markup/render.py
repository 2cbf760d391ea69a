"""`render`: one Markdown text to safe HTML, with every mistake named at its line."""

import re
from collections.abc import Mapping

from markdown import Markdown

from curriculum.markup.blocks import misread_blocks
from curriculum.markup.folds import fold_mistakes
from curriculum.markup.limits import excess
from curriculum.markup.lines import Lines
from curriculum.markup.page import Draft, Rendered, Surroundings
from curriculum.markup.problem import Mistake
from curriculum.markup.processors import EpochExtension
from curriculum.markup.prose import sections
from curriculum.markup.sanitize import sanitize

# Raised whenever the same text would render otherwise, as a page or as a question: stored pages know the renderer that
# made them.
RENDERER = 4

EXTENSIONS = [
    "tables", "footnotes", "def_list", "sane_lists", "smarty", "pymdownx.betterem", "pymdownx.quotes",
    "pymdownx.blocks.details", "pymdownx.superfences", "pymdownx.highlight", "pymdownx.arithmatex",
]  # fmt: skip
SETTINGS: dict[str, dict[str, object]] = {
    "tables": {"use_align_attribute": True},
    "smarty": {"smart_dashes": False},
    "footnotes": {"BACKLINK_TITLE": "Back to note {} in the text"},
    "pymdownx.quotes": {"callouts": True},
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.highlight": {"guess_lang": False, "css_class": "highlight"},
}
SLOT = re.compile(r'<div data-slot="(\d+)"></div>')


def render(path: str, text: str, around: Surroundings, first_line: int = 0) -> Rendered:
    """Render `text`, the part of the file `path` that begins after `first_line` lines (of front matter)."""
    draft = Draft(path, Lines(text, first_line), around)
    too_much = excess(draft.lines)
    for line, mistake in [too_much] if too_much else fold_mistakes(draft.lines):
        draft.complain(line, mistake)
    html = "" if draft.problems else _convert(draft)
    for line, mistake in () if too_much else misread_blocks(draft.lines):
        draft.complain(line, mistake)
    return Rendered(
        html=html,
        headings=tuple(draft.headings),
        sections=sections(html),
        slots=tuple(draft.slots),
        terms=tuple(draft.terms),
        references=tuple(draft.references),
        problems=tuple(sorted(draft.problems)),
    )


def _convert(draft: Draft) -> str:
    markdown = Markdown(extensions=[*EXTENSIONS, EpochExtension(draft)], extension_configs=SETTINGS)
    try:
        return sanitize(markdown.convert("\n".join(draft.lines.lines)))
    except RecursionError:
        draft.complain(draft.lines.number(0), Mistake("the text is nested too deep", "flatten lists, quotes and folds"))
        return ""


def fill(html: str, contents: Mapping[int, str]) -> str:
    """`html` with each slot replaced by its content (safe HTML, by the slot's number)."""
    return SLOT.sub(lambda slot: contents.get(int(slot[1]), ""), html)
