"""The finished tree: anchors and labels on headings, figures, formulas, callouts, tables, and where each link leads."""

import re
import xml.etree.ElementTree as ElementTree
from html import escape, unescape

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from curriculum.markup.drawing import inline_drawing
from curriculum.markup.formulas import plain_text, to_mathml
from curriculum.markup.headings import Headings
from curriculum.markup.page import Draft, Reference
from curriculum.markup.picture import inline_picture
from curriculum.markup.problem import Mistake
from curriculum.markup.words import STASHED, Words, unescaped

CALLOUTS = {
    "note": "Note",
    "tip": "Tip",
    "warning": "Take care",
    "exam": "How the exam asks it",
    "deeper": "Beyond the exam",
}
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
        self.words = Words(md)
        self.headings = Headings(draft, self.words)

    def run(self, root: ElementTree.Element) -> None:
        # Formulas first: a heading's title contains their text.
        for element in root.iter():
            if "arithmatex" in (element.get("class") or ""):
                self._formula(element)
        self.headings.collect(root)
        for first in root[:1]:
            if first.tag == "p" and self.words.of(first) and not STASHED.fullmatch(first.text or ""):
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
                self.headings.finish(parent, element)
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
        self.words.formulas[element] = plain_text(mathml)

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
        href = unescaped(written)
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
            if not self.words.of(element):
                raise Mistake(f"the link to {href[:60]} has no words", "write them between the brackets")
            element.set("href", self.draft.around.link(path, anchor))
            self.draft.references.append(Reference(path, anchor, line))
        except Mistake as mistake:
            element.attrib.pop("href", None)
            self.draft.complain(line, mistake)

    def _figure(self, element: ElementTree.Element) -> None:
        image = element[0]
        written = image.get("src", "")
        alternative, caption = (
            self.words.resolved(image.get("alt") or ""),
            self.words.resolved(image.get("title") or ""),
        )
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
            figure = self.draft.around.figure(written)
        except Mistake as mistake:
            self.draft.complain(line, mistake)
            return
        words = escape(alternative)
        html = inline_drawing(figure, words) if isinstance(figure, str) else inline_picture(figure, words)
        element.text = self.md.htmlStash.store(html)
        if caption:
            ElementTree.SubElement(element, "figcaption").text = caption

    def _complain_of_image(self, element: ElementTree.Element) -> None:
        mistake = Mistake("a figure stands inside a paragraph", "give it a paragraph of its own")
        self.draft.complain(self.draft.lines.find_target(element.get("src", "")), mistake)

    def _table(self, parent: ElementTree.Element, index: int, element: ElementTree.Element) -> None:
        heads = element.findall("./thead/tr/th")
        for cell in heads:
            cell.set("scope", "col")
        label = ", ".join(filter(None, map(self.words.of, heads)))
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
