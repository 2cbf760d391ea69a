"""Epoch's additions to Python-Markdown's grammar: slots, terms, one kind of heading, and no raw HTML."""

import re
import xml.etree.ElementTree as ElementTree
from html import escape

from markdown import Markdown
from markdown.blockprocessors import SetextHeaderProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import HTML_RE, InlineProcessor
from markdown.preprocessors import Preprocessor

from curriculum.markup.elements import Finish
from curriculum.markup.headings import UNDERLINED
from curriculum.markup.lines import Fence
from curriculum.markup.page import Draft
from curriculum.markup.problem import Mistake

TERM = r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]"
# Pygments knows five hundred; these are tried for text that would take it long (tests/curriculum/test_limits.py).
LANGUAGES = {
    "bash", "c", "console", "cpp", "css", "diff", "docker", "go", "html", "http", "ini", "java", "javascript", "json",
    "julia", "latex", "markdown", "output", "pycon", "pytb", "python", "r", "rust", "sh", "sql", "text", "toml",
    "typescript", "xml", "yaml",
}  # fmt: skip
FENCE_WORDS = re.compile(r"""[\w+#.-]*(?:\s+(?:hl_lines|linenums|title)=(?:"[^"]*"|'[^']*'))*""")


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
        try:
            if not fence.closed:
                mend = f"end it with {'`' * 3}, as far to the right as it begins"
                raise Mistake("a fence is opened here and not closed", mend)
            if reader is None:
                self._check_language(fence.info, name)
                return []
            if fence.lead:
                raise Mistake(f"the fence {name} stands in a list or a quote", "put it at the left margin")
            draft.slots.append(reader(argument.strip(), fence.body, place))
        except Mistake as mistake:
            draft.complain(place, mistake)
            return [""]
        return ["", self.md.htmlStash.store(f'<div data-slot="{len(draft.slots) - 1}"></div>'), ""]

    def _check_language(self, info: str, name: str) -> None:
        if name and name not in LANGUAGES:
            fences = ", ".join(sorted(self.draft.around.fences))
            raise Mistake(f"unknown fence {name!r}", f"name a language (text, python, json, …) or one of {fences}")
        if not FENCE_WORDS.fullmatch(info):
            raise Mistake(f"unknown words after the fence {name}", "write the language alone")


class UnderlinedHeadings(SetextHeaderProcessor):
    """Headings made by underlining are marked, so that they can be refused: there is one way to write a heading."""

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        super().run(parent, blocks)
        parent[-1].set(UNDERLINED, "")


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


class EpochExtension(Extension):
    """Everything above, for one rendering."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(SlotFences(md, self.draft), "epoch-slots", 28)
        md.parser.blockprocessors.register(UnderlinedHeadings(md.parser), "setextheader", 60)
        md.inlinePatterns.register(RefusedHtml(HTML_RE, md, self.draft), "html", 90)
        # An address in <angle brackets> would become a mailto: link, which the pages have no use for.
        md.inlinePatterns.deregister("automail")
        md.inlinePatterns.register(Terms(md, self.draft), "epoch-terms", 172)
        md.treeprocessors.register(Finish(md, self.draft), "epoch-finish", 3)
