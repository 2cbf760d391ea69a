"""Make static/fonts/epoch-math.woff2: STIX Two Math, cut to the characters the course can use.

    python scripts/fonts.py             write the font (from node_modules; see scripts/vendor.py)
    python scripts/fonts.py --check     name every character of content/ formulas that the font lacks

The base set below covers LaTeX as authors write it; static/fonts/math-characters.txt adds single characters.
The MATH table stays, and with it the tall delimiters and wide accents that the browser builds formulas from.
Output is the same byte for byte for the same input and tool versions.
"""

import argparse
import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from math_core import LatexError, LatexToMathML

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "fonts"
TARGET = FONTS / "epoch-math.woff2"
EXTRA = FONTS / "math-characters.txt"
SOURCE = "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2"
FAMILY = "Epoch Math"
LIMIT = 45 * 1024

BASE = "".join(
    [
        "".join(map(chr, range(0x20, 0x7F))),
        # Greek as letters of text (\mathrm, capitals), and as mathematical italic
        "ΓΔΘΛΞΠΣΦΨΩ",
        "".join(map(chr, [*range(0x1D6FC, 0x1D715), 0x1D716, 0x1D717, 0x1D719, 0x1D71A])),
        # Latin: italic (h is ℎ in the letterlike block), bold; double-struck and script where used
        "".join(map(chr, [c for c in range(0x1D434, 0x1D468) if c != 0x1D455])) + "ℎ",
        "".join(map(chr, range(0x1D400, 0x1D434))),
        "ℂℕℙℚℝℤ𝔼𝟙" + "𝒟ℋℒ𝒩𝒪𝒰𝒱𝒳𝒴",
        # bold Greek for vectors of parameters
        "𝜽𝝁𝝈𝝓",
        # operators, relations, arrows, dots
        "±×÷·⋅∗∘√∑∏∫∂∇∆∞∈∉⊂⊆∪∩∅∧∨¬∀∃−∖⊙⊕⊗⊤⊥",
        "≤≥≪≫≈≃∼≡≠∝≔∣∥‖",
        "→←↔⇒⇔↦⟶↑↓…⋯⋮⋱′″",
        # delimiters with their sizes, accents, braces over and under
        "⌊⌋⌈⌉⟨⟩^ˆ¯‾˜˙ˇ⃗⏞⏟ℓ°†",
        "\u00a0\u2009\u200b\u2061\u2062\u2063\u2064",
    ]
)


def characters() -> set[int]:
    extra = EXTRA.read_text("utf-8") if EXTRA.is_file() else ""
    listed = "".join(line for line in extra.splitlines() if not line.startswith("# "))
    return {ord(character) for character in BASE + listed if not character.isspace() or character in " \u00a0\u2009"}


def build(modules: Path) -> bytes:
    """Cut the font, name it anew, and return it as WOFF2."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["ccmp", "kern", "ssty", "dtls", "flac"]
    options.hinting = False
    options.desubroutinize = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    font: TTFont = subset.load_font(str(modules / SOURCE), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    names = font["name"]
    for record in list(names.names):
        renamed = {1: FAMILY, 4: FAMILY, 6: FAMILY.replace(" ", "")}.get(record.nameID)
        if renamed:
            names.setName(renamed, record.nameID, record.platformID, record.platEncID, record.langID)
    subset.save_font(font, str(TARGET), options)
    return TARGET.read_bytes()


def drawn(mathml: str) -> set[str]:
    """The characters a browser draws: a lone letter in <mi> becomes mathematical italic."""
    found: set[str] = set()
    for attributes, inner in re.findall(r"<m[ionst]\w*([^>]*)>([^<]*)<", mathml):
        found |= set(inner)
        if len(inner) == 1 and "mathvariant" not in attributes:
            found.add(italic(inner))
    return {character for character in found if not character.isspace()}


def italic(letter: str) -> str:
    """The mathematical italic of a letter, itself where there is none."""
    code = ord(letter)
    if letter == "h":
        return "ℎ"
    for first, last, target in (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("α", "ω", 0x1D6FC)):
        if ord(first) <= code <= ord(last):
            return chr(target + code - ord(first))
    return letter


def missing() -> list[str]:
    """A line for each formula in content/ that needs a character the font lacks."""
    have = set(TTFont(TARGET).getBestCmap())
    convert = LatexToMathML().convert_with_local_state
    lines: list[str] = []
    for path in sorted((ROOT / "content").rglob("*.md")):
        text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.M | re.S)
        for display, inline in re.findall(r"\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$", text, flags=re.S):
            try:
                mathml = convert(display or inline, displaystyle=bool(display))
            except LatexError:
                continue  # load_content --check names these, with line and mend
            lacking = sorted(c for c in drawn(mathml) if ord(c) not in have)
            if lacking:
                codes = ", ".join(f"{c} U+{ord(c):04X}" for c in lacking)
                lines.append(f"{path.relative_to(ROOT)}: {codes} in ${display or inline}$")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="look for characters the font lacks")
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules", help="the node_modules folder")
    options = parser.parse_args()
    if options.check:
        lines = missing()
        for line in lines:
            print(f"{line}; add it to static/fonts/math-characters.txt and run scripts/fonts.py", file=sys.stderr)
        sys.exit(1 if lines else 0)
    if not (options.modules / SOURCE).is_file():
        sys.exit(f"{options.modules / SOURCE} is not there: run npm ci --ignore-scripts first.")
    size = len(build(options.modules))
    if size > LIMIT:
        sys.exit(f"The font is {size} bytes; a lesson's budget allows {LIMIT}.")
    print(f"{TARGET.relative_to(ROOT)}: {size} bytes, {len(characters())} characters")


if __name__ == "__main__":
    main()
