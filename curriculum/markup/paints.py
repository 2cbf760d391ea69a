"""How a drawing of another program is painted, and the house's classes nearest to that."""

import colorsys
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})(?:[0-9a-f]{1,2})?", re.ASCII)
RGB = re.compile(r"rgba?\(\s*(\d+)(%?)[\s,]+(\d+)(%?)[\s,]+(\d+)(%?)[^)]*\)", re.ASCII)
NAMED = {
    "black": "000", "white": "fff", "red": "f00", "green": "008000", "blue": "00f", "gray": "808080", "grey": "808080",
    "silver": "c0c0c0", "navy": "000080", "teal": "008080", "orange": "ffa500", "purple": "800080", "yellow": "ff0",
    "lightgray": "d3d3d3", "lightgrey": "d3d3d3", "darkgray": "a9a9a9", "darkgrey": "a9a9a9", "steelblue": "4682b4",
    "maroon": "800000", "olive": "808000", "lime": "0f0", "aqua": "0ff", "cyan": "0ff", "fuchsia": "f0f",
    "magenta": "f0f", "pink": "ffc0cb", "brown": "a52a2a", "gold": "ffd700", "lightblue": "add8e6", "tomato": "ff6347",
}  # fmt: skip
INHERITED = frozenset({"inherit", "currentcolor", "context-fill", "context-stroke"})
# Where on the wheel the hues of the four phases lie, roughly: blue, orange, teal and violet (static/css/tokens.css).
HUES = ((0.61, 1), (0.07, 2), (0.42, 3), (0.83, 4))
GREYS = ((0.3, "ink"), (0.5, "2"), (0.7, "3"), (0.93, "rule"), (1.01, "paper"))
BOLD = frozenset({"bold", "bolder", "600", "700", "800", "900"})


@dataclass(frozen=True)
class Paint:
    """What reaches an element from those around it. Without a word, a browser fills in black and draws no line."""

    fill: str = "black"
    stroke: str = "none"
    weight: str = ""

    def within(self, own: Mapping[str, str]) -> "Paint":
        """As an element has it that says so much itself."""
        said = {key: own[name].strip().lower() for key, name in ORIGINS.items() if name in own}
        return replace(self, **{key: value for key, value in said.items() if value not in INHERITED})


ORIGINS = {"fill": "fill", "stroke": "stroke", "weight": "font-weight"}
NO_PAINT = Paint()


RULE = re.compile(r"([^{}]{1,2000})\{([^{}]*)\}")
BY_CLASS = re.compile(r"\.([\w-]+)", re.ASCII)


def rules(sheet: str) -> dict[str, dict[str, str]]:
    """The properties of each class that a style sheet names by itself; what it says otherwise is passed over."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in RULE.findall(sheet):
        for selector in selectors.split(","):
            name = BY_CLASS.fullmatch(selector.strip())
            if name:
                found.setdefault(name[1], {}).update(declarations(body))
    return found


def declarations(style: str) -> dict[str, str]:
    """The properties of a style= attribute."""
    pairs = (part.partition(":") for part in style.split(";"))
    return {name.strip().lower(): value.replace("!important", "").strip() for name, _, value in pairs if name.strip()}


def class_of(paint: Paint, *, is_text: bool) -> Iterable[str]:
    """The classes that paint an element so, in light and in dark."""
    if is_text:
        tone = _tone(paint.fill)
        yield {"2": "t-2", "3": "t-3", "rule": "t-3"}.get(tone, "t") if tone else "t-2"
        if paint.weight in BOLD:
            yield "strong"
        return
    fill, stroke = _tone(paint.fill), _tone(paint.stroke)
    if fill:
        yield f"f-{fill}"
    if stroke:
        yield "s-" + {"3": "2", "paper": "rule"}.get(stroke, stroke)


def _tone(colour: str) -> str:
    """A name of the house for the colour; empty for none."""
    if colour in {"none", "transparent", ""}:
        return ""
    red, green, blue = _channels(colour)
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation > 0.25 and 0.08 < lightness < 0.97:
        return f"p{min(HUES, key=lambda pair: _apart(pair[0], hue))[1]}"
    return next(name for most, name in GREYS if lightness < most)


def _apart(one: float, other: float) -> float:
    return min(abs(one - other), 1 - abs(one - other))


def _channels(colour: str) -> tuple[float, float, float]:
    """From 0 to 1; what cannot be read is black, as the ink is."""
    found = HEX.fullmatch(f"#{NAMED[colour]}" if colour in NAMED else colour)
    if found:
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
        return red, green, blue
    rgb = RGB.fullmatch(colour)
    if rgb is None:
        return 0.0, 0.0, 0.0
    red, green, blue = (min(int(rgb[n]) / (100 if rgb[n + 1] else 255), 1.0) for n in (1, 3, 5))
    return red, green, blue
