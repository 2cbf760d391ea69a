"""The finished tree: anchors and labels on headings, figures, formulas, callouts, tables, and where each link leads."""

import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import Counter
from html import escape, unescape

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from curriculum.markup.drawing import inline_drawing
from curriculum.markup.formulas import plain_text, to_mathml
from curriculum.markup.page import ID, Draft, Heading, Reference
from curriculum.markup.problem import Mistake

CALLOUTS = {
    "note": "Note",
    "tip": "Tip",
    "warning": "Take care",
    "exam": "How the exam asks it",
    "deeper": "Beyond the exam",
}
LABELS = {"exam": "Exam", "deeper": "Deeper"}
# Ids that the pages have around a text; a heading may not take one (tests/curriculum/test_pages.py finds them all).
TAKEN = frozenset({"main", "terms", "lessons", "objectives", "term-card"})
TAKEN_BEGINNINGS = ("term-", "goal-", "objectives-")
UNDERLINED = "data-underlined"
CONTAINERS = frozenset({"div", "details"})
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ATTRIBUTES = re.compile(r"\s*\{(?P<colon>:?)\s*(?P<words>[^{}]*?)\s*\}\s*$")
STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
ESCAPED = re.compile("\x02(\\d+)\x03")
TAG = re.compile(r"<[^>]*>")
NOTE = re.compile(r"\[\^([^\]\s]+)\]")
PUNCTUATION = re.compile(r"[,.;:)]+")
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
MIN_ALTERNATIVE = 15
FORMULA = r"(?:\$|\\\(|\\\[)\s*{}\s*(?:\$|\\\)|\\\])"


class Finish(Treeprocessor):
    """The last walk over the tree, when inline text is parsed."""

    def __init__(self, md: Markdown, draft: Draft) -> None:
        super().__init__(md)
        self.draft = draft
        self.level = 1
        self.anchors: Counter[str] = Counter()
        self.explicit: set[str] = set()

    def run(self, root: ElementTree.Element) -> None:
        # Formulas first: a heading's title contains their text.
        self.formulas: dict[ElementTree.Element, str] = {}
        for element in root.iter():
            if "arithmatex" in (element.get("class") or ""):
                self._formula(element)
        self._explicit_anchors(root)
        for first in root[:1]:
            if first.tag == "p" and (self._plain(first) or len(first)):
                first.set("class", "lead")
        self._walk(root)

    def _walk(self, parent: ElementTree.Element) -> None:
        for index, element in enumerate(list(parent)):
            self._finish(parent, index, element)
            if element.tag not in {"code", "pre"}:
                self._check_words(element.text or "")
            self._check_words(element.tail or "")
            self._walk(element)

    def _finish(self, parent: ElementTree.Element, index: int, element: ElementTree.Element) -> None:
        classes = (element.get("class") or "").split()
        match element.tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._heading(parent, element)
            case "div" | "details" if "admonition" in classes or element.tag == "details":
                self._callout(element, classes)
            case "a" if not classes:
                self._link(element)
            case "p" if len(element) == 1 and element[0].tag == "img" and not self._around(element[0], element):
                self._figure(element)
            case "img":
                self._complain_of_image(element)
            case "table":
                self._table(parent, index, element)
            case "span" if "math" in classes:
                self._keep_together(parent, index, element)
            case "td" | "th" if "align" in element.attrib:
                element.set("class", f"ta-{element.attrib.pop('align')}")

    # --- text ------------------------------------------------------------------------------------------------
    def _plain(self, element: ElementTree.Element) -> str:
        """The words of the element as a reader sees them."""
        parts = [self.formulas.get(element) or element.text or ""]
        for child in element:
            parts += [self._plain(child), child.tail or ""]
        return self._resolved("".join(parts))

    def _resolved(self, text: str) -> str:
        """`text` with what Markdown has put aside (entities, curly quotes, escapes) back in its place."""

        def stashed(place: re.Match[str]) -> str:
            blocks = self.md.htmlStash.rawHtmlBlocks
            raw = blocks[int(place[1])] if int(place[1]) < len(blocks) else ""
            return TAG.sub("", raw) if isinstance(raw, str) else ""

        text = ESCAPED.sub(lambda code: chr(int(code[1])), STASHED.sub(stashed, text))
        return " ".join(unescape(text).split())

    def _around(self, child: ElementTree.Element, parent: ElementTree.Element) -> bool:
        """Whether words stand beside the only child."""
        return bool((parent.text or "").strip() or (child.tail or "").strip())

    def _check_words(self, text: str) -> None:
        """What was meant as a formula or a footnote and is none."""
        for name in NOTE.findall(text):
            line = self.draft.lines.find(f"[^{name}]")
            self.draft.complain(line, Mistake(f"no footnote is called {name!r}", f"add [^{name}]: and its words"))
        if "$$" in text:
            self._complain_of_dollars()

    def _complain_of_dollars(self) -> None:
        mistake = Mistake("a formula with $$ stands in a paragraph", "put it alone between blank lines, or use $")
        self.draft.complain(self.draft.lines.find("$$"), mistake)

    # --- headings --------------------------------------------------------------------------------------------
    def _explicit_anchors(self, root: ElementTree.Element) -> None:
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
        return found, self._resolved(found["words"]).split()

    def _heading(self, parent: ElementTree.Element, element: ElementTree.Element) -> None:
        level = int(element.tag[1])
        attributes, words = self._attributes(element)
        if attributes is not None:
            if len(element):
                element[-1].tail = (element[-1].tail or "")[: attributes.start()]
            else:
                element.text = (element.text or "")[: attributes.start()]
        underlined = UNDERLINED in element.attrib
        element.attrib.clear()
        title = self._plain(element)
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
        for word in words:
            name = word[1:]
            if word.startswith("#"):
                if not ID.fullmatch(name) or len(name) > 60:
                    mend = "use lower case, digits and hyphens, 60 at most"
                    found.append(Mistake(f"the id {name!r} is not an id", mend))
                elif self.anchors[name]:
                    found.append(Mistake(f"the id {name!r} stands twice", "give each heading its own"))
                elif name in TAKEN or name.startswith(TAKEN_BEGINNINGS):
                    found.append(Mistake(f"the id {name!r} is the page's own", "choose another"))
            elif not word.startswith(".") or name not in LABELS:
                found.append(Mistake(f"unknown {word!r} after a heading", "write {#id}, .exam or .deeper"))
        return found

    def _anchor(self, title: str) -> str:
        """An id made of the title's words, unlike all others."""
        ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")[:60].strip("-") or "section"
        number, anchor = 1, stem
        while anchor in self.explicit or self.anchors[anchor] or anchor in TAKEN or anchor.startswith(TAKEN_BEGINNINGS):
            number += 1
            anchor = f"section-{stem}-{number}" if stem.startswith(TAKEN_BEGINNINGS) else f"{stem}-{number}"
        return anchor

    # --- the rest --------------------------------------------------------------------------------------------
    def _formula(self, element: ElementTree.Element) -> None:
        display = element.tag == "div"
        latex = (unescape(element.text or "") if display else element.text or "").strip()[2:-2].strip()
        element.text = latex
        element.set("class", "formula" if display else "math")
        try:
            mathml = to_mathml(latex, display=display)
        except Mistake as mistake:
            self.draft.complain(self.draft.lines.find(latex, FORMULA), mistake)
            return
        element.text = self.md.htmlStash.store(mathml)
        self.formulas[element] = plain_text(mathml)

    def _keep_together(self, parent: ElementTree.Element, index: int, element: ElementTree.Element) -> None:
        """A formula and the comma after it stay on one line."""
        tail = element.tail or ""
        if tail.startswith("$"):
            self._complain_of_dollars()
        after = PUNCTUATION.match(tail)
        if after is None:
            return
        box = ElementTree.Element("span", {"class": "nobr"})
        element.tail, box.tail = after[0], tail[after.end() :]
        parent.remove(element)
        parent.insert(index, box)
        box.append(element)

    def _callout(self, element: ElementTree.Element, classes: list[str]) -> None:
        kind = next((name for name in classes if name != "admonition"), "")
        element.attrib.clear()
        if kind and kind not in CALLOUTS:
            self.draft.complain(
                self.draft.lines.find(kind, r"(?i)\[!\s*{}"),
                Mistake(f"unknown callout {kind!r}", "write > [!NOTE], [!TIP], [!WARNING], [!EXAM] or [!DEEPER]"),
            )
            return
        if element.tag == "div":
            element.tag = "aside"
            element.set("class", f"callout {kind}")
        for title in element[:1]:
            if title.tag == "p":
                title.set("class", "callout-title")
            if kind and not len(title) and (title.text or "").strip().lower() == kind:
                title.text = CALLOUTS[kind]

    def _link(self, element: ElementTree.Element) -> None:
        written = element.get("href", "")
        href = ESCAPED.sub(lambda code: chr(int(code[1])), written)
        line = self.draft.lines.find_target(written)
        path, _, anchor = href.partition("#")
        try:
            if re.match(r"https?://[^/\s]", href):
                return
            if SCHEME.match(href) or href.startswith(("//", "/", "\\")):
                raise Mistake(
                    f"the link {href[:60]!r} is not allowed",
                    "link to https://… or to a file by relative path",
                )
            if not path and not anchor:
                raise Mistake("a link leads nowhere", "write its address between the parentheses")
            if not self._plain(element):
                raise Mistake(f"the link to {href[:60]} has no words", "write them between the brackets")
            if path:
                element.set("href", self.draft.around.link(path) + (f"#{anchor}" if anchor else ""))
            self.draft.references.append(Reference(path, anchor, line))
        except Mistake as mistake:
            element.attrib.pop("href", None)
            self.draft.complain(line, mistake)

    def _figure(self, element: ElementTree.Element) -> None:
        image = element[0]
        written = image.get("src", "")
        alternative, caption = self._resolved(image.get("alt") or ""), self._resolved(image.get("title") or "")
        line = self.draft.lines.find_target(written)
        element.tag = "figure"
        element.text = None
        element.remove(image)
        try:
            if len(alternative) < MIN_ALTERNATIVE:
                raise Mistake(
                    f"the figure {written[:60]} has no alternative text to speak of",
                    "say between the brackets what a reader would see and learn",
                )
            drawing = self.draft.around.figure(written)
        except Mistake as mistake:
            self.draft.complain(line, mistake)
            return
        element.text = self.md.htmlStash.store(inline_drawing(drawing, escape(alternative)))
        if caption:
            ElementTree.SubElement(element, "figcaption").text = caption

    def _complain_of_image(self, element: ElementTree.Element) -> None:
        mistake = Mistake("a figure stands inside a paragraph", "give it a paragraph of its own")
        self.draft.complain(self.draft.lines.find_target(element.get("src", "")), mistake)

    def _table(self, parent: ElementTree.Element, index: int, element: ElementTree.Element) -> None:
        heads = element.findall("./thead/tr/th")
        for cell in heads:
            cell.set("scope", "col")
        label = ", ".join(filter(None, map(self._plain, heads)))
        box = ElementTree.Element(
            "div",
            {
                "class": "table",
                "tabindex": "0",
                "role": "region",
                "aria-label": f"Table: {label}" if label else "Table",
            },
        )
        box.tail, element.tail = element.tail, None
        parent.remove(element)
        parent.insert(index, box)
        box.append(element)
