"""Drawings of other programs are made into the house's, or refused; nothing hostile survives either way (P19)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.markup.drawing import drawing_mistakes
from curriculum.markup.foreign import house_drawing
from tests.curriculum.trees import SVG

SPACE = 'xmlns="http://www.w3.org/2000/svg"'


def svg(inner: str, attributes: str = 'viewBox="0 0 9 9"') -> str:
    return f"<svg {SPACE} {attributes}>{inner}</svg>"


def inside(text: str) -> str:
    """What is inside of the drawing that comes out; nothing of it may be refused."""
    cleaned, mistakes = house_drawing(text)
    assert mistakes == [] == drawing_mistakes(cleaned.text)
    found = re.fullmatch(r"<svg [^>]*>(.*)</svg>\n|<svg [^>]*/>\n", cleaned.text, re.DOTALL)
    assert found
    return found[1] or ""


def removed(text: str) -> tuple[str, ...]:
    return house_drawing(text)[0].removed


@pytest.mark.parametrize("text", [SVG, "\ufeff" + SVG, SVG.replace("\n", "\r\n"), f"<!-- by hand -->\n{SVG}"])
def test_a_drawing_of_the_house_stays_byte_for_byte(text: str) -> None:
    cleaned, mistakes = house_drawing(text)
    assert (cleaned.text, cleaned.removed, mistakes) == (text, (), [])


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<script href='//x'/>", "<script>"),
        ("<g><SCRIPT xmlns='http://www.w3.org/1999/xhtml'/></g>", "an editor's own notes"),
        ("<style>@import '//x'</style>", "<style>"),
        ("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='x'/></foreignObject>", "<foreignObject>"),
        ("<title>x</title>", "<title>"),
        ("<desc>x</desc>", "<desc>"),
        ("<metadata><x xmlns='urn:x'/></metadata>", "<metadata>"),
        ("<animate attributeName='href' to='javascript:x'/>", "<animate>"),
        ("<set attributeName='onload' to='x'/>", "<set>"),
        ("<path onclick='x'/>", "onclick="),
        ("<path ONLOAD='x'/>", "ONLOAD="),
        ("<path id='main'/>", "id="),
        ("<path tabindex='0'/>", "tabindex="),
        ("<path style='x:url(//x)'/>", "style="),
        ("<a href='javascript:x'><path/></a>", "<a> around what it holds"),
        ("<defs/>", "<defs> with nothing in it"),
        ("<defs><style>x</style></defs>", "<defs> with nothing in it"),
        ("<path xmlns:x='urn:x' x:y='z'/>", "an editor's own notes"),
        ("<g display='none'><path/></g>", "what was hidden"),
        ("<path class='bar'/>", "classes that figures have not"),
    ],
)
def test_what_does_not_draw_is_taken_out_and_told(inner: str, what: str) -> None:
    left = inside(svg(inner))
    assert what in removed(svg(inner))
    assert not re.search(r"script|style|href|on\w+=|id=|foreign|url|javascript", left, re.IGNORECASE)


@pytest.mark.parametrize(
    "inner",
    [
        "<image href='//x/a.png'/>",
        "<use href='#a'/>",
        "<defs><linearGradient/></defs>",
        "<symbol><path/></symbol>",
        "<svg><path/></svg>",
        "<filter/>",
        "<marker/>",
        "<iframe src='//x'/>",
        "<g>" * 30 + "</g>" * 30,
    ],
)
def test_what_draws_and_has_no_place_here_is_refused_as_a_load_refuses_it(inner: str) -> None:
    _, mistakes = house_drawing(svg(inner))
    assert mistakes
    known = {mistake.what for _, mistake in drawing_mistakes(svg(inner))}
    assert {mistake.what for _, mistake in mistakes} <= known


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg",
        "<html><svg/></html>",
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("<text>&a;</text>"),
        svg("&nbsp;"),
        svg("\x00"),
        svg("<g>"),
    ],
)
def test_what_is_no_drawing_is_refused(text: str) -> None:
    both = house_drawing(text)[1], drawing_mistakes(text)
    found, known = ([str(mistake) for _, mistake in mistakes] for mistakes in both)
    assert found and set(found) <= set(known)


def test_a_bomb_of_entities_is_not_read() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    text = f'<!DOCTYPE svg [<!ENTITY e0 "x">{entities}]>\n{svg("<text>&e12;</text>")}'
    assert [mistake.what for _, mistake in house_drawing(text)[1]] == ["the figure holds a document type or an entity"]


def test_a_mistake_is_told_at_the_line_of_the_file_that_was_given() -> None:
    text = svg("\n<metadata>\n\n</metadata>\n<use href='#a'/>")
    assert [line for line, _ in house_drawing(text)[1]] == [5]


def test_the_head_of_an_editor_is_taken_off() -> None:
    text = f'<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a.dtd">\n{svg("<path/>")}'
    assert inside(text) == '<path class="f-ink"/>'
    assert "the document type" in removed(text)


@pytest.mark.parametrize("attributes", ['width="40" height="20"', 'width="40px" height="20px" version="1.1"'])
def test_a_size_becomes_a_box(attributes: str) -> None:
    cleaned, mistakes = house_drawing(svg("", attributes))
    assert mistakes == []
    assert cleaned.text == f'<svg {SPACE} viewBox="0 0 40 20"/>\n'


def test_a_drawing_without_a_size_is_refused() -> None:
    assert house_drawing(svg("<path/>", 'width="100%"'))[1]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<path/>", '<path class="f-ink"/>'),
        ("<path fill='none' stroke='#000'/>", '<path class="s-ink"/>'),
        ("<path fill='#FFF' stroke='red'/>", '<path class="f-paper s-p2"/>'),
        ("<path style='fill:#2255ee; stroke:none'/>", '<path class="f-p1"/>'),
        ("<path fill='rgb(0, 128, 0)'/>", '<path class="f-p3"/>'),
        ("<path fill='rgb(50%, 0%, 50%)'/>", '<path class="f-p4"/>'),
        ("<path fill='#888'/>", '<path class="f-3"/>'),
        ("<path fill='nonsense'/>", '<path class="f-ink"/>'),
        ("<g fill='none' stroke='#000'><path/></g>", '<g><path class="s-ink"/></g>'),
        ("<g fill='none' stroke='#000'><path stroke='#ccc'/></g>", '<g><path class="s-rule"/></g>'),
        ("<g fill='none'><path fill='inherit'/></g>", "<g><path/></g>"),
        ("<style>.a,.b{fill:none}.b{stroke:blue}</style><path class='b'/>", '<path class="s-p1"/>'),
        ("<text font-weight='700' fill='#333'>a &lt; b</text>", '<text class="t strong">a &lt; b</text>'),
        ("<path style='stroke-width:2;fill:none;stroke:black'/>", '<path stroke-width="2" class="s-ink"/>'),
        ("<path class='s-ink' fill='red'/>", '<path class="s-ink"/>'),
    ],
)  # fmt: skip
def test_colours_become_the_classes_nearest_to_them(inner: str, expected: str) -> None:
    assert inside(svg(inner)) == expected


HOSTILE = st.lists(
    st.sampled_from(
        [
            "<g>", "</g>", "<path ", "/>", ">", "onload='x' ", "style='fill:url(#a)' ", "<script>", "</script>", "<a ",
            "href='javascript:x'", "<![CDATA[", "]]>", "<text>", "</text>", "&lt;script&gt;", "&#60;", "<!--", "-->",
            "<style>", "</style>", ".a{fill:red}", "class='a s-ink' ", "fill='&quot;&gt;&lt;script&gt;' ", "x", "\n",
            "<svg:g xmlns:svg='http://www.w3.org/2000/svg'>", "</svg:g>", "<foreignObject>", "</foreignObject>",
        ]
    ),
    max_size=12,
)  # fmt: skip


@given(HOSTILE)
def test_whatever_comes_in_what_comes_out_is_sound_or_refused(parts: list[str]) -> None:
    cleaned, mistakes = house_drawing(svg("".join(parts)))
    assert mistakes or drawing_mistakes(cleaned.text) == []
    # Once clean, clean: what is stored is what a folder may hold.
    assert mistakes or house_drawing(cleaned.text)[0].removed == ()


def test_what_is_too_long_is_refused_unread() -> None:
    assert house_drawing(svg("x" * 1_100_000))[1][0][1].what.startswith("the figure has 1,1")
