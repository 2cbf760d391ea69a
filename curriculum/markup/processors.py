"""Epoch's additions to Python-Markdown: slots, terms, figures, formulas, callouts, labels, and no raw HTML."""

import re
import xml.etree.ElementTree as ElementTree
from html import escape, unescape

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import HTML_RE, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from curriculum.markup.drawing import inline_drawing
from curriculum.markup.formulas import to_mathml
from curriculum.markup.lines import Fence
from curriculum.markup.page import Draft, Heading, Reference
from curriculum.markup.problem import Mistake

CALLOUTS = {
    "note": "Note",
    "tip": "Tip",
    "warning": "Take care",
    "exam": "How the exam asks it",
    "deeper": "Beyond the exam",
}
LABELS = {"exam": "Exam", "deeper": "Deeper"}
TERM = r"\[\[([^\]|\n]+)(?:\|([^\]\n]+))?\]\]"
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PLAIN_ASIDE = "write > [!NOTE], [!TIP], [!WARNING], [!EXAM] or [!DEEPER]"


class SlotFences(Preprocessor):
    """Fences that the surroundings know become slots; others must name a language."""

    def __init__(self, md: Markdown, draft: Draft) -> None:
        super().__init__(md)
        self.draft = draft

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        after = 0
        for fence in self.draft.lines.fences:
            kept += lines[after : fence.first]
            after = fence.last + 1
            kept += self._slot(fence) or lines[fence.first : after]
        return kept + lines[after:]

    def _slot(self, fence: Fence) -> list[str]:
        """The lines that stand for the fence; none where it is plain code."""
        draft = self.draft
        name, _, argument = fence.info.partition(" ")
        place = draft.lines.number(fence.first)
        reader = draft.around.fences.get(name)
        if reader is None:
            self._check_language(name, place)
            return []
        try:
            draft.slots.append(reader(argument.strip(), fence.body))
        except Mistake as mistake:
            draft.complain(place, mistake)
            return [""]
        return ["", self.md.htmlStash.store(f'<div data-slot="{len(draft.slots) - 1}"></div>'), ""]

    def _check_language(self, name: str, place: int) -> None:
        if not name:
            return
        try:
            get_lexer_by_name(name)
        except ClassNotFound:
            known = ", ".join(sorted(self.draft.around.fences))
            self.draft.complain(
                place,
                Mistake(f"unknown fence {name!r}", f"name a language (text, python, json, …) or one of {known}"),
            )


class RefusedHtml(InlineProcessor):
    """Raw HTML is a mistake; it is shown as the text that it is."""

    def __init__(self, pattern: str, md: Markdown, draft: Draft) -> None:
        super().__init__(pattern, md)
        self.draft = draft

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        text = m.group(1)
        self.draft.complain(
            self.draft.lines.find(text),
            Mistake(f"raw HTML {text.splitlines()[0][:60]}", "use Markdown, or put it in `backticks` to show it"),
        )
        return self.md.htmlStash.store(escape(text)), m.start(0), m.end(0)


class Terms(InlineProcessor):
    """`[[id]]` and `[[id|words]]` point to the glossary; the page shows the definition in place where it can."""

    def __init__(self, md: Markdown, draft: Draft) -> None:
        super().__init__(TERM, md)
        self.draft = draft

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element, int, int]:
        term = m.group(1).strip()
        element = ElementTree.Element("a", {"class": "term", "data-term": term})
        name = term
        try:
            name, address = self.draft.around.term(term)
            element.set("href", address)
            self.draft.terms[term] = None
        except Mistake as mistake:
            self.draft.complain(self.draft.lines.find(m.group(0)), mistake)
        element.text = m.group(2) or _within_sentence(name, data[: m.start(0)])
        return element, m.start(0), m.end(0)


def _within_sentence(name: str, before: str) -> str:
    """A term's name as it is written there: "Perplexity" after a full stop, "perplexity" and "LoRA" within one."""
    starts = not before.strip() or before.rstrip().endswith((".", "?", ":", "|"))
    is_name = not name.split()[0][1:].islower()
    return name if starts or is_name else name[0].lower() + name[1:]


class Finish(Treeprocessor):
    """The last walk over the tree, when ids are set and inline text is parsed."""

    def __init__(self, md: Markdown, draft: Draft) -> None:
        super().__init__(md)
        self.draft = draft

    def run(self, root: ElementTree.Element) -> None:
        for first in root[:1]:
            if first.tag == "p" and len(first) + len(first.text or "") and not first.get("class"):
                first.set("class", "lead")
        for parent in list(root.iter()):
            for index, element in enumerate(list(parent)):
                self._finish(parent, index, element)

    def _finish(self, parent: ElementTree.Element, index: int, element: ElementTree.Element) -> None:
        classes = (element.get("class") or "").split()
        if "arithmatex" in classes:
            self._formula(element)
        elif "admonition" in classes:
            self._callout(element, classes)
        elif "admonition-title" in classes:
            element.set("class", "callout-title")
        elif element.tag in {"h2", "h3", "h4"}:
            self._heading(element, classes)
        elif element.tag == "a" and "href" in element.keys() and not classes:  # noqa: SIM118
            self._link(element)
        elif element.tag == "p" and len(element) == 1 and element[0].tag == "img":
            self._figure(element)
        elif element.tag == "img" and parent.tag != "figure":
            self.draft.complain(
                self.draft.lines.find(element.get("src", "")),
                Mistake("a figure stands inside a paragraph", "give it a paragraph of its own"),
            )
        elif element.tag == "table":
            self._table(parent, index, element)
        elif element.tag in {"td", "th"} and "align" in element.keys():  # noqa: SIM118
            element.set("class", f"ta-{element.attrib.pop('align')}")

    def _formula(self, element: ElementTree.Element) -> None:
        display = element.tag == "div"
        latex = unescape(element.text or "") if display else element.text or ""
        latex = latex.strip()[2:-2].strip()
        element.text = latex
        element.set("class", "formula" if display else "math")
        try:
            element.text = self.md.htmlStash.store(to_mathml(latex, display=display))
        except Mistake as mistake:
            self.draft.complain(self.draft.lines.find(latex), mistake)

    def _callout(self, element: ElementTree.Element, classes: list[str]) -> None:
        kind = next((name for name in classes if name != "admonition"), "")
        if kind not in CALLOUTS:
            self.draft.complain(
                self.draft.lines.find(f"[!{kind.upper()}]"), Mistake(f"unknown callout {kind!r}", PLAIN_ASIDE)
            )
            return
        element.tag = "aside"
        element.set("class", f"callout {kind}")
        title = element[0]
        if (title.text or "").strip().lower() == kind and not len(title):
            title.text = CALLOUTS[kind]

    def _heading(self, element: ElementTree.Element, classes: list[str]) -> None:
        anchor, level = element.get("id", ""), int(element.tag[1])
        title = " ".join("".join(element.itertext()).split())
        title = re.sub("\x02wzxhzdk:\\d+\x03", "", title)
        label = next((name for name in classes if name in LABELS), "")
        self.draft.headings.append(Heading(anchor, title, level, label))
        if element.attrib.pop("class", None) and label:
            tag = ElementTree.SubElement(element, "span", {"class": f"tag {label}"})
            tag.text = LABELS[label]
        link = ElementTree.SubElement(
            element, "a", {"class": "anchor", "href": f"#{anchor}", "aria-label": f"Link to “{title}”"}
        )
        link.text = "#"

    def _link(self, element: ElementTree.Element) -> None:
        href = element.get("href", "")
        line = self.draft.lines.find(f"]({href}") or self.draft.lines.find(href)
        path, _, anchor = href.partition("#")
        try:
            if re.match(r"https?://[^/\s]", href):
                return
            if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", href) or href.startswith(("//", "/")):
                raise Mistake(
                    f"the link {href[:60]!r} is not allowed",
                    "link to https://… or to a file by relative path",
                )
            if path:
                element.set("href", self.draft.around.link(path) + (f"#{anchor}" if anchor else ""))
            self.draft.references.append(Reference(path, anchor, line))
        except Mistake as mistake:
            element.attrib.pop("href")
            self.draft.complain(line, mistake)

    def _figure(self, element: ElementTree.Element) -> None:
        image = element[0]
        source, alternative = image.get("src", ""), (image.get("alt") or "").strip()
        caption = image.get("title", "")
        line = self.draft.lines.find(f"]({source}")
        element.tag = "figure"
        element.remove(image)
        try:
            if len(alternative) < 15:
                raise Mistake(
                    f"the figure {source} has no alternative text to speak of",
                    "say between the brackets what a reader would see and learn",
                )
            drawing = self.draft.around.figure(source)
        except Mistake as mistake:
            self.draft.complain(line, mistake)
            return
        element.text = self.md.htmlStash.store(inline_drawing(drawing, escape(alternative)))
        if caption:
            ElementTree.SubElement(element, "figcaption").text = caption

    def _table(self, parent: ElementTree.Element, index: int, element: ElementTree.Element) -> None:
        names = [" ".join("".join(cell.itertext()).split()) for cell in element.findall("./thead/tr/th")]
        for cell in element.findall("./thead/tr/th"):
            cell.set("scope", "col")
        label = re.sub("\x02[^\x03]*\x03", "", ", ".join(filter(None, names))) or "Table"
        box = ElementTree.Element(
            "div", {"class": "table", "tabindex": "0", "role": "region", "aria-label": f"Table: {label}"}
        )
        box.tail, element.tail = element.tail, None
        parent.remove(element)
        parent.insert(index, box)
        box.append(element)


class EpochExtension(Extension):
    """Everything above, for one rendering."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(SlotFences(md, self.draft), "epoch-slots", 28)
        md.inlinePatterns.register(RefusedHtml(HTML_RE, md, self.draft), "html", 90)
        md.inlinePatterns.register(Terms(md, self.draft), "epoch-terms", 172)
        md.treeprocessors.register(Finish(md, self.draft), "epoch-finish", 3)
