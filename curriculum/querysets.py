"""Questions to the curriculum, in sentences."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.db.models import Count, Model, Prefetch, Q, QuerySet, Sum

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from curriculum import models

ModelT = TypeVar("ModelT", bound=Model)


class TaughtQuerySet(QuerySet[ModelT]):
    """Rows that may be retired: kept for what learners did with them, shown no more."""

    def taught(self) -> Self:
        return self.filter(retired_at__isnull=True)


class CourseQuerySet(TaughtQuerySet["models.Course"]):
    def overseen_by(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """The courses whose learners this person may see: all for who may oversee every course, else those taught."""
        # Permissions belong to people, whatever the class of this one is.
        if getattr(user, "is_active", False) and user.has_perm("curriculum.oversee_course"):  # type: ignore[union-attr]
            return self
        return self.filter(staff__user=user.pk)

    def editions(self) -> Self:
        """Those that are taught, without their texts: what a composed page is asked for by."""
        return self.taught().only("slug", "edition")


class AssetQuerySet(QuerySet["models.Asset"]):
    def without_bytes(self) -> Self:
        """With all that is known of each, but for the bytes of pictures."""
        return self.select_related("revision").defer("revision__content", "revision__text")


class EnrolmentQuerySet(QuerySet["models.Enrolment"]):
    def active(self) -> Self:
        return self.filter(left_at__isnull=True, course__retired_at__isnull=True)

    def of(self, user_id: int | None, course_id: int) -> Self:
        return self.active().filter(user=user_id, course=course_id)


class ModuleQuerySet(TaughtQuerySet["models.Module"]):
    def in_order(self) -> Self:
        return self.order_by("position")

    def with_totals(self) -> Self:
        """Adds `n_lessons` and `minutes` of the lessons that are taught."""
        taught = Q(lessons__retired_at__isnull=True)
        return self.annotate(
            n_lessons=Count("lessons", filter=taught), minutes=Sum("lessons__minutes", filter=taught, default=0)
        )

    def with_objectives(self, objectives: "QuerySet[models.Objective]") -> Self:
        """Adds `objective_list`."""
        return self.prefetch_related(Prefetch("objectives", objectives, to_attr="objective_list"))


class LessonQuerySet(TaughtQuerySet["models.Lesson"]):
    def in_order(self) -> Self:
        return self.order_by("module__position", "position")

    def listed(self) -> Self:
        """Without the bodies: what a list of lessons needs."""
        page = ("body_html", "headings", "slots")
        of_others = (f"{row}__{field}" for row in ("module", "module__course") for field in page)
        return self.select_related("module__course").defer(*page, "terms", *of_others)


class TermQuerySet(TaughtQuerySet["models.Term"]):
    def by_name(self) -> Self:
        return self.order_by("sort_name")
