"""Questions to the curriculum, in sentences."""

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Count, Model, Prefetch, Q, QuerySet, Sum

if TYPE_CHECKING:
    from curriculum.models import Course, Objective

ModelT = TypeVar("ModelT", bound=Model)


class TaughtQuerySet(QuerySet[ModelT]):
    """Rows that may be retired: kept for what learners did with them, shown no more."""

    def taught(self) -> "TaughtQuerySet[ModelT]":
        return self.filter(retired_at__isnull=True)


class CourseQuerySet(TaughtQuerySet["Course"]):
    pass


class ModuleQuerySet(TaughtQuerySet["Module"]):
    def in_order(self) -> "ModuleQuerySet":
        return self.order_by("position")

    def with_totals(self) -> "ModuleQuerySet":
        """Adds `n_lessons` and `minutes` of the lessons that are taught."""
        taught = Q(lessons__retired_at__isnull=True)
        return self.annotate(n_lessons=Count("lessons", filter=taught), minutes=Sum("lessons__minutes", filter=taught))

    def with_objectives(self, objectives: "QuerySet[Objective]") -> "ModuleQuerySet":
        """Adds `objective_list`."""
        return self.prefetch_related(Prefetch("objectives", objectives, to_attr="objective_list"))


class LessonQuerySet(TaughtQuerySet["Lesson"]):
    def in_order(self) -> "LessonQuerySet":
        return self.order_by("module__position", "position")

    def of_course(self, course: "Course") -> "LessonQuerySet":
        return self.filter(module__course=course, module__retired_at__isnull=True)

    def listed(self) -> "LessonQuerySet":
        """Without the bodies: what a list of lessons needs."""
        return self.defer("body_html", "headings", "slots", "terms").select_related("module")


class TermQuerySet(TaughtQuerySet["Term"]):
    def by_name(self) -> "TermQuerySet":
        return self.order_by("sort_name")
