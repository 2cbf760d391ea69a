"""The page of a quiz's item analysis: what is to be looked at, the quiz's figures, and each question's."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quizzes.actions.analysis import ask_reckoning
from quizzes.admin import work
from quizzes.admin.fence import courses_of
from quizzes.grading import BadKey, possible_guess
from quizzes.models import AttemptItem, QuestionVersion, Quiz
from quizzes.pages.answers import trusted
from quizzes.reports.analysis import Analysis, Row, look_at
from quizzes.statistics import ENOUGH, Figure, Times
from quizzes.tasks import reckon_quiz

# What each column of the table of questions is called, its unit, and what it is.
COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "facility": ("Facility", "%", "the mean mark, of the points possible"),
    "guess": ("Guess", "%", "what answering at random earns on average where only a wholly right answer counts"),
    "standard_deviation": ("Standard deviation", "points", "how far marks lie from their mean"),
    "discrimination": (
        "Discrimination",
        "%",
        "the correlation of the question's mark with what the attempt earned on all other questions; for a question "
        "drawn at random from a pool, with the whole total",
    ),
    "efficiency": ("Efficiency", "%", "discrimination as a part of the most that these marks allow"),
    "weight": ("Weight", "%", "the question's share in the spread of totals"),
    "time": (
        "Time",
        "s",
        "the median and quartiles of the seconds that it was on the screen until its answer was last changed; "
        "as browsers counted, of those who had one question on a page",
    ),
}
OF_QUIZ: Mapping[str, tuple[str, str]] = {
    "median": ("Median", "points"),
    "mean": ("Mean", "points"),
    "standard_deviation": ("Standard deviation", "points"),
    "skewness": ("Skewness", ""),
    "kurtosis": ("Kurtosis", ""),
    "consistency": ("Internal consistency (Cronbach's alpha)", "%"),
    "error_ratio": ("Error ratio", "%"),
    "standard_error": ("Standard error", "points"),
}


def may_analyse(request: HttpRequest, quiz: Quiz | None) -> bool:
    """Whoever may read attempts, of a course that they teach."""
    if quiz is None or not request.user.has_perm("quizzes.view_attempt"):
        return False
    return courses_of(request.user).filter(pk=quiz.course_id).exists()


@require_safe
def item_analysis(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    sees_keys = work.sees_keys(request)
    look = look_at(quiz)
    found = look.analysis
    rows = found.rows if found else ()
    versions = QuestionVersion.objects.select_related("question")
    by_id = (versions if sees_keys else versions.without_key()).in_bulk([row.version for row in rows])
    questions = [Question(row, by_id[row.version], sees_keys) for row in rows if row.version in by_id]
    sort = request.GET.get("sort", "")
    context = {
        **admin.site.each_context(request),
        **work.context_of(request, quiz, {row.version: row.findings for row in rows}),
        "title": "Item analysis",
        "quiz": quiz,
        "look": look,
        "owed": look.owed,
        "n": found.quiz.n if found else None,
        "figures": _of_quiz(found) if found else (),
        "enough": ENOUGH,
        "sees_keys": sees_keys,
        "columns": _columns(sort),
        "questions": _sorted(questions, sort),
    }
    return render(request, "admin/quizzes/quiz/item_analysis.html", context)


@require_POST
def reckon_again(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    if ask_reckoning(quiz, request.user.pk, timezone.now()):
        # A hint, after the commit: the sweep would find it too.
        reckon_quiz.delay(quiz.pk)
    else:
        messages.info(request, "Nothing has changed since these figures were made.")
    return redirect("admin:quizzes_quiz_item_analysis", quiz.pk)


class Question:
    """A version of a question, as the page shows it. Without the right to see keys its key is not even fetched."""

    def __init__(self, row: Row, version: QuestionVersion, sees_keys: bool) -> None:
        self.row, self.version = row, version
        self.key: Mapping[str, Any] = version.key if sees_keys else {}
        self.n = row.figures.n
        self.texts = {option["id"]: option["html"] for option in version.shown.get("options", ())}
        others = {"guess": self._guess(), "time": row.times.median}
        self.figures: dict[str, Figure] = {
            name: others[name] if name in others else getattr(row.figures, name) for name in COLUMNS
        }

    def _guess(self) -> Figure:
        try:
            return Figure(float(100 * possible_guess(self.version.kind, self.key)))
        except BadKey:
            return Figure(None, "no key to reckon with")

    @property
    def is_current(self) -> bool:
        question = self.version.question
        return question.current_id == self.version.pk and question.retired_at is None

    @property
    def cells(self) -> list[str]:
        told = {"time": in_seconds(self.row.times)}
        return [told.get(name) or in_words(self.figures[name], unit) for name, (_, unit, _) in COLUMNS.items()]

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        counts = self.row.answers.outcomes
        return [self._bar(label, counts[name]) for name, label in AttemptItem.Outcome.choices if counts[name]]

    @property
    def choices(self) -> list[dict[str, Any]]:
        """Each option with how often it was picked; of a question that is answered by choosing."""
        if self.version.kind not in {"single", "multiple", "true-false"}:
            return []
        right = self.key.get("right", ())
        return [
            {**self._bar(trusted(html), self.row.answers.picks[id]), "is_right": id in right}
            for id, html in self.texts.items()
        ]

    @property
    def beliefs(self) -> list[dict[str, Any]]:
        return [self._bar(belief, n) for belief, n in self.row.answers.beliefs.most_common()] if self.key else []

    def _bar(self, label: object, n: int) -> dict[str, Any]:
        return {"label": label, "n": n, "share": 100 * n / self.n if self.n else 0}


def in_seconds(found: Times) -> str:
    """The median and the quartiles, and of how many."""
    if found.median.value is None:
        return f"withheld: {found.median.withheld}; {found.n} are known"
    lower, median, upper = (f"{each.value:.0f}" for each in (found.lower, found.median, found.upper))
    return f"{median} s ({lower} to {upper}), of {found.n}"


def in_words(figure: Figure, unit: str) -> str:
    if figure.value is None:
        return f"withheld: {figure.withheld}"
    return f"{figure.value:.1f}%" if unit == "%" else f"{figure.value:.2f} {unit}".rstrip()


def _of_quiz(found: Analysis) -> list[tuple[str, str]]:
    rows = [(label, in_words(getattr(found.quiz, name), unit)) for name, (label, unit) in OF_QUIZ.items()]
    return [*rows, ("Time from start to submission: median (quartiles)", in_seconds(found.times))]


def _columns(sort: str) -> list[dict[str, str]]:
    """The heads of the table; each leads to the table sorted by it, and once more to the other way round."""
    heads = {"n": ("Attempts", "", "to which it was set")} | dict(COLUMNS)
    directions = {name: "ascending", f"-{name}": "descending"} if (name := sort.removeprefix("-")) in heads else {}
    return [
        {
            "label": label,
            "about": about,
            "sort": f"-{name}" if sort == name else name,
            "sorted": directions.get(sort, "") if sort.removeprefix("-") == name else "",
        }
        for name, (label, _, about) in heads.items()
    ]


def _sorted(questions: list[Question], sort: str) -> list[Question]:
    """By the column that is asked for, what has no figure last; else as the quiz has them."""
    name, turn = sort.removeprefix("-"), -1 if sort.startswith("-") else 1
    if name == "n":
        return sorted(questions, key=lambda one: turn * one.n)
    if name not in COLUMNS:
        return questions

    def place(one: Question) -> tuple[bool, float]:
        value = one.figures[name].value
        return value is None, turn * (value or 0)

    return sorted(questions, key=place)
