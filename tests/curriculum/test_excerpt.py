"""A section of a lesson shown on another page: whole, and without what belongs to the lesson alone."""

import re

import pytest

from curriculum.markup.excerpt import excerpt
from curriculum.markup.page import Slot, Surroundings
from curriculum.markup.prose import plain
from curriculum.markup.render import render

TEXT = """The lead.[^1]

## First {#first}
Words of the first, with $N$ in a line.

```box
```

### Within {#within}
Deeper words.

- [a link](https://example.org)

## Second {#second}
Words of the second.

[^1]: A note.
"""


@pytest.fixture(scope="module")
def page() -> str:
    around = Surroundings(
        link=lambda path, anchor: path,
        term=lambda name: (name, name),
        figure=lambda path: "",
        fences={"box": lambda _argument, _body, _line: Slot("lab", "box")},
    )
    rendered = render("lesson.md", TEXT, around)
    assert rendered.problems == ()
    return rendered.html


def test_an_anchor_that_is_not_there_gives_nothing(page: str) -> None:
    assert excerpt(page, "elsewhere") == ""


def test_a_section_goes_to_the_next_heading_of_its_level(page: str) -> None:
    words = plain(excerpt(page, "first"))
    assert words.startswith("Words of the first")
    assert "Deeper words." in words and "Second" not in words


def test_the_last_section_ends_before_the_notes(page: str) -> None:
    assert excerpt(page, "second") == "<p>Words of the second.</p>"


def test_a_section_within_a_section_ends_where_the_outer_one_does(page: str) -> None:
    assert plain(excerpt(page, "within")) == "Deeper words. a link"


def test_without_an_anchor_it_is_what_stands_before_the_first_heading(page: str) -> None:
    assert plain(excerpt(page, "")) == "The lead."


def test_no_id_heading_slot_or_note_goes_along(page: str) -> None:
    for anchor in ("", "first", "within", "second"):
        html = excerpt(page, anchor)
        assert not re.search(r"\sid=|<h\d|data-slot|footnote|class=\"anchor\"", html), html


def test_plain_words_hold_formulas_and_no_drawing() -> None:
    assert (
        plain("<p>About <math><mn>6</mn><mi>N</mi></math> <svg><text>no</text></svg>&amp; more</p>")
        == "About 6 N & more"
    )
