"""What is refused in a question of each kind."""

from collections.abc import Callable, Collection, Iterator, Mapping

from curriculum.labs.registry import LABS
from curriculum.markup.problem import Mistake
from quizzes.grading import BadKey, fold
from quizzes.grading.words import pattern as compiled
from quizzes.source.heading import Placed
from quizzes.source.numbers import Range, read_number, read_range
from quizzes.source.question import (
    CHOICES,
    ESSAY,
    LAB,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    SHORT,
    TRUE_FALSE,
    Answer,
    QuestionText,
    Sign,
)

MAX_OPTIONS, MAX_PLACES, MAX_PROMPTS, MAX_ANSWERS, MAX_UNITS = 20, 12, 12, 20, 12
MAX_PATTERN, MAX_SHORT, MAX_UNIT = 200, 200, 40
MAX_CRITERION = 20
Mistakes = Iterator[Placed]


def whole(line: int, name: str, value: str, least: int, most: int) -> Mistakes:
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not least <= int(value) <= most:
        yield line, Mistake(f"{name} is {value[:60]!r}", f"give a whole number from {least} to {most}")


def _number_of(question: QuestionText, what: str, count: int, least: int, most: int) -> Mistakes:
    if count < least:
        yield question.line, Mistake(f"{count or 'no'} {what}, where {least} is the least", "add some")
    elif count > most:
        yield question.line, Mistake(f"{count} {what}, where {most} is the most", "keep the best")


def _equal(answers: Collection[Answer], what: str) -> Mistakes:
    """Answers that stand twice, as far as a learner could tell."""
    seen: set[str] = set()
    for answer in answers:
        # In code and in formulas upper and lower case differ.
        is_marked = "`" in answer.words.text or "$" in answer.words.text
        text = " ".join(answer.words.text.split()) if is_marked else fold(answer.words.text)
        if text in seen and text:
            yield answer.line, Mistake(f"two {what} are equal: {answer.words.text[:60]!r}", "change one")
        seen.add(text)


def _feedback(answers: Collection[Answer], what: str) -> Mistakes:
    for answer in answers:
        if not answer.feedback:
            mend = "say why below it, after four spaces and >"
            yield answer.line, Mistake(f"{what} without feedback", mend)


def _choice(question: QuestionText) -> Mistakes:
    options = question.answers
    n_right = len(question.signed(Sign.RIGHT))
    least = 2 if question.kind == TRUE_FALSE else 3
    yield from _number_of(question, "options", len(options), least, MAX_OPTIONS)
    if options and not n_right:
        yield question.line, Mistake("no option is right", "mark it as - [x]")
    elif question.kind == MULTIPLE and n_right == 1:
        yield question.line, Mistake("one option is right", "mark two or more as - [x], or write .single")
    elif question.kind != MULTIPLE and n_right > 1:
        yield question.line, Mistake(f"{n_right} options are right", "mark one as - [x], or write .multiple")
    if options and n_right == len(options):
        yield question.line, Mistake("no option is wrong", "mark it as - [ ]")
    if question.kind == TRUE_FALSE and {option.words.text for option in options} != {"True", "False"}:
        yield question.line, Mistake("the options are not True and False", "write - [x] True and - [ ] False")
    yield from _equal(options, "options")
    yield from _feedback(options, "an option")


def _ordering(question: QuestionText) -> Mistakes:
    yield from _number_of(question, "places", len(question.signed(Sign.PLACE)), 3, MAX_PLACES)
    extras = question.signed(Sign.EXTRA)
    if len(question.answers) > MAX_OPTIONS:
        yield from _number_of(question, "responses", len(question.answers), 3, MAX_OPTIONS)
    yield from _equal(question.answers, "responses")
    yield from _feedback(extras, "a response that belongs nowhere, and is")


def _matching(question: QuestionText) -> Mistakes:
    prompts, spares = question.signed(Sign.PAIR), question.signed(Sign.SPARE)
    yield from _number_of(question, "prompts", len(prompts), 3, MAX_PROMPTS)
    yield from _equal(prompts, "prompts")
    yield from _equal(spares, "responses")
    yield from _feedback(spares, "a response that matches nothing, and is")
    used = {fold(prompt.other.text): prompt.other.text for prompt in prompts}
    for prompt in prompts:
        if used[fold(prompt.other.text)] != prompt.other.text:
            what = f"two responses differ in case or spacing alone: {prompt.other.text[:60]!r}"
            yield prompt.line, Mistake(what, "write them alike")
    if len(prompts) > 1 and len(used) + len(spares) < 2:
        yield question.line, Mistake("every prompt has the same response", "add a response that matches another")
    for spare in spares:
        if fold(spare.words.text) in used:
            mend = "remove it from the responses that match nothing"
            yield spare.line, Mistake(f"a prompt has the response {spare.words.text[:60]!r}", mend)


def _numeric(question: QuestionText) -> Mistakes:
    right, wrong = question.signed(Sign.ACCEPTED), question.signed(Sign.FORESEEN)
    yield from _number_of(question, "right answers", len(right), 1, MAX_ANSWERS)
    yield from _number_of(question, "foreseen answers", len(wrong), 0, MAX_ANSWERS)
    yield from _feedback(wrong, "a foreseen answer")
    ranges: dict[Sign, list[Range]] = {Sign.ACCEPTED: [], Sign.FORESEEN: []}
    for answer in (*right, *wrong):
        if not answer.words:
            continue
        try:
            found = read_range(answer.words.text)
        except Mistake as mistake:
            yield answer.line, mistake
            continue
        for sign, others in ranges.items():
            if any(found.overlaps(other) for other in others):
                what = "a right answer" if sign is Sign.ACCEPTED else "a foreseen answer"
                yield answer.line, Mistake(f"{answer.words.text[:60]} overlaps {what}", "narrow one of the two")
        ranges[answer.sign].append(found)
    yield from _units(question)


def _units(question: QuestionText) -> Mistakes:
    yield from _number_of(question, "units", len(question.units), 0, MAX_UNITS)
    for index, unit in enumerate(question.units):
        if unit.name in {other.name for other in question.units[:index]}:
            yield unit.line, Mistake(f"the unit {unit.name[:60]!r} stands twice", "keep one")
        if len(unit.name) > MAX_UNIT:
            yield unit.line, Mistake(f"a unit of {len(unit.name)} characters", f"shorten it to {MAX_UNIT}")
        if not index and unit.factor:
            yield unit.line, Mistake("the first unit has a factor", "leave it out: answers are given in that unit")
        elif index and not unit.factor:
            yield unit.line, Mistake(f"the unit {unit.name[:60]!r} has no factor", "write unit MB 0.001")
        elif unit.factor:
            try:
                factor = read_number(unit.factor)
            except Mistake as mistake:
                yield unit.line, mistake
                continue
            if factor <= 0:
                yield unit.line, Mistake(f"the factor of {unit.name[:60]!r} is not above zero", "correct it")


def _short(question: QuestionText) -> Mistakes:
    right, wrong = question.signed(Sign.ACCEPTED), question.signed(Sign.FORESEEN)
    patterns = question.signed(Sign.PATTERN)
    yield from _number_of(question, "accepted answers", len(right), 1, MAX_ANSWERS)
    yield from _number_of(question, "foreseen answers", len(wrong), 0, MAX_ANSWERS)
    yield from _number_of(question, "patterns", len(patterns), 0, MAX_ANSWERS)
    yield from _equal((*right, *wrong), "answers")
    yield from _feedback(wrong, "a foreseen answer")
    for answer in (*right, *wrong):
        if len(answer.words.text) > MAX_SHORT:
            yield answer.line, Mistake(f"an answer of {len(answer.words.text)} characters", f"keep it to {MAX_SHORT}")
    for pattern in patterns:
        text = pattern.words.text
        if len(text) > MAX_PATTERN:
            yield pattern.line, Mistake(f"a pattern of {len(text)} characters", f"shorten it to {MAX_PATTERN}")
            continue
        try:
            matches = compiled(text).fullmatch
        except BadKey as error:
            reason = error.__cause__.args[0] if error.__cause__ and error.__cause__.args else "odd"
            reason = reason.decode() if isinstance(reason, bytes) else reason
            yield pattern.line, Mistake(f"the pattern cannot be read: {reason}", "write it in RE2's syntax")
            continue
        if matches(""):
            yield pattern.line, Mistake("the pattern accepts an empty answer", "let it ask for a character at least")
        for answer in wrong:
            if matches(fold(answer.words.text)):
                what = f"the pattern in line {pattern.line} accepts {answer.words.text[:60]!r}"
                yield answer.line, Mistake(what, "narrow the pattern, or remove the answer")


def _essay(question: QuestionText) -> Mistakes:
    yield from _number_of(question, "criteria of a rubric", len(question.answers), 1, MAX_ANSWERS)
    for criterion in question.answers:
        yield from whole(criterion.line, "points", criterion.other.text, 1, MAX_CRITERION)
    yield from _equal(question.answers, "criteria")
    if not question.model:
        mend = f"write {'#' * (question.level + 1)} Model answer before the explanation"
        yield question.line, Mistake("the essay has no model answer", mend)


def _lab(question: QuestionText) -> Mistakes:
    asked = sorted(lab.id for lab in LABS.values() if lab.asked)
    if question.lab not in asked:
        what = f"unknown lab {question.lab[:60]!r}" if question.lab else "the question names no lab"
        if question.lab in LABS:
            what = f"the lab {question.lab} asks for no values"
        yield question.line, Mistake(what, f"write lab= and one of {', '.join(asked) or 'none yet'}")


BY_KIND: Mapping[str, Callable[[QuestionText], Mistakes]] = {
    **dict.fromkeys(CHOICES, _choice),
    ORDERING: _ordering,
    MATCHING: _matching,
    NUMERIC: _numeric,
    SHORT: _short,
    ESSAY: _essay,
    LAB: _lab,
}
