"""A person's mark: given to an essay or over another mark, within the question's points, and told for ever (P8)."""

from decimal import Decimal

import pytest
from django.utils import timezone

from quizzes.actions.attempts import Refused
from quizzes.actions.by_hand import mark_by_hand
from quizzes.actions.marking import mark_attempt
from quizzes.models import AttemptItem, HandMark, MarkChange
from tests.factories import UserFactory
from tests.quizzes.sitting import RIGHT, WRONG, Sitting

pytestmark = pytest.mark.django_db


def give(sitting: Sitting, points: str, slug: str = "essay", comment: str = "", reason: str = "") -> AttemptItem:
    item = sitting.items[slug]
    return mark_by_hand(item.pk, Decimal(points), comment=comment, reason=reason, by_id=None, now=timezone.now())


def changes() -> list[tuple[Decimal | None, Decimal]]:
    return list(MarkChange.objects.filter(kind="by_hand").order_by("pk").values_list("old_points", "new_points"))


@pytest.mark.parametrize("points", ["-0.01", "4.01", "1.234", "1E+9", "NaN", "Infinity", "-Infinity"])
def test_points_that_the_question_does_not_have_are_refused(exam: Sitting, points: str) -> None:
    exam.finish(RIGHT)
    with pytest.raises(Refused, match=r"Give from 0 to 4\.00 points, with two decimals at most\."):
        give(exam, points)
    assert (exam.items["essay"].points, changes()) == (None, [])


def test_an_essay_is_not_marked_before_the_rest(exam: Sitting) -> None:
    exam.start()
    exam.save(RIGHT)
    for _ in range(2):
        with pytest.raises(Refused, match="not marked yet"):
            give(exam, "4")
        exam.submit()
    assert changes() == []


def test_until_an_essay_is_marked_the_mark_is_provisional_and_says_so(exam: Sitting) -> None:
    exam.finish(WRONG)
    page = " ".join(exam.html("result/").split())
    assert "0% so far" in page
    assert "1 answer waits for an instructor; the mark is provisional until then." in page
    assert "waits for an instructor" in exam.first_page()
    give(exam, "0")
    page = exam.html("result/")
    assert ("0%, not passed" in page, "provisional" in page) == (True, False)
    assert exam.attempt.passed is False


@pytest.mark.parametrize(("points", "outcome"), [("0", "wrong"), ("0.01", "partly"), ("3.5", "partly"), ("4", "right")])
def test_a_person_s_mark_counts_in_the_total(exam: Sitting, points: str, outcome: str) -> None:
    before = exam.finish(RIGHT)
    item = give(exam, points, comment="Well said.")
    after = exam.attempt
    assert (item.outcome, after.n_waiting) == (outcome, 0)
    assert after.points == (before.points or 0) + Decimal(points)
    assert sum(row.points or 0 for row in exam.items.values()) == after.points
    assert changes() == [(None, Decimal(points))]


def test_a_mark_by_hand_can_make_an_attempt_pass(exam: Sitting) -> None:
    answers = {**RIGHT, **dict.fromkeys(("lab", "which", "truth", "short"))}
    assert exam.finish(answers).points == 10
    assert exam.attempt.passed is None
    give(exam, "1.39")
    assert exam.attempt.passed is False
    give(exam, "1.40")
    assert exam.attempt.passed is True


def test_every_change_is_kept_with_who_when_why_and_from_what_to_what(exam: Sitting) -> None:
    exam.finish(RIGHT)
    judge, now = UserFactory(), timezone.now()
    for points, reason in (("3", ""), ("3", "the same"), ("2.50", "I misread it.")):
        mark_by_hand(exam.items["essay"].pk, Decimal(points), comment="", reason=reason, by_id=judge.pk, now=now)
    assert changes() == [(None, Decimal(3)), (Decimal(3), Decimal("2.50"))]
    last = MarkChange.objects.filter(kind="by_hand").order_by("pk").last()
    assert last is not None
    assert (last.by, last.made_at, last.reason, last.item) == (judge, now, "I misread it.", exam.items["essay"])


def test_a_mark_that_was_wrong_can_be_changed_too_and_marking_again_leaves_it(exam: Sitting) -> None:
    exam.finish(WRONG)
    assert give(exam, "1", "which", reason="Both are right.").outcome == "right"
    assert (exam.attempt.points, changes()) == (Decimal(1), [(Decimal(0), Decimal(1))])
    assert not mark_attempt(exam.attempt.pk)
    assert exam.attempt.points == 1


def test_a_comment_reaches_the_learner_with_the_released_key_and_not_before(exam: Sitting) -> None:
    """P13: what an instructor writes may tell what is right."""
    exam.finish(RIGHT)
    give(exam, "2", comment="Mind the **second** point.")
    assert "Mind the" not in exam.html("result/")
    exam.client.post(f"{exam.address}give-up/")
    assert "<p>Mind the <strong>second</strong> point.</p>" in exam.html("result/")


def test_a_comment_from_before_comments_were_markdown_stays_as_it_was_written(exam: Sitting) -> None:
    exam.finish(RIGHT)
    give(exam, "2")
    HandMark.objects.all().delete()
    AttemptItem.objects.filter(pk=exam.items["essay"].pk).update(comment="Mind the\nsecond <b>point</b>.")
    exam.client.post(f"{exam.address}give-up/")
    assert "Mind the<br>second &lt;b&gt;point&lt;/b&gt;." in exam.html("result/")


def test_a_comment_that_cannot_be_read_is_refused(exam: Sitting) -> None:
    exam.finish(RIGHT)
    with pytest.raises(Refused, match="raw HTML <b>"):
        give(exam, "2", comment="<b>No</b>")
    assert changes() == []
