"""The math font is a subset: a character that the course shows and the font lacks would fall out of the formula."""

import pytest
from fontTools.ttLib import TTFont

from curriculum.actions.reading import read
from curriculum.markup.formulas import characters
from curriculum.source.tree import course_folders, read_tree
from tests.site import ROOT

# Characters that are never drawn: invisible operators and spaces.
INVISIBLE = set(" \n\t\u00a0\u2009\u200b\u2061\u2062\u2063\u2064")


@pytest.mark.parametrize("folder", course_folders(ROOT / "content"), ids=lambda folder: folder.name)
def test_the_math_font_has_every_character_of_the_course(folder: object) -> None:
    tree = read_tree(folder)  # type: ignore[arg-type]
    course = read(tree.name, tree.texts, tree.figures).course
    assert course is not None
    shown = characters(course.body.html)
    for module in course.modules:
        shown |= characters(module.body.html)
        for lesson in module.lessons:
            shown |= characters(lesson.body.html)
    for term in course.glossary.terms if course.glossary else ():
        shown |= characters(term.definition.html)
    held = TTFont(ROOT / "static" / "fonts" / "epoch-math.woff2").getBestCmap()
    assert {character for character in shown - INVISIBLE if ord(character) not in held} == set()
