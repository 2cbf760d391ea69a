"""A question as a learner sees it, beside its form; and with its key, which an author may see."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from quizzes.admin.questions.draft import Draft, Examined
from quizzes.pages.answers import question, trusted
from quizzes.pages.result import feedback
from quizzes.source.parts import Question

TEMPLATE = "admin/quizzes/quiz/_shown.html"


def shown(draft: Draft, found: Examined, refusal: str = "") -> SafeString:
    """The main part of the page in the frame: the learner's own templates, filled from what was read and not stored."""
    context: dict[str, Any] = {"refusal": refusal, "problems": found.problems, "case": found.case}
    if found.case is not None:
        context["case"] = {"title": found.case.title, "html": trusted(found.case.html)}
    own = found.question
    if own is not None and own.shown:
        context["question"] = question(
            own.shown,
            None,
            name="preview",
            seed="preview",
            identifier=own.id,
            shuffle=draft.quiz.shuffle in {"all", "options"},
        )
        around = own.shown["case"]
        if isinstance(around, dict):
            context["case"] = {"title": around["title"], "html": trusted(around["html"])}
        context["key"] = _key(own)
    return render_to_string(TEMPLATE, context)


def _key(own: Question) -> dict[str, Any]:
    told = feedback(own.kind, own.shown, own.key, None, ())
    return told | {"rows": list(_rows(own)), "taught": own.key["taught"], "challenge": own.key.get("challenge")}


def _rows(own: Question) -> Iterable[dict[str, Any]]:
    """Every feedback beside what it belongs to."""
    shown, key = _plain(own.shown), _plain(own.key)
    texts = {row["id"]: row["html"] for rows in ("options", "prompts", "responses") for row in shown.get(rows, ())}
    right = set(key["right"]) if own.kind in {"single", "multiple", "true-false"} else set()
    for id, html in key["feedback"].items():
        belief = key["misconceptions"].get(id, "")
        yield {"of": trusted(texts.get(id, "")), "html": trusted(html), "belief": belief, "is_right": id in right}
    if own.kind in {"numeric", "short"}:
        for name in ("accepted", "right", "wrong"):
            for row in key.get(name, ()):
                of = row["text"] if "text" in row else " to ".join(dict.fromkeys([row["low"], row["high"]]))
                belief = row.get("misconception", "")
                yield {"of": of, "html": trusted(row["feedback"]), "belief": belief, "is_right": name != "wrong"}


def _plain(found: Mapping[str, object]) -> Mapping[str, Any]:
    return found
