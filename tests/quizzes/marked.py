"""Marked attempts, written straight into the tables: for what is asked of many of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from quizzes.actions.marking import JUDGES
from quizzes.grading import Policy, grade, points, total
from quizzes.models import Attempt, AttemptItem, MarkChange, QuestionVersion, Quiz
from tests.factories import UserFactory


def by_words(version: QuestionVersion, words: str) -> str:
    """The id of the option that says so."""
    found: str = next(row["id"] for row in version.shown["options"] if words in row["html"])
    return found


def marked(quiz: Quiz, answers: Sequence[Mapping[str, Any]], *, number: int = 1, learner: User | None = None) -> None:
    """An attempt for each, of a learner of its own: questions by id, with the option's words or any response."""
    current = {row.slug: row.current for row in quiz.questions.select_related("current") if row.current}
    now = timezone.now() - timedelta(minutes=1)
    for given in answers:
        items = []
        for position, (slug, answer) in enumerate(given.items(), 1):
            version = current[slug]
            by_option = version.kind in {"single", "true-false"} and answer is not None
            response = by_words(version, answer) if by_option else answer
            mark = grade(version.kind, version.key, response, Policy(quiz.marking), JUDGES)
            possible = Decimal(version.points)
            items.append(
                AttemptItem(
                    version=version,
                    position=position,
                    response=response,
                    possible=possible,
                    points=points(mark, possible),
                    outcome=mark.outcome.value,
                    remarks=list(mark.remarks),
                )
            )
        earned = total(item.points for item in items)
        attempt = Attempt.objects.create(
            learner=learner or UserFactory(),
            quiz=quiz,
            number=number,
            seed="s",
            state=Attempt.State.GRADED,
            started_at=now,
            submitted_at=now,
            finished_at=now,
            graded_at=now,
            pass_mark=quiz.pass_mark,
            marking=quiz.marking,
            shuffle=quiz.shuffle,
            points=earned,
            possible=total(item.possible for item in items),
        )
        for item in items:
            item.attempt = attempt
        AttemptItem.objects.bulk_create(items)
        MarkChange.objects.create(attempt=attempt, kind=MarkChange.Kind.GRADED, new_points=earned, made_at=now)
