"""Rendering is bounded work (P24): what would explode is refused at its line, and whatever is let through is quick."""

# ruff: noqa: E501  (each case is a line of a table)

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from curriculum.markup import limits
from curriculum.markup.lines import Lines
from curriculum.markup.problem import Problem
from curriculum.markup.processors import LANGUAGES
from curriculum.source.front_matter import split
from tests.curriculum.trees import complaints, rendered

# How many times an ordinary text of the largest size the worst of texts may take.
TIMES = 7
FILE = 512 * 1024

Writer = Callable[[int], str]


def of(unit: str) -> Writer:
    """A text of about that many characters, the same again and again."""
    return lambda size: (unit * (size // len(unit) + 1))[:size]


HOSTILE: dict[str, Writer] = {
    name: of(unit)
    for name, unit in {
        "open brackets": "[", "open figures": "![", "open terms": "[[", "links without an end": "[a](", "ends": "](",
        "links in links": "[a](<", "quoted links": '[a](b "c) ', "stars": "*", "bold": "**a ", "crossed": "*a _b ",
        "underscores": "_", "snakes": "a_b_", "dollars": "$", "spent dollars": "$a ", "double dollars": "$$\n",
        "backticks": "`", "brackets and ticks": "[`a`", "quotes": "> ", "nested quotes": "> a\n>> b\n", "dashes": "- ",
        "nested lists": "- a\n    - b\n        - c\n\n", "loose lists": "- a\n\n", "numbers": "1. a\n",
        "hashes": "#", "headings": "## a\n", "the same heading": "## a\n\n", "braces": "{", "attributes": "a {: ",
        "tags": "<a ", "comments": "<!--", "entities": "&#1;", "backslashes": "\\", "escapes": "\\*",
        "notes": "[^1]", "definitions of notes": "[^1]: a\n", "folds": "/// details | a\n",
        "folds beside folds": "/// details | a\nb\n///\n\n", "callouts": "> [!NOTE]\n> a\n\n", "curly quotes": '"a ',
        "references": "[a][b] ", "formulas": "$x^2$ ", "bad formulas": "$x^{$ ", "fences": "```\na\n```\n",
        "open fences": "```\n", "tabs": "\t", "newlines": "\n", "spaces": " \n", "definitions": "a\n: b\n",
        "rules": "---\n\n", "underlined": "a\n-\n\n", "words": "a ", "one word": "a", "links": "[a](x.md) ",
        "terms": "[[token]] ", "raw html": "<b>", "pipes": "|\n", "tables": "a|b\n-|-\n\n",
        "prose": "The **quick** *brown* `fox` [jumps](a.md) over $x^2$ the [[lazy]] dog. \n\n",
    }.items()
}  # fmt: skip
HOSTILE |= {
    "a long table": lambda size: "| a | b |\n|---|---|\n" + of("| 1 | 2 |\n")(size),
    "a wide table": lambda size: f"|{of('a|')(size // 3)}\n|{of('-|')(size // 3)}\n|{of('a|')(size // 3)}",
    "runs of backticks": lambda size: " ".join("`" * n for n in range(1, int((2 * size) ** 0.5))),
    "a run and words": lambda size: "`" * (size // 2) + "a" * (size // 2),
    "a heading of spaces": lambda size: f"## a{' ' * size}b",
    "a heading of hashes": lambda size: f"## {'#' * size}b",
    "a deep formula": lambda size: f"${'{' * (size // 2)}{'}' * (size // 2)}$",
    "roots of roots": lambda size: "$" + "\\sqrt" * (size // 5) + "x$",
    "open fractions": lambda size: f"${of(chr(92) + 'frac{')(size)}$",
    "deep lists": lambda size: "\n".join(f"{' ' * (4 * (n % 30))}- a" for n in range(size // 60)),
    "a list in a line": lambda size: of("- ")(size) + "a",
    "brackets that stay open": lambda size: ("[ " * 8 + "a " * 9000 + "\n\n") * (size // 18_020),
    "odd destinations": lambda size: ('[a](b "c) ' * 8 + "a " * 9000 + "\n\n") * (size // 18_080),
    "chosen ids": lambda size: "".join(f"## a {{#a{n}}}\n\n" for n in range(size // 14)),
    "code": lambda size: f"```python\n{of('x = f' + chr(34) + '{a!r:{w}}' + chr(34) + '  # c' + chr(10))(size)}\n```",
}


def seconds(text: str) -> float:
    """What rendering the text takes of the processor."""
    began = time.process_time()
    rendered(text)
    return time.process_time() - began


def times(text: str) -> float:
    """How many times an ordinary text of the largest size rendering this one takes: on any machine, about the same."""
    found = seconds(text) / ordinary()
    # What else the machine does can slow one of the two: what looks dear is measured again, both side by side.
    return found if found < TIMES else min(found, seconds(text) / ordinary.__wrapped__())


@cache
def ordinary() -> float:
    """The seconds that the floor takes: code in plain Python, as much of it as is let through."""
    return seconds(largest(HOSTILE["code"]))


def largest(write: Writer) -> str:
    """The largest text of its sort that is let through, or nearly."""
    low, high = 0, FILE
    while high - low > max(20, low // 20):
        middle = (low + high) // 2
        if limits.excess(Lines(write(middle))) is None:
            low = middle
        else:
            high = middle
    return write(low)


@pytest.mark.parametrize("write", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_of_the_largest_size_is_dealt_with_at_once(write: Writer) -> None:
    assert times(write(FILE)) < TIMES


@pytest.mark.parametrize("write", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_just_let_through_is_quick(write: Writer) -> None:
    assert times(largest(write)) < TIMES


@pytest.mark.slow
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_language_takes_long_to_colour(language: str) -> None:
    slow = {}
    for unit in ('"', "'", "(", "{", "[", "<", "/*", " ", "a", "\\", "$", "-", "#", "='", "%", ": ", "f'{", "`", "\n"):
        line = of(unit)(limits.MAX_CODE_LINE - 10)
        body = "\n".join([line] * (limits.MAX_CODE // limits.MAX_CODE_LINE))
        taken = times(f"```{language}\n{body}\n```")
        if taken > TIMES:
            slow[unit] = taken
    assert slow == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n" * 100_001, "1: the text has 200,002 characters; keep it below 200,000, or divide it in two"),
        ("\n" * 4_000, "1: the text has 4,001 lines; keep it below 4,000, or divide it in two"),
        ("a\n\n" + "* " * 10_001, "3: more than 10,000 marks in one text; divide it in two"),
        ("a\n\n" + "a " * 10_001, "3: a paragraph of 20,002 characters; keep it below 20,000"),
        ("a\n\n" + "[ " * 9, "3: brackets open and do not close; close them, or write \\[ for one that stands alone"),
        ("a\n\n" + "[a](( " * 9, "3: brackets open and do not close; close them, or write \\[ for one that stands alone"),
        ("a\n\na" + "`" * 21, "3: '`' stands 20 times in a row; write fewer"),
        ("a\n\n## " + "a" * 300, "3: a heading of 303 characters; say it in fewer words"),
        ("## a\n\n" * 201, "401: more than 200 headings; divide the text"),
        ("a[^1]" * 201, "1: more than 200 marks of footnotes; divide the text"),
        ("a\n\n" + "> " * 21 + "a", "3: lists or quotes are nested too deep; flatten them"),
        ("a\n\n" + "- " * 21 + "a", "3: lists or quotes are nested too deep; flatten them"),
        ("```text\na\n" + "a" * 1_001 + "\n```", "3: a line of code of 1,001 characters; break it, or keep it below 1,000"),
        ("a\n\n```text\n" + "a\n" * 30_001 + "```", "1: the text has 30,005 lines; keep it below 4,000, or divide it in two"),
        ("a\n\n```text\n" + ("a" * 999 + "\n") * 61 + "```", "3: more than 60,000 characters of code; shorten it"),
        ("$" + "x" * 1_501 + "$", "1: a formula of 1,501 characters; keep it below 1,500"),
        ("$" + "{x" * 25 + "}y" * 25 + "$", "1: a formula is nested too deep; open at most 24 braces at once"),
        ("$\\def\\a{x}\\a$", "1: a formula defines a command; write it out where it is used"),
        ("$\\newcommand{\\a}{x}\\a$", "1: a formula defines a command; write it out where it is used"),
        ("$" + "\\left(" * 25 + "\\right)" * 25 + "$", "1: a formula is nested too deep; open at most 24 braces at once"),
        ("\n".join(f"{'/' * (9 - n)} details | a" for n in range(4)), "4: folded text is nested too deep; keep to 3"),
    ],
)  # fmt: skip
def test_a_limit_is_told_at_its_line(text: str, expected: str) -> None:
    assert complaints(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Words.\n\n" + "A sentence of eight words stands here again. " * 100,
        "\n".join(["| a | b | c |", "| - | - | - |", *["| a cell of some words | $x^2$ | 3 |"] * 150]),
        "\n".join(f"- point {n} with a [link](a.md) and [[token]]" for n in range(300)),
        "```text\n" + ("x" * 500 + "\n") * 100 + "```",
        "A half-open interval, [0, 1), and another, [1, 2).",
        "-" * 60 + "\n\n" + "=" * 60,
        "```text\n" + "`" * 50 + "[" * 50 + "\n```",
        "$" + "\\sqrt{" * 20 + "x" + "}" * 20 + "$",
        "| " + "-" * 50 + " | " + "-" * 50 + " |",
        "Fill in: ____________",
    ],
    ids=["paragraph", "table", "list", "code", "interval", "rules", "fence", "formula", "wide table", "gap"],
)
def test_what_authors_write_is_far_from_every_limit(text: str) -> None:
    assert limits.excess(Lines(text)) is None


CONVERT = """
import sys, threading
sys.path.insert(0, sys.argv[1])
from curriculum.markup.formulas import MAX_CHARACTERS, to_mathml
from curriculum.markup.problem import Mistake

CLOSING = {"\\\\left(": "\\\\right)", "\\\\begin{matrix}": "\\\\end{matrix}"}

def convert(latex):
    try:
        to_mathml(latex, display=False)
    except Mistake:
        pass

def convert_all():
    for unit in ("{", "\\\\sqrt ", "\\\\hat ", "\\\\hat1", "\\\\frac1", "x^{", "\\\\overset{", "\\\\text{", "\\\\not ", *CLOSING):
        for n in (20, 24, 25, 200, 1000, 100000):
            convert(unit * n + "x" + CLOSING.get(unit, "}" * ("{" in unit)) * n)
            convert((unit * n)[: MAX_CHARACTERS - 2] + " x")
    convert("\\\\def\\\\a{" + "\\\\sqrt " * 100 + "}" + "\\\\a" * 200 + "x")

threading.stack_size(512 * 1024)
thread = threading.Thread(target=convert_all)
thread.start()
thread.join()
"""


def test_no_formula_exhausts_the_stack_of_a_small_thread() -> None:
    """The converter is compiled and calls itself; without limits this ends the process, so it runs in its own."""
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run([sys.executable, "-c", CONVERT, root], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_deep_front_matter_is_refused_before_the_stack_ends() -> None:
    found: list[str] = []

    def read() -> None:
        problems: list[Problem] = []
        split("a.md", "---\nid: " + "[" * 9_000 + "]" * 9_000 + "\n---\n", problems)
        found.extend(map(str, problems))

    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert found == [
        'a.md:2: the front matter is not valid YAML (exceeded maximum nesting depth); put values with ":" in quotes'
    ]


def test_memory_stays_bounded() -> None:
    """A text of every limit at once; what it makes is some megabytes of HTML, not hundreds."""
    assert max(len(rendered(largest(write)).html) for write in (HOSTILE["formulas"], HOSTILE["prose"])) < 5_000_000
