"""A first attempt with every answer right, marked by the marking itself: for few, and by name."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from quizzes.actions.demo.answers import right_answer
from quizzes.actions.demo.chance import chance_of
from quizzes.actions.demo.papers import papers_of
from quizzes.actions.marking import mark_attempt
from quizzes.models import Attempt, AttemptItem, Quiz


@transaction.atomic
def seed_pass(person: User, quiz: Quiz, at: datetime) -> None:
    """A first attempt that ended then, marked, with every answer right that a key knows."""
    paper = next(paper for paper in papers_of(quiz.course) if paper.quiz.pk == quiz.pk)
    took = timedelta(minutes=quiz.minutes)
    seed = f"{chance_of('pass', person.email, quiz.slug).getrandbits(128):032x}"
    asked = [paper.versions[slug] for slug in paper.draw(seed)]
    began = at - took
    attempt = Attempt.objects.create(
        learner=person,
        quiz=quiz,
        number=1,
        limit=quiz.attempts,
        seed=seed,
        state=Attempt.State.SUBMITTED,
        started_at=began,
        time_limit=quiz.time_limit,
        ends_at=began + timedelta(minutes=quiz.time_limit) if quiz.time_limit else None,
        pass_mark=quiz.pass_mark,
        marking=quiz.marking,
        shuffle=quiz.shuffle,
        submitted_at=at,
        finished_at=at,
        possible=Decimal(sum(version.points for version in asked)),
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            version=version,
            position=position,
            response=right_answer(version),
            revision=1,
            saved_at=began + took * (position / len(asked)),
            possible=Decimal(version.points),
        )
        for position, version in enumerate(asked, 1)
    )
    mark_attempt(attempt.pk, at)
