"""The people to try Epoch with have lives that hold."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from accounts.models import User
from config.management.commands.seed_demo import LIVES
from curriculum.models import Course
from progress import pacing
from progress.actions.demo import seed_life
from progress.models import Study
from progress.reports.standing import standing_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
EXPECTED = {
    "on pace": {pacing.Standing.ON_PACE, pacing.Standing.AHEAD},
    "behind": {pacing.Standing.BEHIND},
    "finished": {pacing.Standing.DONE},
}


@pytest.mark.parametrize("life", EXPECTED)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Chatham", "America/Santiago"])
def test_each_stands_where_the_name_says_on_any_day_of_the_week(life: str, zone: str) -> None:
    call_command("load_content", verbosity=0)
    course = Course.objects.get()
    for day in range(24, 31):
        now = datetime(2026, 11, day, 23, 30, tzinfo=UTC)
        person: User = UserFactory(time_zone=zone)
        assert seed_life(person, course, life, now)
        assert not seed_life(person, course, life, now)
        study = Study.objects.with_plan().get(enrolment__user=person)
        assert standing_of(study, course, person, now).pace.standing in EXPECTED[life]


def test_they_are_made_once_and_nothing_of_theirs_is_broken() -> None:
    call_command("load_content", verbosity=0)
    for _ in range(2):
        call_command("seed_demo", verbosity=0)
    assert Study.objects.count() == len(LIVES)
    call_command("check_integrity", verbosity=0)
