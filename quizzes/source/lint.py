"""What is refused in a question whose form is right, and what is warned of."""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Set

from curriculum.markup.page import ID
from curriculum.markup.problem import Mistake
from quizzes.source.heading import Placed
from quizzes.source.kinds import BY_KIND, whole
from quizzes.source.question import DIFFICULTIES, ESSAY, KINDS, LAB, MULTIPLE, SINGLE, QuestionText, Sign

MAX_ID, MAX_NAME, MAX_TEXT, MAX_BELIEF, MAX_POINTS = 60, 200, 2_000, 300, 20
WORDS = (10, 5_000)
SWEEPING = re.compile(
    r"(all|none|both|neither) of (the|these|those)( (above|options|answers|others))?\.?", re.IGNORECASE
)
Mistakes = Iterator[Placed]


def mistakes_of(question: QuestionText, objectives: Set[str], *, is_check: bool) -> Mistakes:
    """Everything for which the question is refused."""
    yield from _heading(question, objectives)
    for words, what in ((question.stem, "stem"), (question.explanation, f"{'#' * (question.level + 1)} Explanation")):
        if not words:
            yield question.line, Mistake(f"the question has no {what}", "add it")
    if question.taught is None and not is_check:
        mend = "end it with Taught in: [Title](lesson.md#section)"
        yield question.line, Mistake("the question does not say where it is taught", mend)
    if question.model and question.kind != ESSAY:
        yield question.model.line, Mistake("a model answer stands in a question that is no essay", "remove it")
    for answer in question.answers:
        longest = max(len(answer.words.text), len(answer.other.text), len(answer.feedback.text))
        if longest > MAX_TEXT:
            yield answer.line, Mistake(f"an answer of {longest:,} characters", f"shorten it to {MAX_TEXT:,}")
        if len(answer.misconception) > MAX_BELIEF:
            yield answer.line, Mistake("a misconception that is no sentence", f"shorten it to {MAX_BELIEF}")
    if question.kind in BY_KIND:
        yield from BY_KIND[question.kind](question)


def identifier(what: str, value: str, line: int) -> Mistakes:
    """What is wrong with an id."""
    if not value:
        yield line, Mistake(f"the {what} has no id", "write {#id …} after its name")
    elif not ID.fullmatch(value) or len(value) > MAX_ID:
        mend = f"use lower case, digits and hyphens, {MAX_ID} at most"
        yield line, Mistake(f"{value[:80]!r} is not an id", mend)


def _heading(question: QuestionText, objectives: Set[str]) -> Mistakes:
    line = question.line
    # Its heading says nothing at all, and that was said.
    if not question.id and not question.kind:
        return
    yield from identifier("question", question.id, line)
    if len(question.name) > MAX_NAME:
        yield line, Mistake(f"a name of {len(question.name)} characters", f"shorten it to {MAX_NAME}")
    for what, value, known in (
        ("kind", question.kind, KINDS),
        ("objective", question.objective, sorted(objectives)),
        ("difficulty", question.difficulty, DIFFICULTIES),
    ):
        if value not in known:
            yield line, _unlisted(what, value, known)
    if question.points:
        yield from whole(line, "points", question.points, 1, MAX_POINTS)
    for name, value, kind in (("lab", question.lab, LAB), ("words", question.words, ESSAY)):
        if value and question.kind != kind:
            yield line, Mistake(f"{name}= means nothing here", f"it belongs to .{kind}")
    if question.words:
        yield from whole(line, "words", question.words, *WORDS)


def _unlisted(what: str, value: str, known: Collection[str]) -> Mistake:
    near = difflib.get_close_matches(value, known, 1)
    mend = f"did you mean {near[0]}?" if near else f"use one of {', '.join(known) or 'none yet'}"
    return Mistake(f"unknown {what} {value[:60]!r}" if value else f"the question has no {what}", mend)


# --- warnings ------------------------------------------------------------------------------------------------------
def warnings_of(question: QuestionText, plain: Mapping[int, str]) -> Mistakes:
    """What gives the answer away. `plain` are the options' words as a reader sees them, by line."""
    if question.kind not in {SINGLE, MULTIPLE}:
        return
    for option in question.answers:
        if SWEEPING.fullmatch(plain.get(option.line, "").strip()):
            mend = "name each option that is meant; who sees one of them knows it"
            yield option.line, Mistake(f"the option is {option.words.text[:60]!r}", mend)
    right = [len(plain.get(option.line, "")) for option in question.signed(Sign.RIGHT)]
    wrong = [len(plain.get(option.line, "")) for option in question.signed(Sign.WRONG)]
    if right and wrong:
        longest, next_longest = max(right), max(wrong)
        if longest >= 1.6 * next_longest and longest - next_longest >= 25:
            line = next(o.line for o in question.signed(Sign.RIGHT) if len(plain.get(o.line, "")) == longest)
            yield line, Mistake("the right option is the longest by far", "shorten it, or say more in the others")


def spread(questions: Collection[QuestionText]) -> Mistakes:
    """Right options that stand in one place too often."""
    singles = [q for q in questions if q.kind == SINGLE and len(q.signed(Sign.RIGHT)) == 1]
    places = Counter(next(i for i, o in enumerate(q.answers, 1) if o.sign is Sign.RIGHT) for q in singles)
    if len(singles) >= 8:
        place, count = places.most_common(1)[0]
        if count * 2 > len(singles):
            what = f"{count} of {len(singles)} right options stand in place {place}"
            yield singles[0].line, Mistake(what, "move some")
