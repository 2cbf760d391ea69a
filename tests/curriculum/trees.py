"""A tiny but whole course as a dict of texts, and ways to vary one thing in it.

It has one of everything: two modules, three lessons, a lab, a figure, a callout, a formula, a table, a footnote, a
fold, links with and without an anchor, and a glossary of three terms.
"""

from collections.abc import Mapping, Set
from pathlib import Path

from curriculum.markup.page import Rendered, Slot, Surroundings
from curriculum.markup.picture import Figure
from curriculum.markup.problem import Mistake
from curriculum.markup.render import render
from curriculum.source.course import Reading, read_course
from curriculum.source.fences import read_check, read_goals, read_lab, read_modules, read_objectives
from quizzes.source.reader import READER

FOLDER = "tiny"
FENCES = {
    "lab": read_lab,
    "modules": read_modules,
    "objectives": read_objectives,
    "goals": read_goals,
    "check": read_check,
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100">\n  <path class="s-ink" d="M0 0H9"/>\n</svg>\n'

TINY: Mapping[str, str] = {
    "course.md": """---
id: tiny
title: A tiny course
summary: Small, and whole.
weekly_minutes: 60
modules: [one, two]
goals:
  - id: finish
    title: Finish
    text: Read all three lessons.
---

Why read this?

## The weeks {#weeks}

```modules
```

```objectives
```

```goals
```
""",
    "one/module.md": """---
id: one
title: The first week
summary: What comes first.
week: 1
difficulty: Foundational
lessons: [alpha, beta]
objectives:
  - id: count
    text: Count to three.
    task: "3.3"
    guide: "1.4"
  - id: name
    text: Name three things.
    level: deeper
---

This week counts.
""",
    "one/alpha.md": """---
id: alpha
title: Alpha
summary: The first letter.
minutes: 10
objectives: [count]
---

A lead that names [[token|tokens]].

## The law {#law}

It holds that $C = 6ND$, and more is in [Beta](beta.md#end).[^1]

![A hill that rises to the right and ends in a plain](../figures/hill.svg "A hill.")

| Name | Size |
| --- | ---: |
| a | 1 |

> [!NOTE] Mind
> The words of the note.

```python
print("alpha")
```

```lab scaling-laws
budget: 1e22
```

/// details | More
Folded words.
///

[^1]: A note at the foot.
""",
    "one/beta.md": """---
id: beta
title: Beta
summary: The second letter.
minutes: 20
objectives: [count, name]
---

A second lead.

## The end {#end}

See [the law](alpha.md#law) and [perplexity](../glossary.md#perplexity).
""",
    "two/module.md": """---
id: two
title: The second week
summary: What comes next.
week: 2
difficulty: Advanced
lessons: [gamma]
objectives:
  - id: stop
    text: Stop in time.
---
""",
    "two/gamma.md": """---
id: gamma
title: Gamma
summary: The third letter.
minutes: 30
objectives: [stop]
---

The last lead.
""",
    "glossary.md": """---
id: words
title: Words
---

## Perplexity {#perplexity}
How many tokens a model hesitates among.

- Also: PPL
- See: token
- Taught in: [Beta](one/beta.md#end)

## Token {#token}
A piece of a text.

## Weight {#weight}
A number that training sets.
""",
}
FIGURES: Mapping[str, str] = {"figures/hill.svg": SVG}


def varied(path: str, old: str, new: str, texts: Mapping[str, str] = TINY) -> dict[str, str]:
    """The course with the one place where `old` stands in `path` replaced."""
    assert texts[path].count(old) == 1, f"{old!r} stands {texts[path].count(old)} times in {path}"
    return {**texts, path: texts[path].replace(old, new)}


def lesson(body: str) -> dict[str, str]:
    """The course whose last lesson has this body; the body's first line is line 9 of `two/gamma.md`."""
    return varied("two/gamma.md", "The last lead.\n", body)


FIRST_LINE = 9


def without(*paths: str) -> dict[str, str]:
    return {path: text for path, text in TINY.items() if path not in paths}


def route(kind: str, course: str, identifier: str) -> str:
    if kind == "figure":
        return f"/courses/{course}/figures/{identifier}"
    return "/".join(filter(None, ("", kind, course, identifier)))


def read(
    texts: Mapping[str, str], figures: Mapping[str, Figure] = FIGURES, bodies_of: Set[str] | None = None
) -> Reading:
    return read_course(FOLDER, texts, figures, FENCES, route, READER, bodies_of=bodies_of)


def problems(texts: Mapping[str, str], figures: Mapping[str, str] = FIGURES) -> list[str]:
    """Every mistake and warning as the author reads it."""
    return [str(problem) for problem in read(texts, figures).problems]


def write(folder: Path, texts: Mapping[str, str] = TINY, figures: Mapping[str, str] = FIGURES) -> Path:
    """Writes the course, byte for byte, to `folder`, and takes away what does not belong to it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    for name, text in {**texts, **figures}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def _link(path: str, anchor: str) -> str:
    if path == "missing.md":
        raise Mistake(f"the link {path} leads nowhere", "correct the relative path")
    return (f"/{path}" if path else "") + (f"#{anchor}" if anchor else "")


def _term(identifier: str) -> tuple[str, str]:
    if identifier == "missing":
        raise Mistake(f"unknown term [[{identifier}]]", "add it to glossary.md or correct its id")
    return identifier.capitalize(), f"/glossary#term-{identifier}"


def _figure(path: str) -> str:
    if path == "missing.svg":
        raise Mistake(f"the figure {path} is not there", "correct the relative path")
    return SVG


def _lab(argument: str, body: str, _line: int) -> Slot:
    return Slot("lab", argument, {"body": body})


AROUND = Surroundings(_link, _term, _figure, {"lab": _lab, "check": read_check}, frozenset({"main", "term-"}))


def rendered(text: str) -> Rendered:
    """A text rendered on its own, among neighbours that hold whatever it asks for but what is called `missing`."""
    return render("text.md", text, AROUND)


def complaints(text: str) -> list[str]:
    """The mistakes of a text on its own, without its path."""
    return [str(problem).removeprefix("text.md:") for problem in rendered(text).problems]
