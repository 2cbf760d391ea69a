"""The allowlist that every rendered page passes, whatever the author wrote (P19)."""

import nh3

TEXT = {
    "a", "abbr", "aside", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "hr", "i", "kbd", "li", "mark", "ol", "p", "pre", "s", "section",
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
    "rx", "ry", "width", "height", "points", "dx", "dy", "transform", "text-anchor", "dominant-baseline", "stroke-width",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "fill-opacity", "preserveAspectRatio",
}  # fmt: skip
MATH_ATTRIBUTES = {
    "accent", "accentunder", "class", "columnspacing", "depth", "display", "displaystyle", "fence", "form", "height",
    "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation",
    "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id"},
    "a": {"href", "title", "data-term", "aria-label", "role"},
    "div": {"data-slot", "tabindex", "role", "aria-label"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "svg": {"focusable"},
}
ATTRIBUTES |= {tag: DRAWING_ATTRIBUTES | ATTRIBUTES.get(tag, set()) for tag in DRAWING}
ATTRIBUTES |= dict.fromkeys(MATH, MATH_ATTRIBUTES)

_cleaner = nh3.Cleaner(
    tags=TEXT | MATH | DRAWING,
    attributes=ATTRIBUTES,
    url_schemes={"https", "http"},
    link_rel=None,
    strip_comments=True,
)


def sanitize(html: str) -> str:
    """`html` with everything outside the allowlist removed."""
    return _cleaner.clean(html)
