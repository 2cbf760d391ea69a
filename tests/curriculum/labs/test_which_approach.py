"""Which approach: laws of the rule, the course's decision table, and the browser's reasoning held to Python's."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import which_approach as twin
from curriculum.labs.which_approach_rule import APPROACHES, EFFORT, QUESTIONS, RULE
from curriculum.labs.which_approach_scenarios import SCENARIOS, Fact
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, written

MODEL = "which-approach.model.js"
KEY = twin.reading(twin.CHALLENGE)
MARKS = [fact.question is not None for fact in SCENARIOS[twin.CHALLENGE].facts]

EVERY = [
    dict(zip(QUESTIONS, answers, strict=True)) for answers in product(*(asked.answers for asked in QUESTIONS.values()))
]
MARKINGS = [list(marks) for marks in product((False, True), repeat=len(MARKS))]

answered = st.sampled_from(EVERY)
flips = st.sampled_from([(name, to) for name, asked in QUESTIONS.items() for to in asked.answers])
near_key = st.lists(flips, max_size=2).map(lambda changes: {**KEY, **dict(changes)})
responses = st.fixed_dictionaries(
    {
        "scenario": st.just(twin.CHALLENGE) | st.sampled_from(list(SCENARIOS)),
        "requirements": near_key | answered,
        "marks": st.just(MARKS) | st.sampled_from(MARKINGS),
        "named": st.just(["rag", "peft"]) | st.lists(st.sampled_from(["prompting", *APPROACHES]), max_size=6),
    }
)


def never_lowers(question: str, kind: str, given_: dict[str, str]) -> bool:
    """Whether each next answer to the question leaves the approach as many points as the one before, or more."""
    totals = [twin.points({**given_, question: to})[kind] for to in QUESTIONS[question].answers]
    return totals == sorted(totals)


@given(answered)
def test_facts_that_change_more_often_never_lower_rag(given_: dict[str, str]) -> None:
    assert never_lowers("facts", "rag", given_)


@given(answered)
def test_more_labelled_examples_never_lower_fine_tuning(given_: dict[str, str]) -> None:
    assert never_lowers("pairs", "peft", given_) and never_lowers("pairs", "full", given_)


@given(answered)
def test_more_text_never_lowers_further_pre_training(given_: dict[str, str]) -> None:
    assert never_lowers("text", "cpt", given_)


@given(answered, st.sampled_from(list(APPROACHES)))
def test_more_means_never_lower_any_approach(given_: dict[str, str], kind: str) -> None:
    assert never_lowers("budget", kind, given_)


@given(answered, flips)
def test_flipping_twice_is_the_identity(given_: dict[str, str], flip: tuple[str, str]) -> None:
    question, to = flip
    assert twin.changed(twin.changed(given_, question, to), question, given_[question]) == given_


@given(answered, flips)
def test_one_answer_moves_points_by_what_it_brings(given_: dict[str, str], flip: tuple[str, str]) -> None:
    question, to = flip
    before, after = twin.points(given_), twin.points(twin.changed(given_, question, to))
    for kind in APPROACHES:
        lost, won = (RULE[question].get(each, {}).get(kind, (0, ""))[0] for each in (given_[question], to))
        assert after[kind] - before[kind] == won - lost


@given(answered)
def test_points_are_the_sum_of_the_reasons_given(given_: dict[str, str]) -> None:
    sums = twin.points(given_)
    for kind, found in twin.reasons(given_).items():
        assert sum(int(str(reason["points"])) for reason in found) == sums[kind]
        assert found[0] == {"question": "effort", "points": EFFORT[kind][0], "why": EFFORT[kind][1]}


@given(answered)
def test_counterfactuals_are_all_those_that_change_the_answer(given_: dict[str, str]) -> None:
    now, found = twin.answer(given_), twin.counterfactuals(given_)
    told = {(each["question"], each["to"]): each["answer"] for each in found}
    for question, asked in QUESTIONS.items():
        for to in asked.answers:
            then = twin.answer(twin.changed(given_, question, to))
            assert ((question, to) in told) == (then != now)
            assert told.get((question, to), then) == then


@given(answered)
def test_without_means_nothing_is_trained(given_: dict[str, str]) -> None:
    assert set(twin.answer({**given_, "budget": "none"})) <= {"rag"}


@given(answered)
def test_without_an_open_need_prompting_is_enough(given_: dict[str, str]) -> None:
    content = {"facts": "none", "sources": "no", "form": "no", "language": "no", "limit": "no"}
    assert twin.answer({**given_, **content}) == []


# The course's decision table: a need, and its usual first choice.
@pytest.mark.parametrize(
    ("need", "first"),
    [
        ({}, []),
        ({"facts": "weeks"}, ["rag"]),
        ({"sources": "yes"}, ["rag"]),
        ({"form": "yes", "pairs": "thousands", "budget": "job"}, ["peft"]),
        ({"form": "yes", "pairs": "many", "budget": "cluster"}, ["full"]),
        ({"language": "yes", "text": "much", "budget": "cluster"}, ["cpt"]),
        ({"language": "yes", "text": "much", "pairs": "thousands", "budget": "cluster"}, ["peft", "cpt"]),
        ({"limit": "volume", "budget": "job"}, ["distil"]),
        ({"limit": "device", "budget": "job"}, ["distil"]),
        ({"facts": "weeks", "form": "yes", "pairs": "thousands", "budget": "job"}, ["rag", "peft"]),
    ],
)
def test_a_need_leads_to_its_usual_first_choice(need: dict[str, str], first: list[str]) -> None:
    assert twin.answer({**twin.neutral(), **need}) == first


def test_the_cases_lead_to_different_answers() -> None:
    answers = {name: twin.words(twin.answer(twin.reading(name))) for name in SCENARIOS}
    assert answers == {
        "support": "RAG + Distillation",
        "prices": "RAG",
        "tone": "Full fine-tuning",
        "clinic": "PEFT + Continuous pre-training",
        "tablet": "Distillation",
        "club": "Prompting alone",
        "contracts": "RAG + PEFT",
    }


@pytest.mark.parametrize("preset", twin.PRACTICE)
def test_every_practice_case_has_a_worked_example(preset: str) -> None:
    example = twin.worked_example({"preset": preset})
    assert example["answer"] == twin.words(twin.answer(twin.reading(preset)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {},
            "Met. All eight questions are answered as the facts say. The facts are ticked rightly. The approach fits.",
        ),
        ({"named": ["peft", "prompting", "rag"]}, "Met."),
        ({"named": []}, "All eight questions are answered as the facts say. The facts are ticked rightly. No approach"),
        ({"named": ["rag"]}, "leaves a need open."),
        ({"named": ["rag", "cpt"]}, "leaves a need open and does something the case does not ask for."),
        ({"named": ["rag", "peft", "cpt"]}, "The approach does more than the case asks for."),
        ({"requirements": {**KEY, "text": "little"}}, "1 of the eight questions is answered otherwise"),
        ({"requirements": twin.neutral()}, "6 of the eight questions are answered otherwise"),
        ({"marks": [*MARKS[:-1], True]}, "1 fact has a tick though no question asks about it"),
        ({"marks": [False] * len(MARKS)}, "8 facts have a tick though no question asks about them, or lack one"),
        ({"marks": [1] * len(MARKS)}, "No answer to judge"),
        ({"marks": MARKS[1:]}, "No answer to judge"),
        ({"named": ["rag", "rag", "rag", "rag", "rag", "peft", "peft"]}, "No answer to judge"),
        ({"named": [["rag"]]}, "No answer to judge"),
        ({"requirements": {**KEY, "text": "constructor"}}, "No answer to judge"),
        ({"requirements": {**KEY, "text": ["much"]}}, "No answer to judge"),
        ({"scenario": "tone", "marks": [True] * 7}, "This case is for practice"),
    ],
)
def test_judge_says_how_much_is_off_but_not_where(change: dict[str, Any], says: str) -> None:
    verdict = twin.judge({**as_solution(), **change})
    assert says in verdict.message and verdict.met == says.startswith("Met")
    if not verdict.met:
        assert not any(approach.name in verdict.message for approach in APPROACHES.values())


def as_solution() -> dict[str, Any]:
    return {"scenario": twin.CHALLENGE, "requirements": KEY, "marks": MARKS, "named": ["rag", "peft"]}


def test_browser_and_server_reason_alike() -> None:
    every = [[case] for case in written(answered)]
    agree(MODEL, "points", twin.points, every)
    agree(MODEL, "answer", twin.answer, every)
    agree(MODEL, "reasons", twin.reasons, every)
    agree(MODEL, "counterfactuals", twin.counterfactuals, every)
    agree(MODEL, "reading", twin.reading, [[name] for name in SCENARIOS])
    agree(MODEL, "words", twin.words, [[kinds] for kinds in ([], ["rag"], ["rag", "peft"], list(APPROACHES))])


def test_browser_and_server_judge_alike() -> None:
    odd: list[object] = [None, 3, [], "text", {"scenario": "contracts"}, {**as_solution(), "scenario": "__proto__"}]
    odd += [{**as_solution(), "named": ["rag"] * times} for times in (6, 7)]
    agree_on_verdicts(MODEL, twin.judge, [as_solution(), *written(responses), *odd])


def test_browser_and_server_have_the_same_rule_and_cases() -> None:
    def facts(fact: Fact) -> list[str]:
        return [fact.words] if fact.question is None else [fact.words, fact.question, fact.answer]

    rule = [
        {key: {"name": each.name, "short": each.short} for key, each in APPROACHES.items()},
        {key: list(reason) for key, reason in EFFORT.items()},
        {key: {"label": q.label, "short": q.short, "answers": dict(q.answers)} for key, q in QUESTIONS.items()},
        {
            question: {to: {kind: list(reason) for kind, reason in brings.items()} for to, brings in answers.items()}
            for question, answers in RULE.items()
        },
    ]
    names = ("APPROACHES", "EFFORT", "QUESTIONS", "RULE")
    assert in_the_browser("which-approach.rule.js", [[name] for name in names]) == rule
    cases = {
        key: {"name": case.name, "story": case.story, "facts": [facts(fact) for fact in case.facts]}
        for key, case in SCENARIOS.items()
    }
    assert in_the_browser("which-approach.scenarios.js", [["SCENARIOS"]]) == [cases]
