"""Items say what item analysis says, of what is kept or made in a moment, and reckon nothing large on a page."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from curriculum.models import Course, Document
from progress.models import Study
from progress.selection import Misread, Selection
from progress.tables import Row
from quizzes.models import Question, Quiz, QuizStatistics
from quizzes.reports.analysis import analyses, analysis, basis
from quizzes.statistics import ENOUGH
from tests.progress.reporting import asked, told
from tests.quizzes.marked import marked

RIGHT: dict[str, Any] = {"which": "The letter alpha", "truth": "False"}
WRONG: dict[str, Any] = {"which": "The letter beta", "truth": None}
FIGURES = ("facility", "standard_deviation", "discrimination", "efficiency", "weight")


@pytest.fixture
def exam(course: Course) -> Quiz:
    quiz: Quiz = Quiz.objects.get(slug="exam")
    marked(quiz, [RIGHT, WRONG] * (ENOUGH // 2))
    return quiz


def keep(quiz: Quiz) -> QuizStatistics:
    resting_on = basis(quiz)
    found = analysis(quiz, resting_on)
    now = timezone.now() - timedelta(days=1)
    row: QuizStatistics = QuizStatistics.objects.create(
        quiz=quiz, basis=resting_on, figures=found.as_json(), findings=found.findings_as_json(), made_at=now
    )
    return row


def never(quizzes: Any) -> Any:
    assert not set(quizzes), "figures were made for a page"
    return {}


# --- refusals -------------------------------------------------------------------------------------------------------
def test_a_quiz_that_is_not_the_courses_is_refused(exam: Quiz) -> None:
    with pytest.raises(Misread, match="There is no such quiz in A tiny course; choose one of the list"):
        asked("items", Selection(quiz="nowhere"))


def test_figures_of_a_large_quiz_that_nobody_made_are_not_made_here(
    exam: Quiz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("progress.reports.tables.items.LIVE", ENOUGH - 1)
    monkeypatch.setattr("progress.reports.tables.items.analyses", never)
    rows = told("items", Selection(quiz="exam"))
    assert {row["question"] for row in rows} >= set(RIGHT)
    for row in rows:
        assert row["figures"].startswith("not made yet")
        assert {row[name] for name in (*FIGURES, "attempts", "seconds", "made_at")} == {None}


def test_figures_that_another_release_kept_are_none(exam: Quiz, monkeypatch: pytest.MonkeyPatch) -> None:
    row = keep(exam)
    QuizStatistics.objects.filter(pk=row.pk).update(basis={**row.basis, "form": 1})
    monkeypatch.setattr("progress.reports.tables.items.LIVE", 0)
    assert {row["made_at"] for row in told("items", Selection(quiz="exam"))} == {None}


# --- what it says ---------------------------------------------------------------------------------------------------
def test_each_figure_is_that_of_the_analysis(exam: Quiz) -> None:
    rows = {row["question"]: row for row in told("items", Selection(quiz="exam"))}
    found = {row.version: row for row in analysis(exam, basis(exam)).rows}
    assert set(rows) == set(RIGHT)
    for slug, row in rows.items():
        version = exam.questions.get(slug=slug).current
        assert version is not None
        figures = found[version.pk].figures
        assert (row["version"], row["attempts"], row["made_at"]) == (version.number, ENOUGH, None)
        for name in FIGURES:
            value = getattr(figures, name).value
            assert (row[name] is None) == (value is None)
            assert value is None or abs(float(row[name]) - value) <= 0.05
    assert str(rows["which"]["facility"]) == "50.0"


def test_kept_figures_are_read_and_the_moment_they_are_of(exam: Quiz, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep(exam)
    live = told("items", Selection(quiz="exam"))
    marked(exam, [RIGHT])
    monkeypatch.setattr("progress.reports.tables.items.analyses", never)
    rows = told("items", Selection(quiz="exam"))
    assert rows == live
    assert {(row["attempts"], row["made_at"]) for row in rows} == {(ENOUGH, kept.made_at)}


def test_a_figure_that_is_withheld_is_an_empty_cell_with_its_reason(course: Course) -> None:
    marked(Quiz.objects.get(slug="exam"), [RIGHT])
    for row in told("items", Selection(quiz="exam")):
        assert (row["attempts"], row["discrimination"], row["efficiency"]) == (1, None, None)
        assert row["figures"].startswith("needs ")


def test_a_version_that_nobody_was_shown_has_no_row(exam: Quiz) -> None:
    assert {row["quiz"] for row in told("items")} == {exam.title}


def test_batches_of_any_size_give_each_row_once(exam: Quiz) -> None:
    for quiz in Quiz.objects.exclude(pk=exam.pk):
        marked(quiz, [dict.fromkeys(quiz.questions.values_list("slug", flat=True)[:2])])
    report, scope = asked("items")
    whole = [row for batch in report.batches(scope) for row in batch]
    assert len(whole) > 3 and len(set(whole)) == len(whole) <= report.count(scope)
    for size in (1, 2, len(whole), len(whole) + 1):
        assert _joined(report.batches(scope, size, size)) == whole


def _joined(batches: Any) -> Sequence[Row]:
    return [row for batch in batches for row in batch]


def test_queries_do_not_grow_with_quizzes(exam: Quiz, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether their figures are kept, made for the look, or neither."""
    alone = n_queries()
    keep(exam)
    others = [quiz_beside(exam, number) for number in range(2, 7)]
    for live in (200, 0):
        # Of none, none of them is small.
        monkeypatch.setattr("progress.reports.tables.items.LIVE", live)
        counts = []
        for n_more in (1, 5):
            Quiz.objects.filter(pk__in=[quiz.pk for quiz in others]).update(retired_at=timezone.now())
            Quiz.objects.filter(pk__in=[quiz.pk for quiz in others[:n_more]]).update(retired_at=None)
            counts.append(n_queries())
            assert len({row["quiz"] for row in told("items")}) == n_more + 1
        assert counts[0] == counts[1] <= alone, live


def test_figures_made_together_are_those_made_apart(exam: Quiz) -> None:
    """Also of a question that was moved from one quiz to the other, and of one that many shared."""
    other = quiz_beside(exam, 2)
    exam.questions.filter(slug="which").update(quiz=other)
    marked(other, [{"which": RIGHT["which"]}, {"which": WRONG["which"]}, {"which": RIGHT["which"]}])
    quizzes = list(Quiz.objects.filter(pk__in=[exam.pk, other.pk]))
    together = analyses(quizzes)
    assert together == {quiz.pk: analysis(quiz, basis(quiz)) for quiz in quizzes}
    assert len(together[exam.pk].rows) == len(RIGHT) and len(together[other.pk].rows) == 2


def quiz_beside(quiz: Quiz, number: int) -> Quiz:
    """With a question of its own and some attempts."""
    document = Document.objects.get(pk=quiz.document_id)
    document.pk, document.slug, document.path = None, f"quiz-{number}", f"quiz-{number}.md"
    document.save()
    found: Quiz = Quiz.objects.get(pk=quiz.pk)
    found.pk, found.document, found.slug, found.title = None, document, f"quiz-{number}", f"Quiz {number}"
    found.save()
    question = quiz.questions.select_related("current").get(slug="truth")
    version = question.current
    assert version is not None
    question.pk, question.slug, question.quiz, question.current = None, f"truth-{number}", found, None
    question.save()
    version.pk, version.question = None, question
    version.save()
    Question.objects.filter(pk=question.pk).update(current=version)
    marked(found, [{question.slug: RIGHT["truth"]}, {question.slug: "True"}])
    return found


def n_queries() -> int:
    report, scope = asked("items")
    with CaptureQueriesContext(connection) as queries:
        list(report.batches(scope))
    return len(queries)


def test_no_learner_is_named(exam: Quiz) -> None:
    assert Study.objects.count() == 0
    assert not {"learner", "address"} & set(told("items")[0])
