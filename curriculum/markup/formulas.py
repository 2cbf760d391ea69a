"""LaTeX to MathML, by math-core, without its style attributes (the content security policy forbids them)."""

import re
from html import unescape

import math_core

from curriculum.markup.problem import Mistake

# math-core sets a small finite set of declarations; each becomes a class of static/css/base.css.
CLASS_OF_STYLE = {
    "text-align:left": "m-left",
    "text-align:right": "m-right",
    "justify-items:start": "",  # goes with text-align; m-left and m-right set both
    "justify-items:end": "",
    "padding-left:0": "m-pl-0",
    "padding-right:0": "m-pr-0",
    "padding-top:0": "m-pt-0",
    "padding-bottom:0": "m-pb-0",
    "padding-left:0.1em": "m-pl-1",
    "padding-right:0.1em": "m-pr-1",
    "padding-left:1em": "m-pl-10",
    "padding-left:0.1667em": "m-pl-thin",
    "padding-right:0.1667em": "m-pr-thin",
    "padding-left:0.2222em": "m-pl-medium",
    "padding-right:0.2222em": "m-pr-medium",
    "padding-left:0.2778em": "m-pl-thick",
    "padding-right:0.2778em": "m-pr-thick",
    "padding-top:0.1667em": "m-pt-thin",
    "margin-left:-0.16666667em": "m-back",
    "border-left:0.05em solid currentcolor": "m-bl",
    "border-right:0.05em solid currentcolor": "m-br",
    "border-top:0.05em solid currentcolor": "m-bt",
    "border-left:0.05em dashed currentcolor": "m-bl m-dashed",
    "border-right:0.05em dashed currentcolor": "m-br m-dashed",
    "border-top:0.05em dashed currentcolor": "m-bt m-dashed",
    "width:100%": "m-w-100",
    "width:50%": "m-w-50",
    "width:7.5%": "m-w-7",
    "math-shift:compact": "m-compact",
    "font-variant-caps:small-caps": "m-sc",
}
STYLED = re.compile(r'<[a-z]+(?: [^<>]*)? style="[^"]*"[^<>]*>')
STYLE = re.compile(r' style="([^"]*)"')
CLASS = re.compile(r' class="([^"]*)"')
TAG = re.compile(r"<[^>]+>")

_converter = math_core.LatexToMathML(fancy_error=False)


def to_mathml(latex: str, *, display: bool) -> str:
    """The formula as a `<math>` element. Raises Mistake for LaTeX that cannot be read or shown."""
    try:
        mathml = str(_converter.convert_with_local_state(latex, displaystyle=display))
    except math_core.LatexError as error:
        reason = " ".join(str(error).split())
        raise Mistake(f"invalid LaTeX ${latex.strip()}$ ({reason})", "correct the formula") from None
    return STYLED.sub(_with_classes, mathml)


def _with_classes(tag: re.Match[str]) -> str:
    """The tag with its style said in classes, beside those that it has."""
    names = [name for found in CLASS.findall(tag[0]) for name in found.split()]
    for declaration in ";".join(STYLE.findall(tag[0])).split(";"):
        key = re.sub(r"\s*:\s*", ":", declaration.strip())
        if key and key not in CLASS_OF_STYLE:
            raise Mistake(f"a formula sets the style {key!r}", "leave colours, sizes and boxes to the style sheet")
        names += CLASS_OF_STYLE.get(key, "").split()
    bare = CLASS.sub("", STYLE.sub("", tag[0]))
    return re.sub(r"(/?>)$", f' class="{" ".join(names)}"\\1', bare) if names else bare


def characters(html: str) -> set[str]:
    """Every character inside the `<math>` elements of `html`: what the math font must hold."""
    found: set[str] = set()
    for math in re.findall(r"<math.*?</math>", html, re.DOTALL):
        found.update(unescape(TAG.sub("", math)))
    return found
