"""Item analysis of a quiz: which attempts count, who may see it, what it shows, and when it is reckoned anew."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from quizzes.actions.analysis import ask_reckoning, reckon
from quizzes.models import Question, QuestionVersion, Quiz, QuizStatistics
from quizzes.reports.analysis import Analysis, Row, analysis, basis
from tests.curriculum.rows import load_texts
from tests.factories import UserFactory
from tests.quizzes.course import PRACTICE, TEXTS, altered, easy
from tests.quizzes.marked import by_words, marked
from tests.quizzes.regrading import again
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

ALPHA, BETA, GAMMA = "letter alpha", "letter beta", "letter gamma"


def quiz_of(slug: str = "exam") -> Quiz:
    return Quiz.objects.get(slug=slug)


def address(quiz: Quiz) -> str:
    return f"/admin/quizzes/quiz/{quiz.pk}/item-analysis/"


def rows_of(found: Analysis) -> dict[str, Row]:
    slugs = dict(Question.objects.values_list("current", "slug"))
    return {slugs[row.version]: row for row in found.rows if row.version in slugs}


def made(quiz: Quiz) -> Analysis:
    return analysis(quiz, basis(quiz))


def analysed(quiz: Quiz, now: datetime) -> Analysis:
    """As the worker leaves it, when somebody has asked."""
    if ask_reckoning(quiz, None, now):
        assert reckon(quiz.pk, now)
    return Analysis.kept(QuizStatistics.objects.get(quiz=quiz))


def answers(which: str, truth: str = "False") -> dict[str, Any]:
    return {"which": which, "truth": truth}


def html(client: Client, query: str = "") -> str:
    answer = client.get(address(quiz_of()) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# --- which attempts count ------------------------------------------------------------------------------------------
def test_an_attempt_in_progress_one_that_waits_and_a_later_one_do_not_count(exam: Sitting) -> None:
    exam.start()
    assert made(exam.quiz).quiz.n == 0
    exam.finish(RIGHT)  # with an essay that waits for a person
    assert made(exam.quiz).quiz.n == 0
    learner: User = UserFactory()
    marked(exam.quiz, [answers(ALPHA)], learner=learner)
    marked(exam.quiz, [answers(BETA)], learner=learner, number=2)
    found = made(exam.quiz)
    assert (found.quiz.n, rows_of(found)["which"].answers.outcomes) == (1, {"right": 1})


def test_choices_outcomes_and_misconceptions_are_counted() -> None:
    quiz = quiz_of()
    marked(quiz, [answers(ALPHA)] * 3 + [answers(BETA)] * 2 + [answers(GAMMA), {"which": None, "truth": "False"}])
    row = rows_of(made(quiz))["which"]
    version = QuestionVersion.objects.get(question__slug="which")
    assert row.answers.picks == {by_words(version, ALPHA): 3, by_words(version, BETA): 2, by_words(version, GAMMA): 1}
    assert row.answers.outcomes == {"right": 3, "wrong": 3, "unanswered": 1}
    assert row.answers.beliefs == {"Canary-single-belief.": 2}
    assert row.figures.n == 7
    assert row.figures.facility.value == pytest.approx(300 / 7)


def test_the_figures_are_those_of_the_marks() -> None:
    """Twenty attempts whose two questions always agree: both discriminate wholly, and the scale is one."""
    quiz = quiz_of()
    marked(quiz, [answers(ALPHA, "False"), answers(BETA, "True")] * 10)
    found = made(quiz)
    assert (found.quiz.mean.value, found.quiz.median.value, found.quiz.consistency.value) == (1.0, 1.0, 100.0)
    for row in found.rows:
        assert row.figures.discrimination.value == row.figures.efficiency.value == pytest.approx(100)
        assert row.figures.weight.value == pytest.approx(50)


def test_what_was_drawn_at_random_is_compared_with_the_total_and_what_is_fixed_is_not(folder: Path) -> None:
    blueprint = "blueprint:\n  - questions: [drill-one]\n  - take: 1\n"
    head, _, rest = PRACTICE.partition("---\n\n")
    third = easy("drill-three", "The drill asks three.")
    load_texts(folder, {**TEXTS, "one/drill.quiz.md": f"{head}{blueprint}---\n\n{rest}\n{third}"})
    quiz = quiz_of("drill")
    pairs = [(one, two) for one in ("True", "False") for two in ("True", "False")] * 5
    marked(quiz, [{"drill-one": one, "drill-two": two} for one, two in pairs])
    found = rows_of(made(quiz))
    # Answers that have nothing to do with one another.
    assert found["drill-one"].figures.discrimination.value == 0
    assert found["drill-two"].figures.discrimination.value == pytest.approx(100 / 2**0.5)


def test_versions_of_a_question_are_told_apart_and_count_as_one_in_the_whole(folder: Path) -> None:
    marked(quiz_of(), [answers(ALPHA, "False"), answers(BETA, "True")] * 5)
    load_texts(folder, altered("one/quiz.md", "Which letter comes first?", "Which letter is the first?"))
    marked(quiz_of(), [answers(ALPHA, "False"), answers(BETA, "True")] * 5)
    found = made(quiz_of())
    assert sorted(row.figures.n for row in found.rows) == [10, 10, 20]
    assert found.quiz.consistency.value == 100.0


# --- reckoned once -------------------------------------------------------------------------------------------------
def test_figures_are_kept_and_read_back_as_they_were() -> None:
    quiz, now = quiz_of(), timezone.now()
    marked(quiz, [answers(ALPHA), answers(BETA, "True"), answers(GAMMA)] * 7)
    first = analysed(quiz, now)
    assert first == made(quiz)
    assert analysed(quiz, now + timedelta(hours=1)) == first
    assert QuizStatistics.objects.get().made_at == now


def test_a_new_attempt_a_changed_mark_and_a_new_blueprint_make_them_anew(folder: Path) -> None:
    quiz, now = quiz_of(), timezone.now()
    marked(quiz, [answers(BETA)])
    assert analysed(quiz, now).quiz.n == 1
    marked(quiz, [answers(GAMMA)])
    assert analysed(quiz, now).quiz.n == 2
    texts = altered("one/quiz.md", "- [x] The letter alpha", "- [ ] The letter alpha")
    texts = altered("one/quiz.md", "- [ ] The letter gamma", "- [x] The letter gamma", texts)
    load_texts(folder, texts)
    which = Question.objects.select_related("current").get(slug="which")
    again(which)
    assert analysed(quiz, now).quiz.mean.value == 1.5
    before = basis(quiz_of())
    load_texts(folder, altered("one/quiz.md", "attempts: 2\n", "attempts: 2\nblueprint:\n  - take: 2\n", texts))
    assert basis(quiz_of()) != before


def test_an_attempt_at_another_quiz_makes_nothing_anew() -> None:
    quiz, now = quiz_of(), timezone.now()
    marked(quiz, [answers(BETA)])
    analysed(quiz, now)
    marked(quiz_of("drill"), [{"drill-one": "True"}])
    analysed(quiz, now + timedelta(hours=1))
    assert QuizStatistics.objects.get(quiz=quiz).made_at == now
