"""The worked numbers of the lesson on instruction tuning, from their formulas."""

from math import ceil, log

from tests.content.lesson import Lesson
from tests.content.prose import COURSE

LESSON = Lesson("fine-tuning/instruction-tuning")
PROMPT = {"Can": 0.1, "I": 0.5, "return": 0.04, "a": 0.4, "lamp": 0.005, "?": 0.5}
RESPONSE = {"Yes": 0.25, "within": 0.5, "thirty": 0.4, "days": 0.8, "`<end>`": 0.5}
TUNED = (0.5, 0.7, 0.7, 0.9, 0.9)


def losses(probabilities: object) -> list[float]:
    return [-log(p) for p in probabilities]  # type: ignore[attr-defined]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_loss_with_and_without_the_prompt() -> None:
    figure = (COURSE / "figures" / "prompt-or-response.svg").read_text(encoding="utf-8")
    for token, p in (PROMPT | RESPONSE).items():
        LESSON.says(f"| {token} | {p} | {-log(p):.3f} |")
        assert f">{-log(p):.3f}<" in figure
    prompt, response = losses(PROMPT.values()), losses(RESPONSE.values())
    both = prompt + response
    LESSON.says(f"the five lower rows add up to {sum(response):.3f}, with mean {mean(response):.3f} nats")
    LESSON.says(f"all eleven add up to {sum(both):.3f}, with mean {mean(both):.3f}")
    LESSON.says(f"{100 * sum(prompt) / sum(both):.0f}% comes from the prompt")
    for said in (mean(both), mean(response)):
        assert f">{said:.3f}<" in figure

    tuned = losses(TUNED)
    now = mean(prompt + tuned)
    LESSON.says(", ".join(map(str, TUNED[:-1])) + f" and {TUNED[-1]}")
    LESSON.says(f"from {mean(response):.3f} to {mean(tuned):.3f}, by {100 * (1 - mean(tuned) / mean(response)):.0f}%")
    LESSON.says(f"from {mean(both):.3f} to {now:.3f}, by {100 * (1 - now / mean(both)):.0f}%")
    LESSON.says(f"one of 200 supplies {100 * 200 / 210:.0f}% of the scored tokens")


def test_the_loss_of_the_check() -> None:
    prompt, response = losses((0.1, 0.1)), losses((0.5, 0.5, 0.25))
    LESSON.says(f"= {mean(response):.3f} +- 0.01", f"! {mean(prompt + response):.3f} +- 0.01")
    LESSON.says(f"! {sum(response) / 5:.3f} +- 0.005", f"! {sum(response):.3f} +- 0.01")


def test_turns_of_a_conversation() -> None:
    system, turns = 30, (20, 15, 10, 25, 12, 40)
    ends = [system + sum(turns[: k + 1]) for k in (1, 3, 5)]
    LESSON.says(f"The row has {ends[-1]} tokens", f"the three replies, {sum(turns[1::2])} tokens, are scored")
    LESSON.says(" + ".join(map(str, ends)) + f" = {sum(ends)} tokens")
    assert ends[-1] / sum(ends) < 0.5
    figure = (COURSE / "figures" / "turns-scored.svg").read_text(encoding="utf-8")
    for end, reply in zip(ends, turns[1::2], strict=True):
        assert f">read: {end - reply}<" in figure


def test_many_as_they_are_or_few_reviewed() -> None:
    many, few, epochs, batch = 10_000, 1_000, 3, 32
    wrong = [round(many * 0.04), round(few * 0.005)]
    LESSON.says(f"| wrong replies in the file | {wrong[0]} | {wrong[1]} |")
    LESSON.says(f"{epochs} epochs | {epochs * wrong[0]:,} | {epochs * wrong[1]} |")
    LESSON.says(f"a batch of {batch} | {ceil(many / batch) * epochs} | {ceil(few / batch) * epochs} |")
    LESSON.says(f"| people's time | none | {few * 3 / 60:.0f} hours |")


def test_the_share_of_general_pairs() -> None:
    own, share = 10_000, 0.1
    others = round(own * share / (1 - share))
    LESSON.says(f"10,000 pairs of one's own need {others:,} others, for {others:,} / {own + others:,} is 10%")
    assert round(others / (own + others), 4) == share
