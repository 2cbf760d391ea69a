"""The words of an element as a reader sees them, while Markdown still keeps some of them aside."""

import re
import xml.etree.ElementTree as ElementTree
from html import unescape

from markdown import Markdown

STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
ESCAPED = re.compile("\x02(\\d+)\x03")
TAG = re.compile(r"<[^>]*>")


class Words:
    """Reads the words of one rendering's elements; `formulas` holds those of each formula."""

    def __init__(self, md: Markdown) -> None:
        self.md = md
        self.formulas: dict[ElementTree.Element, str] = {}

    def of(self, element: ElementTree.Element) -> str:
        parts = [self.formulas.get(element) or element.text or ""]
        for child in element:
            parts += [self.of(child), child.tail or ""]
        return self.resolved("".join(parts))

    def resolved(self, text: str) -> str:
        """`text` with what Markdown has put aside (entities, curly quotes, escapes) back in its place."""

        def stashed(place: re.Match[str]) -> str:
            blocks = self.md.htmlStash.rawHtmlBlocks
            raw = blocks[int(place[1])] if int(place[1]) < len(blocks) else ""
            return TAG.sub("", raw) if isinstance(raw, str) else ""

        return " ".join(unescape(unescaped(STASHED.sub(stashed, text))).split())


def unescaped(text: str) -> str:
    """`text` with characters that stood after a backslash as themselves."""
    return ESCAPED.sub(lambda code: chr(int(code[1])), text)
