"""Which files a text may point to, told without rendering it. A name inside code counts too: better one too many."""

from collections.abc import Iterable, Mapping, Set
from html import unescape

from curriculum.markup.lines import TARGET
from curriculum.source.heads import join

ESCAPE = "\\"


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
