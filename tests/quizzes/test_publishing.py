"""What becomes of quizzes when their texts are loaded, or written in the admin: rows, and versions that stay."""

# ruff: noqa: E501  (each case is a line of a table)

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client

from curriculum.actions.publish import Refused
from curriculum.models import Course
from quizzes.models import Question, QuestionVersion, Quiz
from tests.curriculum.rows import dump, edit, load, load_texts, publish, published, refused
from tests.curriculum.trees import write
from tests.quizzes.course import GRADED, N_GRADED, PRACTICE, TEXTS, altered, drill_of, easy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
NO_RIGHT = altered("one/quiz.md", "- [x] The letter alpha", "- [ ] The letter alpha")


def quizzes() -> dict[str, list[dict[str, Any]]]:
    return dump(app="quizzes")


def numbers() -> dict[str, int]:
    """How many versions each question has."""
    rows = QuestionVersion.objects.values_list("question__slug", "number").order_by("number")
    return dict(rows)


def question(slug: str) -> Question:
    return Question.objects.select_related("current").get(slug=slug)


def line_of(words: str, text: str = GRADED) -> int:
    return text[: text.index(words)].count("\n") + 1


# --- mistakes ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("option", ["--check", "--plan"])
def test_a_quiz_with_a_mistake_is_refused_before_anything_is_asked_of_it(option: str, folder: Path) -> None:
    write(folder, NO_RIGHT)
    with pytest.raises(CommandError, match="1 mistake; nothing was changed"):
        load(folder, option)


def test_a_quiz_with_a_mistake_changes_nothing(folder: Path) -> None:
    before = quizzes()
    assert refused(lambda: load_texts(folder, NO_RIGHT)) == "1 mistake; nothing was changed"
    assert quizzes() == before


@pytest.mark.parametrize(
    ("key", "old", "new", "words"),
    [
        ("quiz:exam", "- [x] The letter alpha", "- [ ] The letter alpha", "15: no option is right; mark it as - [x]"),
        ("quiz:exam", "Canary-truth-why.\n", "", "49: the question has no ### Explanation; add it"),
        ("quiz:exam", "[The end](beta.md#end)", "[The end](beta.md#ende)", "47: no heading of one/beta.md has the id 'ende'; correct the anchor, or write {#ende} after the heading"),
        ("quiz:exam", "{#which ", "{#several ", "31: the id 'several' also stands in tiny/one/quiz.md:15; give each quiz, case, question and check its own"),
        ("lesson:beta", "- [x] What is right", "- [ ] What is right", "15: no option is right; mark it as - [x]"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_stands(key: str, old: str, new: str, words: str) -> None:
    """P30: the file, the line, and the reason."""
    path = {"quiz:exam": "one/quiz.md", "lesson:beta": "one/beta.md"}[key]
    with pytest.raises(Refused) as refusal:
        edit(key, old, new)
    assert str(refusal.value) == f"tiny/{path}:{words}"


def test_a_question_may_not_stand_in_a_graded_quiz_and_in_practice(folder: Path) -> None:
    """P14: whoever practises must not have seen the answer of a graded question."""
    twin = easy("twin", "A question that stands in the one and in the other quiz.")
    texts = altered("one/quiz.md", "## The shelf {#shelf .case}", f"{twin}\n## The shelf {{#shelf .case}}")
    texts["one/drill.quiz.md"] += "\n" + twin.replace("#twin", "#other-twin")
    before = quizzes()
    assert refused(lambda: load_texts(folder, texts)) == "1 mistake; nothing was changed"
    assert quizzes() == before


# --- what is stored ------------------------------------------------------------------------------------------------
def test_a_quiz_is_loaded_whole() -> None:
    exam, drill, ready = (Quiz.objects.get(slug=slug) for slug in ("exam", "drill", "ready"))
    assert (exam.purpose, exam.attempts, exam.time_limit, exam.pass_mark, exam.marking) == (
        "graded",
        2,
        20,
        60,
        "learn",
    )
    assert (exam.n_questions, exam.questions.count()) == (N_GRADED, N_GRADED)
    assert (drill.purpose, drill.attempts, drill.time_limit, drill.n_questions) == ("practice", None, None, 2)
    assert exam.module is not None
    assert (exam.module.slug, drill.module, ready.module) == ("one", exam.module, None)
    assert [topic["id"] for topic in ready.topics] == ["letters", "signs"]
    checks = Question.objects.filter(quiz=None).order_by("position")
    assert [(row.slug, row.lesson and row.lesson.slug) for row in checks] == [
        ("first-check", "beta"),
        ("second-check", "beta"),
    ]
    assert set(numbers().values()) == {1}


def test_what_is_shown_holds_nothing_of_the_key() -> None:
    """P13: the two are apart in the row already."""
    assert not re.search("canary|kestrel|271828|314159", str(list(QuestionVersion.objects.values("shown"))), re.I)


def test_loading_twice_changes_nothing(folder: Path) -> None:
    before = quizzes()
    load(folder)
    assert quizzes() == before


def test_loading_again_changes_nothing_even_where_every_file_is_looked_at(folder: Path) -> None:
    before = quizzes()
    Course.objects.update(tree_digest="")
    load(folder)
    assert quizzes() == before


# --- versions (P7) -------------------------------------------------------------------------------------------------
def test_a_version_is_cut_only_of_what_changed(folder: Path) -> None:
    before = {row["id"]: row for row in quizzes()["QuestionVersion"]}
    load_texts(folder, altered("one/quiz.md", "Canary-single-why", "Canary-single-reason"))
    assert {slug for slug, number in numbers().items() if number > 1} == {"which"}
    after = {row["id"]: row for row in quizzes()["QuestionVersion"]}
    assert {key: after[key] for key in before} == before
    current = question("which").current
    assert current is not None
    assert (current.number, "Canary-single-reason" in str(current.key)) == (2, True)


def test_an_edit_of_a_check_cuts_a_version_too() -> None:
    edit("lesson:beta", "What does the first check ask?", "What does the first check ask you?")
    assert {slug for slug, number in numbers().items() if number > 1} == {"first-check"}


def test_to_move_a_question_or_to_write_around_it_cuts_no_version(folder: Path) -> None:
    one, two = (easy(f"drill-{n}", f"The drill asks {n}.") for n in ("one", "two"))
    texts = altered("one/drill.quiz.md", f"{one}\n{two}", f"{two}\n{one}")
    load_texts(folder, altered("one/quiz.md", "Words before the exam.", "Other words.", texts))
    assert set(numbers().values()) == {1}
    assert (question("drill-one").position, question("drill-two").position) == (2, 1)


def test_a_question_that_moves_to_another_quiz_stays_what_it_was(folder: Path) -> None:
    before, two = question("drill-two"), easy("drill-two", "The drill asks two.")
    texts = altered("one/drill.quiz.md", two, "")
    moved = two.replace("objective=count", "objective=letters").replace("alpha.md", "one/alpha.md")
    load_texts(folder, {**texts, "ready.quiz.md": f"{texts['ready.quiz.md']}\n{moved}"})
    after = question("drill-two")
    assert after.pk == before.pk
    assert after.quiz is not None
    assert after.quiz.slug == "ready"


def test_a_quiz_keeps_its_row_when_its_file_is_renamed(folder: Path) -> None:
    before = quizzes()
    texts = {**TEXTS, "one/exercise.quiz.md": PRACTICE}
    del texts["one/drill.quiz.md"]
    load_texts(folder, texts)
    assert quizzes() == before


def test_what_is_gone_is_retired_and_comes_back_as_it_was(folder: Path) -> None:
    before, two = question("drill-two"), easy("drill-two", "The drill asks two.")
    load_texts(folder, altered("one/drill.quiz.md", two, ""))
    assert question("drill-two").retired_at is not None
    assert Quiz.objects.get(slug="drill").n_questions == 1
    load_texts(folder, TEXTS)
    after = question("drill-two")
    assert (after.pk, after.current_id, after.retired_at) == (before.pk, before.current_id, None)
    assert numbers()["drill-two"] == 1


def test_what_comes_back_with_other_words_gets_the_next_version(folder: Path) -> None:
    two = easy("drill-two", "The drill asks two.")
    load_texts(folder, altered("one/drill.quiz.md", two, ""))
    load_texts(folder, altered("one/drill.quiz.md", "The drill asks two.", "The drill asks for two."))
    assert numbers()["drill-two"] == 2


def test_a_quiz_that_is_gone_is_retired_with_its_questions_and_not_found(folder: Path) -> None:
    texts = altered("one/module.md", "quizzes: [exam, drill]", "quizzes: [exam]")
    del texts["one/drill.quiz.md"]
    load_texts(folder, texts)
    assert Quiz.objects.get(slug="drill").retired_at is not None
    assert not Question.objects.taught().filter(quiz__slug="drill").exists()
    assert Client().get("/courses/tiny/quizzes/drill/").status_code == 404
    assert Client().get("/courses/tiny/quizzes/exam/").status_code == 200


def test_publishing_asks_as_often_for_sixty_questions_as_for_three(
    folder: Path, django_assert_max_num_queries: Any
) -> None:
    asked = {}
    for n in (3, 60):
        load_texts(folder, drill_of(n))
        with django_assert_max_num_queries(75) as queries:
            edit("quiz:drill", "Again and again.", f"Again, {n} times.")
        asked[n] = len(queries.captured_queries)
        edit("quiz:drill", f"Again, {n} times.", "Again and again.")
    assert asked[3] == asked[60]


# --- the other pen -------------------------------------------------------------------------------------------------
def test_a_mistake_in_the_admin_is_refused_with_its_line_and_changes_nothing() -> None:
    before, text = quizzes(), dump()
    with pytest.raises(Refused) as refusal:
        publish("quiz:drill", published("quiz:drill").replace("- [x] True", "- [ ] True", 1))
    line = line_of("## About drill-one", PRACTICE)
    assert [problem.line for problem in refusal.value.problems] == [line]
    assert (quizzes(), dump()) == (before, text)


def test_a_quiz_written_in_the_admin_takes_the_same_road() -> None:
    edit("quiz:drill", "The drill asks one.", "The drill asks for one.")
    assert published("quiz:drill") == PRACTICE.replace("The drill asks one.", "The drill asks for one.")
    assert {slug for slug, number in numbers().items() if number > 1} == {"drill-one"}
