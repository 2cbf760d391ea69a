"""LaTeX to MathML, by math-core, without its style attributes (the content security policy forbids them)."""

import re
from html import unescape

import math_core

from curriculum.markup.problem import Mistake

# math-core sets a small finite set of styles, all on table cells; each becomes a class of static/css.
CLASS_OF_STYLE = {
    "text-align:left": "m-left",
    "text-align:right": "m-right",
    "text-align:center": "m-center",
    "padding-left:0": "m-flush-left",
    "padding-right:0": "m-flush-right",
    "padding-left:1em": "m-space-left",
    "border-right:0.05em solid currentcolor": "m-rule-right",
    "border-left:0.05em solid currentcolor": "m-rule-left",
    "justify-items:start": "",
    "justify-items:end": "",
    "justify-items:center": "",
}
STYLE = re.compile(r' style="([^"]*)"')
TAG = re.compile(r"<[^>]+>")

_converter = math_core.LatexToMathML(fancy_error=False)


def to_mathml(latex: str, *, display: bool) -> str:
    """The formula as a `<math>` element. Raises Mistake for LaTeX that cannot be read or shown."""
    try:
        mathml = str(_converter.convert_with_local_state(latex, displaystyle=display))
    except math_core.LatexError as error:
        reason = " ".join(str(error).split())
        raise Mistake(f"invalid LaTeX ${latex.strip()}$ ({reason})", "correct the formula") from None
    return STYLE.sub(_class_attribute, mathml)


def _class_attribute(style: re.Match[str]) -> str:
    names = []
    for declaration in filter(None, (part.strip() for part in style[1].split(";"))):
        key = re.sub(r"\s*:\s*", ":", declaration)
        if key not in CLASS_OF_STYLE:
            raise Mistake(f"a formula sets the style {key!r}", "leave colours and boxes to the style sheet")
        names.append(CLASS_OF_STYLE[key])
    named = " ".join(filter(None, names))
    return f' class="{named}"' if named else ""


def characters(html: str) -> set[str]:
    """Every character inside the `<math>` elements of `html`: what the math font must hold."""
    found: set[str] = set()
    for math in re.findall(r"<math.*?</math>", html, re.DOTALL):
        found.update(unescape(TAG.sub("", math)))
    return found
