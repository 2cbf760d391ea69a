"""The sections of a rendered page as plain text, for search and for counting words."""

import re
from html import unescape
from html.parser import HTMLParser

from curriculum.markup.page import Section
from curriculum.markup.words import TAG

DRAWN = re.compile(r"<svg.*?</svg>", re.DOTALL)

SKIPPED = frozenset({"svg", "pre"})
# A formula within a line reads as text, "6ND"; one that stands alone is fractions and limits, and does not.
SKIPPED_CLASSES = frozenset({"anchor", "tag", "footnote-ref", "footnote-backref", "formula"})
VOID = frozenset({"br", "hr", "input", "img"})
BLOCKS = frozenset({"p", "li", "td", "th", "tr", "dd", "dt", "h2", "h3", "h4", "div", "figcaption", "summary", "br"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self.skipping: list[str] = []
        self.in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if self.skipping:
            if tag not in VOID:
                self.skipping.append(tag)
            return
        if tag in SKIPPED or SKIPPED_CLASSES & set((found.get("class") or "").split()):
            self.skipping.append(tag)
            return
        if tag in {"h2", "h3"} and found.get("id"):
            self.parts.append((found["id"] or "", [], []))
            self.in_heading = True
        elif tag in BLOCKS:
            self.parts[-1][2].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.skipping.pop()
            if not self.skipping:
                self.handle_data(" ")
        elif tag in {"h2", "h3"}:
            self.in_heading = False

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            (self.parts[-1][1] if self.in_heading else self.parts[-1][2]).append(data)


def sections(html: str) -> tuple[Section, ...]:
    """The text before the first heading and under each `<h2>` and `<h3>` that has an id, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = (
        Section(anchor, " ".join("".join(title).split()), " ".join("".join(text).split()))
        for anchor, title, text in reader.parts
    )
    return tuple(section for section in found if section.title or section.text)


def plain(html: str) -> str:
    """The words of a stretch of rendered text in one line, formulas included: for places that take no HTML."""
    return " ".join(unescape(TAG.sub(" ", DRAWN.sub(" ", html))).split())
