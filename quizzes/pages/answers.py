"""A question as a page shows it, with the answer that stands in it; and an answer in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from curriculum.markup.prose import plain
from quizzes.forms import field_of
from quizzes.models import Attempt, AttemptItem
from quizzes.sampling import arrange

Shown = Mapping[str, Any]
# Letters for responses that are shown beside their selects; twelve prompts may have some more.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def trusted(html: str) -> SafeString:
    """HTML of a version, which was sanitised when it was published."""
    return mark_safe(html)  # noqa: S308


def question(shown: Shown, response: object, *, name: str, seed: str, identifier: str, shuffle: bool) -> dict[str, Any]:
    """What `quizzes/_question.html` needs. `seed` and `identifier` settle the order of the options.

    A form's field is called `name`, and `field` is its id, which no other of the page may have.
    """
    kind = shown["kind"]
    page: dict[str, Any] = {"kind": kind, "name": name, "field": name, "stem": trusted(shown["stem"])}
    return page | _PARTS.get(kind, _written)(shown, response, seed, identifier, shuffle)


def of_item(item: AttemptItem, attempt: Attempt, response: object) -> dict[str, Any]:
    """The question of an attempt, with this answer in it."""
    page = question(
        item.version.shown,
        response,
        name=field_of(item.position),
        seed=attempt.seed,
        identifier=str(item.version_id),
        shuffle=attempt.shuffle in {"all", "options"},
    )
    case = item.version.shown.get("case")
    return page | {
        "position": item.position,
        "item": item,
        "case": {**case, "html": trusted(case["html"])} if case else None,
        "is_answered": response is not None,
    }


def _arranged(rows: Sequence[Shown], seed: str, identifier: str, *, shuffle: bool) -> list[Shown]:
    by_id = {row["id"]: row for row in rows}
    return [by_id[key] for key in arrange(list(by_id), seed, identifier, shuffle=shuffle)]


def _choices(shown: Shown, response: object, seed: str, identifier: str, shuffle: bool) -> dict[str, Any]:
    chosen = set(response) if isinstance(response, list) else {response}
    # True comes before False, always.
    rows = _arranged(shown["options"], seed, identifier, shuffle=shuffle and shown["kind"] != "true-false")
    options = [{"id": row["id"], "html": trusted(row["html"]), "chosen": row["id"] in chosen} for row in rows]
    return {"options": options, "type": "checkbox" if shown["kind"] == "multiple" else "radio"}


def _ordering(shown: Shown, response: object, seed: str, identifier: str, shuffle: bool) -> dict[str, Any]:
    places = {key: str(place) for place, key in enumerate(response, 1)} if isinstance(response, list) else {}
    rows = _arranged(shown["options"], seed, identifier, shuffle=True)
    options = [
        {"id": row["id"], "html": trusted(row["html"]), "text": plain(row["html"]), "place": places.get(row["id"], "")}
        for row in rows
    ]
    return {
        "options": options,
        "places": [str(place) for place in range(1, len(options) + 1)],
        "n_places": shown["n_places"],
        "has_extras": shown["n_places"] < len(options),
    }


def _matching(shown: Shown, response: object, seed: str, identifier: str, shuffle: bool) -> dict[str, Any]:
    chosen = response if isinstance(response, Mapping) else {}
    rows = _arranged(shown["responses"], seed, f"{identifier}/responses", shuffle=True)
    responses = [
        {"id": row["id"], "letter": LETTERS[number % 26], "html": trusted(row["html"]), "text": plain(row["html"])}
        for number, row in enumerate(rows)
    ]
    prompts = [
        {"id": row["id"], "html": trusted(row["html"]), "chosen": chosen.get(row["id"], "")}
        for row in _arranged(shown["prompts"], seed, f"{identifier}/prompts", shuffle=shuffle)
    ]
    return {"prompts": prompts, "responses": responses}


def _numeric(shown: Shown, response: object, *_order: object) -> dict[str, Any]:
    given = response if isinstance(response, Mapping) else {}
    return {"value": given.get("value", ""), "units": shown["units"], "unit": given.get("unit", "")}


def _written(shown: Shown, response: object, *_order: object) -> dict[str, Any]:
    return {"value": response if isinstance(response, str) else "", "words": shown.get("words")}


def _lab(shown: Shown, response: object, *_order: object) -> dict[str, Any]:
    given = response if isinstance(response, Mapping) else {}
    fields = [{**field, "value": given.get(field["name"], "")} for field in shown["fields"]]
    return {"lab": shown["lab"], "fields": fields}


_PARTS: Mapping[str, Callable[[Shown, object, str, str, bool], dict[str, Any]]] = {
    "single": _choices,
    "true-false": _choices,
    "multiple": _choices,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "lab": _lab,
}


def in_words(shown: Shown, response: object) -> SafeString:
    """The answer as HTML: the texts of what was chosen, in order; empty where nothing was answered."""
    texts = {
        row["id"]: trusted(row["html"]) for rows in ("options", "prompts", "responses") for row in shown.get(rows, ())
    }
    if not response:
        return SafeString("")
    match response:
        case list():
            tag = "ol" if shown["kind"] == "ordering" else "ul"
            items = format_html_join("", "<li>{}</li>", ((texts.get(str(key), ""),) for key in response))
            return format_html("<{}>{}</{}>", trusted(tag), items, trusted(tag))
        case dict() if shown["kind"] == "matching":
            pairs = ((texts[row["id"]], texts.get(response.get(row["id"], ""), "–")) for row in shown["prompts"])
            return format_html("<ul>{}</ul>", format_html_join("", "<li>{} <b>→</b> {}</li>", pairs))
        case dict() if shown["kind"] == "numeric":
            return format_html("{} {}", response.get("value", ""), response.get("unit", ""))
        case dict():
            labels = {field["name"]: field["label"] for field in shown.get("fields", ())}
            rows = ((labels.get(name, name), value) for name, value in response.items())
            return format_html_join("", "<div>{}: {}</div>", rows)
        case str() if response in texts:
            return texts[response]
    return format_html('<div class="written">{}</div>', escape(str(response)))
