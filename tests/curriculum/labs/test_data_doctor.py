"""Training-data doctor: what it finds, what its judge says, and the browser's findings held to Python's."""

import json
import math
import time
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import data_doctor as twin
from curriculum.labs import data_doctor_checks as checks
from curriculum.labs.chance import chance
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, items, near, written

MODEL = "data-doctor.model.js"
CHECKS = "data-doctor.checks.js"
SICK, SOLUTION = twin.PRESETS["sick"], twin.LAB.solution
assert isinstance(SOLUTION, dict)
HEALED: dict[str, str] = SOLUTION


def pair(prompt: object, completion: object) -> str:
    return json.dumps({"prompt": prompt, "completion": completion}, ensure_ascii=False)


# Few words, so that they meet again: as case, spacing and punctuation vary, and with what has a shape.
prompts = st.lists(
    st.sampled_from(["Where", "where", "is", "my", "parcel", "Straße", "ΑΣ", "सेवा", "it", "??", " ", "TODO"]),
    max_size=6,
).map(" ".join) | st.sampled_from(
    ["ana@shop.example", "4111 1111 1111 1111", "+49 30 1234567", "Order 20410817", "lorem ipsum", "👍", "\u200b", "İ"]
)
answers = st.sampled_from(["refund", "Refund", "refund ", "delivery", "", "It left on Monday, as I said.", "!"])
records = st.builds(pair, prompts, answers)
# A record with a character put in, taken out or put twice: mostly broken.
broken = st.builds(
    lambda line, at, put: line[: at % len(line)] + put + line[at % len(line) + (put == "") :],
    records,
    st.integers(0, 200),
    st.sampled_from(["", ",", '"', "}", "{", "\\", "“", "\t", "1", "NaN", ":", "\u00a0"]),
)
ODD = r"""[]
{}
null
7
-0.5e-3
01
1.
-
+1
Infinity
-Infinity
[NaN]
"a"
"\u00e9"
"\ud800"
"\u00g0"
"\x41"
{"a": 1, "a": 2}
{"__proto__": 1}
{"prompt": 1, "completion": []}
{"prompt": "a", "completion": "b", "x": 1}
{"prompt": "a"}
{"a": 1}{"b": 2}
'a'
/**/ 1
true false
tru
[1,]
{,}
""".splitlines()
NESTED = ["[" * deep + "]" * deep for deep in (20, 21)] + ["[" * 3000, "1" * 3000, '["]]", "[[[\\""]']
odd = st.sampled_from([*ODD, "", "  ", "\r"])
lines = records | broken | odd | st.text(alphabet='{}[]",:\\ atrue1-.e\u2028', max_size=12)


@cache
def drawn() -> list[str]:
    """A thousand lines, sound and broken."""
    return written(lines)


def files(seed: int, most: int = 8) -> list[str]:
    """A thousand files of a few of those lines, some behind a byte-order mark; drawn anew they would take too long."""
    draw = chance(seed)
    return [
        ("\ufeff" if draw() < 0.1 else "")
        + "\n".join(drawn()[math.floor(draw() * 1000)] for _ in range(math.floor(draw() * (most + 1))))
        for _ in range(1000)
    ]


@pytest.mark.parametrize("item", items("jaccard."))
def test_similarity_is_the_reference(item: dict[str, Any]) -> None:
    given_ = item["inputs"]
    found = checks.jaccard(given_["A"], given_["B"], int(given_["n"][0]))
    assert found == near(item, item["outputs"]["j"])


@given(prompts, prompts)
def test_similarity_is_symmetric_and_whole_only_between_equals(one: str, other: str) -> None:
    found = checks.jaccard(one, other)
    assert 0 <= found <= 1 and found == checks.jaccard(other, one)
    if checks.words(one):
        assert checks.jaccard(one, one) == 1


@given(prompts)
def test_what_is_normal_stays_as_it_is(prompt: str) -> None:
    assert checks.normal(checks.normal(prompt)) == checks.normal(prompt)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ('{"prompt": "a" "completion": "b"}', ["json"]),
        ('{"prompt": "a", "completion": "b"},', ["json"]),
        ('{"prompt": "a", "prompt": "a", "completion": "b"}', ["json"]),
        ('{"prompt": "a", "completion": NaN}', ["json"]),
        ('{"prompt": "a", "answer": "b"}', ["keys"]),
        ('["a", "b"]', ["keys"]),
        (pair("a", " \u200b"), ["empty"]),
        (pair("a", 7), ["empty"]),
        (" ", ["blank"]),
        ("\ufeff" + pair("a", "b"), ["bom"]),
        (pair("Write to ana@shop.example.", "b"), ["personal"]),
        (pair("Charge 4111-1111-1111-1111.", "b"), ["personal"]),
        (pair("Call +49 (30) 123 45 67.", "b"), ["personal"]),
        (pair("Order 20410817 of 2024-01-15 cost 1,299.00.", "b"), []),
        (pair("TODO: ask Ana", "b"), ["placeholder"]),
        (pair("Todo bien.", "b"), []),
    ],
)
def test_a_line_shows_what_is_wrong_with_it(line: str, kinds: list[str]) -> None:
    assert [found.kind for found in checks.examine(line, "").findings] == kinds


@pytest.mark.parametrize(
    ("second", "kinds"),
    [
        (pair("Where is my parcel today?", "delivery"), ["duplicate"]),
        (pair("where is MY parcel, today", "delivery"), ["duplicate"]),
        (pair("Where is my parcel today?", "refund"), ["conflict"]),
        (pair("My mug broke.", "Delivery"), ["variant"]),
        (pair("My mug broke.", "delivery"), []),
    ],
)
def test_a_line_is_held_against_those_before_it(second: str, kinds: list[str]) -> None:
    report = checks.examine(pair("Where is my parcel today?", "delivery") + "\n" + second, "")
    assert [(found.line, found.kind) for found in report.findings] == [(2, kind) for kind in kinds]


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        ("where is my parcel today", ["leak"]),
        ("Where is my parcel?", ["near"]),
        ("Where is it?", []),
    ],
)
def test_validation_is_held_against_training(prompt: str, kinds: list[str]) -> None:
    report = checks.examine(pair("Where is my parcel today?", "delivery"), pair(prompt, "delivery"))
    assert [(found.side, found.kind) for found in report.findings] == [("validation", kind) for kind in kinds]


def test_judge_counts_what_the_sick_set_has() -> None:
    verdict = twin.judge({"train": SICK.train, "validation": SICK.validation})
    assert not verdict.met
    assert verdict.message == (
        "Not healed yet: not valid JSON 3; wrong keys 1; empty or not text 1; blank line 1; contradicted answer 1; "
        "leakage 1; near leakage 1; duplicate 1; personal data, perhaps 1; placeholder 1; "
        "2 of delivery to train on, at least 3 asked."
    )


@pytest.mark.parametrize(
    ("train", "validation", "says"),
    [
        ("", "", "healthy examples gone or changed 7; 0 examples to train on, at least 10 asked"),
        (HEALED["train"].replace("my parcel?", "the parcel?"), HEALED["validation"], "gone or changed 1."),
        (
            HEALED["train"].replace('paid?", "completion": "refund', 'paid?", "completion": "delivery'),
            None,
            "not fit the",
        ),
        (
            HEALED["train"].replace('never came.", "completion": "delivery', 'never came.", "completion": "lost'),
            None,
            "none of",
        ),
        (None, "\n".join(HEALED["validation"].split("\n")[1:]), "none of exchange to validate"),
        ("\n".join(HEALED["train"].split("\n")[2:]), None, "gone or changed 1"),
        ("x" * 3001, "", "No answer to judge"),
    ],
)
def test_judge_says_what_is_still_wrong(train: str | None, validation: str | None, says: str) -> None:
    answer = {"train": HEALED["train"] if train is None else train}
    answer["validation"] = HEALED["validation"] if validation is None else validation
    verdict = twin.judge(answer)
    assert not verdict.met and says in verdict.message


def test_no_preset_meets_the_challenge() -> None:
    for preset in twin.PRESETS.values():
        assert not twin.judge({"train": preset.train, "validation": preset.validation}).met


def test_an_answer_fits_into_what_the_server_takes() -> None:
    assert all(len(json.dumps(each)) < 4_000 for each in (HEALED, {"train": SICK.train, "validation": SICK.validation}))


@pytest.mark.parametrize("text", ["[" * 2900, '"' * 2900, "a@" * 1450, "\n" * 2900, "0 " * 1450, '{"prompt":' * 290])
def test_judge_is_quick_whatever_comes(text: str) -> None:
    begun = time.perf_counter()
    twin.judge({"train": text, "validation": text[:100]})
    twin.judge({"train": text[:100], "validation": text})
    twin.judge({"train": pair("a", "b") + "\n" + pair(text, text)[:1400], "validation": pair(text[:1400], "b")})
    assert time.perf_counter() - begun < 0.5


def test_browser_and_server_find_alike() -> None:
    near_one = [pair(f"Where is my parcel {number}?", "delivery") for number in range(3)]
    cases = [*zip(files(1), files(2), strict=True), (near_one[0], "\n".join(near_one))]
    asked = [{"train": one, "validation": other, "format": "pairs", "limit": 1e9} for one, other in cases]
    kinds_seen = set()
    for case, report in zip(cases, in_the_browser(CHECKS, [["examine", each] for each in asked]), strict=True):
        ours = checks.examine(*case)
        found = [(each["side"], each["line"], each["kind"]) for each in report["findings"]]
        assert found == [(each.side, each.line, each.kind) for each in ours.findings], case
        examples = [(each["prompt"], each["answer"]) for each in report["examples"]["train"]]
        assert examples == [(each.prompt, each.answer) for each in ours.train], case
        kinds_seen |= {kind for _, _, kind in found}
    assert kinds_seen == set(checks.KINDS)  # or the cases say little


def test_browser_and_server_read_json_alike() -> None:
    cases = [*drawn(), *ODD, *NESTED]
    valid = 0
    for line, answer in zip(
        cases, in_the_browser("data-doctor.json.js", [["parse", each] for each in cases]), strict=True
    ):
        is_valid, value = checks.parse(line)
        assert is_valid == ("fault" not in answer), line
        valid += is_valid
        if is_valid and not any(map(str.isdigit, line)):  # numbers are read by their shape alone
            assert value == answer["value"], line
    assert 0.2 < valid / len(cases) < 0.8


def test_browser_and_server_reckon_and_judge_alike() -> None:
    some = written(prompts, 200)
    agree(
        CHECKS, "jaccard", checks.jaccard, [(one, other, 1 + len(one) % 3) for one in some[:40] for other in some[:40]]
    )
    agree(MODEL, "tokens", twin.tokens, [(71 * size % 20_000, 13 * size % 5_000) for size in range(1000)])
    # The solution with lines left out and others put in.
    draw = chance(3)
    healed = HEALED["train"].splitlines()
    answers = [
        {
            "train": "\n".join([*(line for line in healed if draw() < 0.95), *([more] if draw() < 0.5 else [])]),
            "validation": HEALED["validation"] if draw() < 0.7 else other,
        }
        for more, other in zip(files(4, 1), files(5, 3), strict=True)
    ]
    agree_on_verdicts(MODEL, twin.judge, answers)
    assert {twin.judge(answer).met for answer in answers} == {True, False}
    agree_on_verdicts(MODEL, twin.judge, [None, 3, [], {}, {"train": "", "validation": 1}, HEALED])
    agree_on_verdicts(
        MODEL, twin.judge, [{"train": p.train, "validation": p.validation} for p in twin.PRESETS.values()]
    )


def test_browser_and_server_hold_the_same_for_healthy() -> None:
    healthy = {side: [list(each) for each in pairs] for side, pairs in twin.HEALTHY.items()}
    asked = [["HEALTHY"], ["CLASSES"], ["MOST_JUDGED"], ["LEAST"], ["LEAST_EACH"]]
    wanted = [healthy, list(twin.CLASSES), twin.MOST_JUDGED, twin.LEAST, twin.LEAST_EACH]
    assert in_the_browser(MODEL, asked) == wanted
    sick = checks.examine(SICK.train, SICK.validation)
    assert all(each in {(one.prompt, one.answer) for one in sick.train} for each in twin.HEALTHY["train"])
