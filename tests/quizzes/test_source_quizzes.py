"""What is refused in a quiz as a whole and between quizzes, and what is warned of."""

# ruff: noqa: E501  (each case is a line of a table)

import pytest

from curriculum.markup.problem import Problem
from curriculum.source.quiz_files import Read
from quizzes.source.reader import READER
from tests.quizzes.strategies import CASE, FRONT, INNER, SOUND, Desk, read, told

# --- front matter and blueprint ------------------------------------------------------------------------------------
GRADED = FRONT.replace("practice", "graded").replace("marking: learn", "marking: exam\nattempts: 3")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("attempts: 3\n", "", "-4: a graded quiz does not say how many attempts"),
        ("purpose: graded", "purpose: practice", "-1: a practice quiz limits its attempts"),
        ("purpose: graded", "purpose: exam", "-5: purpose is 'exam'"),
        ("attempts: 3", "attempts: 51", "-1: attempts is '51'"),
        ("attempts: 3", "attempts: 3\ntime_limit: 601", "-1: time_limit is '601'"),
        ("pass_mark: 70", "pass_mark: 101", "-3: pass_mark is '101'"),
        ("minutes: 5", "minutes: 241", "-4: minutes is '241'"),
        ("marking: exam", "marking: hard", "-2: marking is 'hard'"),
        ("attempts: 3", "attempts: 3\nshuffle: some", "-1: shuffle is 'some'"),
        ("attempts: 3", "attempts: 3\ncolour: red", "-1: unknown key 'colour'"),
    ],
)
def test_the_front_matter_says_how_a_quiz_is_taken(old: str, new: str, expected: str) -> None:
    front = GRADED.replace(old, new)
    assert front != GRADED
    assert told(SOUND["single"], front) == [expected]


def several(count: int) -> str:
    """Questions a0, a1 … of one objective, the first of them hard."""
    return "\n".join(
        SOUND["single"]
        .replace("#q ", f"#a{n} ")
        .replace("easy", "easy" if n else "hard")
        .replace("What is it?", f"What is {n}?")
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["questions: [a0]", "take: 3"], []),
        (["take: 4"], []),
        (["take: 5"], ["-1: the row takes 5, and as few as 4 may be left for it"]),
        (["questions: [a0]", "take: 4"], ["-1: the row takes 4, and as few as 3 may be left for it"]),
        (["take: 1\n    difficulty: hard", "take: 3"], []),
        (["take: 3", "take: 1\n    difficulty: hard"], ["-2: the row takes 1, and as few as 0 may be left for it"]),
        (["take: 2\n    questions: [a0, a1]", "take: 2\n    questions: [a1, a2, a3]"], []),
        (["take: 2\n    questions: [a0, a1]", "take: 3\n    questions: [a1, a2, a3]"], ["-2: the row takes 3, and as few as 2 may be left for it"]),
        (["take: 1\n    questions: [a0, a1]", "take: 1\n    questions: [a1]"], ["-2: the row takes 1, and as few as 0 may be left for it"]),
        (["questions: [a0, a9]"], ["-1: unknown question 'a9'"]),
        (["questions: [a0]", "questions: [a1, a0]"], ["-1: 'a0' is taken twice"]),
        (["take: 1\n    objective: beta"], ["-2: no question has the objective 'beta'"]),
        (["take: 1\n    difficulty: simple"], ["-2: unknown difficulty 'simple'"]),
        (["objective: alpha"], ["-1: the row takes nothing"]),
        (["questions: [a0]\n    difficulty: hard"], ["-2: the row takes nothing"]),
        (["questions: []"], ["-1: the row takes nothing"]),
        (["take: 0"], ["-1: take is '0'"]),
        (["take: 1\n    level: exam"], ["-1: unknown key 'level'"]),
    ],
)  # fmt: skip
def test_a_blueprint_takes_what_is_there(rows: list[str], expected: list[str]) -> None:
    listed = "".join(f"  - {row}\n" for row in rows)
    assert told(several(4), GRADED[:-4] + f"blueprint:\n{listed}---\n") == expected


def test_a_case_is_drawn_whole_and_by_its_own_id() -> None:
    text = CASE + INNER + "\n" + INNER.replace("#q ", "#r ").replace("What is it?", "What was it?")
    front = GRADED[:-4] + "blueprint:\n  - {}\n---\n"
    assert told(text, front.format("questions: [c]")) == []
    assert told(text, front.format("take: 1")) == []
    assert told(text, front.format("take: 2")) == ["-1: the row takes 2, and as few as 1 may be left for it"]
    assert told(text, front.format("questions: [r]")) == ["-1: the question 'r' comes with its case"]


def test_topics_are_objectives_of_their_quiz_alone() -> None:
    front = FRONT[:-4] + 'topics:\n  - id: ml\n    title: Machine learning\n    read: "[Alpha](lesson.md)"\n---\n'
    assert told(SOUND["single"].replace("=alpha", "=ml"), front) == []
    assert told(SOUND["single"], front.replace("id: ml", "id: alpha")) == [
        "-3: the topic 'alpha' is an objective of the course"
    ]
    twice = front[:-4] + '  - id: ml\n    title: Again\n    read: "[Beta](nowhere.md)"\n---\n'
    assert told(SOUND["single"], twice) == ["-3: the topic 'ml' stands twice", "-1: the link nowhere.md leads nowhere"]


def test_a_quiz_has_questions_and_not_too_many() -> None:
    assert told("Just words.\n") == ["1: the quiz has no questions"]
    assert told("## A {#a .single}\n" * 401) == ["1: 401 questions, where 400 is the most"]
    assert told("# Words\n\n### More\n\n" + SOUND["single"])[0].endswith("a heading of level 1")


# --- the whole course ----------------------------------------------------------------------------------------------
LONG = "Which of these eight words is the longest one?"


def both(first: str, second: str, front: str = GRADED) -> list[str]:
    """What is said of a graded quiz beside a practice quiz (or one with the given front matter)."""
    quizzes = [
        read(GRADED.replace("tiny-quiz", "first") + first, "tiny/one/quiz.md"),
        read((front if front != GRADED else FRONT) + second, "tiny/one/practice.quiz.md"),
    ]
    assert all(not desk.problems for _quiz, desk in quizzes)
    reads = [desk_read(quiz, desk) for quiz, desk in quizzes]
    return [str(problem).partition(";")[0] for problem in READER.compare(reads, [])]


def desk_read(content: object, desk: Desk) -> Read:
    return Read(desk.path, content)


def test_ids_are_unique_in_the_whole_course() -> None:
    other = SOUND["numeric"].replace("What is it?", "How many?")
    assert both(SOUND["single"], other) == [
        "tiny/one/practice.quiz.md:10: the id 'q' also stands in tiny/one/quiz.md:11"
    ]
    assert both(SOUND["single"], other.replace("#q ", "#first ")) == [
        "tiny/one/practice.quiz.md:10: the id 'first' also stands in tiny/one/quiz.md:2"
    ]


def test_no_question_stands_in_a_graded_quiz_and_in_practice() -> None:
    """P14."""
    renamed = SOUND["single"].replace("#q ", "#r ").replace("Name", "Other").replace("Because", "Since")
    twin = "tiny/one/practice.quiz.md:10: the question also stands in tiny/one/quiz.md:11, once graded and once with its answer shown"
    assert both(SOUND["single"], renamed) == [twin]
    assert both(SOUND["single"], renamed.replace("What is it?", "what  IS **it**?")) == [twin]
    # A short stem may serve two questions; a long one asks the same thing, whatever its options say.
    assert both(SOUND["single"], renamed.replace("Perhaps", "Maybe")) == []
    long = SOUND["single"].replace("What is it?", LONG)
    assert both(long, renamed.replace("What is it?", LONG).replace("Perhaps", "Maybe")) == [twin]
    assert both(long, renamed) == []


def test_a_check_is_practice_too() -> None:
    _quiz, graded = read(GRADED + SOUND["single"])
    quiz, _desk = read(GRADED + SOUND["single"])
    lesson = Desk("tiny/one/lesson.md")
    check = READER.read_check(
        lesson.sheet(), "r .single objective=alpha difficulty=easy", SOUND["single"].partition("\n")[2], 40
    )
    assert not lesson.problems
    found = list(READER.compare([Read(graded.path, quiz)], [Read(lesson.path, check)]))
    assert [(p.path, p.line, p.is_warning) for p in found] == [("tiny/one/lesson.md", 40, False)]


def test_a_question_that_stands_twice_in_practice_is_a_warning() -> None:
    _quiz, desk = read(FRONT + SOUND["single"] + "\n" + SOUND["single"].replace("#q ", "#r "))
    assert desk.problems == [
        Problem(
            desk.path, 25, "the question also stands in tiny/one/quiz.md:10", "ask something else, or remove one", True
        )
    ]


# --- checks --------------------------------------------------------------------------------------------------------
def test_a_check_needs_no_link_and_tells_its_mistakes_at_the_lessons_lines() -> None:
    body = SOUND["single"].partition("\n")[2].replace("\nTaught in: [Alpha](lesson.md#law)\n", "")
    desk = Desk("tiny/one/lesson.md")
    READER.read_check(desk.sheet(), "r .single objective=alpha difficulty=easy", body, 40)
    assert desk.told() == []
    READER.read_check(desk.sheet(), ".single objective=gamma", body.replace("It is not.", "See [x](nowhere.md)."), 40)
    assert desk.told() == [
        "40: the question has no difficulty",
        "40: the question has no id",
        "40: unknown objective 'gamma'",
        "46: the link nowhere.md leads nowhere",
    ]


# --- warnings ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["All of the above", "none of the above.", "Both of these", "All of these options"])
def test_a_sweeping_option_is_warned_of(words: str) -> None:
    assert told(SOUND["single"].replace("Perhaps", words)) == [f"8: warning: the option is {words!r}"]


def test_a_right_option_that_is_the_longest_by_far_is_warned_of() -> None:
    longest = "4: warning: the right option is the longest by far"
    assert told(SOUND["single"].replace("Yes\n", "Y" * 32 + "\n").replace("Perhaps", "P" * 7)) == [longest]
    assert told(SOUND["single"].replace("Yes\n", "Y" * 31 + "\n").replace("Perhaps", "P" * 7)) == []
    assert told(SOUND["single"].replace("Yes\n", "Y" * 95 + "\n").replace("Perhaps", "P" * 60)) == []
    # What counts is what a reader sees: a link's address is not read.
    assert told(SOUND["single"].replace("Yes\n", "[Yes](lesson.md#a-very-long-anchor-that-nobody-sees)\n")) == []


def test_right_options_that_stand_in_one_place_too_often_are_warned_of() -> None:
    assert told(several(8)) == ["1: warning: 8 of 8 right options stand in place 1"]
    assert told(several(7)) == []
