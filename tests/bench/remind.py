"""Learners whose turn to be reminded has come, and the planning for them in one process; prints what it saw as JSON.

python -m tests.bench.remind seed 100000
python -m tests.bench.remind plan 100000
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Any

import django
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

django.setup()

from accounts.models import User  # noqa: E402  (apps are ready only now)
from curriculum.models import Course, Enrolment, Lesson  # noqa: E402
from progress.actions import notices  # noqa: E402
from progress.models import LessonRecord, Notice, Plan, Study  # noqa: E402
from tests.bench.seed import COURSE  # noqa: E402

CHUNK = 2_000
ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe", "America/Santiago",
    "UTC", "Asia/Kolkata", "America/Los_Angeles", "Africa/Lagos",
)  # fmt: skip
DAYS, MINUTES = ("01234", "012345", "024"), (30, 45, 60)
# So many days ago the courses began, a few weeks apart.
BEGUN = (2, 9, 16, 23)


def main(words: list[str]) -> object:
    return {"seed": seed, "plan": plan}[words[0]](int(words[1]))


def seed(n: int) -> int:
    """Learners of the course by three dozen rules, in ten zones; with none to all of the first fifteen lessons done."""
    course, now = Course.objects.get(slug=COURSE), timezone.now()
    lessons = list(Lesson.objects.taught().filter(module__course=course).in_order())[:15]
    for start in range(0, n, CHUNK):
        places = range(start, min(start + CHUNK, n))
        people = User.objects.bulk_create(
            User(email=f"remind-{place}@example.org", password="!", time_zone=ZONES[place % len(ZONES)])
            for place in places
        )
        joined = [Enrolment(user=user, course=course, enrolled_at=now) for user in people]
        Enrolment.objects.bulk_create(joined)
        active = [now - timedelta(days=place % 12) for place in places]
        studies = [Study(enrolment=one, last_active_at=at) for one, at in zip(joined, active, strict=True)]
        Study.objects.bulk_create(studies)
        Plan.objects.bulk_create(_plan(study, place) for study, place in zip(studies, places, strict=True))
        records: list[LessonRecord] = []
        for user, place, at in zip(people, places, active, strict=True):
            fields: dict[str, Any] = {"opened_at": at, "read_at": at, "done_at": at}
            records += [LessonRecord(learner=user, lesson=one, **fields) for one in islice(lessons, place % 16)]
        LessonRecord.objects.bulk_create(records)
    Study.objects.filter(plan=None).update(
        plan=Subquery(Plan.objects.filter(study=OuterRef("pk")).values("pk")[:1]), next_look_at=now
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return n


def _plan(study: Study, place: int) -> Plan:
    now = timezone.now()
    begins_on = now.date() - timedelta(days=BEGUN[place % len(BEGUN)])
    kind = place // len(BEGUN)
    return Plan(
        study=study,
        number=1,
        reason=Plan.Reason.BEGUN,
        begins_on=begins_on,
        study_days=DAYS[kind % 3],
        daily_minutes=MINUTES[kind // 3 % 3],
        made_at=now - timedelta(days=30),
    )


def plan(n: int) -> dict[str, float]:
    """Raises RuntimeError unless all of them are looked at, and somebody is told something."""
    n_queries = 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal n_queries
        n_queries += 1
        return execute(*statement)

    before = Notice.objects.count()
    began = time.perf_counter()
    with connection.execute_wrapper(count):
        seen = notices.plan_reminders(timezone.now())
    seconds = time.perf_counter() - began
    made = Notice.objects.count() - before
    # The bench may have made a learner of its own who studies.
    if seen < n or not made:
        raise RuntimeError(f"{seen} of {n} were looked at, and {made} notices made")
    chunks = n // notices.CHUNK
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "mb": memory, "queries": n_queries / chunks, "notices": made}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
