"""The result: points, by objective, then each question with feedback and the section that teaches it.

Before release it holds the total and nothing that tells one answer from another (P13).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.template.defaultfilters import linebreaksbr

from curriculum.markup.excerpt import excerpt
from curriculum.models import Course, Lesson, Module, Objective, Term
from quizzes.grading import Outcome, right_response, total
from quizzes.models import NO_POINTS, Attempt, AttemptItem, Quiz
from quizzes.pages.answers import in_words, of_item, trusted
from quizzes.pages.start import Standing

WORDS = {
    Outcome.RIGHT: "Right",
    Outcome.PARTLY: "Partly right",
    Outcome.WRONG: "Not right",
    Outcome.UNANSWERED: "Not answered",
    Outcome.WAITING: "Waits for an instructor",
}


def percent(points: Decimal, possible: Decimal) -> str:
    """Per cent with one decimal at most, rounded down: what is shown as 70% has passed a mark of 70."""
    share = (points * 100 / possible).quantize(Decimal("0.1"), ROUND_DOWN) if possible else NO_POINTS
    return f"{share.normalize():f}"


def summary(attempt: Attempt, standing: Standing) -> dict[str, Any]:
    """The total, and what comes next; no answer by itself."""
    points = attempt.points or NO_POINTS
    needed = attempt.possible * attempt.pass_mark / 100
    return {
        "percent": percent(points, attempt.possible),
        "short_of": max(needed - points, NO_POINTS).normalize(),
        "beyond": max(points - needed, NO_POINTS).normalize(),
        "is_provisional": attempt.n_waiting > 0,
        "is_released": standing.is_released(attempt),
        "can_start": standing.can_start,
        "can_give_up": standing.can_give_up,
        "attempts_left": standing.attempts_left,
        "closes_at": standing.closes_at,
        "open_run": standing.open_run,
    }


def answers(attempt: Attempt, items: Sequence[AttemptItem]) -> dict[str, Any]:
    """Everything, once the key is released. `items` hold their versions with keys, marks by hand, and challenges."""
    taught = Taught(attempt.quiz.course, items)
    objectives = _objectives(attempt.quiz, items)
    return {
        "objectives": objectives,
        "advice": _advice(attempt.quiz, attempt.pass_mark, objectives),
        "questions": [_answer(attempt, item, taught) | _marked(item) for item in items],
    }


def _answer(attempt: Attempt, item: AttemptItem, taught: "Taught") -> dict[str, Any]:
    shown, key = item.version.shown, item.key
    outcome = Outcome(item.outcome)
    page = of_item(item, attempt, item.response)
    is_right = outcome is Outcome.RIGHT
    return (
        page
        | feedback(item.version.kind, shown, key, item.response, item.remarks)
        | {
            "title": item.version.title,
            "outcome": outcome.value,
            "outcome_words": WORDS[outcome],
            "points": item.points,
            "possible": item.possible,
            "taught": taught.of(key, is_opened=not is_right and outcome is not Outcome.WAITING),
            "challenge": item.challenge,
        }
    )


def _marked(item: AttemptItem) -> dict[str, Any]:
    """What a person said, and gave for each criterion. Marks from before there were rows of them have a text alone."""
    if item.said_html is None:
        return {"comment": linebreaksbr(item.comment, autoescape=True)}
    rows = zip(item.key.get("rubric", ()), item.given_criteria or (), strict=False)
    rubric = [
        {
            "points": row["points"],
            "html": trusted(row["html"]),
            "given": f"{Decimal(one['points']).normalize():f}",
            "comment": trusted(one["comment_html"]),
        }
        for row, one in rows
    ]
    return {"comment": trusted(item.said_html)} | ({"rubric": rubric} if rubric else {})


def feedback(
    kind: str, shown: Mapping[str, Any], key: Mapping[str, Any], response: object, remarks: Iterable[str]
) -> dict[str, Any]:
    """What a released key says about one answer: for results, and for knowledge checks."""
    right = right_response(kind, key) if kind != "essay" else None
    return {
        "answer": in_words(shown, response),
        "right_answer": in_words(shown, right),
        "remarks": list(_remarks(shown, key, remarks)),
        "explanation": trusted(key["explanation"]),
        "rubric": [{"points": row["points"], "html": trusted(row["html"])} for row in key.get("rubric", ())],
        "model_answer": trusted(key.get("model", "")),
    }


def _remarks(shown: Mapping[str, Any], key: Mapping[str, Any], remarks: Iterable[str]) -> Iterable[dict[str, Any]]:
    """The feedback of what was chosen, each beside its own words."""
    texts = {row["id"]: row["html"] for rows in ("options", "prompts", "responses") for row in shown.get(rows, ())}
    for remark in remarks:
        group, _, number = remark.partition(":")
        if number:
            # An answer that was foreseen: its place in the list of right, accepted or wrong ones.
            rows = key["wrong"] if group == "wrong" else key.get("accepted", key.get("right", []))
            row = rows[int(number)] if int(number) < len(rows) else {}
            html, misconception = row.get("feedback", ""), row.get("misconception", "")
        else:
            html, misconception = key["feedback"].get(remark, ""), key["misconceptions"].get(remark, "")
        if html:
            yield {
                "of": trusted(texts.get(remark, "")),
                "html": trusted(html),
                "misconception": misconception,
            }


def _objectives(quiz: Quiz, items: Sequence[AttemptItem]) -> list[dict[str, Any]]:
    """Points by objective, or by the quiz's own topics, in the order in which the paper met them."""
    rows: dict[str, list[AttemptItem]] = defaultdict(list)
    for item in items:
        rows[item.version.objective].append(item)
    names = {topic["id"]: topic["title"] for topic in quiz.topics}
    if rows.keys() - names.keys():
        found = Objective.objects.filter(module__course=quiz.course_id, slug__in=rows).values_list("slug", "text")
        names = {**dict(found), **names}
    read = {topic["id"]: trusted(topic["read_html"]) for topic in quiz.topics}
    return [
        {
            "slug": slug,
            "text": names.get(slug, slug),
            "read": read.get(slug, ""),
            "n_questions": len(group),
            "points": (points := total(item.points for item in group)),
            "possible": (possible := total(item.possible for item in group)),
            "percent": percent(points, possible),
            "share": float(points / possible),
        }
        for slug, group in rows.items()
    ]


def _advice(quiz: Quiz, pass_mark: int, objectives: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Of a quiz with topics: ready, or what to read first."""
    if not quiz.topics:
        return None
    weak = [row for row in objectives if row["points"] * 100 < pass_mark * row["possible"]]
    return {"is_ready": not weak, "read_first": weak}


class Taught:
    """The sections that teach the questions of a paper, each shown once, fetched with one question a kind of page."""

    def __init__(self, course: Course, items: Sequence[AttemptItem]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for item in items:
            taught = item.key.get("taught")
            if taught and item.outcome != Outcome.RIGHT:
                wanted[taught["kind"]].add(taught["slug"])
        of_course: dict[str, QuerySet[Any]] = {
            "lesson": Lesson.objects.filter(module__course=course),
            "module": Module.objects.filter(course=course),
            "course": Course.objects.filter(pk=course.pk),
            "term": Term.objects.filter(course=course),
        }
        self.shown: set[tuple[str, str]] = set()
        self.bodies: dict[tuple[str, str], str] = {}
        for kind, slugs in wanted.items():
            field = "definition_html" if kind == "term" else "body_html"
            rows: QuerySet[Model] = of_course[kind].filter(slug__in=slugs)
            self.bodies |= {(kind, slug): html for slug, html in rows.values_list("slug", field)}

    def of(self, key: Mapping[str, Any], *, is_opened: bool) -> dict[str, Any] | None:
        """The link, and the section itself where it is wanted and no question before has shown it."""
        taught = key.get("taught")
        if not taught:
            return None
        body = self.bodies.get((taught["kind"], taught["slug"]), "")
        anchor = "" if taught["kind"] == "term" else taught["anchor"]
        html = body if taught["kind"] == "term" else excerpt(body, anchor)
        place = (taught["kind"] + taught["slug"], anchor)
        if not is_opened or place in self.shown:
            html = ""
        elif html:
            self.shown.add(place)
        # The first is open; with many wrong answers, all of them would bury the answers.
        is_open = bool(html) and len(self.shown) == 1
        return {"title": taught["title"], "url": taught["url"], "html": trusted(html), "is_open": is_open}
