"""The labs there are: what each is called, where its parts lie, and who reads, explains and judges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from curriculum.labs import scaling_laws
from curriculum.labs.asked import Asked, size_for_the_challenge


class Verdict(Protocol):
    """What every lab's judge says; a lab's own verdict may say more."""

    @property
    def met(self) -> bool: ...

    @property
    def message(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab, as a lesson's `lab` fence names it.

    `phase` is the number of the module whose hue it wears. `script` (under static/) defines the custom element
    `tag`, which sends `lab:done` with {lab, challenge, response}; `judge` says whether that response stands.
    """

    id: str
    title: str
    summary: str
    minutes: int
    phase: int
    tag: str
    script: str
    template: str
    challenge: str
    # Settings as an author wrote them, to valid ones that JSON can hold; a ValueError tells how to mend them.
    options: Callable[[Mapping[str, object]], dict[str, object]]
    # Valid settings to what the template shows before, or without, the script.
    example: Callable[[Mapping[str, object]], dict[str, object]]
    # Total: any JSON gets a verdict.
    judge: Callable[[object], Verdict]
    # What a question of a quiz asks for; without any, the lab cannot be asked.
    asked: tuple[Asked, ...] = ()
    # Those values, as they were typed, to what `judge` takes; total.
    answer: Callable[[Mapping[str, str]], object] = dict

    def context(self, options: Mapping[str, object]) -> dict[str, object]:
        """What the template needs. Settings that an older version stored are read again, not trusted."""
        valid = self.options(options)
        return {"lab": self, "options": valid, "example": self.example(valid)}


LABS: Mapping[str, Lab] = {
    lab.id: lab
    for lab in (
        Lab(
            id="scaling-laws",
            title="Spend a budget",
            summary="Split a training budget between a larger model and more text, and find the lowest loss "
            "that a scaling law allows.",
            minutes=8,
            phase=1,
            tag="scaling-laws-lab",
            script="labs/scaling-laws.js",
            template="curriculum/labs/scaling-laws.html",
            challenge=scaling_laws.CHALLENGE,
            options=scaling_laws.parse_options,
            example=scaling_laws.worked_example,
            judge=scaling_laws.judge,
            asked=(Asked("parameters", "Parameters of the model", "a number, such as 7e9"),),
            answer=size_for_the_challenge,
        ),
    )
}
