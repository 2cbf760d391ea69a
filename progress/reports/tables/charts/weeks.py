"""Parts planned against parts done, week by week, summed over those who follow a plan."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Count, DateTimeField, F, Min, QuerySet
from django.db.models.functions import TruncWeek

from curriculum.models import Enrolment
from progress.models import LabResult, LessonRecord, Plan
from progress.outline import Kind
from progress.reports.outline import outline_of
from progress.reports.standing import due_dates
from progress.reports.tables.charts.learners import counted, enrolments, lessons_of
from progress.reports.tables.charts.plots import HEIGHT, Plot, Scale, line, people, point, ticks
from progress.reports.tables.marks import quizzes_of
from progress.reports.tables.report import Scope
from quizzes.models import Attempt

WEEK = timedelta(days=7)
# How far the picture reaches from this week: what came before stands in its first week.
BACK, AHEAD = 52 * WEEK, 26 * WEEK
RULED = ("begins_on", "study_days", "daily_minutes", "by_week", "pauses", "settled")
# So many kinds of plans are worked out for one picture; each is a few tenths of a millisecond.
MOST_PLANS = 3_000
Weekly = Mapping[date, int]


def draw(scope: Scope) -> list[Plot]:
    """Six queries, however many learners. Raises TooMany."""
    chosen = enrolments(scope).filter(left_at=None, study__plan__isnull=False)
    planned, n_left_out = _planned(scope, chosen)
    today = scope.now.astimezone(UTC).date()
    return [weeks(planned, _done(scope, chosen), today, n_left_out)]


def _planned(scope: Scope, chosen: QuerySet[Enrolment]) -> tuple[Weekly, int]:
    """By week the parts that fall due, and how many learners were left out for the number of different plans. A part
    without a day was done before the plan was made."""
    parts = [part.key for part in outline_of(scope.course).parts]
    names = [f"study__plan__{name}" for name in RULED]
    rules = chosen.order_by().values_list(*names).annotate(n=Count("pk")).order_by("-n", *names[:3])
    found: Counter[date] = Counter()
    n_left_out = 0
    for place, (*ruled, n) in enumerate(rules.iterator()):
        if place >= MOST_PLANS:
            n_left_out += n
            continue
        plan = Plan(**dict(zip(RULED, ruled, strict=True)))
        due = due_dates(scope.course, plan.rule)
        for key in parts:
            found[week_of(due.get(key, plan.begins_on))] += n
    return found, n_left_out


def _done(scope: Scope, chosen: QuerySet[Enrolment]) -> Weekly:
    """By week the parts that were done, of those that are taught."""
    taught = {part.key for part in outline_of(scope.course)}
    learners = chosen.values("user")
    slugs = {pk: f"{Kind.LESSON}:{slug}" for pk, slug in lessons_of(scope.course).items()}
    lessons = [pk for pk, key in slugs.items() if key in taught]
    labs = [part.slug for part in outline_of(scope.course) if part.kind is Kind.LAB]
    quizzes = [quiz.pk for quiz in quizzes_of(scope.course) if f"{Kind.QUIZ}:{quiz.slug}" in taught]
    read = LessonRecord.objects.filter(learner__in=learners, lesson__in=lessons, done_at__isnull=False)
    met = LabResult.objects.filter(learner__in=learners, course=scope.course.pk, lab__in=labs)
    passed = Attempt.objects.filter(learner__in=learners, quiz__in=quizzes, passed=True)
    # A quiz is done when it was passed first.
    firsts = passed.order_by().values(at=F("quiz"), by=F("learner")).annotate(week=_week(Min("finished_at")))
    found: Counter[date] = Counter()
    for week, n in (*_by_week(read, "done_at"), *_by_week(met, "met_at"), *counted(firsts, "week")):
        found[_monday(week)] += n
    return found


def _week(moment: Any) -> TruncWeek:
    return TruncWeek(moment, tzinfo=UTC, output_field=DateTimeField())


def _by_week(rows: QuerySet[Any], field: str) -> Iterable[tuple[datetime, int]]:
    yield from rows.order_by().annotate(week=_week(field)).values_list("week").annotate(n=Count("pk"))


def _monday(week: datetime | str) -> date:
    """As the database says it: SQLite in words, where Django does not read them."""
    return date.fromisoformat(week[:10]) if isinstance(week, str) else week.date()


def week_of(on: date) -> date:
    """Its Monday."""
    return on - timedelta(days=on.weekday())


def weeks(planned: Weekly, done: Weekly, today: date, n_left_out: int = 0) -> Plot:
    """Of what falls due and is done in each week."""
    this = week_of(today)
    edges = [*planned, *done, this]
    first, last = max(min(edges), this - BACK), min(max(*edges, min(edges) + WEEK), this + AHEAD)
    mondays = [first + WEEK * place for place in range((last - first) // WEEK + 1)]
    until_now = [monday for monday in mondays if monday <= this]
    planned_by, done_by = _added_up(planned, mondays), _added_up(done, until_now)
    scale = Scale.of(max(*planned_by, *done_by, 1))
    now = point(len(until_now) - 1, len(mondays))
    left_out = f"; not counting what is planned for {people(n_left_out)} with rare plans" if n_left_out else ""
    return Plot(
        title="",
        says=f"By the end of this week {planned_by[len(until_now) - 1]:,} parts were planned, and {done_by[-1]:,} are"
        f" done{left_out}",
        heads=("Week from Monday", "Planned by its end", "Done by its end"),
        rows=[
            (monday, n, done_by[place] if place < len(done_by) else None)
            for place, (monday, n) in enumerate(zip(mondays, planned_by, strict=True))
        ],
        ticks=ticks([f"{monday.day} {monday:%b}" for monday in mondays], centred=False, most=7),
        levels=scale.levels,
        keys=(("plan", "planned"), ("done", "done")),
        paths=(
            ("today", f"M{now} 6V{HEIGHT}"),
            ("plan", line(planned_by, len(mondays), scale)),
            ("done", line(done_by, len(mondays), scale)),
        ),
    )


def _added_up(weekly: Weekly, mondays: Sequence[date]) -> list[int]:
    """How many by the end of each of the weeks, with those of all weeks before."""
    before = sum(n for monday, n in weekly.items() if monday < mondays[0])
    found = list(accumulate((weekly.get(monday, 0) for monday in mondays), initial=before))
    return found[1:]
