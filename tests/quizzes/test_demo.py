"""Answers of learners who do not exist: few for each question, each marked by the marking itself."""

import json
import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course
from quizzes.actions.demo.answers import asked_in
from quizzes.actions.demo.papers import Paper, papers_of
from quizzes.actions.demo.passes import seed_pass
from quizzes.actions.demo.rows import Table
from quizzes.actions.demo.sheets import Sheets
from quizzes.actions.demo.sittings import Sat, Sitter, sit
from quizzes.actions.marking import JUDGES
from quizzes.grading import Policy, grade, points
from quizzes.models import Attempt, AttemptItem, HandMark, MarkChange, QuestionVersion
from quizzes.reports.integrity import broken_invariants
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture
def papers() -> dict[str, Paper]:
    return {paper.quiz.slug: paper for paper in papers_of(Course.objects.get(slug="tiny"))}


def sat(paper: Paper, *, ago: timedelta, stops: bool = False) -> Sat:
    now = timezone.now()
    person: User = UserFactory()
    with transaction.atomic():
        sheets = Sheets(UserFactory().pk, now)
        found = sit(sheets, Sitter(person.pk, 0.5, random.Random(person.pk)), paper, 1, now - ago, stops=stops)
        sheets.write()
    return found


@pytest.mark.parametrize("policy", Policy)
def test_every_answer_of_every_question_has_the_mark_that_grading_gives_it(policy: Policy) -> None:
    for version in QuestionVersion.objects.select_related("question"):
        asked = asked_in(version, version.question.slug, policy)
        assert all(answer.is_right or answer.waits for answer in asked.right) or version.kind == "lab"
        assert not any(answer.is_right for answer in asked.wrong)
        for answer in (asked.blank, *asked.right, *asked.wrong):
            response = None if answer.response is None else json.loads(answer.response)
            mark = grade(version.kind, version.key, response, policy, JUDGES)
            assert (answer.outcome, json.loads(answer.remarks)) == (mark.outcome, list(mark.remarks))
            assert answer.points == points(mark, asked.possible)
        assert all(0 <= mark.points <= asked.possible for mark in asked.by_hand)


def test_an_attempt_has_the_paper_that_its_seed_draws(papers: dict[str, Paper]) -> None:
    for paper in papers.values():
        for _ in range(4):
            sat(paper, ago=timedelta(days=20))
        for attempt in Attempt.objects.filter(quiz=paper.quiz):
            slugs = attempt.items.order_by("position").values_list("version__question__slug", flat=True)
            assert list(slugs) == paper.draw(attempt.seed)


def test_one_that_began_just_now_is_in_progress_and_unmarked(papers: dict[str, Paper]) -> None:
    assert sat(papers["exam"], ago=timedelta(seconds=20)).is_open
    attempt = Attempt.objects.get()
    assert attempt.state == Attempt.State.IN_PROGRESS and attempt.points is None
    assert not AttemptItem.objects.filter(points__isnull=False).exists() and not MarkChange.objects.exists()
    assert list(broken_invariants()) == []


def test_who_stops_in_the_middle_runs_out_of_time_where_there_is_a_limit(papers: dict[str, Paper]) -> None:
    assert sat(papers["drill"], ago=timedelta(days=2), stops=True).is_open
    sat(papers["exam"], ago=timedelta(days=2), stops=True)
    attempt = Attempt.objects.get(quiz__slug="exam")
    assert attempt.ran_out and attempt.finished_at == attempt.ends_at and attempt.state == Attempt.State.GRADED
    assert attempt.items.filter(saved_at=None).exists()
    assert list(broken_invariants()) == []


def test_essays_wait_are_held_or_count_by_how_long_ago_they_were_written(papers: dict[str, Paper]) -> None:
    for days in range(12):
        for _ in range(12):
            sat(papers["exam"], ago=timedelta(days=days, hours=1))
    assert set(HandMark.objects.values_list("state", flat=True)) == {"held", "released"}
    assert AttemptItem.objects.filter(outcome="waiting", hand_marks=None).exists()
    n_released = HandMark.objects.filter(state="released").count()
    assert MarkChange.objects.filter(kind="by_hand").count() == n_released > 0
    assert list(broken_invariants()) == []


def test_a_pass_has_every_point(papers: dict[str, Paper]) -> None:
    person: User = UserFactory()
    seed_pass(person, papers["drill"].quiz, timezone.now())
    attempt = Attempt.objects.get(learner=person)
    assert attempt.passed
    assert attempt.points == sum(row.possible for row in attempt.items.exclude(outcome__in=["waiting", "wrong"]))


def test_rows_come_back_as_they_were_written_and_the_next_number_is_free() -> None:
    names = ["a\tb", "a\\b", "\\N", "a\r\nb", "=1+1", "", "“é”", "🚀", "it's", '"']
    with transaction.atomic():
        table = Table(User, "id", "email", "display_name", "joined_at", "password")
        for number, name in enumerate(names):
            table.add(table.new_id(), f"{number}@demo.invalid", name, timezone.now(), "!")
        table.write()
        table.write()
    found = User.objects.filter(email__endswith="demo.invalid").order_by("email")
    assert [user.display_name for user in found] == names
    assert found[0].is_active and not found[0].is_superuser and found[0].last_login is None
    later: User = UserFactory()
    assert later.pk not in {user.pk for user in found}
