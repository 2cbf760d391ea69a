"""What instructors give all learners of a cohort at once, beyond the rules of a quiz."""

from datetime import datetime

from django.db import transaction

from progress.models import Cohort
from progress.reports.cohorts import in_chunks, members
from quizzes.actions.allowances import grant_to_many
from quizzes.models import Allowance


@transaction.atomic
def grant_to_cohort(cohort_id: int, given: Allowance, *, by_id: int | None, now: datetime) -> int:
    """To everybody who is in the cohort now; who joins later does not get it. Returns how many they were."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort_id)
    n_learners = 0
    for studies in in_chunks(members(cohort).select_related("enrolment")):
        n_learners += grant_to_many([study.enrolment.user_id for study in studies], given, by_id=by_id, now=now)
    return n_learners
