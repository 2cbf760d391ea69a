"""What a lab is, to the rest of the house."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# The phases of a model's life, by the number whose hue a lab wears.
PHASES: Mapping[int, str] = {
    1: "Pre-training",
    2: "Fine-tuning",
    3: "Adaptation and distillation",
    4: "Evaluation",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a response meets a challenge, and why; a lab's own verdict may say more."""

    met: bool
    message: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that a learner reads off a lab and enters as an answer; `hint` says in which form."""

    name: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab, as a lesson's `lab` fence names it.

    `phase` is one of PHASES: the lab stands with its like and wears their hue. `script` (under static/) defines the
    custom element `tag`, which sends `lab:done` with {lab, challenge, response}; `judge` says whether that response
    stands.
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
    # A response that meets the challenge, for demonstrations and tests. It never reaches a page.
    solution: object
    # What a question of a quiz asks for; without any, the lab cannot be asked.
    asked: tuple[Asked, ...] = ()
    # Those values, as they were typed, to what `judge` takes; total.
    answer: Callable[[Mapping[str, str]], object] = dict

    def context(self, options: Mapping[str, object]) -> dict[str, object]:
        """What the template needs. Settings that an older version stored are read again, not trusted."""
        valid = self.options(options)
        return {"lab": self, "options": valid, "example": self.example(valid)}


def one_preset(presets: Sequence[str]) -> Callable[[Mapping[str, object]], dict[str, object]]:
    """The reader of a lab whose only setting is `preset`; without one it begins with the first."""

    def read(given: Mapping[str, object]) -> dict[str, object]:
        unknown = sorted(str(name) for name in given if name != "preset")
        if unknown:
            raise ValueError(f"unknown setting {', '.join(unknown)}; the only setting is preset")
        preset = given.get("preset", presets[0])
        if preset not in presets:
            raise ValueError(f"unknown preset {preset!r}; use one of {', '.join(presets)}")
        return {"preset": preset}

    return read


def no_settings(given: Mapping[str, object]) -> dict[str, object]:
    """The reader of a lab that an author cannot set. Raises ValueError for any setting."""
    if given:
        raise ValueError(f"unknown setting {', '.join(sorted(map(str, given)))}; this lab has none")
    return {}
