"""The crowd, a chunk at a time: each is one transaction, so that whoever is there is there with all that is theirs."""

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from curriculum.models import Course
from progress import codes, pacing
from progress.actions.crowd.cohorts import Group, group_of, seed_cohorts
from progress.actions.crowd.people import DOMAIN, Person, address, person
from progress.actions.crowd.tables import Tables
from progress.actions.crowd.telling import next_look, tell
from progress.actions.crowd.walk import Walk, Walker
from progress.actions.crowd.way import Way, way_through
from progress.actions.study import usual_most_minutes
from progress.models import Plan
from progress.models.study import fields_of
from progress.reports.outline import outline_of

CHUNK = 1_000
DAY = timedelta(days=1)
# Who studies alone joined within so many days, and studies on these days.
JOINED = 90.0
STUDY_DAYS = ("01234", "01234", "01234", "0123456", "024", "56", "135")
# Of those who stopped, who said so and left.
LEAVES = 0.04


@dataclass(frozen=True)
class World:
    """What all of them share."""

    way: Way
    groups: Sequence[Group]
    instructor_id: int
    now: datetime


def seed_crowd(course: Course, n_learners: int, instructor_id: int, now: datetime) -> Iterator[int]:
    """Make learners 1 to n with all that they did. Who is there already stays as they are. Yields how many are done."""
    there = set(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    missing = [number for number in range(1, n_learners + 1) if address(number) not in there]
    if not missing:
        return
    world = World(way_through(course, now), seed_cohorts(course, instructor_id, now), instructor_id, now)
    done = n_learners - len(missing)
    for start in range(0, len(missing), CHUNK):
        chunk = missing[start : start + CHUNK]
        seed_chunk(world, chunk)
        done += len(chunk)
        yield done


@transaction.atomic
def seed_chunk(world: World, numbers: Iterable[int]) -> None:
    tables = Tables(world.instructor_id, world.now)
    for number in numbers:
        _live(world, tables, person(number))
    tables.write()


def _live(world: World, tables: Tables, who: Person) -> None:
    course, now = world.way.course, world.now
    group = group_of(world.groups, who.chance)
    joined_at = _joined_at(who, group, now)
    rule, most_minutes = _planned(who, group, course, joined_at)
    user_id, enrolment_id, plan_id = tables.users.new_id(), tables.enrolments.new_id(), tables.plans.new_id()
    walker = Walker(who, user_id, world.way, rule, joined_at, tables)
    walk = walker.go()
    left_at = None
    if walker.stopped and who.chance.random() < LEAVES:
        left_at = min(walk.last_at + who.chance.uniform(0, 9) * DAY, now)
    # No password opens the account.
    tables.users.add(user_id, who.email, who.name, who.time_zone, "!", joined_at, walk.last_at)
    tables.roles.add(user_id, tables.learners)
    tables.addresses.add(user_id, who.email, True, False)
    tables.enrolments.add(enrolment_id, user_id, course.pk, joined_at, left_at)
    fields = fields_of(rule)
    reason = Plan.Reason.COHORT if group else Plan.Reason.BEGUN
    tables.plans.add(
        plan_id, enrolment_id, 1, reason.value, rule.begins_on, fields["study_days"], rule.daily_minutes, joined_at
    )
    look_at = None if left_at else next_look(now, who.zone)
    tables.studies.add(enrolment_id, group.cohort_id if group else None, plan_id, most_minutes, walk.last_at, look_at)
    if left_at is None:
        tell(tables, who, enrolment_id, world.way, rule, walk, alone=group is None)
    if world.way.outline.parts and world.way.outline.keys <= walk.done.keys():
        _certify(world, tables, who, enrolment_id, walk)


def _joined_at(who: Person, group: Group | None, now: datetime) -> datetime:
    """Into a cohort some days before it begins, or a little late; alone, on any day."""
    if group is None:
        return now - who.chance.uniform(0.1, JOINED) * DAY
    begins = datetime.combine(group.rule.begins_on, now.timetz())
    return min(begins - who.chance.triangular(-3, 10, 2) * DAY, now - who.chance.uniform(0.1, 6) * DAY)


def _planned(who: Person, group: Group | None, course: Course, joined_at: datetime) -> tuple[pacing.Rule, int]:
    """The rule of their plan, and the minutes that they have on a study day: as `begin_study` makes them."""
    days = who.chance.choice(STUDY_DAYS)
    if group is not None:
        return group.rule, usual_most_minutes(course, len(group.rule.study_days))
    most = usual_most_minutes(course, len(days))
    usual = pacing.usual_minutes(outline_of(course).parts, len(days))
    begins_on = joined_at.astimezone(who.zone).date()
    return pacing.Rule(begins_on, frozenset(map(int, days)), min(usual, most)), most


def _certify(world: World, tables: Tables, who: Person, enrolment_id: int, walk: Walk) -> None:
    finished_at = max(walk.done[key] for key in world.way.outline.keys)
    tables.certificates.add(
        enrolment_id, codes.code_from(secrets.token_bytes(codes.N_BYTES)), who.name, world.way.course.title,
        json.dumps(world.way.statement), finished_at.astimezone(who.zone).date(),
        min(finished_at + who.chance.uniform(0, 2) * DAY, world.now),
    )  # fmt: skip
