"""What was changed for learners by staff: one list of what stands in several tables, newest first.

Nothing is copied for it: dates are in `DateChange`, what was granted in `Allowance`, attempts in `Reopening`, marks in
`MarkChange`. What was done for many at one moment is one line.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from curriculum.models import Course
from progress.models import Cohort, DateChange, Study
from progress.reports.cohorts import members
from quizzes.models import Allowance, MarkChange, Reopening

PAGE = 50
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
UNREAD = tuple(f"attempt__quiz__{name}" for name in ("intro_html", "blueprint", "topics"))
HAND = (MarkChange.Kind.BY_HAND, MarkChange.Kind.REGRADED, MarkChange.Kind.TAKEN_BACK)


@dataclass(frozen=True)
class Change:
    """Who changed what, for whom, when, from what to what, and why."""

    at: datetime
    by: str
    what: str
    whom: str
    old: str
    new: str
    why: str


@dataclass(frozen=True)
class Log:
    """A page; `before` is where the next one begins, None on the last."""

    changes: list[Change]
    before: datetime | None


def cohort_log(cohort: Cohort, course: Course, before: datetime | None = None) -> Log:
    """Of the cohort, and of those who are in it now. Four queries."""
    dates = DateChange.objects.filter(Q(cohort=cohort) | Q(study__in=members(cohort)))
    return _log(course, dates, members(cohort).values("enrolment__user"), before, [])


def learner_log(study: Study, course: Course, before: datetime | None = None) -> Log:
    """Of one learner, with the cohort's dates and with marks that a person changed. Five queries."""
    dates = DateChange.objects.filter(Q(study=study) | Q(cohort=study.cohort_id, cohort__isnull=False))
    marks = MarkChange.objects.filter(attempt__learner=study.enrolment.user_id, attempt__quiz__course=course)
    by_hand = (
        marks.filter(kind__in=HAND).select_related("by", "attempt__learner", "attempt__quiz", "item").defer(*UNREAD)
    )
    return _log(course, dates, [study.enrolment.user_id], before, [(by_hand, "made_at", _of_mark)])


def _log(course: Course, dates: QuerySet[Any], learners: Any, before: datetime | None, more: list[Any]) -> Log:
    granted = Allowance.objects.filter(learner__in=learners, quiz__course=course)
    # What was taken back as it was granted belongs to a reopening, which tells of it.
    lasting = granted.filter(~Q(withdrawn_at=F("granted_at")) | Q(withdrawn_at=None))
    sources: list[tuple[QuerySet[Any], str, Callable[[Any], Change]]] = [
        (dates.select_related("by", "cohort", "study__enrolment__user"), "made_at", _of_dates),
        (_together(lasting, "granted"), "granted_at", _of_grant),
        (_together(lasting.filter(withdrawn_at__isnull=False), "withdrawn"), "withdrawn_at", _of_withdrawal),
        (
            Reopening.objects.filter(attempt__learner__in=learners, attempt__quiz__course=course)
            .select_related("by", "attempt__learner", "attempt__quiz", "mark")
            .defer("before", *UNREAD),
            "made_at",
            _of_reopening,
        ),
        *more,
    ]
    found: list[Change] = []
    for rows, moment, read in sources:
        since = rows.filter(**{f"{moment}__lt": before}) if before else rows
        found += map(read, since.order_by(f"-{moment}")[: PAGE + 1])
    found.sort(key=lambda change: change.at, reverse=True)
    if len(found) <= PAGE:
        return Log(found, None)
    # What has the same moment stays together, since the next page begins before it.
    last = found[PAGE - 1].at
    shown = [change for change in found if change.at >= last]
    return Log(shown, last if len(found) > len(shown) else None)


def _together(rows: QuerySet[Allowance], what: str) -> QuerySet[Any]:
    """What was granted, or taken back, to several learners at one moment, as one row."""
    alike = ("quiz__title", "extra_minutes", "extra_attempts", "closes_at", "reason", f"{what}_at")
    rows = rows.order_by().values(*alike, who=F(f"{what}_by__display_name"))
    return rows.annotate(n=Count("pk"), whom=Max("learner__display_name"))


def _of_dates(row: DateChange) -> Change:
    old, new = difference(row.old, row.new)
    if row.cohort is not None:
        whom = f"the cohort {row.cohort} ({_learners(row.n_learners)})"
    else:
        assert row.study is not None  # noqa: S101  (the table holds one of the two)
        whom = str(row.study.enrolment.user)
    return Change(row.made_at, str(row.by or ""), "Dates", whom, old, new, row.reason)


def _of_grant(row: Mapping[str, Any]) -> Change:
    return Change(row["granted_at"], row["who"] or "", row["quiz__title"], _whom(row), "", given(row), row["reason"])


def _of_withdrawal(row: Mapping[str, Any]) -> Change:
    what = f"{row['quiz__title']}: taken back"
    return Change(row["withdrawn_at"], row["who"] or "", what, _whom(row), given(row), "", "")


def _of_reopening(row: Reopening) -> Change:
    attempt = row.attempt
    until = f"open until {row.ends_at:%-d %B %Y, %H:%M} UTC" if row.ends_at else "open"
    what = f"{attempt.quiz}, attempt {attempt.number}: reopened"
    new = f"{until}, then {row.mark.new_points} points" if row.mark else until
    return Change(row.made_at, str(row.by or ""), what, str(attempt.learner), f"{row.points} points", new, row.reason)


def _of_mark(row: MarkChange) -> Change:
    attempt = row.attempt
    question = f", question {row.item.position}" if row.item else ""
    what = f"{attempt.quiz}, attempt {attempt.number}{question}: {row.get_kind_display().lower()}"
    old = "" if row.old_points is None else f"{row.old_points} points"
    return Change(
        row.made_at, str(row.by or ""), what, str(attempt.learner), old, f"{row.new_points} points", row.reason
    )


def _whom(row: Mapping[str, Any]) -> str:
    return str(row["whom"]) if row["n"] == 1 else _learners(row["n"])


def _learners(n: int) -> str:
    return "1 learner" if n == 1 else f"{n} learners"


def given(row: Mapping[str, Any]) -> str:
    """What an allowance gives, in words."""
    found = []
    if row["extra_minutes"]:
        found.append(f"{row['extra_minutes']} more minutes")
    if row["extra_attempts"]:
        found.append("1 more attempt" if row["extra_attempts"] == 1 else f"{row['extra_attempts']} more attempts")
    if row["closes_at"]:
        found.append(f"open until {row['closes_at']:%-d %B %Y, %H:%M} UTC")
    return ", ".join(found)


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str]:
    """What differs between two rules as they are kept, in words; all of the new one where there was none before."""
    changed = [name for name in new if old.get(name) != new[name]]
    return tuple(", ".join(_in_words(rule, changed)) for rule in (old, new))  # type: ignore[return-value]


def _in_words(rule: Mapping[str, Any], names: list[str]) -> Iterator[str]:
    for name in names:
        if name not in rule:
            continue
        value = rule[name]
        if name == "begins_on":
            yield f"begins {date.fromisoformat(value):%-d %B %Y}"
        elif name == "daily_minutes":
            yield f"{value} minutes a day"
        elif name == "study_days":
            yield " ".join(WEEKDAYS[int(day)] for day in value)
        elif name == "pauses":
            yield "pauses " + "; ".join(f"{first} to {last}" for first, last in value) if value else "no pauses"
