"""What answers say about a question: each kind of finding, with its counts, and what does not make one."""

from collections.abc import Sequence
from dataclasses import replace

from quizzes.findings import Answers, Finding, Sort, findings, misconceptions, options_of
from quizzes.statistics import Figure, ItemFigures

KEY = {"options": ["a", "b", "c"], "right": ["a"], "misconceptions": {"b": "B is first", "a": "never"}, "feedback": {}}
FINE = Figure(40.0)
FIGURES = ItemFigures(20, FINE, FINE, FINE, FINE, FINE)


def picked(**counts: int) -> Answers:
    """Answers to a question with one right option, `a`."""
    answers = Answers()
    for option, n in counts.items():
        outcome = "right" if option == "a" else "wrong"
        answers.add(outcome, [option], options_of("single", KEY), misconceptions("single", KEY), n)
    return answers


def found(answers: Answers, figures: ItemFigures = FIGURES, kind: str = "single", key: object = KEY) -> list[Finding]:
    assert isinstance(key, dict)
    return list(findings(kind, key, figures, answers))


def test_nothing_is_found_below_twenty_attempts() -> None:
    spoilt = replace(FIGURES, n=19, discrimination=Figure(-50.0))
    assert found(picked(a=1, b=18), spoilt) == []


def test_nothing_is_found_in_a_question_that_does_its_work() -> None:
    assert found(picked(a=16, b=2, c=2)) == []


def test_the_key_loses_to_a_distractor_that_more_picked() -> None:
    assert found(picked(a=8, b=3, c=9)) == [Finding(Sort.KEY_LOSES, 9, 20, ("c",), 8)]
    assert found(picked(a=8, b=4, c=8)) == [], "as many are not more"


def test_of_several_right_options_the_one_that_fewest_picked_is_compared() -> None:
    key = {"options": ["a", "b", "c"], "right": ["a", "b"], "misconceptions": {}}
    answers = Answers()
    for chosen, n in ((["a", "c"], 12), (["a", "b"], 8)):
        answers.add("partly", chosen, key["options"], {}, n)
    assert found(answers, kind="multiple", key=key) == [Finding(Sort.KEY_LOSES, 12, 20, ("c",), 8)]


def test_a_distractor_that_nobody_picks() -> None:
    assert found(picked(a=18, b=2)) == [Finding(Sort.NOT_PICKED, 0, 20, ("c",))]


def test_discrimination_that_is_low_or_negative() -> None:
    def sorts(value: float | None) -> Sequence[Sort]:
        return [one.sort for one in found(picked(a=16, b=2, c=2), replace(FIGURES, discrimination=Figure(value)))]

    assert [sorts(-0.1), sorts(0), sorts(19.9), sorts(20), sorts(None)] == [
        [Sort.NEGATIVE],
        [Sort.LOW],
        [Sort.LOW],
        [],
        [],
    ]


def test_a_misconception_that_a_fifth_of_those_who_erred_share_and_five_at_least() -> None:
    def shared(b: int, c: int) -> list[Finding]:
        figures = replace(FIGURES, n=100)
        return [one for one in found(picked(a=100, b=b, c=c), figures) if one.sort is Sort.MISCONCEPTION]

    assert shared(5, 20) == [Finding(Sort.MISCONCEPTION, 5, 25, belief="B is first")]
    assert shared(5, 21) == []
    assert shared(4, 0) == [], "four are not many"


def test_two_choices_that_betray_one_belief_are_one_person() -> None:
    answers = Answers()
    answers.add("wrong", ["b", "c"], ["a", "b", "c"], {"b": "the same", "c": "the same"}, 3)
    assert answers.beliefs == {"the same": 3}
    answers.add("right", ["b"], ["a", "b", "c"], {"b": "the same"})
    answers.add("unanswered", [], ["a", "b", "c"], {"b": "the same"})
    assert (answers.beliefs, answers.n_erred) == ({"the same": 3}, 3)


def test_a_remark_that_right_answers_have_too_betrays_nothing() -> None:
    assert misconceptions("single", KEY) == {"b": "B is first"}
    order = {"order": ["x", "y"], "extras": ["z"], "misconceptions": {"x": "in place", "z": "does not belong"}}
    assert misconceptions("ordering", order) == {"z": "does not belong"}
    pairs = {"pairs": {"p": "r"}, "responses": ["r", "s"], "misconceptions": {"p": "of the prompt", "s": "spare"}}
    assert misconceptions("matching", pairs) == {"s": "spare"}
    numeric = {"right": [{"low": "1"}], "wrong": [{"low": "2"}, {"low": "3", "misconception": "off by one"}]}
    assert misconceptions("numeric", numeric) == {"wrong:1": "off by one"}
    assert misconceptions("single", {}) == {}
