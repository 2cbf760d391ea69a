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
OPENING = re.compile(r"\\[{}]|(?P<open>\{|\\(?:left|begin)\b)|(?P<close>\}|\\(?:right|end)\b)")
# A command of the author's own could stand for thousands of others.
DEFINITION = re.compile(r"\\(?:[gex]?def|let|(?:re)?newcommand|providecommand|DeclareMathOperator)(?![a-zA-Z])")
# The converter calls itself for each nested part; without a limit one formula can exhaust the stack of its thread.
MAX_CHARACTERS = 1_500
MAX_DEPTH = 24
# A letter alone in <mi> is drawn as its italic form (MathML Core, text-transform: math-auto).
ITALIC = {
    **{chr(ord("A") + n): chr(0x1D434 + n) for n in range(26)},
    **{chr(ord("a") + n): chr(0x1D44E + n) for n in range(26)},
    **{chr(0x391 + n): chr(0x1D6E2 + n) for n in range(25)},
    **{chr(0x3B1 + n): chr(0x1D6FC + n) for n in range(25)},
    "h": "\u210e",
}

_converter = math_core.LatexToMathML(fancy_error=False)


def to_mathml(latex: str, *, display: bool) -> str:
    """The formula as a `<math>` element. Raises Mistake for LaTeX that cannot be read or shown."""
    if len(latex) > MAX_CHARACTERS:
        raise Mistake(f"a formula of {len(latex):,} characters", f"keep it below {MAX_CHARACTERS:,}")
    if DEFINITION.search(latex):
        raise Mistake("a formula defines a command", "write it out where it is used")
    if _depth(latex) > MAX_DEPTH:
        raise Mistake("a formula is nested too deep", f"open at most {MAX_DEPTH} braces at once")
    try:
        mathml = str(_converter.convert_with_local_state(latex, displaystyle=display))
    except math_core.LatexError as error:
        # The converter begins with the byte at which it stopped.
        reason = re.sub(r"^\d+: ", "", " ".join(str(error).split()))
        raise Mistake(f"invalid LaTeX ${_short(latex)}$ ({reason})", "correct the formula") from None
    return STYLED.sub(_with_classes, mathml)


def _short(latex: str) -> str:
    words = " ".join(latex.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


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


def plain_text(mathml: str) -> str:
    """The formula's characters alone, for places that hold words only."""
    return " ".join(unescape(TAG.sub("", mathml)).split())


def _depth(latex: str) -> int:
    depth = deepest = 0
    for mark in OPENING.finditer(latex):
        depth += bool(mark["open"]) - bool(mark["close"])
        deepest = max(depth, deepest)
    return deepest


def characters(html: str) -> set[str]:
    """Every character that the math font must hold to draw the formulas in `html`, as the browser draws them."""
    found: set[str] = set()
    for math in re.findall(r"<math.*?</math>", html, re.DOTALL):
        italic = (ITALIC.get(letter, letter) for letter in re.findall(r"<mi>([^<])</mi>", math))
        found.update(italic, unescape(TAG.sub("", re.sub(r"<mi>[^<]</mi>", "", math))))
    return found
