"""Goals are judged by answers whose key their learner may see, and by no others (P14)."""

import pytest
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Goal
from progress.reports.evidence import GoalState, goal_states
from quizzes.models import CheckResponse, Question
from tests.quizzes.sitting import RIGHT, Sitting, grant

pytestmark = pytest.mark.django_db


def state(learner: User, course: Course) -> GoalState:
    (found,) = goal_states(learner.pk, course)
    return found


def test_nothing_answered_is_not_yet(course: Course, learner: User) -> None:
    assert (state(learner, course).state, state(learner, course).n_answers) == ("not yet", 0)


def test_a_graded_attempt_counts_only_when_it_cannot_be_repeated(course: Course, learner: User) -> None:
    exam = Sitting("exam", learner=learner)
    exam.finish(RIGHT)
    assert state(learner, course).n_answers == 0
    exam.start()
    assert state(learner, course).n_answers == 0
    exam.finish({})
    # Two attempts are allowed: the second was the last, and it is the one that counts.
    found = state(learner, course)
    assert found.n_answers > 0
    assert found.n_right == 0


def test_one_more_attempt_hides_the_evidence_again(course: Course, learner: User) -> None:
    exam = Sitting("exam", learner=learner)
    for _ in range(2):
        exam.finish(RIGHT)
    assert state(learner, course).n_answers > 0
    grant(exam, extra_attempts=1)
    assert state(learner, course).n_answers == 0


def test_giving_up_opens_it(course: Course, learner: User) -> None:
    exam = Sitting("exam", learner=learner)
    exam.finish(RIGHT)
    exam.client.post(f"{exam.address}give-up/")
    assert state(learner, course).n_right > 0


def test_practice_and_checks_count_the_last_attempt_and_the_first_try(course: Course, learner: User) -> None:
    drill = Sitting("drill", learner=learner)
    drill.finish({})
    before = state(learner, course)
    assert before.n_answers > 0
    drill.finish({})
    assert state(learner, course).n_answers == before.n_answers
    check = Question.objects.get(slug="first-check")
    assert check.current is not None
    CheckResponse.objects.create(
        learner=learner,
        question=check,
        version=check.current,
        response={},
        outcome="right",
        first_outcome="wrong",
        answered_at=timezone.now(),
    )
    after = state(learner, course)
    assert (after.n_answers, after.n_right) == (before.n_answers + 1, before.n_right)


def test_a_goal_counts_its_own_objectives_alone(course: Course, learner: User) -> None:
    Sitting("drill", learner=learner).finish({})
    Goal.objects.update(objectives=["nothing-of-this-course"])
    course.edition += 1
    assert state(learner, course).n_answers == 0


@pytest.mark.parametrize(
    ("n_right", "n_answers", "words"),
    [(0, 0, "not yet"), (7, 7, "begun"), (5, 8, "on the way"), (6, 8, "reached"), (7, 10, "reached")],
)
def test_the_words_follow_from_the_share_and_from_how_much_there_is(n_right: int, n_answers: int, words: str) -> None:
    assert GoalState("", "", n_right, n_answers, 8).state == words
