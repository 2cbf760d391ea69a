"""What can only be said of all questions of a course together."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from curriculum.markup.problem import Problem
from quizzes.grading import fold
from quizzes.source.parts import Question, Quiz

# A stem of as many words asks the same, whatever its options say.
LONG = 8
GRADED, OPEN = "graded", "open"


class _Place(NamedTuple):
    path: str
    line: int
    side: str
    question: Question


def compare(quizzes: Sequence[tuple[str, Quiz]], checks: Sequence[tuple[str, Question]]) -> list[Problem]:
    """Ids that stand twice; questions that stand in a graded quiz and also where the answer is shown; warnings of
    others that stand twice."""
    places = [
        _Place(path, question.line, GRADED if quiz.purpose == "graded" else OPEN, question)
        for path, quiz in quizzes
        for question in quiz.questions
    ]
    places += [_Place(path, question.line, OPEN, question) for path, question in checks]
    return [*_repeated(quizzes, places), *_twins(places)]


def _repeated(quizzes: Sequence[tuple[str, Quiz]], places: Sequence[_Place]) -> Iterator[Problem]:
    named = [(path, quiz.line, quiz.id) for path, quiz in quizzes]
    named += [(path, case.line, case.id) for path, quiz in quizzes for case in quiz.cases]
    named += [(place.path, place.line, place.question.id) for place in places]
    seen: dict[str, str] = {}
    for path, line, id in named:
        if id in seen:
            mend = "give each quiz, case, question and check its own"
            yield Problem(path, line, f"the id {id!r} also stands in {seen[id]}", mend)
        elif id:
            seen[id] = f"{path}:{line}"


def _twins(places: Sequence[_Place]) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], list[_Place]] = {}
    for place in places:
        question = place.question
        # A stem without words is a mistake of its own.
        if not question.gist:
            continue
        is_long = len(question.gist.split()) >= LONG
        same = (question.gist,) if is_long else (question.gist, question.kind, *_offered(question))
        others = seen.setdefault(same, [])
        across = next((other for other in others if other.side != place.side), None)
        other = across or (others[0] if others else None)
        others.append(place)
        if other is None:
            continue
        where = f"{other.path}:{other.line}"
        if across:
            what = f"the question also stands in {where}, once graded and once with its answer shown"
            yield Problem(place.path, place.line, what, "ask something else in one of the two")
        else:
            what, mend = f"the question also stands in {where}", "ask something else, or remove one"
            yield Problem(place.path, place.line, what, mend, is_warning=True)


def _offered(question: Question) -> list[str]:
    """What a learner may choose from, whatever its order."""
    lists = (question.shown.get(name) for name in ("options", "prompts", "responses"))
    return sorted(fold(str(item["html"])) for found in lists if isinstance(found, list) for item in found)
