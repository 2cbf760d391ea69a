"""New texts to begin with: each is sound as it stands, and shows what belongs where."""

import posixpath
import re
import unicodedata
from collections.abc import Collection

from curriculum.markup.problem import Problem
from curriculum.source.heads import COURSE, HANDOUT_ENDING, MODULE, QUIZ_ENDING

MAX_ID = 60
MARKS = str.maketrans({"\\": r"\\", '"': r"\""})

LESSON = """---
id: {id}
title: {title}
summary: "What a learner can do after this lesson, in a sentence."
minutes: 10
objectives: [{objective}]
---

Begin with what the reader meets in practice, and say what this lesson answers.

## The first section

One idea, one example, and a number that can be checked.
"""
QUIZ = """---
id: {id}
title: {title}
summary: "What the quiz asks about, in a sentence."
purpose: practice
minutes: 10
pass_mark: 70
marking: exam
---

## A first question {{#{id}-first .single objective={objective} difficulty=easy}}
What is asked here?

- [x] The right answer.
    > Why it is right.
- [ ] An answer that somebody might give.
    > Why it is wrong.
- [ ] Another answer that somebody might give.
    > Why that is wrong.

### Explanation
What the reader should take along.

Taught in: [Where it is taught]({teacher})
"""
HANDOUT = """---
id: {id}
title: {title}
summary: "What the sheet holds, in a sentence."
---

## The first part

What a learner looks up beside the lessons.
"""
MODULE_TEXT = """---
id: {id}
title: {title}
summary: "What the module is about, in a sentence."
week: {week}
difficulty: Foundational
lessons: []
objectives:
  - id: {id}-objective
    text: "What a learner can do after the module."
---

What the module is about, in a paragraph.
"""
TEXTS = {"lesson": LESSON, "quiz": QUIZ, "handout": HANDOUT, "module": MODULE_TEXT}
ENDINGS = {"lesson": ".md", "quiz": QUIZ_ENDING, "handout": HANDOUT_ENDING, "module": f"/{MODULE}"}


# What an author is to write over.
PHRASES = (
    "What a learner can do after this lesson, in a sentence.",
    "Begin with what the reader meets in practice, and say what this lesson answers.",
    "One idea, one example, and a number that can be checked.",
    "What the quiz asks about, in a sentence.",
    "What the sheet holds, in a sentence.",
    "What a learner looks up beside the lessons.",
    "What the module is about, in a sentence.",
    "What a learner can do after the module.",
    "What the module is about, in a paragraph.",
    "What is asked here?",
    "An answer that somebody might give.",
    "What the reader should take along.",
)


def leftovers(path: str, text: str) -> list[Problem]:
    """Words of a new text's example that still stand in it: warnings."""
    mend = "write your own words over it"
    return [
        Problem(path, number, f"this is still the example's: {phrase!r}", mend, is_warning=True)
        for number, line in enumerate(text.splitlines(), 1)
        for phrase in PHRASES
        if phrase in line
    ]


def skeleton(kind: str, id: str, title: str, *, objective: str = "", week: int = 1, parent: str = COURSE) -> str:
    """The text of a new document that the text at the path `parent` names."""
    teacher = posixpath.basename(parent)
    quoted = f'"{title.translate(MARKS)}"'
    return TEXTS[kind].format(id=id, title=quoted, objective=objective, week=week, teacher=teacher)


def place(kind: str, id: str, folder: str) -> str:
    """The path of a new document of the module in `folder` (empty: of the course)."""
    name = f"{id}{ENDINGS[kind]}"
    return f"{folder}/{name}" if folder and kind != "module" else name


def proposed_id(title: str, taken: Collection[str]) -> str:
    """An id made of the title's words, unlike all that are taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: MAX_ID - 4].strip("-") or "new"
    found, number = words, 1
    while found in taken:
        number += 1
        found = f"{words}-{number}"
    return found
