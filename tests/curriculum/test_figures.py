"""Figures are drawn with what content/README.md allows, and nothing else reaches a page (P19)."""

import re
from pathlib import Path

import pytest

from curriculum.markup.sanitize import DRAWING_CLASSES
from tests.curriculum.trees import FIGURES, SVG, TINY, problems, read

COLOUR = "colour and type come from the classes in content/README.md"
ELEMENTS = "draw it with circle, ellipse, g, line, path, polygon, polyline, rect, text, tspan"
ROOT = Path(__file__).resolve().parents[2]


def drawn(inner: str) -> list[str]:
    """The mistakes of a figure with that inside; what is inside begins in line 2."""
    return complaints(SVG.replace('<path class="s-ink" d="M0 0H9"/>', inner))


def complaints(svg: str) -> list[str]:
    found = problems(TINY, {"figures/hill.svg": svg})
    return [words.removeprefix("tiny/figures/hill.svg:") for words in found]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<script>alert(1)</script>", f"2: <script> may not stand in a figure; {ELEMENTS}"),
        ("<g>\n<foreignObject/></g>", f"3: <foreignObject> may not stand in a figure; {ELEMENTS}"),
        ("<style>x</style>", f"2: <style> may not stand in a figure; {ELEMENTS}"),
        ("<a href='x'/>", f"2: <a> may not stand in a figure; {ELEMENTS}"),
        ("<use href='#x'/>", f"2: <use> may not stand in a figure; {ELEMENTS}"),
        ("<image href='x'/>", f"2: <image> may not stand in a figure; {ELEMENTS}"),
        ("<animate attributeName='x'/>", f"2: <animate> may not stand in a figure; {ELEMENTS}"),
        ("<title>x</title>", f"2: <title> may not stand in a figure; {ELEMENTS}"),
        ("<svg/>", f"2: <svg> may not stand in a figure; {ELEMENTS}"),
        ("<path style='x'/>", f"2: style= may not stand in a figure (<path>); {COLOUR}"),
        ("<path fill='red'/>", f"2: fill= may not stand in a figure (<path>); {COLOUR}"),
        ("<path\n stroke='red'/>", f"2: stroke= may not stand in a figure (<path>); {COLOUR}"),
        ("<path id='x'/>", "2: id= may not stand in a figure (<path>); remove it"),
        ("<path onclick='x'/>", "2: onclick= may not stand in a figure (<path>); remove it"),
        ("<path xlink:href='x'/>", "2: xlink:href= may not stand in a figure (<path>); remove it"),
        ("<path class='s-inkk'/>", "2: figures have no class 's-inkk'; did you mean 's-ink'?"),
        ("<path class='bar'/>", "2: figures have no class 'bar'; use the classes in content/README.md"),
        ("<g>", "3: the figure is not valid XML (mismatched tag); correct the SVG"),
        ("&nbsp;", "2: the figure is not valid XML (undefined entity); correct the SVG"),
        ("\x00", "2: the figure is not valid XML (not well-formed (invalid token)); correct the SVG"),
        ("<text><![CDATA[<script>]]></text>", "2: <![CDATA[ may not stand in a figure; write &lt; for <"),
        ("<?php x ?>", "2: <?php may not stand in a figure; begin it with <svg"),
        ("<g>" * 30 + "</g>" * 30, "2: elements are nested too deep; keep to 20"),
    ],
)
def test_what_is_not_drawing_is_refused(inner: str, expected: str) -> None:
    assert drawn(inner) == [expected]


@pytest.mark.parametrize(
    ("svg", "expected"),
    [
        (
            '<!DOCTYPE svg [<!ENTITY a "b">]>\n' + SVG,
            "1: the figure holds a document type or an entity; begin it with <svg",
        ),
        (
            '<!DOCTYPE svg SYSTEM "file:///etc/passwd">\n' + SVG,
            "1: the figure holds a document type or an entity; begin it with <svg",
        ),
        ('<?xml-stylesheet href="x"?>\n' + SVG, "1: <?xml-stylesheet may not stand in a figure; begin it with <svg"),
        ("words", "1: the figure is not valid XML (syntax error); correct the SVG"),
        ("", "1: the figure is not valid XML (no element found); correct the SVG"),
        (
            SVG.replace("<svg ", '<svg width="400" '),
            '1: <svg> needs a viewBox and neither width nor height; write <svg viewBox="0 0 400 240">',
        ),
        (
            SVG.replace("viewBox", "viewbox"),
            '1: <svg> needs a viewBox and neither width nor height; write <svg viewBox="0 0 400 240">',
        ),
        (
            '<svg viewBox="0 0 1 1"/>',
            "1: the figure does not begin with <svg> in its namespace; "
            'write <svg xmlns="http://www.w3.org/2000/svg" …>',
        ),
        (
            '<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
            "1: the figure does not begin with <svg> in its namespace; "
            'write <svg xmlns="http://www.w3.org/2000/svg" …>',
        ),
    ],
)
def test_a_figure_begins_as_one(svg: str, expected: str) -> None:
    assert expected in complaints(svg)


def test_a_bomb_of_entities_is_refused_before_it_bursts() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    svg = f'<!DOCTYPE svg [<!ENTITY e0 "x">{entities}]>\n{SVG.replace("<path", "<text>&e12;</text><path")}'
    assert complaints(svg) == ["1: the figure holds a document type or an entity; begin it with <svg"]


def test_every_mistake_of_a_figure_is_told() -> None:
    assert len(drawn("<path fill='red'/>\n<path id='a'/>\n<script/>")) == 3


@pytest.mark.parametrize(
    "svg",
    [
        SVG,
        "\ufeff" + SVG,
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- drawn by hand -->\n' + SVG,
        SVG.replace("\n", "\r\n"),
        SVG.replace('"', "'"),
    ],
    ids=["plain", "bom", "prolog", "crlf", "single quotes"],
)
def test_a_sound_figure_stands_in_the_page_named_by_its_alternative(svg: str) -> None:
    reading = read(TINY, {"figures/hill.svg": svg})
    assert reading.problems == ()
    assert reading.course is not None
    html = reading.course.modules[0].lessons[0].body.html
    figure = re.findall("<figure>.*?</figure>", html, re.DOTALL)
    assert [re.sub(r"\s+", " ", words) for words in figure] == [
        '<figure><svg role="img" aria-label="A hill that rises to the right and ends in a plain" '
        'viewBox="0 0 400 100"> '
        '<path class="s-ink" d="M0 0H9"></path> </svg><figcaption>A hill.</figcaption></figure>'
    ]


def test_the_classes_are_those_of_the_readme_and_the_style_sheet() -> None:
    readme = (ROOT / "content" / "README.md").read_text()
    table = readme[readme.index("| Class | Means |") : readme.index("Text is 14 units high")]
    listed = set(re.findall(r"`([a-z][a-z0-9-]*)`", table)) | {f"{kind}-p{n}" for kind in "sf" for n in range(1, 5)}
    styled = (ROOT / "static" / "css" / "figures.css").read_text()
    assert listed == DRAWING_CLASSES
    assert [name for name in sorted(DRAWING_CLASSES) if not re.search(rf"\.{name}\b", styled)] == []


def test_the_figures_of_the_real_courses_are_sound() -> None:
    found = {path.name: complaints(path.read_text()) for path in (ROOT / "content").rglob("*.svg")}
    assert {name: words for name, words in found.items() if words} == {}
    assert FIGURES
