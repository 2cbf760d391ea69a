"""Where a question's texts are rendered: a sheet, with what may not stand in a question refused."""

import re
from html import unescape

from curriculum.markup.lines import Lines
from curriculum.markup.page import Rendered
from curriculum.source.quiz_files import Sheet
from quizzes.source.heading import Placed
from quizzes.source.question import Words

PARAGRAPH = re.compile(r"<p>((?:(?!<p[ >]).)*)</p>", re.DOTALL)
LEAD = re.compile(r'<p class="lead">')
FIGURE = re.compile(r'<svg[^>]*?aria-label="([^"]*)"[^>]*>.*?</svg>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


class Desk:
    """Renders the stretches of one sheet, each with its own line."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def block(self, words: Words) -> str:
        """The words as HTML."""
        if not words:
            return ""
        rendered = self.sheet.render(words.text, words.line - 1)
        self.refuse(rendered, words)
        return LEAD.sub("<p>", rendered.html, count=1).strip()

    def inline(self, words: Words) -> str:
        """The words as HTML, without the paragraph around them where they are a single one."""
        html = self.block(words)
        alone = PARAGRAPH.fullmatch(html)
        return alone[1] if alone else html

    def complain(self, mistakes: list[Placed]) -> None:
        for line, mistake in mistakes:
            self.sheet.complain(line, mistake.what, mistake.mend)

    def refuse(self, rendered: Rendered, words: Words) -> None:
        """Note what may not stand in a text of a quiz."""
        if rendered.problems:
            return
        if rendered.headings:
            line = Lines(words.text, words.line - 1).next_heading(rendered.headings[0].level) or words.line
            self.sheet.complain(line, "a heading stands in a question's text", "say it in a sentence")
        if rendered.slots:
            mend = "it belongs into a lesson"
            self.sheet.complain(words.line, f"the fence {rendered.slots[0].kind} stands in a quiz", mend)
        if 'class="footnote"' in rendered.html:
            self.sheet.complain(words.line, "a footnote stands in a quiz", "say it in the text")


def plain(html: str) -> str:
    """The words of a piece of HTML as a reader sees them; a figure is what its alternative text says."""
    return " ".join(unescape(TAG.sub("", FIGURE.sub(r" \1 ", html.replace("</p>", " </p>")))).split())
