"""A person's own Markdown, which is shown to them alone: paragraphs, lists, emphasis, quotes, code and links."""

import re
from html import escape

import nh3
from markdown import Markdown

from curriculum.markup.limits import excess
from curriculum.markup.lines import Lines
from curriculum.markup.page import CONTROL

# Nothing that fetches: a picture is shown as a link to it. Headings would upset the outline of the page around.
TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
NOT_READ = (("preprocessors", "html_block"), ("inlinePatterns", "html"))
NOT_SHOWN = ("image_link", "image_reference", "short_image_ref")
HEADING = re.compile(r"<(/?)h[1-6]>")
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes={"https", "http", "mailto"},
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
)


def render_own(text: str) -> str:
    """Safe HTML. A text that is too tangled to be read as Markdown is shown as it was written."""
    lines = Lines(text)
    if excess(lines) is None:
        try:
            return _converted("\n".join(lines.lines))
        except RecursionError:
            pass
    return f"<pre>{CONTROL.sub('', escape(text))}</pre>"


def _converted(text: str) -> str:
    markdown = Markdown(extensions=["sane_lists", "nl2br", "fenced_code"])
    for registry, name in NOT_READ:
        getattr(markdown, registry).deregister(name)
    for name in NOT_SHOWN:
        markdown.inlinePatterns.deregister(name)
    html = HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", markdown.convert(text))
    return CONTROL.sub("", _cleaner.clean(html))
