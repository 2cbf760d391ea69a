"""The pages of one learner in the admin, and what they answer."""

import re
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from progress.actions.cohorts import join_cohort
from progress.models import Cohort, Study
from progress.reports.changes import Change
from tests.progress.cohorts import STUDIES, a_cohort, study_of

PAGES = ("evidence", "log", "dates", "allowance", "reopen")


@pytest.fixture
def cohort(learner: User) -> Cohort:
    """The learner's."""
    made = a_cohort()
    join_cohort(learner, made.code, timezone.now())
    return made


@pytest.fixture
def study(cohort: Cohort, learner: User) -> Study:
    return study_of(learner)


def page(study: Study, what: str = "evidence") -> str:
    return f"{STUDIES}{study.pk}/{what}/"


def said(change: Change) -> tuple[str, str, str, str, str]:
    return change.what, change.whom, change.old, change.new, change.why


def errors(answer: Any) -> list[str]:
    html = answer.content.decode()
    return re.findall(r"<li>([^<]+)</li>", "".join(re.findall(r'<ul class="errorlist.*?</ul>', html, re.DOTALL))) + (
        re.findall(r'<p class="errornote">([^<]+)</p>', html)
    )


def rule(study: Study) -> tuple[Any, int]:
    plan = study_of(study.enrolment.user).plan
    assert plan is not None
    return plan.begins_on, plan.daily_minutes


def hidden(answer: Any) -> dict[str, str]:
    html = answer.content.decode()
    form = html[html.index("Nothing is stored yet") :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
