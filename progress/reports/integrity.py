"""What must hold of the records of progress, whoever wrote them."""

from collections.abc import Iterator

from django.db.models import F, Max

from curriculum.labs.registry import LABS
from progress.models import Cohort, LabResult, Plan, Study
from progress.models.study import rule_of
from progress.reports.certificates import broken_certificates

CHUNK = 2_000


def broken_invariants() -> Iterator[str]:
    """What the rows say that cannot be true, re-derived from the rows themselves (P33); nothing where all is well."""
    strange = Study.objects.filter(plan__isnull=False).exclude(plan__study=F("pk"))
    for pk in strange.values_list("pk", flat=True):
        yield f"study {pk} follows a plan of another"
    newest = Study.objects.annotate(newest=Max("plans__number")).filter(newest__isnull=False)
    for pk in newest.filter(plan__isnull=True).values_list("pk", flat=True):
        yield f"study {pk} has plans, and follows none"
    for pk in newest.filter(plan__study=F("pk")).exclude(plan__number=F("newest")).values_list("pk", flat=True):
        yield f"study {pk} follows a plan that is not its newest"
    members = Study.objects.filter(cohort__isnull=False).exclude(cohort__course=F("enrolment__course"))
    for pk in members.values_list("pk", flat=True):
        yield f"study {pk} is in a cohort of another course"
    yield from _rules()
    yield from _labs()
    yield from broken_certificates()


def _rules() -> Iterator[str]:
    """Plans and cohorts whose due dates cannot be worked out, or not by what their fields say."""
    for plan in Plan.objects.order_by("pk").iterator(chunk_size=CHUNK):
        reason = _reason(plan)
        if reason:
            yield f"plan {plan.pk} is not valid: {reason}"
        elif not isinstance(plan.settled, list) or not all(isinstance(key, str) for key in plan.settled):
            yield f"plan {plan.pk} is not valid: what is settled is a list of keys."
    for cohort in Cohort.objects.order_by("pk").iterator(chunk_size=CHUNK):
        reason = _reason(cohort)
        if reason:
            yield f"cohort {cohort.pk} is not valid: {reason}"


def _reason(row: Plan | Cohort) -> str:
    """Why no rule can be read from the row; nothing where one can."""
    try:
        rule_of(row)
    except (TypeError, ValueError) as reason:
        return str(reason)
    return ""


def _labs() -> Iterator[str]:
    """Responses that do not meet their lab's challenge. A lab that is there no more has nobody to judge it."""
    results = LabResult.objects.filter(lab__in=LABS).order_by("pk")
    for pk, lab, response in results.values_list("pk", "lab", "response").iterator(chunk_size=CHUNK):
        if not LABS[lab].judge(response).met:
            yield f"lab result {pk} does not meet the challenge of {lab}"
