"""Drawings of other programs, made into the house's: what runs, links, or is an editor's own is taken out, and colours
become the classes nearest to them, so that the drawing follows light and dark.

A drawing of the house that passes the check stays as it is, byte for byte. (One without any class would be drawn in
no colour at all.) What draws and has no place here (pictures
inside, gradients, copies of parts) is left in: taking it out would change the figure unseen, so the check refuses it.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from curriculum.markup.drawing import MAX_DEPTH, NAMESPACE, drawing_mistakes
from curriculum.markup.paints import NO_PAINT, Paint, class_of, declarations, rules
from curriculum.markup.problem import Mistake
from curriculum.markup.sanitize import DRAWING_ATTRIBUTES, DRAWING_CLASSES

MAX_GIVEN = 1024 * 1024
# Nothing of these can be seen, or nothing that may be.
UNSEEN = frozenset(
    {"script", "style", "metadata", "title", "desc", "foreignObject", "animate", "animateMotion", "animateTransform",
     "set", "view", "cursor", "handler", "discard"}
)  # fmt: skip
# Left in so that they are refused, unless there is nothing inside.
HOLDERS = frozenset({"defs", "symbol"})
# Around what is drawn; it stays, they go.
WRAPPERS = frozenset({"a", "switch"})
SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
WORDS = frozenset({"text", "tspan"})
PAINTED = frozenset({"fill", "stroke", "color"})
KEPT = DRAWING_ATTRIBUTES - {"class", "role", "aria-label", "aria-hidden"}
COLOURS, TYPE = "colours, now the classes nearest to them", "fonts, now the site's own"
# Whoever writes these draws as the house does, and gets no colours made up.
NAME = r"(?:[sft]-(?:ink|[23]|p[1-4]|rule|accent|phase|paper|sheet|sunk)|t)"
HOUSE = re.compile(rf"""class\s*=\s*["'](?:[^"']{{0,200}}\s)?{NAME}[\s"']""")
EMPTY_LINES = re.compile(r"\n\s*\n")
FONTS = ("font", "letter-", "word-", "line-", "text-", "-inkscape", "white-space", "writing-")


@dataclass(frozen=True)
class Cleaned:
    """A drawing as it may be stored, and what was taken out of it, in words."""

    text: str
    removed: tuple[str, ...] = ()


def house_drawing(text: str) -> tuple[Cleaned, list[tuple[int, Mistake]]]:
    """The drawing as the house draws, and what in it cannot be mended, with its lines in the text as it came."""
    if len(text) > MAX_GIVEN:
        return Cleaned(text), [(1, Mistake(f"the figure has {len(text):,} characters", "simplify its paths"))]
    mistakes = drawing_mistakes(text)
    if not mistakes and HOUSE.search(text):
        return Cleaned(text), []
    try:
        cleaned = _Cleaner(text).run()
    except expat.ExpatError:
        return Cleaned(text), mistakes
    left = drawing_mistakes(cleaned.text)
    # Told where they stand in the file that the author has before them.
    words = {mistake.what for _, mistake in left}
    told = [(line, mistake) for line, mistake in mistakes if mistake.what in words]
    return cleaned, told or left


@dataclass
class _Open:
    """An element that is open in the text as it came. `tag` is what is to be written for it, empty for nothing."""

    tag: str
    paint: Paint


@dataclass
class _Cleaner:
    given: str
    out: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    removed: Counter[str] = field(default_factory=Counter)
    skipped: int = 0
    sheet: list[str] | None = None
    by_class: dict[str, dict[str, str]] = field(default_factory=dict)

    def run(self) -> Cleaned:
        text = self.given.removeprefix("\ufeff").lstrip()
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        self.is_house = HOUSE.search(text) is not None
        parser.Parse(text, True)
        removed = (f"{what} ({n})" if n > 1 else what for what, n in sorted(self.removed.items()))
        return Cleaned(EMPTY_LINES.sub("\n", "".join(self.out)).strip() + "\n", tuple(removed))

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_internal: bool) -> None:
        if has_internal:
            # Entities: nothing of them is read, and the check says so.
            raise expat.ExpatError
        self.removed["the document type"] += 1

    def _instruction(self, target: str, _words: str) -> None:
        self.removed[f"<?{target}"] += 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        above = self.stack[-1].paint if self.stack else NO_PAINT
        own = self._said(attributes)
        if self.skipped or space not in {"", NAMESPACE} or tag in UNSEEN or own.get("display") == "none":
            if not self.skipped:
                self._note_skipped(space, tag)
                self.sheet = [] if tag == "style" else None
            self.skipped += 1
            return
        if tag in WRAPPERS or (tag == "svg" and len(self.stack) > MAX_DEPTH):
            self.removed[f"<{tag}> around what it holds"] += 1
            self.stack.append(_Open("", above))
            return
        paint = above.within(own)
        kept = self._attributes(tag, attributes, own)
        if tag == "svg" and not self.stack:
            kept = {"xmlns": NAMESPACE, **self._frame(attributes, kept)}
        classes = [word for word in attributes.get("class", "").split() if word in DRAWING_CLASSES]
        if not self.is_house and tag in SHAPES | WORDS:
            classes += [word for word in class_of(paint, is_text=tag in WORDS) if word not in classes]
        if attributes.get("class", "").split() != classes and attributes.get("class"):
            self.removed["classes that figures have not"] += 1
        if classes:
            kept["class"] = " ".join(classes)
        written = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
        self.out.append(f"<{tag}{written}>")
        self.stack.append(_Open(tag, paint))

    def _end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            if not self.skipped and self.sheet is not None:
                self.by_class |= rules("".join(self.sheet))
                self.sheet = None
            return
        tag = self.stack.pop().tag
        if not tag:
            return
        if self.out[-1].startswith(f"<{tag}") and self.out[-1].endswith(">"):
            opened = self.out.pop()
            if tag in HOLDERS:
                self.removed[f"<{tag}> with nothing in it"] += 1
                return
            self.out.append(f"{opened[:-1]}/>")
            return
        self.out.append(f"</{tag}>")

    def _words(self, words: str) -> None:
        if self.skipped:
            if self.sheet is not None:
                self.sheet.append(words)
            return
        within = self.stack[-1].tag if self.stack else ""
        if within in WORDS:
            self.out.append(escape(words, quote=False))
        elif "\n" in words and within not in HOLDERS:
            self.out.append("\n")

    def _said(self, attributes: dict[str, str]) -> dict[str, str]:
        """What an element says by attributes, by its classes, and in style=; the last goes before."""
        own = dict(attributes)
        for word in attributes.get("class", "").split():
            own |= self.by_class.get(word, {})
        return own | declarations(attributes.get("style", ""))

    def _note_skipped(self, space: str, tag: str) -> None:
        if space not in {"", NAMESPACE}:
            self.removed["an editor's own notes"] += 1
        else:
            self.removed[f"<{tag}>" if tag in UNSEEN else "what was hidden"] += 1

    def _attributes(self, tag: str, given: dict[str, str], own: dict[str, str]) -> dict[str, str]:
        """What may stay, from attributes and from style=, in the order in which it was given."""
        kept: dict[str, str] = {}
        for key, value in own.items():
            space, _, name = key.rpartition(" ")
            if (
                not space
                and name in KEPT
                and "url(" not in value
                and (tag != "svg" or name in {"viewBox", "preserveAspectRatio"})
            ):
                kept[name] = value
            elif key not in {"class", "style", "xmlns"} and not (tag == "svg" and name in {"width", "height"}):
                self._note(tag, space, name, from_style=key not in given)
        if "style" in given:
            self.removed["style="] += 1
        return kept

    def _note(self, tag: str, space: str, name: str, *, from_style: bool) -> None:
        if space:
            what = "an editor's own notes"
        elif name in PAINTED and not self.is_house:
            what = COLOURS
        elif name.startswith(FONTS):
            what = TYPE
        elif from_style or (tag == "svg" and name in {"version", "baseProfile", "x", "y", "enable-background"}):
            return
        else:
            what = f"{name}="
        self.removed[what] += 1

    def _frame(self, given: dict[str, str], kept: dict[str, str]) -> dict[str, str]:
        """The drawing takes its size from the page, and its shape from the box that it says."""
        sides = [given.get(side, "").removesuffix("px") for side in ("width", "height")]
        if "viewBox" not in kept and all(side.replace(".", "", 1).isdecimal() for side in sides):
            kept = {"viewBox": f"0 0 {sides[0]} {sides[1]}", **kept}
        if {"width", "height"} & given.keys():
            self.removed["width= and height= of the drawing"] += 1
        return kept
