"""The allowlist that every rendered page passes, whatever the author wrote (P19).

Classes and ids are listed too: an author's text can neither dress up as the site's own frame nor take its anchors.
"""

import re

import nh3
from pygments.token import STANDARD_TYPES

from curriculum.markup.formulas import CLASS_OF_STYLE
from curriculum.markup.page import CONTROL

TEXT = {
    "a", "abbr", "aside", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "hr", "i", "img", "kbd", "li", "mark", "ol", "p", "pre", "s", "section",
    "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
MATH = {
    "math", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable",
    "mtd", "mtext", "mtr", "munder", "munderover", "none",
}  # fmt: skip
DRAWING = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"}
# Presentation that figures may set as attributes; colour and type come from classes.
DRAWING_ATTRIBUTES = {
    "viewBox", "role", "aria-label", "aria-hidden", "class", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r",
    "rx", "ry", "width", "height", "points", "dx", "dy", "transform", "text-anchor", "dominant-baseline",
    "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "fill-opacity",
    "preserveAspectRatio",
}  # fmt: skip
# What content/README.md lists, and static/css/figures.css draws.
DRAWING_CLASSES = {
    "s-ink", "s-2", "s-rule", "s-accent", "s-p1", "s-p2", "s-p3", "s-p4", "s-phase",
    "f-ink", "f-2", "f-3", "f-paper", "f-sheet", "f-sunk", "f-rule", "f-accent",
    "f-p1", "f-p2", "f-p3", "f-p4", "f-phase",
    "soft", "thin", "bold", "dash", "t", "t-2", "t-3", "strong", "num",
}  # fmt: skip
MATH_ATTRIBUTES = {
    "accent", "accentunder", "class", "columnspacing", "depth", "display", "displaystyle", "fence", "form", "height",
    "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation",
    "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    # Without this line the library lets through title= and lang= everywhere.
    "*": set(),
    "a": {"href", "title", "data-term", "aria-label", "role"},
    "div": {"data-slot", "tabindex", "role", "aria-label"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
# Anchors of headings, and of footnotes and their marks.
ATTRIBUTES |= {tag: {"id"} for tag in ("h2", "h3", "h4", "li", "sup")}
ATTRIBUTES |= {tag: DRAWING_ATTRIBUTES - {"class"} for tag in DRAWING}
ATTRIBUTES |= {tag: MATH_ATTRIBUTES - {"class"} for tag in MATH}
MATH_CLASSES = {name for names in CLASS_OF_STYLE.values() for name in names.split()} | {
    f"menclose-{name}" for name in ("downdiagonalstrike", "phasorangle", "updiagonalstrike")
}
CLASSES: dict[str, set[str]] = {
    "a": {"term", "anchor", "footnote-ref", "footnote-backref"},
    "aside": {"callout", "note", "tip", "warning", "exam", "deeper"},
    "div": {"table", "highlight", "formula", "footnote"},
    "p": {"lead", "callout-title"},
    "span": {"math", "nobr", "tag", "exam", "deeper", "hll", "filename", *STANDARD_TYPES.values()} - {""},
    "td": {"ta-left", "ta-center", "ta-right"},
    "th": {"ta-left", "ta-center", "ta-right"},
}
CLASSES |= dict.fromkeys(DRAWING, DRAWING_CLASSES)
CLASSES |= dict.fromkeys(MATH, MATH_CLASSES)

# A picture is one of the course's own: nothing else is fetched for a page.
PICTURE = re.compile(r"(?:/[\w-]+)*/courses/[\w-]+/figures/[0-9a-f]{64}\.(?:png|jpg|webp)", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,5}")
OF_PICTURES = {"src": PICTURE, "width": NUMBER, "height": NUMBER}


def _attribute(tag: str, name: str, value: str) -> str | None:
    form = OF_PICTURES.get(name) if tag == "img" else None
    return value if form is None or form.fullmatch(value) else None


_cleaner = nh3.Cleaner(
    tags=TEXT | MATH | DRAWING,
    attributes=ATTRIBUTES,
    tag_attribute_values={"img": {"loading": {"lazy"}, "decoding": {"async"}}},
    attribute_filter=_attribute,
    allowed_classes=CLASSES,
    url_schemes={"https", "http"},
    link_rel=None,
    strip_comments=True,
)


def sanitize(html: str) -> str:
    """`html` with everything outside the allowlist removed."""
    # An entity may stand for a control character; pages and snippets are put together with marks of that kind.
    return CONTROL.sub("", _cleaner.clean(html))
