"""Which figures a text shows, told without rendering it, and how it says so.

A name inside code counts too: better one too many than a figure taken away that a page shows.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping, Set
from html import unescape

from curriculum.markup.lines import TARGET
from curriculum.source.heads import join

ESCAPE = "\\"
SPECIAL = re.compile(r"""([\\`*_{}\[\]$>#!|"'])""")


def relative(figure: str, path: str) -> str:
    """How the text of the file `path` points to the figure; both by path within the course."""
    return posixpath.relpath(figure, posixpath.dirname(path) or ".")


def markdown_of(figure: str, alternative: str, path: str) -> str:
    """What that text writes to show the figure."""
    words = " ".join(alternative.split()).replace("&", "&amp;").replace("<", "&lt;")
    words = SPECIAL.sub(r"\\\1", words)
    return f"![{words}]({relative(figure, path)})"


def figures_shown(path: str, text: str, figures: Set[str]) -> set[str]:
    """Those of the figures, by path, that the text of the file `path` shows."""
    found = (inline or reference for inline, reference in TARGET.findall(text))
    return {join(path, unescape(target.rstrip(">")).replace(ESCAPE, "")) for target in found} & figures


def where_shown(texts: Iterable[tuple[str, str]], figures: Set[str]) -> Mapping[str, list[str]]:
    """For each figure that is shown, the paths of the texts (path and text) that show it, in order and once each."""
    places: dict[str, list[str]] = {}
    for path, text in texts:
        for figure in figures_shown(path, text, figures):
            if path not in places.setdefault(figure, []):
                places[figure].append(path)
    return {figure: sorted(paths) for figure, paths in places.items()}
