"""Believable attempts of learners who do not exist: for demonstrations, and for figures at scale. Development only.

Each learner has an ability, each question a difficulty; the chance of a right answer is the three-parameter logistic
model of item response theory, c + (1 - c) / (1 + exp(-(θ - b))), so that curves and item statistics look as real ones.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from math import exp
from typing import Any

from django.db import transaction

from accounts.models import User
from curriculum.models import Course, Enrolment
from quizzes import sampling
from quizzes.actions.marking import mark_attempt
from quizzes.grading import possible_guess, right_response
from quizzes.models import Attempt, AttemptItem, QuestionVersion, Quiz

CHUNK = 200
B = {"easy": -1.0, "medium": 0.0, "hard": 1.1}
# How likely a learner leaves a question out, and begins a quiz at all.
SKIPS, BEGINS = 0.04, 0.8
ESSAY = (
    "First I would measure what the present answers cost and how often they are wrong, then try the cheapest change."
)


@dataclass(frozen=True)
class _Paper:
    """A quiz with the versions that it asks now."""

    quiz: Quiz
    versions: Mapping[str, QuestionVersion]
    candidates: Sequence[sampling.Candidate]
    blueprint: Sequence[sampling.Draw]


def seed_attempts(course: Course, n_learners: int, now: datetime) -> Iterator[int]:
    """Make learners 1 to n with their attempts, some in progress, most submitted and still to be marked. Who is there
    already stays as they are. Yields how many are done."""
    papers = list(_papers(course))
    there = set(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    missing = [number for number in range(1, n_learners + 1) if address(number) not in there]
    done = n_learners - len(missing)
    for start in range(0, len(missing), CHUNK):
        chunk = missing[start : start + CHUNK]
        _seed(course, papers, chunk, now)
        done += len(chunk)
        yield done


DOMAIN = "demo.invalid"


def address(number: int) -> str:
    return f"learner-{number:06}@{DOMAIN}"


def _papers(course: Course) -> Iterator[_Paper]:
    for quiz in Quiz.objects.taught().filter(course=course).in_order():
        questions = quiz.questions.taught().select_related("current").order_by("position")
        versions = {row.slug: row.current for row in questions if row.current is not None}
        candidates = [version.candidate(slug) for slug, version in versions.items()]
        yield _Paper(quiz, versions, candidates, quiz.draws)


@transaction.atomic
def _seed(course: Course, papers: Sequence[_Paper], numbers: Iterable[int], now: datetime) -> None:
    people = [_person(number, now) for number in numbers]
    User.objects.bulk_create(people)
    Enrolment.objects.bulk_create(
        Enrolment(user=person, course=course, enrolled_at=person.joined_at) for person in people
    )
    attempts: list[Attempt] = []
    items: list[AttemptItem] = []
    for person in people:
        for attempt, answered in _runs(person, papers, now):
            attempts.append(attempt)
            items += answered
    Attempt.objects.bulk_create(attempts)
    AttemptItem.objects.bulk_create(items)


@transaction.atomic
def seed_pass(person: User, quiz: Quiz, at: datetime) -> None:
    """A first attempt that ended then, marked, with every answer right that a key knows."""
    paper = next(paper for paper in _papers(quiz.course) if paper.quiz.pk == quiz.pk)
    took = timedelta(minutes=quiz.minutes)
    attempt, items = _run(person, paper, 1, at - took, took, _chance("pass", person.email, quiz.slug), _right)
    attempt.save()
    AttemptItem.objects.bulk_create(items)
    mark_attempt(attempt.pk, at)


def _chance(*words: object) -> random.Random:
    """The same for the same words, so that a demo is the same on every machine."""
    return random.Random(" ".join(map(str, words)))  # noqa: S311  (nothing secret comes of it)


def _person(number: int, now: datetime) -> User:
    chance = _chance("person", number)
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    joined = now - timedelta(days=chance.uniform(5, 60))
    return User(
        email=address(number),
        display_name=name,
        time_zone=chance.choice(ZONES),
        # No password opens the account.
        password="!",  # noqa: S106
        joined_at=joined,
    )


def _runs(person: User, papers: Sequence[_Paper], now: datetime) -> Iterator[tuple[Attempt, list[AttemptItem]]]:
    chance = _chance("runs", person.email)
    ability = chance.gauss(0.4, 1)
    moment = person.joined_at + timedelta(hours=chance.uniform(1, 60))
    for paper in papers:
        tries = chance.choice((1, 1, 1, 2)) if chance.random() < BEGINS else 0
        for number in range(1, min(tries, paper.quiz.attempts or tries) + 1):
            took = timedelta(minutes=paper.quiz.minutes * chance.uniform(0.4, 1))
            if moment + took > now:
                return
            yield _run(person, paper, number, moment, took, chance, partial(_answer, ability, chance))
            moment += took + timedelta(hours=chance.uniform(2, 90))
            # Who has seen the questions once knows a little more.
            ability += 0.25


def _run(
    person: User,
    paper: _Paper,
    number: int,
    started_at: datetime,
    took: timedelta,
    chance: random.Random,
    answer: Callable[[QuestionVersion], object],
) -> tuple[Attempt, list[AttemptItem]]:
    quiz, seed = paper.quiz, f"{chance.getrandbits(128):032x}"
    slugs = sampling.draw(paper.candidates, paper.blueprint, seed, shuffle=quiz.shuffle in {"all", "questions"})
    ran_out = bool(quiz.time_limit) and chance.random() < 0.05
    ends_at = started_at + timedelta(minutes=quiz.time_limit) if quiz.time_limit else None
    finished_at = ends_at if ran_out and ends_at else started_at + took
    attempt = Attempt(
        learner=person,
        quiz=quiz,
        number=number,
        limit=quiz.attempts,
        seed=seed,
        state=Attempt.State.EXPIRED if ran_out else Attempt.State.SUBMITTED,
        started_at=started_at,
        time_limit=quiz.time_limit,
        ends_at=ends_at,
        pass_mark=quiz.pass_mark,
        marking=quiz.marking,
        shuffle=quiz.shuffle,
        submitted_at=None if ran_out else finished_at,
        finished_at=finished_at,
        possible=Decimal(sum(paper.versions[slug].points for slug in slugs)),
    )
    items = []
    for position, slug in enumerate(slugs, 1):
        version = paper.versions[slug]
        response = answer(version)
        items.append(
            AttemptItem(
                attempt=attempt,
                version=version,
                position=position,
                response=response,
                revision=int(response is not None),
                saved_at=started_at + took * (position / len(slugs)) if response is not None else None,
                possible=Decimal(version.points),
            )
        )
    return attempt, items


def _right(version: QuestionVersion) -> object:
    if version.kind == "lab":
        return {"parameters": "72e9"}
    return ESSAY if version.kind == "essay" else right_response(version.kind, version.key)


def _answer(ability: float, chance: random.Random, version: QuestionVersion) -> object:
    return None if chance.random() < SKIPS else _response(version, ability, chance)


def _response(version: QuestionVersion, ability: float, chance: random.Random) -> object:
    if version.kind == "essay":
        return ESSAY
    if version.kind == "lab":
        return {"parameters": f"{chance.choice((20, 47, 72, 90, 280))}e9"}
    # Questions of one difficulty differ too, by what the question is.
    b = B[version.difficulty] + _chance("b", version.question_id).gauss(0, 0.5)
    c = float(possible_guess(version.kind, version.key))
    if chance.random() < c + (1 - c) / (1 + exp(b - ability)):
        return right_response(version.kind, version.key)
    return _mistake(version.kind, version.shown, version.key, chance)


def _mistake(kind: str, shown: Mapping[str, Any], key: Mapping[str, Any], chance: random.Random) -> object:
    """A wrong answer of the kind that people give."""
    match kind:
        case "single" | "true-false":
            return chance.choice([one for one in key["options"] if one not in key["right"]])
        case "multiple":
            return sorted(chance.sample(key["options"], len(key["right"])))
        case "ordering":
            return chance.sample([row["id"] for row in shown["options"]], shown["n_places"])
        case "matching":
            return {prompt: chance.choice(key["responses"]) for prompt in key["pairs"]}
        case "numeric":
            wrong = key["wrong"] or [{"low": "1", "high": "1"}]
            return {"value": chance.choice(wrong)["low"], "unit": next(iter(shown["units"]), "")}
    wrong = key["wrong"] or [{"text": "loss"}]
    return chance.choice(wrong)["text"]


FIRST = (
    "Amara", "Ben", "Chiara", "Dmitri", "Elif", "Farid", "Grace", "Hiro", "Ines", "Jonas", "Kavya", "Luis", "Mei",
    "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tove", "Umut", "Vera", "Wanjiru", "Ximena", "Zofia",
)  # fmt: skip
LAST = (
    "Abebe", "Bauer", "Castro", "Dahl", "Eriksen", "Fischer", "García", "Haddad", "Ito", "Jansen", "Kowalski",
    "Lindqvist", "Moreau", "Nguyen", "Okafor", "Patel", "Quispe", "Rossi", "Silva", "Tanaka", "Usman", "Vogel", "Weiss",
)  # fmt: skip
ZONES = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tokyo", "Australia/Sydney", "Africa/Nairobi", "Pacific/Chatham",
)  # fmt: skip
