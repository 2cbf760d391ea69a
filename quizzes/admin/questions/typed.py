"""What stands in the form of a question: from its section, or as it was typed in the form or as text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest

from curriculum.markup.page import CONTROL
from curriculum.markup.problem import Problem
from curriculum.source.glossary import unix_lines
from quizzes.admin.questions.posted import TooMuch, controlled, fields_in, without_blank_rows
from quizzes.source.fields import Fields, field_at, fields_of, misread, print_section, question_from, read_section
from quizzes.source.question import QuestionText

# What a mistake at the heading is about, to the field that it belongs to.
ABOUT = (
    ("stem", "stem"), ("Explanation", "explanation"), ("taught", "taught_target"), ("model answer", "model"),
    ("objective", "objective"), ("difficulty", "difficulty"), ("points", "points"), ("lab", "lab"), ("words=", "words"),
    ("words is", "words"), ("name", "name"), ("kind", "question"), ("no id", "id"), ("not an id", "id"),
    ("the case has no text", "stem"), ("option", "rows"), ("answers", "rows"), ("places", "rows"), ("prompt", "rows"),
    ("criteria", "rows"), ("pattern", "rows"), ("units", "rows"), ("responses", "rows"),
)  # fmt: skip
MISREAD = (
    "Read back from the text, this would say something else: a line of it looks like a heading, an option, an answer "
    "or a fence. Reword that line, or write the question as text."
)
TEXT_ONLY = "The form cannot show all that this text says; mend its mistakes first."


@dataclass
class Typed:
    """A question as fields and as text, one made of the other; `is_text` says which of them was written."""

    is_text: bool
    section: str
    question: QuestionText
    fields: Fields
    errors: dict[str, list[str]] = field(default_factory=dict)

    def complain(self, name: str, words: str) -> None:
        self.errors.setdefault(name, []).append(words)

    @property
    def in_form(self) -> bool:
        """Whether the form can hold it: it does not where reading lost a word."""
        mistakes = read_section(self.section)[1]
        return not mistakes or print_section(self.question) == self.section

    def place(self, problems: Iterable[Problem], line: int) -> None:
        """Put problems beside their fields; the section begins at `line` of the file."""
        read = read_section(self.section, line - 1)[0]
        for problem in problems:
            if not problem.is_warning:
                name = field_at(read, problem.line)
                name = _about(problem.what) if name == "heading" else name
                self.complain(name, f"{problem.what}; {problem.mend}")


def _about(what: str) -> str:
    return next((name for words, name in ABOUT if words in what), "question")


def of_section(section: str, *, is_text: bool) -> Typed:
    question = read_section(section)[0]
    typed = Typed(is_text, section, question, fields_of(question))
    if not is_text and not typed.in_form:
        typed.is_text = True
        typed.complain("question", TEXT_ONLY)
    return typed


def of_fields(given: Fields, *, is_kept: bool = False) -> Typed:
    """What a form says; blank rows are no answers, but stay on the page where `is_kept`."""
    filled = without_blank_rows(given)
    question = question_from(filled)
    return Typed(False, print_section(question), question, given if is_kept else filled)


def typed_in(request: HttpRequest, kind: str, level: int) -> Typed:
    """What was sent. Raises TooMuch."""
    if request.POST.get("mode") == "text":
        section = unix_lines(request.POST.get("section", "")).strip("\n") + "\n"
        return of_section(section, is_text=True)
    return of_fields(fields_in(request.POST, kind, level), is_kept=True)


def unfit(typed: Typed) -> Sequence[str]:
    """Complains of what cannot be written down; the fields that it stands in."""
    names = list(controlled(typed.fields)) if not typed.is_text else []
    if CONTROL.search(typed.section) and not names:
        names = ["question"]
    for name in names:
        typed.complain(name, "A control character stands in it, which no text may hold; remove it.")
    if not names and not typed.is_text:
        names = list(misread(typed.question))[:1]
        for name in names:
            typed.complain(name, MISREAD)
    return names


__all__ = ["TooMuch", "Typed", "of_fields", "of_section", "typed_in", "unfit"]
