"""Where a cohort stops reading: for each lesson who opened it, who finished it, and whom nobody saw again after it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from curriculum.models import Course
from progress.models import Cohort, LessonRecord, Study
from progress.outline import Kind, Part
from progress.reports.cohorts import members
from progress.reports.outline import outline_of


@dataclass(frozen=True)
class LessonFlow:
    """`n_stopped` of the cohort read this lesson last, and are silent since."""

    lesson: Part
    n_opened: int
    n_done: int
    n_stopped: int


@dataclass(frozen=True)
class Dropout:
    """`n_never` are silent and have opened no lesson that is taught."""

    lessons: Sequence[LessonFlow]
    n_learners: int
    n_never: int

    @property
    def scale(self) -> int:
        """How wide the whole cohort is drawn."""
        return max(self.n_learners, 1)


def dropout_of(cohort: Cohort, course: Course, silent_ids: Collection[int]) -> Dropout:
    """`silent_ids` are the studies of who is silent. Three queries, however many learners and lessons."""
    records = LessonRecord.objects.filter(
        learner__in=members(cohort).values("enrolment__user"), lesson__module__course=course
    )
    counted = records.order_by().values_list("lesson__slug").annotate(Count("pk"), Count("done_at"))
    counts = {slug: (n_opened, n_done) for slug, n_opened, n_done in counted}
    last = (
        LessonRecord.objects.filter(
            learner=OuterRef("enrolment__user"), lesson__module__course=course, lesson__retired_at=None
        )
        .order_by("-read_at", "-pk")
        .values("lesson__slug")[:1]
    )
    silent = Study.objects.filter(pk__in=silent_ids)
    stopped = Counter(silent.annotate(last=Subquery(last)).values_list("last", flat=True))
    lessons = [
        LessonFlow(part, *counts.get(part.slug, (0, 0)), stopped.get(part.slug, 0))
        for part in outline_of(course)
        if part.kind is Kind.LESSON
    ]
    return Dropout(lessons, members(cohort).count(), stopped.get(None, 0))
