"""What happens to cohorts: they are made, moved and closed; people join, are added by a roster, and are removed."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import register_invited
from accounts.models import User
from accounts.outbox import post_messages
from curriculum.models import Course, Enrolment
from progress.actions.study import begin_study, follow_cohort, follow_rule, usual_most_minutes
from progress.mail import added_letter, invitation_letter
from progress.models import Cohort, DateChange, Plan, Study
from progress.models.study import kept_rule, rule_of
from progress.reports.cohorts import ADDED, CHUNK, INVITED, in_chunks, may_be_joined, members, problems_of
from progress.roster import Row, good, judged, name_of

# 192 random bits: nobody guesses one.
CODE_BYTES = 24


def new_code() -> str:
    return secrets.token_urlsafe(CODE_BYTES)


@transaction.atomic
def make_cohort(cohort: Cohort, now: datetime) -> None:
    """Save a new cohort, with a code of its own."""
    cohort.code, cohort.made_at = new_code(), now
    cohort.save(force_insert=True)


@transaction.atomic
def change_cohort(
    cohort_id: int, changes: Mapping[str, Any], now: datetime, *, by_id: int | None = None, reason: str = ""
) -> int:
    """Change these fields; where due dates follow from one of them, every member gets a new plan, and it is on record.

    Returns how many plans were made: one query for each thousand members, and the inserts.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort_id)
    before = rule_of(cohort)
    for name, value in changes.items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(changes))
    if rule_of(cohort) == before:
        return 0
    n_moved = 0
    held = members(cohort).select_related("plan").select_for_update(of=("self",))
    for studies in in_chunks(held):
        follow_cohort(studies, cohort, now)
        n_moved += len(studies)
    change = DateChange(cohort=cohort, old=kept_rule(before), new=kept_rule(rule_of(cohort)), n_learners=n_moved)
    change.reason, change.by_id, change.made_at = reason, by_id, now
    change.save(force_insert=True)
    return n_moved


@transaction.atomic
def replace_code(cohort_id: int) -> str:
    """A new code; the old one works no more."""
    code = new_code()
    Cohort.objects.filter(pk=cohort_id).update(code=code)
    return code


@transaction.atomic
def close_cohort(cohort_id: int, now: datetime) -> bool:
    """Nobody joins by the code any more; members stay. Returns whether it was open."""
    return bool(Cohort.objects.filter(pk=cohort_id, closed_at=None).update(closed_at=now))


@transaction.atomic
def open_cohort(cohort_id: int) -> bool:
    """The code works again. Returns whether it was closed."""
    return bool(Cohort.objects.filter(pk=cohort_id, closed_at__isnull=False).update(closed_at=None))


@transaction.atomic
def join_cohort(learner: User, code: str, now: datetime) -> Study | None:
    """Into the cohort that the code opens now; None where it opens none. Who is in already keeps the plan they have.

    The cohort's row is held, so that a code replaced meanwhile, or dates moved meanwhile, count.
    """
    cohort = Cohort.objects.with_code(code).select_for_update(of=("self",)).first()
    if cohort is None or not may_be_joined(cohort, now):
        return None
    kept = members(cohort).filter(enrolment__user=learner).first()
    if kept is not None:
        return kept
    course = Course.objects.only("edition").get(pk=cohort.course_id)
    return begin_study(learner, course, now, study_days=cohort.study_days, cohort=cohort)


@transaction.atomic
def remove_from_cohort(study_ids: Collection[int], now: datetime) -> int:
    """Out of their cohorts, with a plan of their own by the same rule; every record stays. Returns how many."""
    rows = Study.objects.filter(pk__in=study_ids, cohort__isnull=False).select_related("plan")
    by_cohort: dict[int, list[Study]] = {}
    for study in rows.select_for_update(of=("self",)).order_by("pk"):
        by_cohort.setdefault(study.cohort_id or 0, []).append(study)
    for cohort in Cohort.objects.filter(pk__in=by_cohort):
        follow_rule(by_cohort[cohort.pk], rule_of(cohort), Plan.Reason.BEGUN, now)
    gone = [study.pk for studies in by_cohort.values() for study in studies]
    return Study.objects.filter(pk__in=gone).update(cohort=None)


@transaction.atomic
def add_by_roster(cohort_id: int, rows: Sequence[Row], now: datetime) -> int:
    """Into the cohort with every row that has no problem now; all of them or, where anything fails, none.

    Who has no account gets one without a password, and a mail that says how to set it. Who has one is told that they
    were added. Returns how many were added.
    """
    # All cohorts of the course are held, so that two rosters at once do not both take the same learner.
    held = Cohort.objects.select_for_update(of=("self",)).filter(course__cohorts=cohort_id).order_by("pk")
    cohort = next(row for row in held if row.pk == cohort_id)
    course = Course.objects.only("slug", "edition", "title").get(pk=cohort.course_id)
    found = good(judged(rows, problems_of(cohort, [row.address for row in rows])))
    # In one order, so that rosters of two courses do not wait for each other's accounts.
    names = {row.address: name_of(row) for row in sorted(found, key=lambda row: row.address)}
    addresses = list(names)
    for start in range(0, len(addresses), CHUNK):
        _add(cohort, course, {address: names[address] for address in addresses[start : start + CHUNK]}, now)
    return len(names)


def _add(cohort: Cohort, course: Course, names: Mapping[str, str], now: datetime) -> None:
    made = register_invited(names)
    people = {person.email: person for person in User.objects.filter(email__in=names).order_by("email")}
    ids = [person.pk for person in people.values()]
    enrolments = Enrolment.objects.filter(course=course, user__in=ids)
    enrolments.filter(left_at__isnull=False).update(left_at=None)
    fresh = [Enrolment(user_id=pk, course=course, enrolled_at=now) for pk in ids]
    Enrolment.objects.bulk_create(fresh, ignore_conflicts=True)
    study_ids = list(enrolments.order_by("pk").values_list("pk", flat=True))
    Study.objects.bulk_create([Study(pk=pk, last_active_at=now) for pk in study_ids], ignore_conflicts=True)
    rows = Study.objects.filter(pk__in=study_ids).select_related("plan")
    studies = list(rows.select_for_update(of=("self",)).order_by("pk"))
    most = usual_most_minutes(course, len(cohort.study_days))
    Study.objects.filter(pk__in=study_ids).update(cohort=cohort, most_minutes=most, last_active_at=now)
    follow_cohort(studies, cohort, now)
    invited = {address: invitation_letter(people[address], cohort, course) for address in people if address in made}
    added = {address: added_letter(people[address], cohort, course) for address in people if address not in made}
    for purpose, letters in ((INVITED, invited), (ADDED, added)):
        post_messages(purpose, f"cohort {cohort.pk}", letters)
