"""What those who are behind were told the last time that somebody looked."""

import json
from datetime import datetime, timedelta
from functools import lru_cache

from progress import pacing, reminders
from progress.actions.crowd.people import Person
from progress.actions.crowd.tables import Tables
from progress.actions.crowd.walk import Walk
from progress.actions.crowd.way import Way
from progress.reminders import Facts
from progress.reports.standing import due_dates

# Nobody confirms the address of someone who does not exist, and so no mail goes out.
DROPPED = "address is not confirmed"
POSTED_AFTER = timedelta(minutes=1)
READ = 0.4
# The same for everybody in a zone.
next_look = lru_cache(maxsize=256)(reminders.next_look)


def tell(
    tables: Tables, person: Person, enrolment_id: int, way: Way, rule: pacing.Rule, walk: Walk, *, alone: bool
) -> None:
    """Notices as a look on one of the last mornings makes them; none of who kept pace. Whoever studies `alone` has
    made the plan on the day it begins."""
    looked_at = next_look(tables.now, person.zone) - timedelta(days=1 + person.chance.randrange(7))
    today = looked_at.astimezone(person.zone).date()
    due = due_dates(way.course, rule)
    done = {key: at for key, at in walk.done.items() if at < looked_at}
    pace = pacing.pace(way.outline.parts, due, done, today, rule.begins_on)
    if pace.standing is not pacing.Standing.BEHIND:
        return
    last_active_at = min(walk.last_at, looked_at)
    planned_on = rule.begins_on if alone else None
    facts = Facts(way.outline.parts, due, done, rule, pace, last_active_at, planned_on)
    for notice in reminders.notices(facts, looked_at, person.zone):
        tables.notices.add(
            enrolment_id, notice.kind.value, notice.occasion, json.dumps(notice.facts), looked_at, looked_at,
            notice.stale_at, looked_at + POSTED_AFTER, DROPPED, _read_at(person, looked_at, tables.now),
        )  # fmt: skip


def _read_at(person: Person, looked_at: datetime, now: datetime) -> datetime | None:
    read_at = looked_at + timedelta(hours=person.chance.uniform(0.1, 30))
    return read_at if read_at < now and person.chance.random() < READ else None
