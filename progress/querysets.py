"""Questions to the records of progress, in sentences."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import connections
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from curriculum.models import Course
    from progress import models  # noqa: F401  (named in quotes below)


class CohortQuerySet(QuerySet["models.Cohort"]):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True, course__retired_at__isnull=True)

    def with_code(self, code: str) -> Self:
        """The one that the code opens; none where it is unknown, replaced or closed."""
        return self.open().filter(code=code)

    def overseen_by(self, courses: "QuerySet[Course]") -> Self:
        return self.filter(course__in=courses)


class StudyQuerySet(QuerySet["models.Study"]):
    def active(self) -> Self:
        """Of somebody who is enrolled still, in a course that is taught."""
        return self.filter(enrolment__left_at__isnull=True, enrolment__course__retired_at__isnull=True)

    def of(self, learner_id: int | None) -> Self:
        return self.active().filter(enrolment__user=learner_id)

    def with_plan(self) -> Self:
        return self.select_related("plan", "enrolment", "cohort")

    def to_look_at(self, now: datetime) -> Self:
        """Whose turn has come. Who left is among them, so that they are put aside and not met again."""
        return self.filter(next_look_at__lte=now)

    def locked(self) -> Self:
        """For this transaction alone; what another holds is left to it, where the database knows how."""
        if connections[self.db].features.has_select_for_update_skip_locked:
            return self.select_for_update(skip_locked=True, of=("self",))
        return self.select_for_update()


class PlanQuerySet(QuerySet["models.Plan"]):
    def of(self, study_id: int) -> Self:
        return self.filter(study=study_id)


class NoticeQuerySet(QuerySet["models.Notice"]):
    def of(self, learner_id: int | None) -> Self:
        return self.filter(enrolment__user=learner_id, enrolment__left_at__isnull=True)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def to_mail(self, now: datetime) -> Self:
        """Their time has come, and nobody has handled them."""
        return self.filter(handled_at__isnull=True, mail_at__lte=now)

    def locked(self) -> Self:
        """For this transaction alone; what another holds is left to it, where the database knows how."""
        if connections[self.db].features.has_select_for_update_skip_locked:
            return self.select_for_update(skip_locked=True, of=("self",))
        return self.select_for_update()


class ExportQuerySet(QuerySet["models.Export"]):
    def moving(self) -> Self:
        return self.filter(state__in=["waiting", "running"])

    def free(self, now: datetime) -> Self:
        """At which nobody is, or whose worker has not been heard of for too long."""
        return self.moving().filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now))

    def of(self, user_id: int | None) -> Self:
        return self.filter(by=user_id)
