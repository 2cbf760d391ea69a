"""What whoever marks says to the learner: Markdown as in a lesson, without what only a lesson can have.

Several comments stand on one page, so none has an id: no headings and no footnotes. None points into the course's
folder, since the text is no file of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from curriculum.markup.page import CONTROL, Rendered, Surroundings
from curriculum.markup.problem import Mistake
from curriculum.markup.render import render

MOST_CHARACTERS = 10_000
WHOLE_ADDRESS = "write the whole address, https://…"


@dataclass(frozen=True)
class Comment:
    """Safe HTML, and every mistake in words; where there is one the text cannot be kept."""

    html: str
    problems: tuple[str, ...]


def read_comment(text: str) -> Comment:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_CHARACTERS:
        return Comment("", (f"A comment has at most {MOST_CHARACTERS:,} characters; this one has {len(text):,}.",))
    if CONTROL.search(text):
        return Comment("", ("A comment cannot hold control characters.",))
    if not text.strip():
        return Comment("", ())
    rendered = render("", text, AROUND)
    # A lesson's first paragraph is set larger; a comment's is not.
    html = rendered.html.replace('<p class="lead">', "<p>")
    return Comment(html, tuple(dict.fromkeys(_problems(rendered))))


def _problems(rendered: Rendered) -> Iterator[str]:
    if rendered.headings:
        yield "A comment has no headings; make the words **bold**."
    if 'class="footnote' in rendered.html:
        yield "A comment has no footnotes; put the words in parentheses."
    for problem in rendered.problems:
        if rendered.headings and "heading" in problem.what:
            continue
        # The renderer names the fences that a lesson has; here are none but languages.
        yield f"Line {problem.line}: {problem.what}; {problem.mend.removesuffix(' or one of ')}."


def _no_link(_path: str, _anchor: str) -> str:
    raise Mistake("a comment cannot link to a file", WHOLE_ADDRESS)


def _no_term(term: str) -> tuple[str, str]:
    raise Mistake(f"a comment cannot point to the term [[{term[:60]}]]", "write the word itself")


def _no_figure(_path: str) -> str:
    raise Mistake("a comment has no figures", "describe it, or link to it: https://…")


AROUND = Surroundings(_no_link, _no_term, _no_figure, {})
