"""Figures: hand-set SVG that is put into the page as it is, so only what content/README.md allows may stand in it."""

import difflib
import re
from collections.abc import Iterator
from xml.parsers import expat

from curriculum.markup.problem import Mistake
from curriculum.markup.sanitize import DRAWING, DRAWING_ATTRIBUTES, DRAWING_CLASSES

NAMESPACE = "http://www.w3.org/2000/svg"
MAX_BYTES = 128 * 1024
MAX_DEPTH = 20
MAX_MISTAKES = 20
COLOURS = frozenset({"fill", "stroke", "color", "style", "font-family", "font-size", "font-weight"})


def drawing_mistakes(text: str) -> list[tuple[int, Mistake]]:
    """What in the SVG may not stand in a page, each with its line; the first twenty will do."""
    if len(text.encode()) > MAX_BYTES:
        return [(1, Mistake(f"the figure is larger than {MAX_BYTES // 1024} kB", "simplify its paths"))]
    return _Check().run(text.removeprefix("\ufeff"))


class _Check:
    """One reading of one SVG."""

    def __init__(self) -> None:
        self.found: list[tuple[int, Mistake]] = []
        self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._element
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartCdataSectionHandler = self._literal

    def run(self, text: str) -> list[tuple[int, Mistake]]:
        try:
            self.parser.Parse(text, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            self.found.append((error.lineno, Mistake(f"the figure is not valid XML ({reason})", "correct the SVG")))
        except _Enough:
            pass
        return self.found[:MAX_MISTAKES]

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        for mistake in self._root(name, attributes) if self.depth == 1 else self._inner(name, attributes):
            self.found.append((self.parser.CurrentLineNumber, mistake))
        if self.depth > MAX_DEPTH:
            self._stop(Mistake("elements are nested too deep", f"keep to {MAX_DEPTH}"))

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _doctype(self, *_what: object) -> None:
        # Nothing that follows is read: an entity may stand for millions of others.
        self._stop(Mistake("the figure holds a document type or an entity", "begin it with <svg"))

    def _instruction(self, target: str, _words: str) -> None:
        self._stop(Mistake(f"<?{target} may not stand in a figure", "begin it with <svg"))

    def _literal(self) -> None:
        self._stop(Mistake("<![CDATA[ may not stand in a figure", "write &lt; for <"))

    def _stop(self, mistake: Mistake) -> None:
        self.found.append((self.parser.CurrentLineNumber, mistake))
        raise _Enough

    def _root(self, name: str, attributes: dict[str, str]) -> Iterator[Mistake]:
        if name != "svg" or attributes.get("xmlns") != NAMESPACE:
            yield Mistake("the figure does not begin with <svg> in its namespace", f'write <svg xmlns="{NAMESPACE}" …>')
            return
        if "viewBox" not in attributes or {"width", "height"} & attributes.keys():
            yield Mistake("<svg> needs a viewBox and neither width nor height", 'write <svg viewBox="0 0 400 240">')
        yield from self._attributes(name, {key: value for key, value in attributes.items() if key != "xmlns"})

    def _inner(self, name: str, attributes: dict[str, str]) -> Iterator[Mistake]:
        if name not in DRAWING or name == "svg":
            yield Mistake(f"<{name}> may not stand in a figure", f"draw it with {', '.join(sorted(DRAWING - {'svg'}))}")
            return
        yield from self._attributes(name, attributes)

    def _attributes(self, name: str, attributes: dict[str, str]) -> Iterator[Mistake]:
        for attribute in sorted(attributes.keys() - DRAWING_ATTRIBUTES):
            mend = "colour and type come from the classes in content/README.md"
            yield Mistake(
                f"{attribute}= may not stand in a figure (<{name}>)", mend if attribute in COLOURS else "remove it"
            )
        for word in attributes.get("class", "").split():
            if word not in DRAWING_CLASSES:
                near = difflib.get_close_matches(word, DRAWING_CLASSES, 1)
                mend = f"did you mean {near[0]!r}?" if near else "use the classes in content/README.md"
                yield Mistake(f"figures have no class {word!r}", mend)


class _Enough(Exception):
    """The figure need not be read to its end."""


def inline_drawing(text: str, alternative: str) -> str:
    """The SVG as an element of the page, named by its alternative text (already escaped)."""
    body = re.sub(r"<\?xml[^>]*\?>|<!--.*?-->", "", text.removeprefix("\ufeff"), flags=re.DOTALL).strip()
    body = re.sub(r'\s+xmlns="[^"]*"', "", body, count=1)
    body = re.sub(r">\s+<", "> <", body)
    return f'<svg role="img" aria-label="{alternative}"{body.removeprefix("<svg")}'
