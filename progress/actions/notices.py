"""Making notices. A notice is unique on enrolment, kind and occasion: what was made once is never made again, however
often this runs, by however many at once, or killed half-way."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import takewhile

from django.db import transaction
from django.db.models import Case, DateTimeField, Value, When

from curriculum.models import Course, Enrolment
from progress.models import Notice, Plan, Study, Watermark
from progress.models.notices import Kind
from progress.reminders import MARK_KEEPS, next_look, outside_quiet_hours
from progress.reports.desk import LEAN
from progress.reports.done import Done, done_by
from progress.reports.notices import OPTED_OUT, learner_of, notices_due, opted_out, quiet_hours_of
from progress.reports.standing import stand
from quizzes.models import Attempt, MarkChange

logger = logging.getLogger("epoch.reminders")

CHUNK = 1000
DAY = timedelta(days=1)
MARKS = "marks"
# Plans that the learner did not make.
BY_OTHERS = frozenset({Plan.Reason.COHORT, Plan.Reason.GIVEN})
# A mark is told once it has stood so long: an instructor who marks five essays makes one notice. No transaction is as
# long, so that no row can still come in with a number below those that were read.
SETTLED = timedelta(minutes=10)
# Whoever submitted so shortly before has seen the mark appear.
WATCHED = timedelta(minutes=10)
# The same for everybody in a zone with the same quiet hours.
_next_look, _mail_at = lru_cache(maxsize=256)(next_look), lru_cache(maxsize=256)(outside_quiet_hours)
# Of a study, its owner and its plan: what a look at it needs.
LOOKED_AT = (
    "last_active_at", "next_look_at",
    *(f"plan__{name}" for name in (
        "begins_on", "study_days", "daily_minutes", "pauses", "by_week", "settled", "reason", "made_at",
    )),
    "enrolment__course", "enrolment__left_at", "enrolment__user__time_zone", "enrolment__user__is_active",
    "enrolment__user__quiet_hours__from_hour", "enrolment__user__quiet_hours__to_hour",
)  # fmt: skip


def plan_reminders(now: datetime) -> int:
    """Look at everybody whose time has come, a chunk at a time; returns how many were looked at."""
    n_seen = last = 0
    while True:
        n_chunk, last = plan_chunk(now, last)
        n_seen += n_chunk
        if n_chunk < CHUNK:
            return n_seen


@transaction.atomic
def plan_chunk(now: datetime, after: int = 0) -> tuple[int, int]:
    """Make the notices of the next chunk by number; returns how many were looked at, and the last of them.

    Studies that others hold are left to them. Five queries and three for each course, however many learners.
    """
    rows = Study.objects.select_related("plan", "enrolment__user__quiet_hours").only(*LOOKED_AT)
    # By number and not by time: what has moved on would be stepped over again by every chunk.
    studies = list(rows.to_look_at(now).filter(pk__gt=after).order_by("pk").locked()[:CHUNK])
    if not studies:
        return 0, after
    courses = Course.objects.defer(*LEAN).in_bulk({study.enrolment.course_id for study in studies})
    learners: dict[int, list[int]] = {}
    for study in studies:
        learners.setdefault(study.enrolment.course_id, []).append(study.enrolment.user_id)
    done = {course: done_by(of_course, course) for course, of_course in learners.items()}
    unwanted = opted_out([study.enrolment.user_id for study in studies])
    made: list[Notice] = []
    for study in studies:
        enrolment = study.enrolment
        try:
            made += _look(study, courses[enrolment.course_id], done[enrolment.course_id][enrolment.user_id], now)
        except Exception:
            # One that cannot be looked at must not hold up the others: its turn is tomorrow again.
            logger.exception("study %d could not be looked at", study.pk)
            study.next_look_at = now + DAY
    for notice in made:
        if (notice.enrolment.user_id, notice.kind) in unwanted:
            notice.handled_at, notice.dropped = now, OPTED_OUT
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    _move_on(studies)
    return len(studies), studies[-1].pk


def _move_on(studies: Sequence[Study]) -> None:
    """One query: those of a zone are looked at next at the same moment, so that there are few moments. One more where
    somebody is put aside, since a CASE of nothing but NULL has no type."""
    by_moment: dict[datetime, list[int]] = {}
    aside = []
    for study in studies:
        if study.next_look_at is None:
            aside.append(study.pk)
        else:
            by_moment.setdefault(study.next_look_at, []).append(study.pk)
    if aside:
        Study.objects.filter(pk__in=aside).update(next_look_at=None)
    if by_moment:
        moments = [When(pk__in=ids, then=Value(moment, DateTimeField())) for moment, ids in by_moment.items()]
        moved = [pk for ids in by_moment.values() for pk in ids]
        Study.objects.filter(pk__in=moved).update(next_look_at=Case(*moments))


def _look(study: Study, course: Course, done: Done, now: datetime) -> list[Notice]:
    """The notices of one study, and when it is looked at next; never where its learner has left."""
    learner = learner_of(study.enrolment)
    if study.enrolment.left_at is not None:
        study.next_look_at = None
        return []
    zone, quiet = learner.zone, quiet_hours_of(learner)
    study.next_look_at = _next_look(now, zone, quiet)
    if not learner.is_active or course.retired_at is not None or study.plan is None:
        return []
    planned_on = study.plan.made_at.astimezone(zone).date() if study.plan.reason not in BY_OTHERS else None
    mail_at = _mail_at(now, zone, quiet)
    return [
        Notice(
            enrolment=study.enrolment,
            kind=due.kind.value,
            occasion=due.occasion,
            facts=due.facts,
            made_at=now,
            mail_at=mail_at,
            stale_at=due.stale_at,
        )
        for due in notices_due(stand(study, course, learner, done, now), learner, planned_on, now)
    ]


def announce_marks(now: datetime) -> int:
    """Make notices of marks that came while their learners did not look; returns how many changes were read."""
    n_seen = 0
    while True:
        n_chunk = announce_chunk(now)
        n_seen += n_chunk
        if n_chunk < CHUNK:
            return n_seen


@transaction.atomic
def announce_chunk(now: datetime) -> int:
    """Read the next changes of marks by number, as far as they have settled. One at a time, by the watermark."""
    Watermark.objects.get_or_create(name=MARKS)
    watermark = Watermark.objects.select_for_update().get(name=MARKS)
    rows = MarkChange.objects.filter(pk__gt=watermark.reached).order_by("pk").select_related("attempt__quiz")
    lean = rows.defer(*(f"attempt__quiz__{name}" for name in ("intro_html", "blueprint", "topics")))
    changes = list(takewhile(lambda change: change.made_at <= now - SETTLED, lean[:CHUNK]))
    if not changes:
        return 0
    watermark.reached = changes[-1].pk
    watermark.save(update_fields=["reached"])
    undone = _undone_untold(changes)
    told = {
        change.attempt_id: change
        for change in changes
        if _is_news(change) and change.made_at > now - MARK_KEEPS and (change.regrade_id, change.item_id) not in undone
    }
    # Where a later change has not settled yet, its turn comes.
    later = MarkChange.objects.filter(attempt__in=told, pk__gt=watermark.reached).values_list("attempt", flat=True)
    for attempt in set(later):
        del told[attempt]
    _announce(list(told.values()), now)
    return len(changes)


def _undone_untold(changes: Sequence[MarkChange]) -> set[tuple[int | None, int | None]]:
    """Of regrades, the answers whose mark was put back before its change had settled: nobody was told of either."""
    back = {
        (change.regrade_id, change.item_id): change.made_at
        for change in changes
        if change.kind == MarkChange.Kind.TAKEN_BACK
    }
    made = MarkChange.objects.filter(
        kind=MarkChange.Kind.REGRADED,
        regrade__in={regrade for regrade, _ in back},
        item__in={item for _, item in back},
    )
    found = made.values_list("regrade", "item", "made_at") if back else ()
    return {
        (regrade, item)
        for regrade, item, made_at in found
        if (regrade, item) in back and back[regrade, item] - made_at < SETTLED
    }


def _is_news(change: MarkChange) -> bool:
    """A whole mark, in the making of which its learner did not look on: by hand, again, late, or as time ran out."""
    attempt = change.attempt
    if attempt.state != Attempt.State.GRADED or attempt.n_waiting:
        return False
    if change.kind not in {MarkChange.Kind.GRADED, MarkChange.Kind.ANEW}:
        return True
    return attempt.submitted_at is None or change.made_at - attempt.submitted_at > WATCHED


def _announce(changes: Sequence[MarkChange], now: datetime) -> None:
    pairs = {(change.attempt.learner_id, change.attempt.quiz.course_id) for change in changes}
    rows = (
        Enrolment.objects.active()
        .select_related("user__quiet_hours")
        .filter(user__in={user for user, _ in pairs}, course__in={course for _, course in pairs})
    )
    enrolments = {(row.user_id, row.course_id): row for row in rows}
    unwanted = opted_out([user for user, _ in pairs])
    made = []
    for change in changes:
        attempt = change.attempt
        enrolment = enrolments.get((attempt.learner_id, attempt.quiz.course_id))
        if enrolment is None:
            continue
        learner = learner_of(enrolment)
        is_unwanted = (learner.pk, Kind.MARKED.value) in unwanted
        made.append(
            Notice(
                enrolment=enrolment,
                kind=Kind.MARKED,
                occasion=f"{attempt.pk}-{change.pk}",
                facts={"quiz": attempt.quiz.slug, "title": attempt.quiz.title, "number": attempt.number},
                made_at=now,
                mail_at=outside_quiet_hours(now, learner.zone, quiet_hours_of(learner)),
                stale_at=change.made_at + MARK_KEEPS,
                handled_at=now if is_unwanted else None,
                dropped=OPTED_OUT if is_unwanted else "",
            )
        )
    Notice.objects.bulk_create(made, ignore_conflicts=True)
