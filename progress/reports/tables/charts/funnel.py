"""How many opened each lesson, and how many call it done."""

from django.db.models import Count

from progress.models import LessonRecord
from progress.outline import Kind
from progress.reports.outline import outline_of
from progress.reports.tables.charts.learners import enrolments, lessons_of
from progress.reports.tables.charts.plots import Plot, Scale, column, people, ticks
from progress.reports.tables.report import Scope


def draw(scope: Scope) -> list[Plot]:
    """Three queries. Raises TooMany."""
    chosen = enrolments(scope)
    slugs = lessons_of(scope.course)
    records = LessonRecord.objects.filter(learner__in=chosen.values("user"), lesson__in=slugs)
    counted = records.order_by().values_list("lesson").annotate(Count("pk"), Count("done_at"))
    counts = {slugs[lesson]: (n_opened, n_done) for lesson, n_opened, n_done in counted}
    lessons = [
        (part.title, *counts.get(part.slug, (0, 0))) for part in outline_of(scope.course) if part.kind is Kind.LESSON
    ]
    return [funnel(lessons, chosen.count())]


def funnel(lessons: list[tuple[str, int, int]], n_learners: int) -> Plot:
    """Of a title, how many opened it, and how many have done it; in order."""
    scale = Scale.of(max(n_learners, *(n for _, n, _ in lessons), 1) if lessons else max(n_learners, 1))
    bars = []
    for place, (_, n_opened, n_done) in enumerate(lessons):
        x, width = column(place, len(lessons))
        bars.append(scale.bar("opened", x + width * 0.1, width * 0.8, n_opened))
        bars.append(scale.bar("finished", x + width * 0.25, width * 0.5, n_done))
    told = "no lesson is taught"
    if lessons:
        (first, n_first, _), (last, _, n_last) = lessons[0], lessons[-1]
        told = f"{n_first:,} opened the first lesson, {first}, and {n_last:,} have done the last, {last}"
    return Plot(
        title="",
        says=f"Of {people(n_learners)}: {told}",
        heads=("Lesson", "Opened", "Done"),
        rows=[(f"{place}. {title}", *counts) for place, (title, *counts) in enumerate(lessons, 1)],
        ticks=ticks([str(place) for place in range(1, len(lessons) + 1)], centred=True),
        levels=scale.levels,
        keys=(("opened", "opened"), ("finished", "done")),
        bars=bars,
    )
