"""Training-data doctor: a sick data set in JSONL, and what it takes to heal it.

static/labs/data-doctor.model.js is this module's twin in the browser: the same words. The data sets to begin from are
written only here; the page carries them. Formats: Amazon Bedrock user guide, Prepare data for fine-tuning your models.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from curriculum.labs.data_doctor_checks import KINDS, Example, Finding, examine, lines_of, normal
from curriculum.labs.lab import Lab, Verdict, one_preset

CHALLENGE = "heal-the-set"
MOST_JUDGED = 3_000  # characters, of both texts
CLASSES = ("delivery", "exchange", "refund")
LEAST = 10  # examples to train on
LEAST_EACH = 3  # of a class, to train on


@dataclass(frozen=True, slots=True)
class Preset:
    """A name and two files."""

    name: str
    train: str
    validation: str


def _pair(prompt: str, completion: str) -> str:
    return json.dumps({"prompt": prompt, "completion": completion}, ensure_ascii=False)


def _talk(*said: str, version: str = "bedrock-conversation-2024", roles: Sequence[str] = ("user", "assistant")) -> str:
    """What user and assistant said in turn."""
    turns = [{"role": roles[index % 2], "content": [{"text": text}]} for index, text in enumerate(said)]
    system = [{"text": "You answer for an online shop."}]
    return json.dumps({"schemaVersion": version, "system": system, "messages": turns}, ensure_ascii=False)


def _file(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


PRESETS: Mapping[str, Preset] = {
    "sick": Preset(
        "A sick data set",
        _file(
            _pair("Where is my parcel?", "delivery"),
            _pair("The kettle leaks. I want my money back.", "refund"),
            _pair("Can I swap the blue mug for a red one?", "exchange"),
            '{"prompt": "My card was charged twice." "completion": "refund"}',
            _pair("The courier never came.", "delivery") + ",",
            _pair("where is my  parcel", "refund"),
            "",
            _pair("These shoes pinch. A size larger, please.", "exchange"),
            _pair("I returned the lamp. When am I paid?", ""),
            _pair("These shoes pinch. A size larger, please.", "exchange"),
            _pair("Pay it back, and write to ana@example.com.", "refund"),
            _pair("TODO", "exchange"),
            "{“prompt”: “You sent the wrong colour.”, “completion”: “exchange”}",
            _pair("Has my order left the warehouse yet?", "delivery"),
            '{"message": "The parcel came a day late.", "completion": "delivery"}',
            _pair("I cancelled. Please return what I paid.", "refund"),
        ),
        _file(
            _pair("Has my order left the warehouse?", "delivery"),
            _pair("I would like a bigger jacket instead.", "exchange"),
            _pair("The money is not on my account.", "refund"),
            _pair("The kettle leaks; I want my money back!", "refund"),
            _pair("Tracking says my box is lost.", "delivery"),
        ),
    ),
    "broken": Preset(
        "Broken JSON",
        _file(
            "[",
            _pair("This line is sound.", "It stays as it is."),
            '{prompt: "No quotation marks around a key", "completion": "Add them."}',
            "{'prompt': 'Single quotation marks', 'completion': 'As Python prints them.'}",
            '{"prompt": "A comma too many", "completion": "It is the last one.",}',
            '{"prompt": "She said "yes" twice", "completion": "Escape them."}',
            '{"prompt": "No colon", "completion" "It is missing."}',
            r'{"prompt": "C:\Users", "completion": "A backslash is written twice."}',
            '{"prompt": "An empty cell of a table", "completion": NaN}',
            '{"prompt": "The bracket is missing", "completion": "At the end."',
            _pair("Two records", "on a line") + " " + _pair("The second", "needs its own."),
            '{"prompt": "One", "prompt": "Two", "completion": "A key twice."}',
            "]",
        ),
        "",
    ),
    "talks": Preset(
        "Conversations",
        _file(
            _talk("Where is my order?", "May I have the order number?", "It is 4071.", "It left on Monday."),
            _talk("The mug came broken.", "I am sorry. A new one, or the money?", "A new one."),
            _talk("Can I still cancel?", "Yes, until it is packed.", version="bedrock-conversion-2024"),
            _talk("Do you ship to Norway?", "We do.", roles=("assistant", "user")),
            _talk("Is the blue one there?", "Four are.").replace('[{"text": "Four are."}]', '"Four are."'),
            _talk("Who signs for my parcel?", "A neighbour may, if you say so."),
        ),
        _file(_talk("Do you take back used goods?", "Unused ones only, within 30 days.")),
    ),
    "raw": Preset(
        "Text without labels",
        _file(
            '{"input": "Goods may be sent back within 30 days, unused and with the receipt."}',
            '{"input": "A parcel that nobody takes in goes to the nearest shop and waits there for a week."}',
            "Refunds go to the account that paid.",
            '{"input": "Lorem ipsum dolor sit amet."}',
            '{"input": "Call the warehouse on +49 30 1234567 before six."}',
        ),
        _file('{"input": "A parcel that nobody takes in goes to the nearest shop and waits there for a month."}'),
    ),
}

# What must stay as it was in the sick set.
HEALTHY: Mapping[str, Sequence[tuple[str, str]]] = {
    "train": (
        ("Where is my parcel?", "delivery"),
        ("Can I swap the blue mug for a red one?", "exchange"),
        ("These shoes pinch. A size larger, please.", "exchange"),
        ("I cancelled. Please return what I paid.", "refund"),
    ),
    "validation": (
        ("I would like a bigger jacket instead.", "exchange"),
        ("The money is not on my account.", "refund"),
        ("Tracking says my box is lost.", "delivery"),
    ),
}
# A message without its answer, by its words, and the answer that fits.
UNANSWERED = ("i returned the lamp when am i paid", "refund")


def tokens(characters: int, spaced: int) -> tuple[int, int]:
    """Estimated three ways, lowest and highest, from characters and from words between spaces.

    Six characters a token (AWS, for planning), four, and three words for four tokens (common rules for English).
    """
    ways = [math.floor(value + 0.5) for value in (characters / 6, characters / 4, spaced * 4 / 3)]
    return min(ways), max(ways)


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is {"train": text, "validation": text}; it meets the challenge when nothing is found in it, the healthy
    examples stand and enough of every class is left.
    """
    answer = response if isinstance(response, Mapping) else {}
    train, validation = answer.get("train"), answer.get("validation")
    if not isinstance(train, str) or not isinstance(validation, str) or len(train) + len(validation) > MOST_JUDGED:
        return Verdict(
            False,
            "No answer to judge: it needs a train and a validation text, of at most 3,000 characters together.",
        )
    report = examine(train, validation)
    both = [*report.train, *report.validation]
    stand = {(example.side, example.prompt, example.answer) for example in both}
    gone = sum((side, *pair) not in stand for side, pairs in HEALTHY.items() for pair in pairs)
    unfit = sum(normal(example.prompt) == UNANSWERED[0] and example.answer != UNANSWERED[1] for example in both)
    counts = {name: sum(found.kind == kind for found in report.findings) for kind, name in KINDS.items()} | {
        "healthy examples gone or changed": gone,
        "answers that do not fit the message": unfit,
        "answers that are none of the three classes": sum(example.answer not in CLASSES for example in both),
    }
    wrong = [f"{name} {count}" for name, count in counts.items() if count]
    if len(report.train) < LEAST:
        wrong.append(f"{len(report.train)} examples to train on, at least {LEAST} asked")
    for name in CLASSES:
        learned, held = (_count(side, name) for side in (report.train, report.validation))
        if learned < LEAST_EACH:
            wrong.append(f"{learned} of {name} to train on, at least {LEAST_EACH} asked")
        if not held:
            wrong.append(f"none of {name} to validate")
    if wrong:
        return Verdict(False, f"Not healed yet: {'; '.join(wrong)}.")
    return Verdict(
        True,
        f"Met. {len(report.train)} sound examples to train on, {len(report.validation)} to validate: "
        "every class stands on both sides, and no message does.",
    )


def _count(examples: Iterable[Example], name: str) -> int:
    return sum(example.answer == name for example in examples)


def worked_example(_options: Mapping[str, object]) -> dict[str, object]:
    """The data sets to begin from; and what the page shows where no script runs: the sick one and what it has."""
    sick = PRESETS["sick"]
    report = examine(sick.train, sick.validation)
    texts = [f"{example.prompt}\n{example.answer}" for example in report.train]
    low, high = tokens(sum(map(len, texts)), sum(len(text.split()) for text in texts))
    lines = lines_of(sick.train)
    return {
        "sets": {
            name: {"name": preset.name, "train": preset.train, "validation": preset.validation}
            for name, preset in PRESETS.items()
        },
        "lines": [_strip(number, line, report.findings) for number, line in enumerate(lines, start=1)],
        "kinds": [(name, places) for kind, name in KINDS.items() if (places := _places(kind, report.findings))],
        "sound": len(report.train),
        "of": len(lines),
        "characters": sum(map(len, texts)),
        "low": low,
        "high": high,
    }


def _places(kind: str, findings: Iterable[Finding]) -> str:
    return ", ".join(f"{found.side} {found.line}" for found in findings if found.kind == kind)


def _strip(number: int, line: str, findings: Iterable[Finding]) -> dict[str, object]:
    """A line of the training file, drawn: 3 units a character, 15 a line."""
    found = [KINDS[one.kind] for one in findings if (one.side, one.line) == ("train", number)]
    return {
        "number": number,
        "y": 15 * number - 11,
        "foot": 15 * number - 2,
        "width": 2.6 * len(line),
        "label": 34 + 2.6 * len(line),
        "found": ", ".join(found),
    }


LAB = Lab(
    id="data-doctor",
    title="Training-data doctor",
    summary="Examine training data in JSONL line by line, find what would spoil a fine-tuning, and mend it.",
    minutes=12,
    phase=2,
    tag="data-doctor-lab",
    script="labs/data-doctor.js",
    template="curriculum/labs/data-doctor.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={
        "train": _file(
            _pair("Where is my parcel?", "delivery"),
            _pair("The kettle leaks. I want my money back.", "refund"),
            _pair("Can I swap the blue mug for a red one?", "exchange"),
            _pair("My card was charged twice.", "refund"),
            _pair("The courier never came.", "delivery"),
            _pair("These shoes pinch. A size larger, please.", "exchange"),
            _pair("I returned the lamp. When am I paid?", "refund"),
            _pair("Pay it back, and write to [E-MAIL].", "refund"),
            _pair("You sent the wrong colour.", "exchange"),
            _pair("Has my order left the warehouse yet?", "delivery"),
            _pair("The parcel came a day late.", "delivery"),
            _pair("I cancelled. Please return what I paid.", "refund"),
        ),
        "validation": _file(
            _pair("I would like a bigger jacket instead.", "exchange"),
            _pair("The money is not on my account.", "refund"),
            _pair("Tracking says my box is lost.", "delivery"),
        ),
    },
)
