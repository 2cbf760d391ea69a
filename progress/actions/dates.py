"""Staff move one learner's dates: by a new plan, at once, and on record."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from progress import pacing
from progress.actions.study import Refused, follow_rule
from progress.models import DateChange, Plan, Study
from progress.models.study import kept_rule


@dataclass(frozen=True)
class Dates:
    """What is to be other: the first day, by itself or by so many days, and the minutes on a study day."""

    days: int = 0
    begins_on: date | None = None
    daily_minutes: int | None = None


def moved(rule: pacing.Rule, dates: Dates) -> pacing.Rule:
    """The rule with these dates. Raises Refused for what no plan has."""
    try:
        begins_on = (dates.begins_on or rule.begins_on) + timedelta(days=dates.days)
        return replace(rule, begins_on=begins_on, daily_minutes=dates.daily_minutes or rule.daily_minutes)
    except (ValueError, OverflowError) as error:
        raise Refused(str(error)) from error


@transaction.atomic
def move_dates(study_id: int, dates: Dates, *, reason: str, by_id: int | None, now: datetime) -> DateChange:
    """Give a learner other dates. In a cohort they hold until the cohort's own are moved, which says so first.

    Raises Refused where there is no plan, and where nothing would change.
    """
    held = Study.objects.active().select_for_update(of=("self",))
    study = held.filter(pk=study_id).select_related("plan").first()
    if study is None or study.plan is None:
        raise Refused("There is no plan whose dates could be moved: the learner has left, or has not begun.")
    before = study.plan.rule
    after = moved(before, dates)
    if after == before:
        raise Refused("These are the dates that the learner has already.")
    follow_rule([study], after, Plan.Reason.GIVEN, now)
    change = DateChange(study=study, old=kept_rule(before), new=kept_rule(after), reason=reason)
    change.by_id, change.made_at = by_id, now
    change.save(force_insert=True)
    return change
