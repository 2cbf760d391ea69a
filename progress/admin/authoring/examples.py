"""What the editor's toolbar inserts: an example of each thing that a text may hold, filled in and free of mistakes.

`TITLE`, `OBJECTIVE` and `TAUGHT` stand for what the course around the text offers. Ids in `ids` are made unique
against the text where the example is inserted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from curriculum.labs.registry import LABS
from curriculum.models import Document

Kind = Document.Kind
PAGES = frozenset({Kind.COURSE, Kind.MODULE, Kind.LESSON, Kind.HANDOUT})
ALL = PAGES | {Kind.GLOSSARY, Kind.QUIZ}
OBJECTIVE, TAUGHT = "OBJECTIVE", "TAUGHT"


@dataclass(frozen=True)
class Example:
    """`text` is put between blank lines, or into the line where `is_inline`."""

    name: str
    group: str
    text: str
    kinds: frozenset[Kind]
    ids: tuple[str, ...] = ()
    is_inline: bool = False


def examples_for(kind: Kind, *, objective: str, taught: str) -> list[Example]:
    """Those that a text of this kind may hold. `taught` is a link as Markdown to what teaches something."""
    return [
        replace(one, text=one.text.replace(OBJECTIVE, objective).replace(TAUGHT, taught))
        for one in EXAMPLES
        if kind in one.kinds and (objective or OBJECTIVE not in one.text) and (taught or TAUGHT not in one.text)
    ]


def _callout(kind: str, title: str, words: str) -> Example:
    return Example(kind.capitalize(), "Callout", f"> [!{kind}] {title}\n> {words}", PAGES)


TEXT = (
    Example("Heading", "Text", "## What it is about {#new-section}", PAGES, ids=("new-section",)),
    Example("Table", "Text", "| Model | Parameters |\n| --- | ---: |\n| Small | 125 M |\n| Large | 70 B |", ALL),
    Example("Code", "Text", "```python\nfor step in range(3):\n    print(step)\n```", ALL),
    Example("Formula in the line", "Text", "$C \\approx 6ND$", ALL, is_inline=True),
    Example("Formula on its own", "Text", "$$\nL(N, D) = E + \\frac{A}{N^{\\alpha}} + \\frac{B}{D^{\\beta}}\n$$", ALL),
    Example(
        "Footnote",
        "Text",
        "What has a source says where it is from.[^new]\n\n[^new]: The source, with a link: <https://example.org/>.",
        PAGES,
        ids=("new",),
    ),
    Example(
        "Folded text",
        "Text",
        "/// details | More, for who wants it\nThe body: any Markdown may stand here.\n///",
        PAGES,
    ),
)
CALLOUTS = (
    _callout("NOTE", "Why it is so", "A remark beside the text."),
    _callout("TIP", "A short way", "What saves somebody time."),
    _callout("WARNING", "Mind this", "What goes wrong, and how one sees it."),
    _callout("EXAM", "How it is asked", "What the exam wants to hear, and in which words."),
    _callout("DEEPER", "Beyond the exam", "What is worth knowing, and is not asked."),
)
DRAWN_BY_THE_COURSE = tuple(
    Example(f"The {name}", "Of the course", f"```{name}\n```", frozenset({Kind.COURSE}))
    for name in ("modules", "objectives", "goals")
)
LABS_OF_LESSONS = tuple(
    Example(lab.title, "Lab", f"```lab {lab.id}\n```", frozenset({Kind.LESSON, Kind.MODULE, Kind.COURSE}))
    for lab in LABS.values()
)
TERM = Example(
    "A new term",
    "Text",
    "## New term {#new-term}\nWhat it means, in one to three sentences.\n\n- Also: another name",
    frozenset({Kind.GLOSSARY}),
    ids=("new-term",),
)

CHOICES = """- [x] The right one
    > Why it is right.
- [ ] One that looks right
    > Why it is not.
    > Misconception: The belief that makes it look right.
- [ ] Another that is wrong
    > Why it is not."""
# By kind: what it is called, the stem, and what can be answered.
ANSWERS = {
    "single": ("One answer", "Which of these is right?", CHOICES),
    "multiple": (
        "Several answers",
        "Which two of these are right? (Choose two.)",
        f"{CHOICES}\n- [x] The other right one\n    > Why it is right too.",
    ),
    "true-false": (
        "True or false",
        "A sentence that is true or false.",
        "- [x] True\n    > Why it is true.\n- [ ] False\n    > What speaks against it.",
    ),
    "ordering": (
        "Put in order",
        "Put the steps in order. One of the responses is none of them.",
        "1. What comes first\n2. What comes next\n3. What comes last\n- What belongs nowhere\n    > Why it is no step.",
    ),
    "matching": (
        "Match",
        "Match each word to its meaning.",
        "- The first word => what it means\n- The second word => the other meaning\n"
        "- The third word => a third meaning\n"
        "- => A meaning that no word has\n    > Whose meaning it is.",
    ),
    "numeric": (
        "A number",
        "How much is it, in GB?",
        "= 112 +- 2%\n    > How one gets there.\n! 14 +- 2%\n    > What was left out.\n"
        "    > Misconception: The belief that leads to this number.\nunit GB\nunit TB 1000",
    ),
    "short": (
        "A word or two",
        "What is it called?",
        "= perplexity\n    > Yes.\n~ cross[- ]?entropy\n! accuracy\n    > What that measures instead.",
    ),
    "essay": (
        "An essay",
        "Say in your own words why it is so.",
        "+ 2: Names the reason.\n+ 1: Gives an example.\n\n### Model answer\nThe reason, and an example of it.",
    ),
    "lab": ("A lab’s challenge", "Meet the lab’s challenge, and enter the values you found.", ""),
}
SETTINGS = {"essay": " points=3 words=200", "lab": " lab={lab}"}
SUBJECTS = {"multiple": " points=2"}


def _settings(kind: str) -> str:
    lab = next((lab.id for lab in LABS.values() if lab.asked), "")
    return f".{kind} objective={OBJECTIVE} difficulty=medium" + (
        SUBJECTS.get(kind) or SETTINGS.get(kind, "").format(lab=lab)
    )


def _question(kind: str, level: str = "##", *, more: str = "") -> str:
    name, stem, answers = ANSWERS[kind]
    body = "\n\n".join(
        part for part in (stem + more, answers.replace("\n### ", f"\n{level}# "), f"{level}# Explanation") if part
    )
    head = f"{level} What it asks: {name.lower()} {{#new-{kind} {_settings(kind)}}}"
    return f"{head}\n{body}\nWhy the right answer is right.\n\nTaught in: {TAUGHT}"


def _check(kind: str) -> str:
    _, stem, answers = ANSWERS[kind]
    body = "\n\n".join(part for part in (stem, answers, "### Explanation") if part)
    return f"```check new-{kind}-check {_settings(kind)}\n{body}\nWhy the right answer is right.\n```"


QUESTIONS = tuple(
    Example(name, "Question", _question(kind), frozenset({Kind.QUIZ}), ids=(f"new-{kind}",))
    for kind, (name, _, _) in ANSWERS.items()
)
CASE = Example(
    "A case with two questions",
    "Question",
    "## A case {#new-case .case}\nA text that the questions below share.\n\n"
    f"{_question('single', '###')}\n\n{_question('true-false', '###')}",
    frozenset({Kind.QUIZ}),
    ids=("new-case", "new-single", "new-true-false"),
)
CHECKS = tuple(
    Example(name, "Knowledge check", _check(kind), frozenset({Kind.LESSON}), ids=(f"new-{kind}-check",))
    for kind, (name, _, _) in ANSWERS.items()
)
EXAMPLES = (
    *TEXT,
    TERM,
    *CALLOUTS,
    *DRAWN_BY_THE_COURSE,
    *LABS_OF_LESSONS,
    *CHECKS,
    *QUESTIONS,
    CASE,
)


def grouped(found: Iterable[Example]) -> dict[str, list[Example]]:
    """The examples by group, both in the toolbar's order."""
    groups: dict[str, list[Example]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(one)
    return groups
