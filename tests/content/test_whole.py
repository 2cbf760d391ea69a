"""What the course holds as a whole: lessons, figures, terms, handouts."""

import re
from pathlib import Path

import pytest

from curriculum.actions.reading import read_files
from curriculum.labs.registry import LABS
from curriculum.source.course import Reading
from curriculum.source.parts import Course
from curriculum.source.tree import read_tree
from quizzes.source.parts import Quiz
from tests.content.prose import COURSE, lessons


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_files(read_tree(COURSE))


@pytest.fixture(scope="module")
def course(reading: Reading) -> Course:
    assert reading.course is not None
    return reading.course


def test_the_check_finds_nothing_to_mend_and_nothing_to_warn_of(reading: Reading) -> None:
    assert [str(problem) for problem in reading.problems] == []


def test_between_twenty_and_twenty_six_lessons_teach_every_objective(course: Course) -> None:
    taught = [lesson for module in course.modules for lesson in module.lessons]
    assert 20 <= len(taught) <= 26
    assert {name for lesson in taught for name in lesson.objectives} == {
        objective.id for module in course.modules for objective in module.objectives
    }


@pytest.mark.parametrize(
    ("words", "lesson"),
    [
        ("transfer learning", "fine-tuning/transfer-learning"),
        ("RLHF", "fine-tuning/preference-tuning"),
        ("representative", "fine-tuning/data-governance"),
        ("human-in-the-loop", "evaluation/human-evaluation"),
        ("judge", "evaluation/llm-judges"),
        ("retrieval", "evaluation/evaluating-rag"),
        ("workflow", "evaluation/agents-and-workflows"),
        ("cost per interaction", "evaluation/business-value"),
    ],
)
def test_what_the_exam_guide_adds_is_taught(words: str, lesson: str) -> None:
    text = (COURSE / f"{lesson}.md").read_text(encoding="utf-8")
    assert text.casefold().count(words.casefold()) >= 2


@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_every_lesson_names_its_sources(path: Path) -> None:
    sources = path.read_text(encoding="utf-8").split("## Sources", 1)[1]
    assert sources.count("\n- ") >= 2


def test_every_lab_has_its_place_in_a_lesson(course: Course) -> None:
    held = {slot.name for m in course.modules for lesson in m.lessons for slot in lesson.body.slots}
    assert held >= set(LABS)


def test_there_are_figures_whose_words_teach() -> None:
    texts = [path.read_text(encoding="utf-8") for path in COURSE.rglob("*.md")]
    figure = re.compile(r"^!\[([^\]]*)\]\([./]*figures/([\w-]+\.svg)", re.M)
    shown = {name: alt for text in texts for alt, name in figure.findall(text)}
    assert len(shown) >= 24
    assert [name for name, alt in shown.items() if len(alt.split()) < 12] == []


def test_the_glossary_leads_on(course: Course) -> None:
    terms = course.glossary.terms if course.glossary else ()
    assert len(terms) >= 120
    assert [term.id for term in terms if not term.see] == []
    # What learners bring along (attention, the vocabulary …) no lesson teaches.
    assert sum(not term.taught_in_html for term in terms) <= 6


def test_each_module_has_a_cheat_sheet_and_the_course_a_list_to_read_on(course: Course) -> None:
    assert [len(module.handouts) for module in course.modules] == [1, 1, 1, 1]
    (books,) = (COURSE / "further-reading.handout.md").read_text(encoding="utf-8").split("\n---\n", 1)[1:]
    lines = re.findall(r"^- .*$", books, re.M)
    assert len(lines) >= 24
    assert [line for line in lines if not re.match(r"- \[.+\]\(https://\S+\) \(\d{4}\): .{40,}", line)] == []


def test_a_week_keeps_to_the_minutes_that_the_course_promises(course: Course) -> None:
    for module in course.modules:
        contents = [quiz.content for quiz in module.quizzes if isinstance(quiz.content, Quiz)]
        graded = [quiz.minutes for quiz in contents if quiz.purpose == "graded"]
        minutes = sum(lesson.minutes for lesson in module.lessons) + sum(graded)
        assert 90 <= minutes <= course.weekly_minutes
