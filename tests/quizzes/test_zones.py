"""Times are shown in the zone of whoever reads them (P12)."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from quizzes.models import Attempt
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "00:30 UTC"),
        # Half an hour before the clocks go forward.
        ("Europe/Berlin", "01:30 CET"),
        ("Asia/Kathmandu", "06:15 +0545"),
        ("Pacific/Chatham", "14:15 +1345"),
        ("America/St_Johns", "22:00 NDT"),
    ],
)
def test_the_end_of_an_attempt_is_told_in_the_learners_zone(exam: Sitting, zone: str, shown: str) -> None:
    User.objects.filter(pk=exam.learner.pk).update(time_zone=zone)
    exam.finish(RIGHT)
    Attempt.objects.update(finished_at=MOMENT, ends_at=MOMENT, submitted_at=None, started_at=MOMENT)
    assert f">{shown}<" in exam.html("result/")


def test_one_readers_zone_is_not_the_next_ones(exam: Sitting) -> None:
    User.objects.filter(pk=exam.learner.pk).update(time_zone="Asia/Kathmandu")
    exam.start()
    assert "+0545" in exam.html()
    other = Sitting("exam")
    other.start()
    assert "+0545" not in other.html() and "UTC" in other.html()
