"""Joining a course, alone or in a cohort, and the plans that one follows. A plan never changes: a new one is made."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress import pacing
from progress.models import Cohort, Plan, Study
from progress.models.study import fields_of, rule_of
from progress.reports.outline import outline_of
from progress.reports.standing import standing_of
from quizzes.actions.attempts import enrol

DAYS = "01234"
MOST_PLANS = 500
# A plan begins no farther than this from the learner's own day.
FARTHEST = timedelta(days=366)


class Refused(Exception):
    """Says why, in words for the learner."""


@transaction.atomic
def begin_study(
    learner: User,
    course: Course,
    now: datetime,
    *,
    begins_on: date | None = None,
    study_days: str = DAYS,
    most_minutes: int | None = None,
    cohort: Cohort | None = None,
) -> Study:
    """Join the course and plan it, from today unless another day is named; in a cohort by the cohort's dates.

    Whoever left comes back to the records that they had. Who is in already gets the new plan; but who is in a cohort
    stays in it and by its dates, unless for another cohort. Needs the course's id and edition. Raises Refused for a
    day that is too far away, and for days or minutes that no plan has.
    """
    if cohort is None:
        kept = Study.objects.of(learner.pk).filter(enrolment__course=course, cohort__isnull=False).first()
        if kept is not None:
            return kept
    days = _days(study_days)
    most = usual_most_minutes(course, len(days)) if most_minutes is None else _minutes(most_minutes)
    first = begins_on or _today(learner, now)
    if cohort is None:
        _check_begin(first, learner, now)
    enrolment = enrol(learner.pk, course, now)
    study = _held(enrolment.pk, now)
    study.most_minutes, study.cohort, study.last_active_at = most, cohort, now
    if cohort is not None:
        rule = rule_of(cohort)
    else:
        usual = pacing.usual_minutes(outline_of(course).parts, len(days))
        rule = pacing.Rule(first, days, min(usual, most))
    # Planned anew at the next look: nothing of the old plan is to be said any more.
    study.next_look_at = now
    _follow(study, rule, Plan.Reason.COHORT if cohort else Plan.Reason.BEGUN, now)
    return study


def usual_most_minutes(course: Course, n_study_days: int) -> int:
    """What a learner is taken to have on a study day who has not said: half as much again as the plan takes."""
    usual = pacing.usual_minutes(outline_of(course).parts, n_study_days)
    return min(usual + usual // 2 // pacing.STEP * pacing.STEP, pacing.MOST_MINUTES)


@transaction.atomic
def change_plan(
    study_id: int, now: datetime, *, study_days: str | None = None, most_minutes: int | None = None, **rest: Any
) -> Plan:
    """Other study days, minutes, first day (`begins_on`) or pauses (`pauses`, a tuple of pacing.Pause), by the learner.

    Raises Refused in a cohort, whose dates are its instructors', and for what no plan has.
    """
    study, course, learner = _own(study_id)
    plan = study.plan
    if plan is None:
        raise Refused("There is no plan yet: choose when you begin.")
    if study.cohort_id and rest.keys() & {"begins_on", "pauses"}:
        raise Refused("The dates of a cohort are set by its instructors.")
    if "begins_on" in rest:
        _check_begin(rest["begins_on"], learner, now)
    try:
        rule = replace(plan.rule, **rest)
    except ValueError as error:
        raise Refused(str(error)) from error
    if study_days is not None or most_minutes is not None:
        study.most_minutes = study.most_minutes if most_minutes is None else _minutes(most_minutes)
        days = rule.study_days if study_days is None else _days(study_days)
        rest_of = [part for part in outline_of(course) if part.key not in rule.settled]
        minutes = min(pacing.usual_minutes(rest_of, len(days)), study.most_minutes)
        rule = replace(rule, study_days=days, daily_minutes=minutes)
    reason = Plan.Reason.PAUSED if "pauses" in rest else Plan.Reason.CHANGED
    return _follow(study, rule, reason, now)


REASONS = {
    pacing.Remedy.SPREAD: Plan.Reason.SPREAD,
    pacing.Remedy.MORE_DAYS: Plan.Reason.MORE_DAYS,
    pacing.Remedy.EXTEND: Plan.Reason.EXTENDED,
}


@transaction.atomic
def take_offer(study_id: int, remedy: pacing.Remedy, now: datetime) -> Plan:
    """Follow one of the plans that catch up, as it is offered now. Raises Refused where it no longer is."""
    study, course, learner = _own(study_id)
    offer = next((one for one in offers_for(study, course, learner, now) if one.remedy == remedy), None)
    if offer is None:
        raise Refused("That plan is not to be had any more: what is done, or the day, has changed meanwhile.")
    return _follow(study, offer.rule, REASONS[remedy], now)


def offers_for(study: Study, course: Course, learner: User, now: datetime) -> list[pacing.Offer]:
    """None for who is not behind."""
    where = standing_of(study, course, learner, now)
    if study.plan is None or where.pace.standing != pacing.Standing.BEHIND:
        return []
    return pacing.offers(
        where.outline.parts,
        study.plan.rule,
        where.done,
        where.today,
        most_minutes=study.most_minutes,
        may_extend=study.cohort_id is None,
    )


@transaction.atomic
def undo_plan(study_id: int, now: datetime) -> Plan:
    """Go back to the plan before this one, as a new plan. Raises Refused where there is none."""
    study, _, _ = _own(study_id)
    plan = study.plan
    before = Plan.objects.of(study_id).filter(number__lt=plan.number).first() if plan else None
    if before is None or study.cohort_id:
        raise Refused("There is no earlier plan to go back to.")
    return _follow(study, before.rule, Plan.Reason.UNDONE, now)


@transaction.atomic
def leave_course(enrolment_id: int, now: datetime) -> bool:
    """Leave; every record stays. Returns whether they were in."""
    return bool(Enrolment.objects.filter(pk=enrolment_id, left_at=None).update(left_at=now))


def follow_cohort(studies: Collection[Study], cohort: Cohort, now: datetime) -> None:
    """New plans for these, by the cohort's rule as it is now. To be called in a transaction, with their rows held and
    their plans at hand: one query, and the inserts of so many rows."""
    follow_rule(studies, rule_of(cohort), Plan.Reason.COHORT, now)


def follow_rule(studies: Collection[Study], rule: pacing.Rule, reason: Plan.Reason, now: datetime) -> None:
    """The same, by any rule."""
    Plan.objects.bulk_create([_plan(study, rule, reason, now) for study in studies])
    newest = Plan.objects.filter(study=OuterRef("pk")).order_by("-number").values("pk")[:1]
    Study.objects.filter(pk__in=[study.pk for study in studies]).update(plan=Subquery(newest), next_look_at=now)


def _today(learner: User, now: datetime) -> date:
    return now.astimezone(learner.zone).date()


def _check_begin(begins_on: date, learner: User, now: datetime) -> None:
    if abs(begins_on - _today(learner, now)) > FARTHEST:
        raise Refused("Choose a day within a year of today.")


def _days(digits: str) -> frozenset[int]:
    if not digits or not set(digits) <= set("0123456"):
        raise Refused("Choose at least one study day, from Monday to Sunday.")
    return frozenset(map(int, digits))


def _minutes(n: int) -> int:
    if not pacing.LEAST_MINUTES <= n <= pacing.MOST_MINUTES:
        raise Refused(f"A study day has from {pacing.LEAST_MINUTES} to {pacing.MOST_MINUTES} minutes.")
    return n


def _held(enrolment_id: int, now: datetime) -> Study:
    """The study of that enrolment, its row held; made where there is none."""
    Study.objects.get_or_create(enrolment_id=enrolment_id, defaults={"last_active_at": now})
    # Without the outer joins that cannot be locked.
    study: Study = Study.objects.select_for_update().get(pk=enrolment_id)
    study.plan = _plan_of(study)
    return study


def _own(study_id: int) -> tuple[Study, Course, User]:
    """The study with its plan, its row held, and whose it is."""
    study = Study.objects.select_for_update().get(pk=study_id)
    study.plan = _plan_of(study)
    enrolment = Enrolment.objects.select_related("course", "user").get(pk=study_id)
    study.enrolment = enrolment
    assert isinstance(enrolment.user, User)  # noqa: S101  (the setting says so; this tells the type checker)
    return study, enrolment.course, enrolment.user


def _plan_of(study: Study) -> Plan | None:
    return Plan.objects.get(pk=study.plan_id) if study.plan_id else None


def _follow(study: Study, rule: pacing.Rule, reason: Plan.Reason, now: datetime) -> Plan:
    if study.plan is not None and study.plan.number >= MOST_PLANS:
        raise Refused("This plan was changed very often; ask your instructor to have it changed.")
    plan = _plan(study, rule, reason, now)
    plan.save(force_insert=True)
    study.plan = plan
    study.save()
    return plan


def _plan(study: Study, rule: pacing.Rule, reason: Plan.Reason, now: datetime) -> Plan:
    number = study.plan.number + 1 if study.plan else 1
    rest = {"by_week": rule.by_week, "settled": sorted(rule.settled)}
    return Plan(study=study, number=number, reason=reason, made_at=now, **fields_of(rule), **rest)
