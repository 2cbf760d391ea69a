"""Which approach fits a case: prompting, RAG, fine-tuning, continuous pre-training, distillation, or several of them.

static/labs/which-approach.model.js is this module's twin in the browser: the same points, the same words. The rule and
its points, which are this course's own, are in which_approach_rule.py.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TypeGuard

from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.which_approach_rule import APPROACHES, EFFORT, QUESTIONS, RULE
from curriculum.labs.which_approach_scenarios import SCENARIOS, Fact

CHALLENGE = "contracts"
PRACTICE = tuple(name for name in SCENARIOS if name != CHALLENGE)

Requirements = Mapping[str, str]  # an answer to each question


def neutral() -> dict[str, str]:
    """What nobody has said anything about."""
    return {question: next(iter(asked.answers)) for question, asked in QUESTIONS.items()}


def reasons(given: Requirements) -> dict[str, list[dict[str, object]]]:
    """Every reason for or against an approach; what it costs comes first."""
    return {
        kind: [{"question": question, "points": found[0], "why": found[1]} for question, found in _found(given, kind)]
        for kind in APPROACHES
    }


def _found(given: Requirements, kind: str) -> list[tuple[str, tuple[int, str]]]:
    asked = [(question, RULE[question].get(given[question], {}).get(kind)) for question in QUESTIONS]
    return [("effort", EFFORT[kind]), *((question, reason) for question, reason in asked if reason is not None)]


def points(given: Requirements) -> dict[str, int]:
    """The sum of its reasons' points, for each approach."""
    return {kind: sum(reason[0] for _, reason in _found(given, kind)) for kind in APPROACHES}


def answer(given: Requirements) -> list[str]:
    """What joins prompting; nothing means prompting alone.

    Each approach with more than 0 points, but of the two kinds of fine-tuning only the one with more; above 0 they are
    never level.
    """
    sums = points(given)
    lesser = "peft" if sums["full"] > sums["peft"] else "full"
    return [kind for kind in APPROACHES if sums[kind] > 0 and kind != lesser]


def changed(given: Requirements, question: str, to: str) -> dict[str, str]:
    """One question answered otherwise."""
    return {**given, question: to}


def counterfactuals(given: Requirements) -> list[dict[str, object]]:
    """Every other answer to one question that leads to another approach."""
    now = answer(given)
    found = (
        (question, to, answer(changed(given, question, to)))
        for question, asked in QUESTIONS.items()
        for to in asked.answers
    )
    return [{"question": question, "to": to, "answer": then} for question, to, then in found if then != now]


def reading(scenario: str) -> dict[str, str]:
    """The answers that a case's facts give; where they are silent, the neutral one."""

    def told(found: dict[str, str], fact: Fact) -> dict[str, str]:
        return found if fact.question is None else changed(found, fact.question, fact.answer)

    return reduce(told, SCENARIOS[scenario].facts, neutral())


def words(kinds: Sequence[str]) -> str:
    """RAG + PEFT."""
    return " + ".join(APPROACHES[kind].name for kind in kinds) or "Prompting alone"


def signed(total: int) -> str:
    """+3, 0, −2."""
    return f"+{total}" if total > 0 else f"−{-total}" if total < 0 else "0"


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is {scenario, requirements, marks, named}; it meets the challenge when, for the contracts, every question
    is answered as the facts say, those facts are ticked that bear on one, and the approaches named are those the rule
    gives.
    """
    given = response if isinstance(response, Mapping) else {}
    scenario, requirements, marks, named = (given.get(name) for name in ("scenario", "requirements", "marks", "named"))
    if not (_is_answered(requirements) and _is_named(named) and _is_marked(marks, scenario)):
        return Verdict(
            False,
            "No answer to judge: it needs a case, an answer to each question, the facts ticked "
            "and the approaches named.",
        )
    if scenario != CHALLENGE:
        return Verdict(
            False,
            "This case is for practice: compare with the reading under its facts. "
            "The challenge is about the contracts.",
        )
    key = reading(CHALLENGE)
    wrong = sum(requirements[question] != key[question] for question in QUESTIONS)
    slips = sum(
        mark != (fact.question is not None) for mark, fact in zip(marks, SCENARIOS[CHALLENGE].facts, strict=True)
    )
    fits = answer(key)
    is_open = any(kind not in named for kind in fits)
    is_more = any(kind in named and kind not in fits for kind in APPROACHES)
    message = " ".join((_of_questions(wrong), _of_facts(slips), _of_approach(bool(named), is_open, is_more)))
    if wrong or slips or is_open or is_more:
        return Verdict(False, message)
    return Verdict(
        True,
        f"Met. {message} An index follows the contracts and shows the clause; pairs teach the form. "
        "The archive changes nothing, because its language is understood.",
    )


def _is_answered(requirements: object) -> TypeGuard[Requirements]:
    return isinstance(requirements, Mapping) and all(
        isinstance(requirements.get(question), str) and requirements[question] in asked.answers
        for question, asked in QUESTIONS.items()
    )


def _is_named(named: object) -> TypeGuard[list[str]]:
    names = ("prompting", *APPROACHES)
    return isinstance(named, list) and len(named) <= 6 and all(kind in names for kind in named)


def _is_marked(marks: object, scenario: object) -> TypeGuard[list[bool]]:
    return (
        isinstance(scenario, str)
        and scenario in SCENARIOS
        and isinstance(marks, list)
        and len(marks) == len(SCENARIOS[scenario].facts)
        and all(isinstance(mark, bool) for mark in marks)
    )


def _of_questions(wrong: int) -> str:
    if not wrong:
        return "All eight questions are answered as the facts say."
    are = "is" if wrong == 1 else "are"
    return (
        f"{wrong} of the eight questions {are} answered otherwise than the facts say; "
        "what no fact mentions stays as it began."
    )


def _of_facts(slips: int) -> str:
    if not slips:
        return "The facts are ticked rightly."
    if slips == 1:
        return "1 fact has a tick though no question asks about it, or lacks one though a question does."
    return f"{slips} facts have a tick though no question asks about them, or lack one though a question does."


def _of_approach(is_named: bool, is_open: bool, is_more: bool) -> str:
    if not is_named:
        return "No approach is named."
    if is_open:
        more = " and does something the case does not ask for" if is_more else ""
        return f"The approach leaves a need open{more}."
    return "The approach does more than the case asks for." if is_more else "The approach fits."


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: a case as its facts read, its points, and the whole rule."""
    scenario = SCENARIOS[str(options["preset"])]
    given = reading(str(options["preset"]))
    sums, fits = points(given), answer(given)
    facts = [
        {
            "words": fact.words,
            "read": _stated(fact.question, fact.answer) if fact.question else "no question asks",
        }
        for fact in scenario.facts
    ]
    return {
        "name": scenario.name,
        "story": scenario.story,
        "facts": facts,
        "answer": words(fits),
        "bars": [_bar(at, kind, sums[kind], kind in fits) for at, kind in enumerate(APPROACHES)],
        "sum": _sum(given, max(fits or sums, key=sums.__getitem__)),
        "heads": [approach.short for approach in APPROACHES.values()],
        "rule": _rule(),
    }


def _sum(given: Requirements, kind: str) -> str:
    """RAG: −1 for effort, +3 for “sources: must be shown”; together +2."""
    brought_by = [
        f"{signed(brought)} for " + ("effort" if question == "effort" else f"“{_stated(question, given[question])}”")
        for question, (brought, _) in _found(given, kind)
    ]
    return f"{APPROACHES[kind].name}: {', '.join(brought_by)}; together {signed(points(given)[kind])}."


def _stated(question: str, to: str) -> str:
    """An answer with the question it belongs to."""
    return f"{QUESTIONS[question].short}: {QUESTIONS[question].answers[to]}"


def _bar(at: int, kind: str, total: int, joins: bool) -> dict[str, object]:
    """A bar 8 to the point, to the right of the zero at 314 or to the left of it; none is longer than 18 points."""
    return {
        "name": APPROACHES[kind].name,
        "points": signed(total),
        "x": 314 + 8 * min(total, 0),
        "width": 8 * abs(total),
        "y": 12 + 32 * at,
        "text": 26 + 32 * at,
        "joins": joins,
    }


def _rule() -> list[dict[str, object]]:
    """A row for what each costs, and one for each answer that brings points."""
    rows: list[dict[str, object]] = [
        {"name": "Effort, whatever the case", "points": [signed(EFFORT[kind][0]) for kind in APPROACHES]}
    ]
    for question, answers in RULE.items():
        for to, brings in answers.items():
            rows.append(
                {"name": _stated(question, to), "points": [signed(brings.get(kind, (0, ""))[0]) for kind in APPROACHES]}
            )
    return rows


LAB = Lab(
    id="which-approach",
    title="Which approach?",
    summary="Read a case, tick the facts that matter, and see which approach they speak for and what would change it.",
    minutes=12,
    phase=2,
    tag="which-approach-lab",
    script="labs/which-approach.js",
    template="curriculum/labs/which-approach.html",
    challenge=CHALLENGE,
    options=one_preset(PRACTICE),
    example=worked_example,
    judge=judge,
    solution={
        "scenario": CHALLENGE,
        "requirements": reading(CHALLENGE),
        "marks": [fact.question is not None for fact in SCENARIOS[CHALLENGE].facts],
        "named": ["rag", "peft"],
    },
)
