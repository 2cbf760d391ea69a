"""The form of a question as its template lays it out: which fields each kind has, and what they are called."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizzes.admin.questions.choices import Choices, Group
from quizzes.admin.questions.posted import ADDED, EMPTY, UNIT
from quizzes.source.examples import NAMES
from quizzes.source.fields import Fields, Values
from quizzes.source.question import CASE, CHOICES, ESSAY, LAB, MATCHING, MULTIPLE, NUMERIC, ORDERING, TRUE_FALSE

Errors = Mapping[str, Sequence[str]]
Field = dict[str, Any]
# What a row is called, by its sign.
LEGENDS = {
    "right": "Option", "wrong": "Option", "place": "Place", "extra": "Belongs nowhere", "pair": "Pair",
    "spare": "Matches nothing", "accepted": "Right answer", "pattern": "Pattern", "foreseen": "Foreseen wrong answer",
    "criterion": "Criterion",
}  # fmt: skip
WORDS = {"pair": "Prompt", "pattern": "Pattern (RE2, the whole answer)", "criterion": "What an answer must hold"}
WITH_FEEDBACK = frozenset(LEGENDS) - {"pattern", "criterion"}
WITH_BELIEF = frozenset({"wrong", "extra", "spare", "foreseen"})
AREAS = CHOICES | {ORDERING, ESSAY}
NEW = "__n__"  # the number of the row that a button copies


def layout(given: Fields, choices: Choices, errors: Errors) -> dict[str, Any]:
    """What `admin/quizzes/quiz/_form.html` needs."""
    kind = given.values["kind"]

    def field(name: str, label: str, **more: Any) -> Field:
        return _field(name, label, given.values.get(name, ""), errors, choices.of(name, kind), **more)

    page: dict[str, Any] = {
        "kind": kind,
        "kind_name": NAMES.get(kind, kind),
        "title": field("name", "Title", help="Names the question in lists, once its answer may be seen."),
        "stem": field("stem", "Text of the case" if kind == CASE else "Question", lines=5, help="Markdown."),
        "id": field("id", "Id", help="Lower case, digits and hyphens."),
        "errors": errors.get("question", ()),
        "row_errors": errors.get("rows", ()),
    }
    if kind == CASE:
        return page
    own = [field("words", "Words at the most", is_number=True)] if kind == ESSAY or given.values.get("words") else []
    own += [field("lab", "Lab")] if kind == LAB or given.values.get("lab") else []
    settings = [
        *([field("kind", "Kind")] if kind in CHOICES else []),
        field("objective", "Objective"),
        field("difficulty", "Difficulty"),
        field("points", "Points", is_number=True, help="1, unless it says otherwise."),
        *own,
    ]
    many = kind == MULTIPLE or sum(row["sign"] == "right" for row in given.rows) > 1
    ticks = ("checkbox" if many else "radio") if kind in CHOICES else ""
    is_fixed = kind == TRUE_FALSE and len(given.rows) == 2
    return page | {
        "settings": settings,
        "model": field("model", "Model answer", lines=4) if kind == ESSAY or given.values.get("model") else None,
        "explanation": field("explanation", "Explanation", lines=4, help="Why the right answer is right. Markdown."),
        "taught": [
            field("taught_target", "Taught in"),
            field("taught_title", "Words of the link", help="The section’s title, where it is left empty."),
        ],
        "rows": [row(number, each, kind, ticks, errors, is_last=number == len(given.rows) - 1, is_fixed=is_fixed)
                 for number, each in enumerate(given.rows)],
        "units": [unit(number, each, errors, is_last=number == len(given.units) - 1)
                  for number, each in enumerate(given.units)] if kind == NUMERIC else [],
        "has_units": kind == NUMERIC,
        "add": [] if is_fixed else list(_adders(kind, ticks)),
    }  # fmt: skip


def _adders(kind: str, ticks: str) -> Iterator[dict[str, Any]]:
    """The buttons that add a row, each with the empty row that a script copies."""
    for sign, label in ADDED.get(kind, {}).items():
        empty = (
            unit(NEW, {"name": "", "factor": ""}, {})
            if sign == UNIT
            else row(NEW, {**EMPTY, "sign": sign}, kind, ticks, {})
        )
        yield {"sign": sign, "label": label, "empty": empty, "of": "unit" if sign == UNIT else "row"}


def row(
    number: int | str, given: Values, kind: str, ticks: str, errors: Errors, *, is_last: bool = False,
    is_fixed: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """A row of the answers; `number` names its fields."""
    name, sign = f"row-{number}", given["sign"]
    lines = 1 if kind in {MATCHING, TRUE_FALSE} else 2 if kind in AREAS else 0
    own = (
        [] if sign == "spare" else [_field(f"{name}-words", WORDS.get(sign, "Words"), given["words"], {}, lines=lines)]
    )
    if kind == NUMERIC:
        own = [
            _field(f"{name}-words", "Number, or from .. to", given["words"], {}),
            _field(f"{name}-tolerance", "Give or take", given.get("tolerance", ""), {}, help="As 1, or 2%."),
        ]
    if kind == MATCHING:
        own.append(_field(f"{name}-other", "Response", given["other"], {}, lines=1))
    if sign == "criterion":
        own.append(_field(f"{name}-other", "Points", given["other"], {}, is_number=True))
    told = []
    if sign in WITH_FEEDBACK or given["feedback"]:
        told.append(_field(f"{name}-feedback", "Feedback", given["feedback"], errors, lines=2))
    if sign in WITH_BELIEF or given["misconception"]:
        told.append(_field(f"{name}-misconception", "Misconception behind it", given["misconception"], {}, lines=1))
    return {
        "of": "row", "name": name, "number": number, "legend": LEGENDS.get(sign, "Answer"), "sign": sign,
        "ticks": ticks, "is_right": sign == "right", "fields": own, "told": told, "errors": errors.get(name, ()),
        "is_first": number == 0, "is_last": is_last, "is_fixed": is_fixed,
        "ordinal": number + 1 if isinstance(number, int) else "",
    }  # fmt: skip


def unit(number: int | str, given: Values, errors: Errors, *, is_last: bool = False) -> dict[str, Any]:
    name = f"unit-{number}"
    help = "How many of the first unit it is; the first has none."
    return {
        "of": "unit", "name": name, "number": number, "legend": "Unit", "errors": errors.get(name, ()),
        "fields": [
            _field(f"{name}-name", "Name", given["name"], {}),
            _field(f"{name}-factor", "Factor", given["factor"], {}, help=help),
        ],
        "told": [], "is_first": number == 0, "is_last": is_last,
        "ordinal": number + 1 if isinstance(number, int) else "",
    }  # fmt: skip


def _field(
    name: str, label: str, value: str, errors: Errors, groups: tuple[Group, ...] = (), *, lines: int = 0,
    is_number: bool = False, help: str = "",
) -> Field:  # fmt: skip
    """A field; a select where there are groups, with what stands there now even if nobody offers it."""
    known = {choice for group in groups for choice, _ in group.choices}
    if groups and value not in known:
        groups = (Group("", ((value, value or "Choose"),)), *groups)
    return {
        "name": name, "label": label, "value": value, "lines": lines, "groups": groups, "is_number": is_number,
        "help": help, "errors": errors.get(name, ()),
    }  # fmt: skip
