"""Front matter, ids and files: every mistake is refused at its path and line (P30)."""

# ruff: noqa: E501  (each case is a line of a table)

import pytest

from tests.curriculum.trees import FIRST_LINE, TINY, lesson, problems, read, varied, without


def in_lesson(line: int, words: str) -> list[str]:
    """The one mistake expected in the body of the last lesson, by the body's line."""
    return [f"tiny/two/gamma.md:{FIRST_LINE + line - 1}: {words}"]


# --- front matter --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("two/gamma.md", "minutes: 30\n", "", "2: minutes is missing; add minutes: to the front matter"),
        (
            "two/gamma.md",
            "minutes: 30\n",
            "minuets: 30\nminutes: 30\n",
            "5: unknown key 'minuets'; did you mean 'minutes'?",
        ),
        (
            "two/gamma.md",
            "minutes: 30\n",
            "colour: red\nminutes: 30\n",
            "5: unknown key 'colour'; known here: id, minutes, objectives, short, summary, title",
        ),
        (
            "two/gamma.md",
            "minutes: 30",
            "minutes: half an hour",
            "5: minutes is 'half an hour'; give a whole number from 1 to 240",
        ),
        (
            "two/gamma.md",
            "minutes: 30",
            "minutes: 0000000030",
            "5: minutes is '0000000030'; give a whole number from 1 to 240",
        ),
        ("two/gamma.md", "minutes: 30", "minutes: 241", "5: minutes is '241'; give a whole number from 1 to 240"),
        ("two/gamma.md", "minutes: 30", "minutes: 30\nminutes: 40", "6: the key 'minutes' stands twice; keep one"),
        ("two/gamma.md", "title: Gamma", "title:", "3: title is empty; write title: words"),
        ("two/gamma.md", "title: Gamma", "title: [Gamma]", "3: title is not a text; write title: words on one line"),
        ("two/gamma.md", "title: Gamma", f"title: {'x' * 301}", "3: title is 301 characters long; shorten it to 300"),
        ("two/gamma.md", "title: Gamma", 'title: "Gam\\0ma"', "3: title holds a control character; remove it"),
        ("two/gamma.md", "title: Gamma", 'title: "Gam\\e[31mma"', "3: title holds a control character; remove it"),
        (
            "two/gamma.md",
            "objectives: [stop]",
            "objectives: stop",
            "6: objectives is not a list; write objectives: [one, two]",
        ),
        (
            "two/gamma.md",
            "objectives: [stop]",
            "objectives: [stop, stop]",
            "6: objectives holds 'stop' twice; keep one",
        ),
        (
            "two/gamma.md",
            "objectives: [stop]",
            "objectives:\n  - stop\n  - Go!",
            "8: objectives holds 'Go!', which is not an id; use lower case, digits and hyphens",
        ),
        ("two/gamma.md", "id: gamma", "? [a, b]\n: c\nid: gamma", "2: a key is not a text; write key: value"),
        (
            "two/module.md",
            "difficulty: Advanced",
            "difficulty: Hard",
            "6: difficulty is 'Hard'; use one of Foundational, Intermediate, Advanced",
        ),
        (
            "two/module.md",
            "  - id: stop",
            "  - just words\n  - id: stop",
            "9: an item of objectives is not a list of keys; write - id: … and its keys below",
        ),
        (
            "two/module.md",
            "    text: Stop",
            "    txet: x\n    text: Stop",
            "10: unknown key 'txet'; did you mean 'text'?",
        ),
        ("one/module.md", "level: deeper", "level: deepest", "15: level is 'deepest'; use one of exam, deeper"),
    ],
)
def test_front_matter_is_read_key_by_key(path: str, old: str, new: str, expected: str) -> None:
    assert problems(varied(path, old, new)) == [f"tiny/{path}:{expected}"]


def test_an_id_keeps_to_its_letters() -> None:
    assert problems(varied("glossary.md", "id: words", "id: My Words")) == [
        "tiny/glossary.md:2: 'My Words' is not an id; use lower case, digits and hyphens"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Only words.\n", "1: the front matter is missing; begin the file with ---, keys, ---"),
        ("---\nid: gamma\n", "1: the front matter is missing; begin the file with ---, keys, ---"),
        ("---\n---\n", "1: the front matter has no keys; write id: and title: between the marks"),
        ("---\n- a\n---\n", "1: the front matter has no keys; write id: and title: between the marks"),
        (
            "---\nid: gamma\ntitle: Gamma: third\n---\n",
            '3: the front matter is not valid YAML (mapping values are not allowed in this context); put values with ":" in quotes',
        ),
        (
            "---\nid: gamma\ntitle: &a [x, x]\nsummary: [*a, *a, *a]\n---\n",
            '4: the front matter is not valid YAML (an alias (*name) stands in it); put values with ":" in quotes',
        ),
        (
            "---\nid: " + "[" * 30 + "]" * 30 + "\n---\n",
            '2: the front matter is not valid YAML (it is nested too deep); put values with ":" in quotes',
        ),
        (
            "---\nid: x" + "x" * 20_000 + "\n---\n",
            '1: the front matter is not valid YAML (more than 20000 characters); put values with ":" in quotes',
        ),
    ],
    ids=["none", "open", "empty", "list", "colon", "alias", "deep", "long"],
)
def test_front_matter_that_cannot_be_read_is_the_only_mistake(text: str, expected: str) -> None:
    assert problems({**TINY, "two/gamma.md": text}) == [f"tiny/two/gamma.md:{expected}"]


def test_a_course_without_its_front_matter_tells_the_mistakes_of_its_modules_too() -> None:
    texts = {**varied("two/gamma.md", "minutes: 30", "minutes: 0"), "course.md": "words"}
    assert problems(texts) == [
        "tiny/course.md:1: the front matter is missing; begin the file with ---, keys, ---",
        "tiny/two/gamma.md:5: minutes is '0'; give a whole number from 1 to 240",
    ]
    assert read(texts).course is None


# --- ids -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            varied("two/gamma.md", "id: gamma", "id: alpha"),
            [
                "tiny/two/gamma.md:2: lessons does not list this lesson; add alpha to lessons in two/module.md",
                "tiny/two/gamma.md:2: the id 'alpha' also stands in one/alpha.md; choose another",
                "tiny/two/module.md:7: lessons names the unknown lesson 'gamma'; add its file, or correct the id",
            ],
        ),
        (
            varied("two/module.md", "id: two", "id: one"),
            [
                "tiny/course.md:6: modules names the unknown module 'two'; add its file, or correct the id",
                "tiny/two/module.md:2: the id 'one' also stands in one/module.md; choose another",
            ],
        ),
        (
            varied("two/module.md", "- id: stop", "- id: name")
            | varied("two/gamma.md", "[stop]", "[name]", varied("two/module.md", "- id: stop", "- id: name")),
            [
                "tiny/two/module.md:9: the objective 'name' stands twice (first in tiny/one/module.md); give each its own id"
            ],
        ),
        (
            varied("course.md", "    text: Read all", "    text: x\n  - id: finish\n    title: y\n    text: Read all"),
            ["tiny/course.md:11: the goal 'finish' stands twice; give each its own id"],
        ),
        (
            varied("glossary.md", "## Weight {#weight}", "## Weight {#token}"),
            ["tiny/glossary.md:16: the term 'token' stands twice; merge the two"],
        ),
        (
            lesson("Lead.\n\n## One {#a}\n\n## Two {#a}\n"),
            in_lesson(5, "the id 'a' stands twice; give each heading its own"),
        ),
    ],
    ids=["lesson", "module", "objective", "goal", "term", "heading"],
)
def test_an_id_stands_once(texts: dict[str, str], expected: list[str]) -> None:
    found = problems(texts)
    assert set(expected) <= set(found)
    # What follows from a module that hides another is told too, at places of its own.
    assert [words for words in found if words not in expected and "one/" not in words] == []


def test_an_unknown_objective_is_refused_where_it_is_named() -> None:
    texts = varied("one/beta.md", "objectives: [count, name]", "objectives:\n  - count\n  - swim")
    assert problems(texts) == ["tiny/one/beta.md:8: unknown objective 'swim'; use one of its module's: count, name"]


def test_an_objective_of_another_module_is_unknown() -> None:
    assert problems(varied("two/gamma.md", "[stop]", "[count]")) == [
        "tiny/two/gamma.md:6: unknown objective 'count'; use one of its module's: stop"
    ]


# --- files ---------------------------------------------------------------------------------------------------------
def test_a_lesson_that_no_module_lists_is_refused() -> None:
    assert problems(varied("one/module.md", "lessons: [alpha, beta]", "lessons: [alpha]")) == [
        "tiny/one/beta.md:2: lessons does not list this lesson; add beta to lessons in one/module.md"
    ]


def test_a_lesson_that_is_listed_and_not_there_is_refused_at_its_name() -> None:
    assert problems(varied("two/module.md", "lessons: [gamma]", "lessons:\n  - gamma\n  - delta")) == [
        "tiny/two/module.md:9: lessons names the unknown lesson 'delta'; add its file, or correct the id"
    ]


def test_lessons_without_a_module_are_refused() -> None:
    texts = varied("course.md", "modules: [one, two]", "modules: [one]", without("two/module.md"))
    assert problems(texts) == [
        "tiny/two/module.md: lessons stand here, and no module.md; add one (see content/README.md)"
    ]


@pytest.mark.parametrize("path", ["notes.md", "one/deeper/alpha.md"])
def test_a_text_in_a_wrong_place_is_refused(path: str) -> None:
    assert problems({**TINY, path: TINY["two/gamma.md"]}) == [
        f"tiny/{path}: the file stands nowhere in a course; put lessons into a module's folder"
    ]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("two/a\x1b[31m.md", "two/a\x1b[31m.md"),
        ("two/a\nb.md", "two/a\nb.md"),
        ("two/" + "a" * 200 + ".md", "two/" + "a" * 200 + ".md"),
    ],
    ids=["escape", "newline", "long"],
)
def test_a_name_that_a_link_could_not_hold_is_refused(path: str, shown: str) -> None:
    assert problems({**TINY, path: TINY["two/gamma.md"]}) == [
        f"tiny/{shown}: the file's name is odd; use letters, digits, - and _, 200 at most"
    ]


@pytest.mark.parametrize(
    ("character", "words"),
    [
        ("\x00", "a NUL stands in the text; remove it"),
        ("\x1b", "a control character (U+001B) stands in the text; remove it"),
    ],
)
def test_a_control_character_is_refused_at_its_line(character: str, words: str) -> None:
    texts = lesson(f"A lead.\n\nThen {character}\n")
    assert problems(texts) == in_lesson(3, words)


def test_a_text_of_more_than_half_a_megabyte_is_refused_wherever_it_was_written() -> None:
    texts = lesson("a " * 300_000)
    assert problems(texts) == [
        f"tiny/two/gamma.md: the text has {len(texts['two/gamma.md']):,} bytes; keep it below 524,288"
    ]


def test_a_file_that_could_not_be_read_is_not_missed_a_second_time() -> None:
    texts = {**TINY, "two/gamma.md": "no front matter"}
    texts["one/beta.md"] += "\n[Gamma](../two/gamma.md#anything)\n"
    assert problems(texts) == ["tiny/two/gamma.md:1: the front matter is missing; begin the file with ---, keys, ---"]
