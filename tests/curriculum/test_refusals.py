"""What a text holds and points to: every mistake is refused at its path and line (P30)."""

# ruff: noqa: E501  (each case is a line of a table)

import pytest

from curriculum.markup.problem import Problem
from tests.curriculum.trees import FIGURES, FIRST_LINE, TINY, lesson, problems, read, varied


def in_lesson(line: int, words: str) -> list[str]:
    """The one mistake expected in the body of the last lesson, by the body's line."""
    return [f"tiny/two/gamma.md:{FIRST_LINE + line - 1}: {words}"]


# --- links, terms, figures -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("See [x](nowhere.md).", 1, "the link nowhere.md leads nowhere; correct the relative path"),
        ("See [x](gamma.md/../../../../etc/passwd).", 1, "the link gamma.md/../../../../etc/passwd leads nowhere; correct the relative path"),
        (
            "See\n[x](../one/alpha.md#nothing).",
            2,
            "no heading of one/alpha.md has the id 'nothing'; correct the anchor, or write {#nothing} after the heading",
        ),
        (
            "See [x](#nothing).",
            1,
            "no heading of two/gamma.md has the id 'nothing'; correct the anchor, or write {#nothing} after the heading",
        ),
        (
            "See [x](../glossary.md#nothing).",
            1,
            "no heading of glossary.md has the id 'nothing'; correct the anchor, or write {#nothing} after the heading",
        ),
        ("See [x]().", 1, "a link leads nowhere; write its address between the parentheses"),
        ("See [](gamma.md).", 1, "the link to gamma.md has no words; write them between the brackets"),
        ("See [x](javascript:alert(1)).", 1, "the link 'javascript:alert(1)' is not allowed; link to https://… or to a file by relative path"),
        ("See [x](JaVaScRiPt:alert).", 1, "the link 'JaVaScRiPt:alert' is not allowed; link to https://… or to a file by relative path"),
        ("See [x](data:text/html,x).", 1, "the link 'data:text/html,x' is not allowed; link to https://… or to a file by relative path"),
        ("See [x](mailto:a@example.org).", 1, "the link 'mailto:a@example.org' is not allowed; link to https://… or to a file by relative path"),
        ("See [x](//example.org/a).", 1, "the link '//example.org/a' is not allowed; link to https://… or to a file by relative path"),
        ("See [x](/admin/).", 1, "the link '/admin/' is not allowed; link to https://… or to a file by relative path"),
        ("See [x](\\\\example.org).", 1, "the link '\\\\example.org' is not allowed; link to https://… or to a file by relative path"),
        ("See [x][r].\n\n[r]: javascript:alert", 3, "the link 'javascript:alert' is not allowed; link to https://… or to a file by relative path"),
        ("See [[tokn]].", 1, "unknown term [[tokn]]; did you mean [[token]]?"),
        ("See [[zebra|stripes]].", 1, "unknown term [[zebra]]; add it to glossary.md or correct its id"),
        ("Lead.\n\n![A hill that rises to the right](../figures/hil.svg)", 3, "the figure ../figures/hil.svg is not there; correct the relative path"),
        (
            "Lead.\n\n![A hill](../figures/hill.svg)",
            3,
            "the figure ../figures/hill.svg has no alternative text to speak of; say between the brackets what a reader would see and learn",
        ),
        ("Lead ![A hill that rises to the right](../figures/hill.svg)", 1, "a figure stands inside a paragraph; give it a paragraph of its own"),
        ("![A hill that rises to the right](../figures/hill.svg) and words", 1, "a figure stands inside a paragraph; give it a paragraph of its own"),
    ],
)  # fmt: skip
def test_what_a_text_points_to_is_there(body: str, line: int, words: str) -> None:
    assert problems(lesson(body)) == in_lesson(line, words)


def test_a_figure_that_nobody_shows_is_a_warning() -> None:
    reading = read(TINY, {**FIGURES, "figures/spare.svg": FIGURES["figures/hill.svg"]})
    assert list(map(str, reading.problems)) == [
        "tiny/figures/spare.svg: warning: no text shows this figure; show it or remove it"
    ]
    assert reading.is_sound


# --- labs and fences -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fence", "words"),
    [
        ("```lab warp-drive\n```", "unknown lab 'warp-drive'; use one of scaling-laws"),
        ("```lab scaling-laws\nbudget: lots\n```", "lab scaling-laws: budget 'lots' is not between 1e19 and 1e25; write operations, such as 1e22; correct the setting in the fence"),
        ("```lab scaling-laws\nfuel: 3\n```", "lab scaling-laws: unknown setting fuel; the settings are budget and constants; correct the setting in the fence"),
        ("```lab scaling-laws\nbudget: &a [x]\nconstants: *a\n```", "the settings of lab scaling-laws cannot be read; write one `name: value` a line"),
        ("```lab scaling-laws\nbudget: 1e22\nbudget: 1e23\n```", "the settings of lab scaling-laws cannot be read; write one `name: value` a line"),
        ("```lab scaling-laws\njust words\n```", "the settings of lab scaling-laws cannot be read; write one `name: value` a line"),
        ("```modules\n```", "the fence modules means nothing here; it belongs into course.md"),
        ("```klingon\n```", "unknown fence 'klingon'; name a language (text, python, json, …) or one of check, goals, lab, modules, objectives"),
        ("```python is=fun\n```", "unknown words after the fence python; write the language alone"),
        ("```python\nx = 1\n", "a fence is opened here and not closed; end it with ```, as far to the right as it begins"),
        ("- item\n\n    ```lab scaling-laws\n    ```", "the fence lab stands in a list or a quote; put it at the left margin"),
    ],
)  # fmt: skip
def test_a_fence_names_a_language_or_something_of_the_site(fence: str, words: str) -> None:
    line = 3 + fence.split("\n").index(next(row for row in fence.split("\n") if "```" in row))
    found = problems(lesson(f"Lead.\n\n{fence}"))
    assert [words_of_lab(text) for text in found] == in_lesson(line, words)


def test_the_fences_of_the_course_are_empty() -> None:
    assert problems(varied("course.md", "```modules\n```", "```modules\nx\n```")) == [
        "tiny/course.md:17: the fence modules holds words; leave it empty; the course fills it"
    ]


def test_a_goal_names_objectives_that_there_are() -> None:
    goal = "    text: Read all three lessons.\n"
    assert problems(varied("course.md", goal, f"{goal}    objectives: [count, flying]\n")) == [
        "tiny/course.md:7: goal 'finish' names the unknown objective 'flying'; "
        "use the id of an objective of one of the modules"
    ]


def words_of_lab(text: str) -> str:
    """Without the labs that come after the first, so that a new lab breaks no test."""
    head, _, labs = text.partition("; use one of ")
    return f"{head}; use one of scaling-laws" if "scaling-laws" in labs else text


# --- grammar -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("# Title", 1, "a heading of level 1; begin at ##; the title is in the front matter"),
        ("#Title", 1, "a heading of level 1; begin at ##; the title is in the front matter"),
        ("### Third", 1, "the heading jumps from level 1 to 3; use ##"),
        ("## Second\n\n#### Fourth", 3, "the heading jumps from level 2 to 4; use ###"),
        ("## a\n\n### b\n\n#### c\n\n##### d", 7, "a heading of level 5; go down to #### at most"),
        ("Words\n=====", 1, "a heading is underlined, or stands in a list or a quote; write it at the left margin, with ##"),
        ("Words\n-----", 1, "a heading is underlined, or stands in a list or a quote; write it at the left margin, with ##"),
        ("Lead.\n\n> ## Quoted", 3, "a heading is underlined, or stands in a list or a quote; write it at the left margin, with ##"),
        ("Lead.\n\n- ## Listed", 3, "a heading is underlined, or stands in a list or a quote; write it at the left margin, with ##"),
        ("## Law {#Law}", 1, "the id 'Law' is not an id; use lower case, digits and hyphens, 60 at most"),
        ("## Law {#main}", 1, "the id 'main' is the page's own; choose another"),
        ("## Law {#term-x}", 1, "the id 'term-x' is the page's own; choose another"),
        ("## Law {#law onclick=x}", 1, "unknown 'onclick=x' after a heading; write {#id}, .exam or .deeper"),
        ("## Law {.exam .big}", 1, "unknown '.big' after a heading; write {#id}, .exam or .deeper"),
        ("## {#law}", 1, "a heading without words; write its words after the #"),
        ("It is $x^{$ here.", 1, "invalid LaTeX $x^{$ (Expected closing token \"}\", but reached end of input.); correct the formula"),
        ("Lead.\n\n$$\n\\nope\n$$", 4, "invalid LaTeX $\\nope$ (Unknown command \"\\nope\".); correct the formula"),
        ("It is $\\color{red}x$ here.", 1, "a formula sets the style 'color:#FF0000'; leave colours, sizes and boxes to the style sheet"),
        ("It is $\\href{javascript:alert(1)}{x}$.", 1, "invalid LaTeX $\\href{javascript:alert(1)}{x}$ (Unknown command \"\\href\".); correct the formula"),
        ("It is $$x$$ here.", 1, "a formula with $$ stands in a paragraph; put it alone between blank lines, or use $"),
        ("A note[^9].", 1, "no footnote is called '9'; add [^9]: and its words"),
        ("Lead.\n\n> [!FOO]\n> words", 3, "unknown callout 'foo'; write > [!NOTE], [!TIP], [!WARNING], [!EXAM] or [!DEEPER]"),
        ("Lead.\n\n> [!foo]- Closed\n> words", 3, "unknown callout 'foo'; write > [!NOTE], [!TIP], [!WARNING], [!EXAM] or [!DEEPER]"),
        ("Some <b>bold.", 1, "raw HTML <b>; use Markdown, or put it in `backticks` to show it"),
        ("Lead.\n\n<script>alert(1)", 3, "raw HTML <script>; use Markdown, or put it in `backticks` to show it"),
        ("Lead.\n\n<!-- a remark -->", 3, "raw HTML <!-- a remark -->; use Markdown, or put it in `backticks` to show it"),
        ("Lead.\n\n/// details\nx\n///", 3, "unknown block 'details'; write /// details | Title"),
        ("Lead.\n\n/// admonition | x\nx\n///", 3, "unknown block 'admonition | x'; write /// details | Title"),
        ("Lead.\n\n/// details | x\n    open: true\n\nx\n///", 4, "folded text takes no settings; begin its text at the left margin"),
        ("Lead.\n\n/// details | x\nx", 3, "folded text is opened here and not closed; end it with ///"),
        ("Lead.\n\n///", 3, "nothing is open that /// could close; remove it"),
        ("Lead.\n\n> a\n" + "> " * 30 + "b", 4, "lists or quotes are nested too deep; flatten them"),
    ],
)  # fmt: skip
def test_the_grammar_is_kept(body: str, line: int, words: str) -> None:
    assert problems(lesson(body)) == in_lesson(line, words)


def test_every_mistake_is_told_at_once() -> None:
    texts = lesson("# One\n\n[x](nowhere.md) and [[zebra]]\n")
    texts = varied("one/module.md", "week: 1", "week: 99", texts)
    assert problems(texts) == [
        "tiny/one/module.md:5: week is '99'; give a whole number from 1 to 52",
        "tiny/two/gamma.md:9: a heading of level 1; begin at ##; the title is in the front matter",
        "tiny/two/gamma.md:11: the link nowhere.md leads nowhere; correct the relative path",
        "tiny/two/gamma.md:11: unknown term [[zebra]]; add it to glossary.md or correct its id",
    ]


def test_more_minutes_than_the_course_promises_is_a_warning() -> None:
    reading = read(varied("two/gamma.md", "minutes: 30", "minutes: 61"))
    assert reading.problems == (
        Problem(
            "tiny/two/module.md",
            5,
            "week 2 holds 61 minutes; the course promises 60",
            "shorten it, or raise weekly_minutes",
            is_warning=True,
        ),
    )
    assert reading.is_sound


def test_of_a_text_that_is_nothing_but_mistakes_a_hundred_are_told() -> None:
    assert len(problems(lesson("[[zebra]]\n" * 500))) == 100


# --- the glossary --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("## Token {#token}", "## Token", ["10: See: names the unknown term 'token'; use a term's id", "13: the term has no id; write ## Name {#id}, in lower case"]),
        ("## Weight {#weight}", "## Weight {#Weight}", ["16: the term has no id; write ## Name {#id}, in lower case"]),
        ("## Weight {#weight}", f"## {'W' * 101} {{#weight}}", ["16: the term has no name, or a long one; keep it to 100"]),
        ("A number that training sets.\n", "", ["16: the term 'weight' has no definition; write a sentence below"]),
        ("- See: token", "- See: tokn", ["10: See: names the unknown term 'tokn'; did you mean token?"]),
        ("- Also: PPL", "- Allso: PPL", ["9: unknown entry 'Allso'; did you mean - Also:?"]),
        ("- Also: PPL", "- Also: PPL\n- Also: P", ["10: Also: stands twice; write one list"]),
        ("one/beta.md#end", "one/delta.md", ["11: the link one/delta.md leads nowhere; correct the relative path"]),
        (
            "one/beta.md#end",
            "one/beta.md#start",
            ["11: no heading of one/beta.md has the id 'start'; correct the anchor, or write {#start} after the heading"],
        ),
        ("A piece of a text.", "A piece.[^1]\n\n[^1]: Of a text.", ["13: the term 'token' has a footnote; say it in the definition"]),
        ("A piece of a text.", "A piece.\n\n```lab scaling-laws\n```", ["16: the fence lab means nothing here; it belongs into a lesson"]),
        ("A piece of a text.", "A [[peice]].", ["14: unknown term [[peice]]; add it to glossary.md or correct its id"]),
        ("A piece of a text.", "A piece.\n\n### More", ["16: the heading jumps from level 1 to 3; use ##"]),
        ("---\n\n## Perplexity", "---\n\nWords.\n\n## Perplexity", ["6: a text stands before the first term; begin with ## Name {#id}"]),
    ],
)  # fmt: skip
def test_the_glossary_keeps_its_grammar(old: str, new: str, expected: list[str]) -> None:
    found = problems(varied("glossary.md", old, new))
    assert [text for text in found if "glossary.md" in text.split(": ")[0]] == [
        f"tiny/glossary.md:{words}" for words in expected
    ]


def test_a_glossary_without_a_term_says_so() -> None:
    head = TINY["glossary.md"].partition("\n## ")[0]
    found = problems({**TINY, "glossary.md": f"{head}\nWords and no term.\n"})
    assert any("a text stands before the first term" in problem for problem in found)
