"""A learner at a quiz, through the pages; and answers in words instead of ids."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.messages import get_messages
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course
from quizzes.actions import attempts, marking
from quizzes.actions.allowances import grant_allowance
from quizzes.models import Allowance, Attempt, AttemptItem, Quiz
from quizzes.querysets import Run
from tests.factories import UserFactory

COURSE = "/courses/tiny/"
# The answers to the exam, in words. What a learner types must not be a canary, so `short` has none that is right.
RIGHT: Mapping[str, Any] = {
    "which": "The letter alpha",
    "several": ["The vowel alpha", "The vowel epsilon"],
    "truth": "False",
    "order": ["First alpha", "Then beta", "Then gamma"],
    "match": {"The sign A": "Named alpha", "The sign B": "Named beta", "The sign C": "Named gamma"},
    "number": ("271828", "GB"),
    "short": "canary-short-accepted",
    "essay": "Since someone began.",
    "lab": {"parameters": "72e9"},
    "shelf-one": "The third letter",
    "shelf-two": "True",
}
WRONG: Mapping[str, Any] = {
    "which": "The letter beta",
    "several": ["The consonant beta", "The consonant gamma"],
    "truth": "True",
    "order": ["An aleph", "Then gamma"],
    "match": {"The sign A": "Named omega", "The sign B": "Named alpha"},
    "number": ("314159", "GB"),
    "short": "beta",
    "essay": "Since someone began.",
    "lab": {"parameters": "1"},
    "shelf-one": "The left letter",
    "shelf-two": "False",
}


def texts_of(shown: Mapping[str, Any]) -> dict[str, str]:
    """Ids by the words that a learner reads."""
    rows = [row for part in ("options", "prompts", "responses") for row in shown.get(part, ())]
    return {row["html"].removeprefix("<p>").removesuffix("</p>"): row["id"] for row in rows}


def fields(item: AttemptItem, answer: Any, revision: int | None = None) -> dict[str, Any]:
    """What a page sends when somebody gives that answer in words; None leaves the question open."""
    shown, name, ids = item.version.shown, f"q{item.position}", texts_of(item.version.shown)
    sent: dict[str, Any] = {f"revision-{item.position}": item.revision if revision is None else revision}
    match shown["kind"], answer:
        case _, None:
            pass
        case "multiple", list():
            sent[name] = [ids[text] for text in answer]
        case "ordering", list():
            sent |= {f"{name}-{ids[text]}": place for place, text in enumerate(answer, 1)}
        case "matching", dict():
            sent |= {f"{name}-{ids[prompt]}": ids[response] for prompt, response in answer.items()}
        case "numeric", (value, unit):
            sent |= {name: value, f"{name}-unit": unit}
        case "lab", dict():
            sent |= {f"{name}-{field}": value for field, value in answer.items()}
        case _:
            sent[name] = ids.get(answer, answer)
    return sent


def join(learner: User, course: str = "tiny") -> None:
    attempts.enrol(learner.pk, Course.objects.get(slug=course), timezone.now())


def said(answer: Any) -> list[str]:
    """The message that a page will tell, which came last."""
    return [str(message) for message in get_messages(answer.wsgi_request)][-1:]


class Sitting:
    """A learner, enrolled unless `enrolled=False`, at a quiz. Each method sends what a browser sends."""

    def __init__(self, quiz: str, learner: User | None = None, *, enrolled: bool = True) -> None:
        self.learner: User = learner or UserFactory()
        self.address = f"{COURSE}quizzes/{quiz}/"
        self.slug, self.number = quiz, 1
        self.client = Client()
        self.client.force_login(self.learner)
        if enrolled:
            join(self.learner)

    @property
    def quiz(self) -> Quiz:
        return Quiz.objects.with_clock().get(slug=self.slug)

    @property
    def attempt(self) -> Attempt:
        return Attempt.objects.get(learner=self.learner, quiz__slug=self.slug, number=self.number)

    @property
    def run(self) -> Run:
        return Run(self.learner.pk, "tiny", self.slug, self.number)

    @property
    def items(self) -> dict[str, AttemptItem]:
        """The questions of the attempt by id, in their order."""
        rows = self.attempt.items.select_related("version__question").order_by("position")
        return {item.version.question.slug: item for item in rows}

    def at(self, page: str = "") -> str:
        """The address of a page of the attempt."""
        return f"{self.address}attempts/{self.number}/{page}"

    def get(self, page: str = "") -> Any:
        return self.client.get(self.at(page))

    def html(self, page: str = "") -> str:
        answer: HttpResponse = self.get(page)
        assert answer.status_code == 200, (page, answer.status_code)
        return answer.content.decode()

    def first_page(self) -> str:
        """The quiz's own page, with single spaces."""
        return " ".join(self.client.get(self.address).content.decode().split())

    def start(self, layout: str = "") -> Any:
        """Begin, or go on with what was begun."""
        answer = self.client.post(f"{self.address}start/", {"layout": layout} if layout else {})
        last = Attempt.objects.filter(learner=self.learner, quiz__slug=self.slug).order_by("-number").first()
        self.number = last.number if last else 1
        return answer

    def save(self, answers: Mapping[str, Any], page: str = "", **more: Any) -> Any:
        """Send the form of a page with these answers."""
        items = self.items
        sent: dict[str, Any] = {}
        for slug, answer in answers.items():
            sent |= fields(items[slug], answer)
        return self.client.post(self.at(page), {**sent, **more})

    def save_quietly(self, answers: Mapping[str, Any] | None = None, **sent: Any) -> Any:
        """As the script saves, which reads a receipt."""
        items = self.items
        for slug, answer in (answers or {}).items():
            sent |= fields(items[slug], answer)
        return self.client.post(self.at(), sent, headers={"accept": "application/json"})

    def submit(self) -> Any:
        return self.client.post(self.at("submit/"))

    def finish(self, answers: Mapping[str, Any] | None = None) -> Attempt:
        """Begin, answer, submit, and be marked."""
        self.start()
        if answers:
            answer = self.save(answers)
            assert answer.status_code == 302, answer.content.decode()
        self.submit()
        marking.sweep()
        return self.attempt

    def let_pass(self, **time: float) -> None:
        """As if the attempt had begun so much earlier."""
        span = timedelta(**time)
        rows = Attempt.objects.filter(pk=self.attempt.pk)
        rows.update(started_at=F("started_at") - span, ends_at=F("ends_at") - span)


def grant(sitting: Sitting, **fields: Any) -> Allowance:
    """An allowance for the learner at this quiz, granted now."""
    row = Allowance(learner=sitting.learner, quiz=sitting.quiz, reason="It was asked for.", **fields)
    return grant_allowance(row, by_id=None, now=timezone.now())
