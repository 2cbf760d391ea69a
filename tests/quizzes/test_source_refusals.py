"""What is refused in a quiz, and what is warned of: text in, `line: what` out, the lines counted from the question's."""

# ruff: noqa: E501  (each case is a line of a table)

import pytest

from tests.quizzes.strategies import (
    CASE,
    INNER,
    NUMBERS,
    OPTIONS,
    ORDER,
    PAIRS,
    RUBRIC,
    SHORTS,
    SOUND,
    TWO_RIGHT,
    question,
    told,
)


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_question_is_not_refused(kind: str) -> None:
    assert told(SOUND[kind]) == []


# --- headings and frame --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{#q .single objective=alpha difficulty=easy}", "", ["1: the question has no id and no kind"]),
        ("Name {", "{", ["1: the question has no name"]),
        ("#q ", "", ["1: the question has no id"]),
        ("#q ", "#Q ", ["1: 'Q' is not an id"]),
        ("#q ", "#q- ", ["1: 'q-' is not an id"]),
        ("#q ", f"#{'q' * 61} ", [f"1: '{'q' * 61}' is not an id"]),
        ("#q ", "#q #r ", ["1: '#r' is the second of its kind"]),
        (".single", ".singel", ["1: unknown kind 'singel'"]),
        (".single", ".single .multiple", ["1: '.multiple' is the second of its kind", "1: one option is right"]),
        (".single", "single", ["1: the question has no kind", "1: unknown word 'single' in the heading"]),
        ("objective=alpha", "objective=gamma", ["1: unknown objective 'gamma'"]),
        ("objective=alpha ", "", ["1: the question has no objective"]),
        ("objective=alpha", "objective=", ["1: objective= says nothing", "1: the question has no objective"]),
        ("objective=alpha", "objective=alpha objective=beta", ["1: 'objective=beta' is the second of its kind"]),
        ("objective=alpha", "objectiv=alpha", ["1: the question has no objective", "1: unknown word 'objectiv' in the heading"]),
        ("difficulty=easy", "difficulty=simple", ["1: unknown difficulty 'simple'"]),
        ("difficulty=easy", "difficulty=easy points=0", ["1: points is '0'"]),
        ("difficulty=easy", "difficulty=easy points=21", ["1: points is '21'"]),
        ("difficulty=easy", "difficulty=easy points=1.5", ["1: points is '1.5'"]),
        ("difficulty=easy", "difficulty=easy points=²", ["1: points is '²'"]),
        ("difficulty=easy", "difficulty=easy colour=red", ["1: unknown word 'colour' in the heading"]),
        ("difficulty=easy", "difficulty=easy lab=scaling-laws", ["1: lab= means nothing here"]),
        ("difficulty=easy", "difficulty=easy words=200", ["1: words= means nothing here"]),
        ("Name", "N" * 201, ["1: a name of 201 characters"]),
        ("What is it?\n\n", "\n", ["1: the question has no stem"]),
        ("Because.\n", "", ["1: the question has no ### Explanation"]),
        ("### Explanation\n", "", ["1: the question has no ### Explanation", "11: words stand between the answers"]),
        ("### Explanation", "#### Explanation", ["11: the heading Explanation has the wrong level"]),
        ("### Explanation", "### Explanations", ["1: the question has no ### Explanation", "11: a heading stands in a question: 'Explanations'", "12: words stand between the answers"]),
        ("Because.\n", "Because.\n\n### Explanation\nTwice.\n", ["14: the heading Explanation stands twice"]),
        ("What is it?", "What is it?\n\n#### A heading\n\nSo?", ["4: a heading stands in a question: 'A heading'"]),
        ("\nTaught in: [Alpha](lesson.md#law)\n", "", ["1: the question does not say where it is taught"]),
        ("[Alpha](lesson.md#law)", "Alpha", ["14: Taught in: is not one link"]),
        ("[Alpha](lesson.md#law)", "[Alpha](lesson.md), [Beta](module.md)", ["14: Taught in: is not one link"]),
        ("lesson.md#law", "lessen.md#law", ["14: the link lessen.md leads nowhere"]),
        ("lesson.md#law", "other.quiz.md", ["14: other.quiz.md teaches nothing"]),
        ("lesson.md#law)\n", "lesson.md)\n\nMore words.\n", ["1: the question does not say where it is taught", "14: Taught in: is not the last line"]),
        ("Because.", "### Model answer\nIt is so.", ["12: Model answer stands after Explanation"]),
        ("### Explanation", "### Model answer\nSo.\n\n### Explanation", ["12: a model answer stands in a question that is no essay"]),
    ],
)  # fmt: skip
def test_a_question_says_what_it_is_and_where_it_is_taught(old: str, new: str, expected: list[str]) -> None:
    assert old in SOUND["single"]
    assert told(SOUND["single"].replace(old, new)) == sorted(expected, key=lambda line: int(line.split(":")[0]))


# --- texts ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("What is it?", "See [x](nowhere.md).", ["2: the link nowhere.md leads nowhere"]),
        ("Yes\n", "Yes [[tokn]]\n", ["4: unknown term [[tokn]]"]),
        ("Yes\n", "Yes\n\n    See [x](nowhere.md).\n", ["6: the link nowhere.md leads nowhere"]),
        ("So it is.", "So it is.\n    > See [x](nowhere.md).", ["6: the link nowhere.md leads nowhere"]),
        ("Because.", "Because\nof <b>this</b>.", ["13: raw HTML <b>", "13: raw HTML </b>"]),
        ("What is it?", "What?\n\n```lab scaling-laws\n```", ["2: the fence lab stands in a quiz"]),
        ("What is it?", "What?[^1]\n\n[^1]: Note.", ["2: a footnote stands in a quiz"]),
        ("Because.", "Because.\n\nHeading\n=======", ["14: a heading is underlined, or stands in a list or a quote"]),
        ("Because.", "Because.\n```\nopen", ["13: a fence is opened here and not closed", "1: the question does not say where it is taught"]),
    ],
)  # fmt: skip
def test_mistakes_within_a_text_have_their_own_line(old: str, new: str, expected: list[str]) -> None:
    assert set(told(SOUND["single"].replace(old, new, 1))) == set(expected)


# --- options -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "answers", "expected"),
    [
        ("single", "", ["1: no options, where 3 is the least"]),
        ("single", OPTIONS.replace("    > It is not.\n", ""), ["6: an option without feedback"]),
        ("single", OPTIONS.replace("    > It is not.", "    > Misconception: It is."), ["6: an option without feedback"]),
        ("single", OPTIONS.replace("[x]", "[ ]"), ["1: no option is right"]),
        ("single", TWO_RIGHT, ["1: 2 options are right"]),
        ("single", OPTIONS[: OPTIONS.index("- [ ] Perhaps")], ["1: 2 options, where 3 is the least"]),
        ("single", OPTIONS.replace("Perhaps", "no"), ["8: two options are equal: 'no'"]),
        ("single", OPTIONS.replace("Perhaps", "n o"), []),
        ("single", OPTIONS.replace("No", "`x`").replace("Perhaps", "`X`"), []),
        ("single", OPTIONS.replace("No", "`x`").replace("Perhaps", "`x`"), ["8: two options are equal: '`x`'"]),
        ("single", OPTIONS.replace("Perhaps", ""), ["8: an answer has no words"]),
        ("single", OPTIONS + "".join(f"- [ ] {n}\n    > No.\n" for n in range(18)), ["1: 21 options, where 20 is the most"]),
        ("single", OPTIONS.replace("No\n", "N" * 2001 + "\n"), ["6: an answer of 2,001 characters"]),
        ("single", OPTIONS.replace("So it is.", "So it is.\n    > Misconception: It is not."), ["4: a misconception stands below an answer that is not wrong"]),
        ("single", OPTIONS.replace("It is not.", "Misconception: It is.\n    > It is not."), ["7: Misconception: is not the last line"]),
        ("single", OPTIONS.replace("It is not.", "It is not.\n    > Misconception:"), ["8: the misconception is empty"]),
        ("single", OPTIONS.replace("It is not.", "It is not.\n    > Misconception: " + "m" * 301), ["6: a misconception that is no sentence"]),
        ("single", OPTIONS.replace("    > It is not.", "> It is not."), ["6: an option without feedback", "7: a line looks like feedback"]),
        ("single", OPTIONS.replace("    > It is not.", "  > It is not."), ["6: an option without feedback", "7: a line looks like feedback"]),
        ("single", OPTIONS.replace("    > It is not.", "\t> It is not."), ["6: an option without feedback", "7: a line looks like feedback"]),
        ("single", OPTIONS.replace("> It is not.", ">It is not."), ["6: an option without feedback", "7: a line looks like feedback"]),
        ("single", OPTIONS.replace("> It is not.", "> It is not.\n    More."), ["8: words follow upon feedback"]),
        ("single", OPTIONS.replace("> It is not.", "> It is not.\n\n    > Nor that."), ["9: feedback stands in two pieces"]),
        ("single", OPTIONS.replace("No\n", "No\n  more\n"), ["7: words stand between the answers"]),
        ("single", OPTIONS.replace("- [ ] No", "* [ ] No"), ["1: 2 options, where 3 is the least", "6: words stand between the answers", "7: feedback stands in two pieces"]),
        ("single", OPTIONS.replace("- [x] Yes", "-[x] Yes"), ["1: 2 options, where 3 is the least", "1: no option is right", "4: a line looks like an option and is none", "6: nothing parts the answers from the words before"]),
        ("multiple", OPTIONS, ["1: one option is right"]),
        ("multiple", OPTIONS.replace("[ ]", "[x]"), ["1: no option is wrong"]),
        ("true-false", OPTIONS, ["1: the options are not True and False"]),
        ("true-false", "- [x] True\n    > Yes.\n- [x] False\n    > Yes.\n", ["1: 2 options are right", "1: no option is wrong"]),
        ("true-false", "- [x] Yes\n    > Yes.\n- [ ] No\n    > No.\n", ["1: the options are not True and False"]),
    ],
)  # fmt: skip
def test_options_can_be_told_apart_and_explain_themselves(kind: str, answers: str, expected: list[str]) -> None:
    assert told(question(kind, answers)) == expected


# --- the other kinds -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "answers", "expected"),
    [
        ("ordering", "1. One\n2. Two\n", ["1: 2 places, where 3 is the least"]),
        ("ordering", "".join(f"{n}. Place {n}\n" for n in range(1, 14)), ["1: 13 places, where 12 is the most"]),
        ("ordering", ORDER.replace("3.", "4."), ["6: the place 4. stands where 3. should"]),
        ("ordering", ORDER.replace("Three", "one"), ["6: two responses are equal: 'one'"]),
        ("ordering", ORDER.replace("None", "One"), ["7: two responses are equal: 'One'"]),
        ("ordering", ORDER.replace("    > Not a number.\n", ""), ["7: a response that belongs nowhere, and is without feedback"]),
        ("ordering", ORDER.replace("1. One", "1. One\n    > First.\n    > Misconception: It is last."), ["4: a misconception stands below an answer that is not wrong"]),
        ("ordering", ORDER.replace("- None", "- [ ] None"), ["7: words stand between the answers"]),
        ("matching", "- A => one\n- B => two\n", ["1: 2 prompts, where 3 is the least"]),
        ("matching", "".join(f"- Prompt {n} => {n}\n" for n in range(13)), ["1: 13 prompts, where 12 is the most"]),
        ("matching", PAIRS.replace("- B", "- a"), ["5: two prompts are equal: 'a'"]),
        ("matching", PAIRS.replace("three", "one"), ["7: a prompt has the response 'one'"]),
        ("matching", PAIRS.replace("C => one", "C => ONE"), ["4: two responses differ in case or spacing alone: 'one'"]),
        ("matching", PAIRS.replace("    > Nobody's.\n", ""), ["7: a response that matches nothing, and is without feedback"]),
        ("matching", PAIRS.replace("B => two", "B =>"), ["5: a prompt has no response"]),
        ("matching", PAIRS.replace("B => two", "B => two => three"), ["5: a pair cannot be read"]),
        ("matching", PAIRS.replace("B => two", "B -> two"), ["1: 2 prompts, where 3 is the least", "5: words stand between the answers"]),
        ("matching", PAIRS.replace("B => two", "B => two\n    more"), ["6: words continue an answer of one line"]),
        ("matching", "- A => one\n- B => one\n- C => one\n", ["1: every prompt has the same response"]),
        ("numeric", "! 14\n    > No.\n", ["1: no right answers, where 1 is the least"]),
        ("numeric", NUMBERS.replace("112 +- 2%", "many"), ["4: 'many' is not a number or a range"]),
        ("numeric", NUMBERS.replace("112 +- 2%", "١١٢"), ["4: '١١٢' is not a number"]),
        ("numeric", NUMBERS.replace("112 +- 2%", "1e99"), ["4: the number 1e99 is out of all proportion"]),
        ("numeric", NUMBERS.replace("112 +- 2%", "112 +- -2"), ["4: the tolerance of 112 +- -2 is negative"]),
        ("numeric", NUMBERS.replace("112 +- 2%", "114 .. 110"), ["4: the range 114 .. 110 is upside down"]),
        ("numeric", NUMBERS.replace("! 14", "! 113"), ["6: 113 overlaps a right answer"]),
        ("numeric", NUMBERS.replace("! 14", "! 100 .. 109.76"), ["6: 100 .. 109.76 overlaps a right answer"]),
        ("numeric", NUMBERS.replace("! 14", "! 100 .. 109.75"), []),
        ("numeric", NUMBERS.replace("unit GB", "! 13 .. 15\n    > No.\nunit GB"), ["8: 13 .. 15 overlaps a foreseen answer"]),
        ("numeric", NUMBERS.replace("    > No.\n", ""), ["6: a foreseen answer without feedback"]),
        ("numeric", NUMBERS.replace("unit GB", "unit GB 1"), ["8: the first unit has a factor"]),
        ("numeric", NUMBERS.replace("unit TB 1000", "unit TB"), ["9: the unit 'TB' has no factor"]),
        ("numeric", NUMBERS.replace("unit TB 1000", "unit TB 0"), ["9: the factor of 'TB' is not above zero"]),
        ("numeric", NUMBERS.replace("unit TB 1000", "unit TB -1"), ["9: the factor of 'TB' is not above zero"]),
        ("numeric", NUMBERS.replace("unit TB", "unit GB"), ["9: the unit 'GB' stands twice"]),
        ("numeric", NUMBERS.replace("unit TB 1000", "unit"), ["9: a unit has no name", "9: the unit '' has no factor"]),
        ("numeric", NUMBERS.replace("unit GB", "unit " + "G" * 41), ["8: a unit of 41 characters"]),
        ("numeric", NUMBERS.replace("unit GB", "unit GB\n    > Large."), ["8: a unit has feedback"]),
        ("short", "~ x\n", ["1: no accepted answers, where 1 is the least"]),
        ("short", SHORTS.replace("~ ppl|", "~ ppl|(?=x)"), ["5: the pattern cannot be read: invalid perl operator: (?="]),
        ("short", SHORTS.replace("~ ppl|", "~ (ppl|"), ["5: the pattern cannot be read: missing ): (ppl|perplexit(y|ies)"]),
        ("short", SHORTS.replace("~ ppl|", "~ " + "p" * 200), ["5: a pattern of 216 characters"]),
        ("short", SHORTS.replace("~ ppl|", "~ .*|"), ["5: the pattern accepts an empty answer", "6: the pattern in line 14 accepts 'accuracy'"]),
        ("short", SHORTS.replace("! accuracy", "! PPL"), ["6: the pattern in line 14 accepts 'PPL'"]),
        ("short", SHORTS.replace("! accuracy", "! Perplexity "), ["6: the pattern in line 14 accepts 'Perplexity'", "6: two answers are equal: 'Perplexity'"]),
        ("short", SHORTS.replace("    > No.\n", ""), ["6: a foreseen answer without feedback"]),
        ("short", SHORTS.replace("! accuracy", "    > Yes.\n! accuracy"), ["5: a pattern has feedback"]),
        ("short", SHORTS.replace("accuracy", "a" * 201), ["6: an answer of 201 characters"]),
    ],
)  # fmt: skip
def test_each_kind_can_be_answered(kind: str, answers: str, expected: list[str]) -> None:
    assert told(question(kind, answers)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (RUBRIC, "", ["1: no criteria of a rubric, where 1 is the least"]),
        ("\n### Model answer\nIt is so.\n", "", ["1: the essay has no model answer"]),
        ("+ 2:", "+ 0:", ["4: points is '0'"]),
        ("+ 2:", "+ 21:", ["4: points is '21'"]),
        ("+ 2:", "+ two:", ["4: points is 'two'"]),
        ("+ 2:", "+ :", ["4: points is ''"]),
        ("Says why.", "Names it.", ["5: two criteria are equal: 'Names it.'"]),
        ("Names it.", "Names it.\n    > Good.", ["4: a criterion has feedback"]),
        ("words=200", "words=5", ["1: words is '5'"]),
    ],
)
def test_an_essay_can_be_marked(old: str, new: str, expected: list[str]) -> None:
    assert old in SOUND["essay"]
    assert told(SOUND["essay"].replace(old, new)) == expected


def test_a_lab_is_one_that_asks_for_values() -> None:
    assert told(SOUND["lab"].replace(" lab=scaling-laws", "")) == ["1: the question names no lab"]
    assert told(SOUND["lab"].replace("scaling-laws", "warp-drive")) == ["1: unknown lab 'warp-drive'"]


# --- cases ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (CASE + INNER, []),
        (CASE, ["1: the case has no questions", "1: the quiz has no questions"]),
        (CASE.replace("A bank has a model.\n", "") + INNER, ["1: the case has no text"]),
        (CASE.replace("#c .case", ".case") + INNER, ["1: the case has no id"]),
        (CASE.replace(".case", ".case difficulty=easy") + INNER, ["1: a case has settings"]),
        (CASE.replace("#c ", "#q ") + INNER, ["4: the id 'q' also stands in tiny/one/quiz.md:10"]),
        (CASE + INNER.replace("####", "###"), ["14: the heading Explanation has the wrong level"]),
        (CASE + SOUND["single"], ["1: the case has no questions"]),
    ],
)  # fmt: skip
def test_a_case_has_a_text_and_questions(section: str, expected: list[str]) -> None:
    assert [line for line in told(section) if line in expected or not line.startswith("14:")] == expected[
        : len(expected)
    ]
