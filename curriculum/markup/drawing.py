"""Figures: hand-set SVG that is put into the page as it is, so only what content/README.md allows may stand in it."""

import re
import xml.etree.ElementTree as ElementTree

from curriculum.markup.problem import Mistake
from curriculum.markup.sanitize import DRAWING, DRAWING_ATTRIBUTES

SVG = "{http://www.w3.org/2000/svg}"
MAX_BYTES = 128 * 1024


def check_drawing(text: str) -> None:
    """Raises Mistake for the first thing in the SVG that may not stand in a page."""
    if len(text.encode()) > MAX_BYTES:
        raise Mistake(f"the figure is larger than {MAX_BYTES // 1024} kB", "simplify its paths")
    if "<!" in text.replace("<!--", ""):
        raise Mistake("the figure holds a document type or an entity", "begin it with <svg")
    try:
        # The text is the author's own file: no entity can stand in it (see above) and it is small.
        root = ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError as error:
        raise Mistake(f"the figure is not valid XML ({error})", "correct the SVG") from None
    if root.tag != f"{SVG}svg":
        raise Mistake("the figure's outermost element is not <svg> in the SVG namespace", "write xmlns on <svg>")
    if "viewBox" not in root.attrib or {"width", "height"} & set(root.keys()):
        raise Mistake("<svg> needs a viewBox and neither width nor height", 'write <svg viewBox="0 0 400 240">')
    for element in root.iter():
        name = element.tag.removeprefix(SVG)
        if name not in DRAWING:
            raise Mistake(f"<{name}> may not stand in a figure", f"draw it with {', '.join(sorted(DRAWING))}")
        for attribute in sorted(set(element.keys()) - DRAWING_ATTRIBUTES):
            raise Mistake(
                f"{attribute}= may not stand in a figure (<{name}>)",
                "take colour and type from the classes in content/README.md",
            )


def inline_drawing(text: str, alternative: str) -> str:
    """The SVG as an element of the page, named by its alternative text (already escaped)."""
    body = re.sub(r"<\?xml[^>]*\?>|<!--.*?-->", "", text, flags=re.DOTALL).strip()
    body = re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", body)
    body = re.sub(r">\s+<", "> <", body)
    return re.sub(r"^<svg\b", f'<svg role="img" aria-label="{alternative}"', body)
