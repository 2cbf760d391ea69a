"""Make the fonts that are not used as published.

    python scripts/fonts.py             write them (from node_modules; see scripts/vendor.py)
    python scripts/fonts.py --check     name every character of content/ formulas that the font lacks

epoch-math.woff2 is STIX Two Math, cut to the characters the course can use. The base set below covers LaTeX as
authors write it; static/fonts/math-characters.txt adds single characters. The MATH table stays, and with it the
tall delimiters and wide accents that the browser builds formulas from.

epoch-marks.woff2 and its serif sister hold the superscripts of 10²². The published subsets have ¹ ² ³ alone, so
that the other digits would come from another font in another size; but they have the raised digits of fractions,
and those are the right drawings.

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
# For each made font of superscripts: its name, and where its drawings come from.
MARKS = {
    "epoch-marks": ("Epoch Marks", "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
    "epoch-marks-serif": (
        "Epoch Marks Serif",
        "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
    ),
}
LIMIT = 45 * 1024

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+−=()ni", strict=True))

BASE = "".join(
    [
        "".join(map(chr, range(0x20, 0x7F))),
        # Greek as letters of text (\mathrm, capitals), and as mathematical italic
        "ΓΔΘΛΞΠΣΦΨΩ",
        "".join(map(chr, [*range(0x1D6FC, 0x1D715), 0x1D716, 0x1D717, 0x1D719, 0x1D71A])),
        # Latin: italic (h is ℎ in the letterlike block), bold; double-struck and script where used
        "".join(map(chr, [c for c in range(0x1D434, 0x1D468) if c != 0x1D455])) + "ℎ",
        "".join(map(chr, range(0x1D400, 0x1D434))),
        "ℂℕℙℚℝℤ𝔸𝔹𝔻𝔼𝔽𝕀𝕂𝕍𝕏𝟙",
        "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵",
        # bold Greek for vectors of parameters, bold digits
        "𝛉𝛍𝛔𝛟𝜽𝝁𝝈𝝓𝟎𝟏𝟐",
        # operators, relations, arrows, dots
        "±∓×÷·⋅∗∘√∑∏∫∂∇∆∞∈∉∋⊂⊆⊃⊇∪∩∅∧∨¬∀∃−∖⊙⊕⊗⊤⊥",
        "≤≥≪≫≺≻≈≃≅∼≡≠∝≔∣∥‖⊢⊨∴",
        "→←↔⇒⇐⇔↦⟶⟵⟹⟺↑↓…⋯⋮⋱′″‴",
        # delimiters with their sizes, accents, braces over and under
        "⌊⌋⌈⌉⟨⟩^ˆ¯‾˜˙ˇ˘˚¨´\u0302\u0332⃗⏞⏟ℓ°†",
        "\u00a0\u2009\u200b\u2061\u2062\u2063\u2064",
    ]
)


def characters() -> set[int]:
    extra = EXTRA.read_text("utf-8") if EXTRA.is_file() else ""
    listed = "".join(line for line in extra.splitlines() if not line.startswith("# "))
    return {ord(character) for character in BASE + listed if not character.isspace() or character in " \u00a0\u2009"}


def cut(font: TTFont, unicodes: set[int], features: list[str]) -> None:
    """Keep the characters and what their features and the MATH table need."""
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)


def save(font: TTFont, family: str, target: Path) -> int:
    """Name the font anew, as its licence asks of a changed one, write it, and return its size."""
    names = font["name"]
    for record in list(names.names):
        renamed = {1: family, 4: family, 6: family.replace(" ", "")}.get(record.nameID)
        if renamed:
            names.setName(renamed, record.nameID, record.platformID, record.platEncID, record.langID)
    font.flavor = "woff2"
    font.save(target)
    return target.stat().st_size


def make_math(modules: Path) -> int:
    font = TTFont(modules / SOURCE, recalcTimestamp=False)
    cut(font, characters(), ["ccmp", "kern", "ssty", "dtls", "flac"])
    return save(font, "Epoch Math", TARGET)


def raised(font: TTFont) -> dict[str, str]:
    """The font's own substitutions for a fraction's numerator: glyph to raised glyph."""
    table = font["GSUB"].table
    numbers = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "numr"
        for index in record.Feature.LookupListIndex
    }
    found: dict[str, str] = {}
    for index in sorted(numbers):
        for subtable in table.LookupList.Lookup[index].SubTable:
            found |= getattr(subtable, "ExtSubTable", subtable).mapping
    return found


def make_marks(modules: Path, file: str) -> int:
    family, source = MARKS[file]
    font = TTFont(modules / source, recalcTimestamp=False)
    names, substitutes = font.getBestCmap(), raised(font)
    glyphs = {
        ord(mark): substitutes[names[ord(plain)]] for mark, plain in RAISED.items() if names[ord(plain)] in substitutes
    }
    if len(glyphs) < 10:
        sys.exit(f"{source} has raised drawings for {len(glyphs)} characters only; ten digits are needed.")
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap = dict(glyphs)
    cut(font, set(glyphs), [])
    return save(font, family, FONTS / f"{file}.woff2")


def drawn(mathml: str) -> set[str]:
    """The characters a browser draws: a lone letter in <mi> becomes mathematical italic."""
    found: set[str] = set()
    for attributes, inner in re.findall(r"<m[ionst]\w*([^>]*)>([^<]*)<", mathml):
        lone = len(inner) == 1 and "mathvariant" not in attributes
        found |= {italic(inner)} if lone else set(inner)
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
    parser.add_argument("--check", action="store_true", help="look for characters the fonts lack")
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules", help="the node_modules folder")
    options = parser.parse_args()
    if options.check:
        lines = missing()
        for line in lines:
            print(
                f"{line}; add it to static/fonts/math-characters.txt and run scripts/fonts.py",
                file=sys.stderr,
            )
        sys.exit(1 if lines else 0)
    for source in (SOURCE, *(source for _, source in MARKS.values())):
        if not (options.modules / source).is_file():
            sys.exit(f"{options.modules / source} is not there: run npm ci --ignore-scripts first.")
    size = make_math(options.modules)
    if size > LIMIT:
        sys.exit(f"{TARGET.name} is {size} bytes; a lesson's budget allows {LIMIT}.")
    print(f"{TARGET.name}: {size} bytes, {len(characters())} characters")
    for file in MARKS:
        print(f"{file}.woff2: {make_marks(options.modules, file)} bytes")


if __name__ == "__main__":
    main()
