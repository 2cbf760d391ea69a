"""A section of a rendered page by itself, to be shown on another page."""

import re

HEADING = re.compile(r"<h([2-4])(?P<attributes>[^>]*)>")
ID = re.compile(r'\sid="(?P<id>[^"]*)"')
ANCHOR = re.compile(r'<a[^>]*class="anchor"[^>]*>.*?</a>', re.DOTALL)
SLOT = re.compile(r'<div data-slot="\d+"></div>')
NOTE = re.compile(r'<sup[^>]*><a[^>]*class="footnote-ref"[^>]*>.*?</a></sup>', re.DOTALL)
NOTES = re.compile(r'<div class="footnote">.*', re.DOTALL)


def excerpt(html: str, anchor: str) -> str:
    """What stands under the heading `anchor`, up to the next heading of its level or above; without an anchor, what
    stands before the first heading. Empty where there is no such heading.

    Ids, notes, labs and knowledge checks are left out: the page that shows the excerpt has its own.
    """
    body = NOTES.sub("", html)
    if not anchor:
        first = HEADING.search(body)
        return _bare(body[: first.start()] if first else body)
    headings = list(HEADING.finditer(body))
    for index, heading in enumerate(headings):
        found = ID.search(heading["attributes"])
        if found and found["id"] == anchor:
            level = int(heading[1])
            ends = (later.start() for later in headings[index + 1 :] if int(later[1]) <= level)
            whole = body[heading.start() : next(ends, len(body))]
            return _bare(whole.partition(f"</h{level}>")[2])
    return ""


def _bare(html: str) -> str:
    without = NOTE.sub("", ANCHOR.sub("", SLOT.sub("", html)))
    # A heading inside becomes a line of its own weight: the page's outline is not the lesson's.
    lower = re.sub(r"<h[2-4][^>]*>(.*?)</h[2-4]>", r"<p><strong>\1</strong></p>", without, flags=re.DOTALL)
    return re.sub(r'(<(?:li|sup|h\d)\b[^>]*?)\sid="[^"]*"', r"\1", lower).strip()
