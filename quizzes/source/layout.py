"""A question printed in the one layout that all files have."""

from collections.abc import Iterator

from quizzes.source.heading import print_settings
from quizzes.source.question import CASE, Answer, CaseText, QuestionText, Sign

INDENT = "    "
QUOTE = INDENT + ">"
BELIEF = "Misconception:"


def print_question(question: QuestionText) -> str:
    """The section, one blank line between its blocks; it ends with one line end."""
    heading = f"{'#' * question.level} {question.name} {{{_settings(question)}}}"
    body = print_body(question)
    # The stem stands right below its heading.
    return f"{heading}\n{body}" if question.stem else f"{heading}\n\n{body}"


def print_check(question: QuestionText) -> tuple[str, str]:
    """A knowledge check as its fence holds it: the words after `check`, and the text inside."""
    return _settings(question).removeprefix("#"), print_body(question)


def print_case(case: CaseText) -> str:
    """The heading of a case and its text."""
    return f"## {case.name} {{#{case.id} .{CASE}}}\n{case.stem.text}\n"


def print_body(question: QuestionText) -> str:
    """What stands below the heading."""
    inner = "#" * (question.level + 1)
    answers = "\n".join([*_answers(question), *(f"unit {unit.name} {unit.factor}".rstrip() for unit in question.units)])
    blocks = [question.stem.text, answers]
    if question.model:
        blocks.append(f"{inner} Model answer\n{question.model.text}")
    if question.explanation:
        blocks.append(f"{inner} Explanation\n{question.explanation.text}")
    if question.taught is not None:
        blocks.append(f"Taught in: [{question.taught.title}]({question.taught.target})")
    return "\n\n".join(filter(None, blocks)) + "\n"


def _settings(question: QuestionText) -> str:
    settings = {
        "objective": question.objective,
        "difficulty": question.difficulty,
        "points": question.points,
        "lab": question.lab,
        "words": question.words,
    }
    return print_settings(question.id, question.kind, settings)


def _answers(question: QuestionText) -> Iterator[str]:
    place = 0
    for answer in question.answers:
        place += answer.sign is Sign.PLACE
        yield "\n".join([_indented(_line(answer, place)), *_feedback(answer)])


def _line(answer: Answer, place: int) -> str:
    match answer.sign:
        case Sign.PLACE:
            return f"{place}. {answer.words.text}"
        case Sign.PAIR:
            return f"- {answer.words.text} => {answer.other.text}"
        case Sign.CRITERION:
            return f"+ {answer.other.text}: {answer.words.text}"
        case _:
            return f"{answer.sign} {answer.words.text}"


def _feedback(answer: Answer) -> Iterator[str]:
    if answer.feedback:
        yield from (f"{QUOTE} {line}" if line else QUOTE for line in answer.feedback.text.split("\n"))
    if answer.misconception:
        yield f"{QUOTE} {BELIEF} {answer.misconception}"


def _indented(text: str) -> str:
    """`text` with its later lines indented, as what continues a list's item is."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(INDENT + line if line else "" for line in rest)])
