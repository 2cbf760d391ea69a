"""What tests of the grammar share: random questions as text, and a sheet of a tiny course to read them on."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from curriculum.markup.page import ID, Rendered, Slot, Surroundings
from curriculum.markup.problem import Mistake, Problem
from curriculum.markup.render import render
from curriculum.source.front_matter import split
from curriculum.source.quiz_files import Read, Sheet, Target
from quizzes.grading import Policy, grade, right_response
from quizzes.source.answers import NEAR_OPTION, begins
from quizzes.source.heading import HEADING
from quizzes.source.parts import Question, Quiz
from quizzes.source.question import CHOICES, Answer, CaseText, QuestionText, Sign, Taught, Unit, Words
from quizzes.source.reader import READER

# --- a sheet -------------------------------------------------------------------------------------------------------
OBJECTIVES = frozenset({"alpha", "beta"})
TERMS = {"token": "Token"}
FILES = {"lesson.md": ("lesson", "alpha-lesson"), "module.md": ("module", "one"), "other.quiz.md": ("quiz", "other")}
PATH = "tiny/one/quiz.md"
FRONT = """---
id: tiny-quiz
title: A tiny quiz
summary: Small, and whole.
purpose: practice
minutes: 5
pass_mark: 70
marking: learn
---
"""


@dataclass
class Desk:
    """A sheet of a course with a lesson, a module, another quiz and one term, and what was said of it."""

    path: str = PATH
    problems: list[Problem] = field(default_factory=list)

    def sheet(self) -> Sheet:
        def link(path: str, anchor: str) -> str:
            if path not in {*FILES, "glossary.md"}:
                raise Mistake(f"the link {path} leads nowhere", "correct the relative path")
            return f"/{path}#{anchor}"

        def term(identifier: str) -> tuple[str, str]:
            if identifier not in TERMS:
                raise Mistake(f"unknown term [[{identifier}]]", "correct its id")
            return TERMS[identifier], f"/glossary#{identifier}"

        def draw(text: str, first_line: int) -> Rendered:
            fences = {"lab": lambda *_words: Slot("lab")}
            rendered = render(
                self.path, text, Surroundings(link, term, lambda _path: "<svg></svg>", fences), first_line
            )
            self.problems += rendered.problems
            return rendered

        def locate(path: str, anchor: str, _line: int) -> Target:
            url = link(path, anchor)
            if path == "glossary.md":
                return Target("term", anchor, f"term-{anchor}", url)
            kind, slug = FILES[path]
            return Target(kind, slug, anchor, url)

        def note(is_warning: bool) -> Callable[[int, str, str], None]:
            return lambda line, what, mend: self.problems.append(Problem(self.path, line, what, mend, is_warning))

        return Sheet(self.path, OBJECTIVES, draw, locate, note(False), note(True))

    def told(self, first_line: int = 0) -> list[str]:
        """The problems as `line: what`, their lines counted from the line after `first_line`."""
        found = sorted(set(self.problems))
        return [f"{p.line - first_line}: {'warning: ' if p.is_warning else ''}{p.what}" for p in found]


def read(text: str, path: str = PATH) -> tuple[Quiz | None, Desk]:
    """A whole file, read on a sheet of its own; ids and twins within it are looked at too."""
    desk = Desk(path)
    fields, body, first_line = split(path, text, desk.problems)
    assert fields is not None
    fields.identifier()
    quiz = READER.read_quiz(desk.sheet(), fields, body, first_line)
    assert quiz is None or isinstance(quiz, Quiz)
    desk.problems += READER.compare([Read(path, quiz)], [])
    return quiz, desk


def told(section: str, front: str = FRONT) -> list[str]:
    """What is said of a quiz with this body, as `line: what`."""
    return read(front + section)[1].told(front.count("\n"))


def one(section: str) -> Question:
    """The question of a section that has no mistake."""
    quiz, desk = read(FRONT + section)
    assert not desk.problems
    assert quiz is not None
    return quiz.questions[0]


def assert_marked(found: Question) -> None:
    """What the key calls right earns all."""
    best = right_response(found.kind, found.key)
    if found.kind not in {"essay", "lab"}:
        for policy in Policy:
            assert grade(found.kind, found.key, best, policy, {}).credit == 1


# --- a sound question of each kind ----------------------------------------------------------------------------------
END = "\n### Explanation\nBecause.\n\nTaught in: [Alpha](lesson.md#law)\n"


def question(kind: str, answers: str, *, end: str = END, stem: str = "What is it?", more: str = "") -> str:
    heading = f"## Name {{#q .{kind} objective=alpha difficulty=easy{more}}}"
    return f"{heading}\n{stem}\n\n{answers}{end}" if answers else f"{heading}\n{stem}\n{end}"


OPTIONS = """- [x] Yes
    > So it is.
- [ ] No
    > It is not.
- [ ] Perhaps
    > It is never so.
"""
TWO_RIGHT = OPTIONS.replace("[ ] No", "[x] No")
ORDER = "1. One\n2. Two\n3. Three\n- None\n    > Not a number.\n"
PAIRS = "- A => one\n- B => two\n- C => one\n- => three\n    > Nobody's.\n"
NUMBERS = "= 112 +- 2%\n    > Yes.\n! 14\n    > No.\nunit GB\nunit TB 1000\n"
SHORTS = "= perplexity\n~ ppl|perplexit(y|ies)\n! accuracy\n    > No.\n"
RUBRIC = "+ 2: Names it.\n+ 1: Says why.\n"
MODEL = "\n### Model answer\nIt is so.\n" + END
SOUND = {
    "single": question("single", OPTIONS),
    "multiple": question("multiple", TWO_RIGHT),
    "true-false": question("true-false", "- [ ] True\n    > No.\n- [x] False\n    > Yes.\n"),
    "ordering": question("ordering", ORDER),
    "matching": question("matching", PAIRS),
    "numeric": question("numeric", NUMBERS),
    "short": question("short", SHORTS),
    "essay": question("essay", RUBRIC, end=MODEL, more=" points=3 words=200"),
    "lab": question("lab", "", more=" lab=scaling-laws"),
}


CASE = "## A case {#c .case}\nA bank has a model.\n\n"
INNER = SOUND["single"].replace("## Name", "### Name").replace("### Explanation", "#### Explanation")


# --- random questions ----------------------------------------------------------------------------------------------
ANYTHING = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(str.strip).filter(bool)
MEANING = re.compile(r"`{3}|~{3}|Taught in:|Misconception:")


def is_plain(line: str) -> bool:
    """Whether a line means nothing but its words, wherever it stands in a question."""
    means = HEADING.fullmatch(line) or NEAR_OPTION.fullmatch(line) or MEANING.match(line) or line.startswith(">")
    return not means and "```" not in line and "~~~" not in line


LINE = ANYTHING.filter(is_plain)
# Code in which everything looks like something else.
CODE = st.just("```text\n- [x] no option\n## No heading {#x .single}\n= 1\n\nTaught in: [x](y)\n```")
IDS = st.from_regex(ID, fullmatch=True).map(lambda text: text[:40].strip("-")).filter(bool)
VALUE = st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)


def passages(kind: str = "") -> st.SearchStrategy[Words]:
    """Several lines, blank ones and code among them, that do not begin the answers of this kind."""
    plain = LINE.filter(lambda line: not begins(kind, line))
    lines = st.lists(plain | st.just("") | CODE | plain.map("    {}".format), max_size=3)
    return st.builds(lambda first, rest: Words("\n".join([first, *rest]).rstrip()), plain, lines)


FEEDBACK = st.lists(LINE | st.just("") | CODE, min_size=1, max_size=3).map(
    lambda lines: Words("\n".join(lines).strip())
)
BELIEFS = st.just("") | LINE


@st.composite
def answers(draw: st.DrawFn, sign: Sign) -> Answer:
    """An answer that begins with the sign."""
    other = Words()
    if sign in {Sign.PAIR, Sign.SPARE}:
        half = LINE.filter(lambda line: not set("`$\\=") & set(line)).map(Words)
        words, other = draw(half), draw(half) if sign is Sign.PAIR else other
    elif sign in {Sign.ACCEPTED, Sign.FORESEEN, Sign.PATTERN}:
        words = Words(draw(LINE))
    else:
        words = draw(passages().filter(lambda text: not re.match(r"\[[ xX]?\]", text.text)))
    if sign is Sign.CRITERION:
        other = Words(str(draw(st.integers(1, 20))))
    feedback = Words() if sign in {Sign.CRITERION, Sign.PATTERN} else draw(st.just(Words()) | FEEDBACK)
    mistaken = sign in {Sign.WRONG, Sign.EXTRA, Sign.SPARE, Sign.FORESEEN}
    return Answer(sign, words, other, feedback, draw(BELIEFS) if mistaken else "")


# For each kind, the signs among which its answers are chosen, stretch by stretch.
SIGNS: dict[str, tuple[tuple[Sign, ...], ...]] = {
    **dict.fromkeys(CHOICES, ((Sign.RIGHT, Sign.WRONG),)),
    "ordering": ((Sign.PLACE,), (Sign.PLACE, Sign.EXTRA)),
    "matching": ((Sign.PAIR, Sign.SPARE),),
    "numeric": ((Sign.ACCEPTED, Sign.FORESEEN),),
    "short": ((Sign.ACCEPTED, Sign.PATTERN, Sign.FORESEEN),),
    "essay": ((Sign.CRITERION,),),
    "lab": (),
}
UNITS = st.builds(Unit, VALUE.map(lambda text: f"u{text}"), st.just("") | st.integers(1, 10**6).map(str))


@st.composite
def questions(draw: st.DrawFn) -> QuestionText:
    """Any question that can be written; whether it makes sense as a question is not this layer's business."""
    kind = draw(st.sampled_from(sorted(SIGNS)))
    found: list[Answer] = []
    for signs in SIGNS[kind]:
        found += draw(st.lists(st.sampled_from(signs).flatmap(answers), min_size=1, max_size=3))
    return QuestionText(
        id=draw(IDS),
        kind=kind,
        name=draw(LINE.filter(lambda line: not set("{}") & set(line))),
        level=draw(st.sampled_from([2, 3])),
        objective=draw(VALUE | st.just("")),
        difficulty=draw(VALUE | st.just("")),
        points=draw(VALUE | st.just("")),
        lab=draw(VALUE | st.just("")),
        words=draw(VALUE | st.just("")),
        stem=draw(passages(kind)),
        answers=tuple(found),
        units=tuple(draw(st.lists(UNITS, max_size=2))) if kind == "numeric" else (),
        model=draw(passages() | st.just(Words())),
        explanation=draw(passages() | st.just(Words())),
        taught=draw(st.none() | st.builds(Taught, LINE.filter(lambda text: not set("[]\\") & set(text)), VALUE)),
    )


CASES = st.builds(CaseText, IDS, LINE.filter(lambda line: not set("{}") & set(line)), passages())
# Lines of every kind, so that random texts look like quizzes.
FRAGMENTS = st.sampled_from(
    [
        "", "words", "{", "## A {#a .single}", "## C {#c .case}", "### Q {#q .short}", "## B", "# x", "##", "## {#",
        "#### x {.case}", "### Explanation", "#### Explanation", "### Model answer", "Taught in: [T](lesson.md)",
        "Taught in: x", "- [x] y", "- [ ] n", "- x", "    > f", "    > Misconception: m", ">", "    more", "\t> t",
        "```", "````text", "~~~", "    ```", "    > ```", "1. a", "2. b", "- a => b", "- => c", "= 1", "= 1 +- 2%",
        "! 2", "~ x+", "~ (", "unit GB", "unit MB 2", "+ 2: c", "## N {#n .numeric objective=alpha difficulty=easy}",
    ]
)  # fmt: skip
SOUP = st.builds(
    lambda lines, end: end.join(lines), st.lists(FRAGMENTS, max_size=25), st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
)
