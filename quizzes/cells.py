"""Cells of a file that a spreadsheet may open: no text becomes a formula there (P25). Pure."""

import re
import unicodedata

# A spreadsheet's cell holds 32,767 characters; the longest essay has 20,000.
LONGEST = 32_000
# Signs that nobody sees do not hide one.
HIDDEN = r"[\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
# Also after a sign at which a program with other settings would begin a new cell; full-width ones too.
FORMULA = re.compile(rf"(^|[,;\t|\"'])({HIDDEN})(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
# What is none of this, and printable, is inert as it stands; nearly all cells are.
ODD = re.compile(r"^[\s=+\-@\uff1d\uff0b\uff0d\uff20]|[,;\t|\"']|\s\s|\s$")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def inert(text: str) -> str:
    """The text on one line, cut where it is very long, with an apostrophe wherever a formula could begin."""
    if text.isprintable() and len(text) <= LONGEST and not ODD.search(text):
        return text
    signs = (" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text)
    line = " ".join("".join(signs).split())
    if NUMBER.fullmatch(line):
        return line
    told = FORMULA.sub(r"\1\2'", line)
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"
