"""What must hold of the records of progress (P33): each kind of disagreement is named."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from curriculum.labs.registry import LABS
from curriculum.models import Course
from progress.actions.cohorts import make_cohort
from progress.actions.study import begin_study, change_plan
from progress.models import Cohort, LabResult, Plan, Study
from progress.reports.integrity import broken_invariants
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(course: Course, learner: User) -> None:
    """The learner has changed the plan and met a lab's challenge; another is in a cohort."""
    now = timezone.now()
    change_plan(Study.objects.get().pk, now, study_days="135")
    lab = LABS["scaling-laws"]
    response = lab.solution
    LabResult.objects.create(learner=learner, course=course, lab=lab.id, response=response, met_at=now)
    cohort = Cohort(course=course, name="Spring", begins_on=now.date(), daily_minutes=30)
    make_cohort(cohort, now)
    begin_study(UserFactory(), course, now, cohort=cohort)


def alone() -> Study:
    return Study.objects.get(cohort=None)


def other_course() -> Course:
    return Course.objects.create(slug="other", title="Other", weekly_minutes=60, edition=1)


def test_nothing_is_found_where_all_is_well(lived: None) -> None:
    assert list(broken_invariants()) == []
    call_command("check_integrity", verbosity=0)


def test_a_lab_that_is_no_more_is_judged_by_nobody(lived: None) -> None:
    LabResult.objects.update(lab="long-gone", response={})
    assert list(broken_invariants()) == []


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            lambda: Study.objects.filter(cohort=None).update(plan=Plan.objects.get(study__cohort__isnull=False)),
            "another",
        ),
        (lambda: Study.objects.filter(cohort=None).update(plan=alone().plans.get(number=1)), "not its newest"),
        (lambda: Study.objects.filter(cohort=None).update(plan=None), "follows none"),
        (lambda: Cohort.objects.update(course=other_course()), "cohort of another course"),
        (lambda: Plan.objects.filter(number=2).update(daily_minutes=5), "from 10 to 600 minutes"),
        (lambda: Plan.objects.filter(number=2).update(study_days="79"), "Study days are weekdays"),
        (lambda: Plan.objects.filter(number=2).update(pauses=[["2026-03-02", "2026-02-30"]]), "plan"),
        (lambda: Plan.objects.filter(number=2).update(pauses=7), "plan"),
        (lambda: Plan.objects.filter(number=2).update(settled="lesson"), "a list of keys"),
        (lambda: Cohort.objects.update(pauses=[["2026-03-02", "2026-03-01"]]), "cohort"),
        (lambda: LabResult.objects.update(response={"parameters": "1"}), "does not meet the challenge"),
    ],
)
def test_each_disagreement_is_named(lived: None, spoil: Callable[[], object], words: str) -> None:
    spoil()
    (told,) = broken_invariants()
    assert words in told
    with pytest.raises(CommandError, match="1 violation"):
        call_command("check_integrity", verbosity=0)
