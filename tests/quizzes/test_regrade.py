"""A key that was wrong: answers are marked again by a later version, on the record, and back (P7, P8)."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from quizzes.actions import regrade
from quizzes.actions.attempts import Refused
from quizzes.actions.by_hand import mark_by_hand
from quizzes.models import NO_POINTS, Attempt, AttemptItem, MarkChange, Question, Regrade
from quizzes.reports.integrity import broken_invariants
from tests.curriculum.rows import load_texts
from tests.quizzes.course import altered
from tests.quizzes.sitting import RIGHT, WRONG, Sitting
from tests.quizzes.test_admin import staff

pytestmark = pytest.mark.django_db

QUIZ = "one/quiz.md"
ONE = Decimal(1)


def turned(folder: Path) -> Question:
    """As if the author had found that gamma was right all along."""
    texts = altered(QUIZ, "- [x] The letter alpha", "- [ ] The letter alpha")
    load_texts(folder, altered(QUIZ, "- [ ] The letter gamma", "- [x] The letter gamma", texts))
    return Question.objects.select_related("current").get(slug="which")


def again(question: Question, reason: str = "The key was wrong.") -> tuple[Regrade, regrade.Effect]:
    assert question.current is not None
    return regrade.mark_again(question, question.current, reason=reason, by_id=None, now=timezone.now())


def rows() -> list[tuple[object, ...]]:
    return [
        *AttemptItem.objects.order_by("pk").values_list("pk", "points", "outcome", "marked_by"),
        *Attempt.objects.order_by("pk").values_list("pk", "points", "passed"),
    ]


def test_an_essay_and_a_version_of_another_question_are_refused(exam: Sitting) -> None:
    exam.finish(RIGHT)
    essay, which = (Question.objects.select_related("current").get(slug=slug) for slug in ("essay", "which"))
    assert essay.current and which.current
    with pytest.raises(Refused, match="person"):
        again(essay)
    with pytest.raises(Refused, match="another question"):
        regrade.mark_again(which, essay.current, reason="x", by_id=None, now=timezone.now())
    assert not Regrade.objects.exists()


def test_a_later_key_changes_nothing_by_itself(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    before = rows()
    turned(loaded)
    assert rows() == before


def test_the_preview_says_what_it_would_do_and_does_nothing(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    Sitting("exam").finish({"which": "The letter gamma"})
    question, before = turned(loaded), rows()
    assert question.current is not None
    effect = regrade.preview(question, question.current)
    assert (effect.n_answers, effect.n_changed, effect.n_up, effect.n_other_options) == (2, 2, 1, 0)
    assert rows() == before


def test_marks_change_and_every_change_is_told(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    points = exam.attempt.points
    assert points is not None
    made, effect = again(turned(loaded))
    assert effect.n_changed == 1
    assert exam.attempt.points == points - 1
    change = MarkChange.objects.get(kind="regraded")
    assert (change.old_points, change.new_points, change.reason) == (ONE, NO_POINTS, "The key was wrong.")
    assert (change.regrade, change.item) == (made, exam.items["which"])
    assert list(broken_invariants()) == []
    assert again(turned(loaded))[1].n_changed == 0


def test_the_learner_keeps_the_question_and_reads_the_key_that_marked_it(exam: Sitting, loaded: Path) -> None:
    for _ in range(2):
        exam.finish(RIGHT)
    exam.number = 2
    version = exam.items["which"].version_id
    again(turned(loaded))
    assert exam.items["which"].version_id == version
    html = exam.html("result/")
    right = html.partition("Canary-single-title")[2].partition("</article>")[0]
    assert "Right answer" in right and "The letter gamma" in right.partition("Right answer")[2]


def test_taking_it_back_restores_every_mark_and_keeps_the_record(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    before = rows()
    made, _ = again(turned(loaded))
    assert rows() != before
    assert regrade.take_back(made.pk, by_id=None, now=timezone.now()) == 1
    assert rows() == before
    assert regrade.take_back(made.pk, by_id=None, now=timezone.now()) == 0
    told = MarkChange.objects.exclude(kind="graded").order_by("pk").values_list("kind", "old_points", "new_points")
    assert list(told) == [("regraded", ONE, NO_POINTS), ("taken_back", NO_POINTS, ONE)]


def test_what_a_person_marked_and_what_offered_other_options_stays(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    item = exam.items["which"]
    mark_by_hand(item.pk, Decimal("0.5"), comment="", reason="Half.", by_id=None, now=timezone.now())
    question = turned(loaded)
    assert again(question)[1].n_by_hand == 1
    assert exam.items["which"].points == Decimal("0.5")
    other = Sitting("exam")
    other.finish({"which": WRONG["which"]})
    load_texts(loaded, altered(QUIZ, "The letter beta", "The letter zeta"))
    effect = again(Question.objects.select_related("current").get(slug="which"))[1]
    assert (effect.n_other_options, effect.n_changed) == (1, 0)


def test_a_mark_that_was_given_since_is_not_taken_back(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    made, _ = again(turned(loaded))
    item = exam.items["which"]
    mark_by_hand(item.pk, Decimal("0.25"), comment="", reason="A quarter.", by_id=None, now=timezone.now())
    assert regrade.take_back(made.pk, by_id=None, now=timezone.now()) == 0
    assert exam.items["which"].points == Decimal("0.25")


# --- the page ------------------------------------------------------------------------------------------------------
def address(question: Question) -> str:
    return f"/admin/quizzes/question/{question.pk}/mark-again/"


def test_whoever_does_not_teach_the_course_finds_no_page(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    question = turned(loaded)
    before = rows()
    for client in (Client(), exam.client, staff(None), staff(Role.INSTRUCTOR)):
        assert client.get(address(question)).status_code in {302, 404}
        assert client.post(address(question), {"reason": "x"}).status_code in {302, 404}
    assert rows() == before
    assert staff(Role.ADMIN).get("/admin/quizzes/question/999999/mark-again/").status_code == 404


def test_an_instructor_sees_the_effect_says_why_and_takes_it_back(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    question, client = turned(loaded), staff(Role.INSTRUCTOR, teaches=True)
    before = rows()
    assert "Mark answers again" in client.get(f"/admin/quizzes/question/{question.pk}/change/").content.decode()
    assert "Mark 1 answer again" in client.get(address(question)).content.decode()
    client.post(address(question), {"reason": " "})
    assert rows() == before
    client.post(address(question), {"reason": "Gamma was right."})
    assert exam.items["which"].points == 0
    assert "Gamma was right." in client.get(address(question)).content.decode()
    client.post(address(question), {"take_back": Regrade.objects.get().pk})
    assert rows() == before
