"""Headings: their anchors, labels and levels."""

import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import Counter

from curriculum.markup.page import ID, Draft, Heading
from curriculum.markup.problem import Mistake
from curriculum.markup.words import Words

LABELS = {"exam": "Exam", "deeper": "Deeper"}
UNDERLINED = "data-underlined"
CONTAINERS = frozenset({"div", "details"})
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MAX_ID = 60
MAX_TITLE = 300
ATTRIBUTES = re.compile(r"\s*\{(?P<colon>:?)\s*(?P<words>[^{}]*?)\s*\}\s*$")


class Headings:
    """The headings of one text, in order."""

    def __init__(self, draft: Draft, words: Words) -> None:
        self.draft = draft
        self.words = words
        self.level = 1
        self.anchors: Counter[str] = Counter()
        self.explicit: set[str] = set()

    def collect(self, root: ElementTree.Element) -> None:
        """What authors chose comes first; a title's own anchor makes way for it."""
        for element in root.iter():
            if element.tag in HEADINGS:
                words = self._attributes(element)[1]
                self.explicit |= {word[1:] for word in words if word.startswith("#")}

    def _attributes(self, element: ElementTree.Element) -> tuple[re.Match[str] | None, list[str]]:
        """The braces at the end of a heading, where they hold an id or a label, and the words in them."""
        text = (element[-1].tail if len(element) else element.text) or ""
        found = ATTRIBUTES.search(text)
        if found is None or not (found["colon"] or found["words"].startswith(("#", "."))):
            return None, []
        return found, self.words.resolved(found["words"]).split()

    def finish(self, parent: ElementTree.Element, element: ElementTree.Element) -> None:
        level = int(element.tag[1])
        attributes, words = self._attributes(element)
        if attributes is not None:
            if len(element):
                element[-1].tail = (element[-1].tail or "")[: attributes.start()]
            else:
                element.text = (element.text or "")[: attributes.start()]
        underlined = UNDERLINED in element.attrib
        element.attrib.clear()
        title = self.words.of(element)
        at_margin = parent.tag in CONTAINERS and not underlined
        line = (self.draft.lines.next_heading(level) if at_margin else 0) or self.draft.lines.find(title)
        for mistake in self._mistakes(level, title, words, at_margin=at_margin):
            self.draft.complain(line, mistake)
        self.level = level
        anchor = next((word[1:] for word in words if word.startswith("#")), "") or self._anchor(title)
        self.anchors[anchor] += 1
        label = next((word[1:] for word in words if word[1:] in LABELS), "")
        element.set("id", anchor)
        self.draft.headings.append(Heading(anchor, title, level, label))
        if label:
            tag = ElementTree.SubElement(element, "span", {"class": f"tag {label}"})
            tag.text = LABELS[label]
        link = ElementTree.SubElement(
            element, "a", {"class": "anchor", "href": f"#{anchor}", "aria-label": f"Link to “{title}”"}
        )
        link.text = "#"

    def _mistakes(self, level: int, title: str, words: list[str], *, at_margin: bool) -> list[Mistake]:
        found: list[Mistake] = []
        if not at_margin:
            mend = "write it at the left margin, with ##"
            found.append(Mistake("a heading is underlined, or stands in a list or a quote", mend))
        elif level == 1:
            found.append(Mistake("a heading of level 1", "begin at ##; the title is in the front matter"))
        elif level > 4:
            found.append(Mistake(f"a heading of level {level}", "go down to #### at most"))
        elif level > self.level + 1:
            mend = f"use {'#' * (self.level + 1)}"
            found.append(Mistake(f"the heading jumps from level {self.level} to {level}", mend))
        if not title:
            found.append(Mistake("a heading without words", "write its words after the #"))
        if len(title) > MAX_TITLE:
            found.append(Mistake(f"a heading of {len(title)} characters, its terms written out", "shorten it"))
        for word in words:
            name = word[1:]
            if word.startswith("#"):
                if not ID.fullmatch(name) or len(name) > MAX_ID:
                    mend = f"use lower case, digits and hyphens, {MAX_ID} at most"
                    found.append(Mistake(f"the id {name!r} is not an id", mend))
                elif self.anchors[name]:
                    found.append(Mistake(f"the id {name!r} stands twice", "give each heading its own"))
                elif self._is_taken(name):
                    found.append(Mistake(f"the id {name!r} is the page's own", "choose another"))
            elif not word.startswith(".") or name not in LABELS:
                found.append(Mistake(f"unknown {word!r} after a heading", "write {#id}, .exam or .deeper"))
        return found

    def _anchor(self, title: str) -> str:
        """An id made of the title's words, unlike all others."""
        ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")[:MAX_ID].strip("-") or "section"
        if self._is_taken(stem):
            stem = f"section-{stem}"
        number, anchor = 1, stem
        while anchor in self.explicit or self.anchors[anchor]:
            number += 1
            anchor = f"{stem}-{number}"
        return anchor

    def _is_taken(self, anchor: str) -> bool:
        """Whether the page has the id itself, around the text; one that ends in - stands for all that follow."""
        return any(
            anchor == name or (name.endswith("-") and anchor.startswith(name)) for name in self.draft.around.taken
        )
