"""By when: cohorts, and each learner's plans. Due dates follow from a plan by `pacing`; they are not kept."""

from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from accounts.models import validate_time_zone
from curriculum.models import Course, Enrolment
from progress import pacing
from progress.querysets import CohortQuerySet, PlanQuerySet, StudyQuerySet

# Weekdays as digits, Monday 0, each once and in order.
is_days = RegexValidator(r"^0?1?2?3?4?5?6?$", "Weekdays are digits from 0 (Monday) to 6 (Sunday), each once.")
is_some = RegexValidator(r"^.", "Choose at least one study day.")
DAILY = [MinValueValidator(pacing.LEAST_MINUTES), MaxValueValidator(pacing.MOST_MINUTES)]


class Ruled(models.Model):
    """What due dates follow from (`pacing.Rule`). `pauses` are pairs of ISO dates, both days belonging to them."""

    begins_on = models.DateField()
    study_days = models.CharField(max_length=7, default="01234", validators=[is_days, is_some])
    daily_minutes = models.PositiveSmallIntegerField("minutes on a study day", validators=DAILY)
    pauses = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True


class Cohort(Ruled):
    """Learners who go through a course together, by dates that its instructors set.

    Whoever has the code may join. `time_zone` is the one that the cohort's dates are said in; each learner's day still
    ends by their own clock.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    code = models.CharField(max_length=32, unique=True, editable=False, help_text="what learners join with")
    joining_ends_on = models.DateField(null=True, blank=True, help_text="the last day on which the code works")
    made_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_on", "name"]
        constraints = [models.UniqueConstraint(fields=["course", "name"], name="cohort_named_once")]

    def __str__(self) -> str:
        return self.name


class CohortStaff(models.Model):
    """That an instructor of the course looks after this cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohorts_taught")

    class Meta:
        verbose_name = verbose_name_plural = "cohort staff"
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="cohort_staff_once")]

    def __str__(self) -> str:
        return f"{self.user_id} looks after {self.cohort_id}"


class Study(models.Model):
    """An enrolment as it is paced: alone or in a cohort, by the plan that is followed now.

    `next_look_at` is when reminders are planned next.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, primary_key=True, related_name="study")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="studies")
    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    most_minutes = models.PositiveSmallIntegerField(
        default=60, validators=DAILY, help_text="what the learner has on a study day"
    )
    last_active_at = models.DateTimeField()
    next_look_at = models.DateTimeField(null=True, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "studies"
        indexes = [models.Index(fields=["next_look_at", "enrolment"], name="study_to_look_at")]

    def __str__(self) -> str:
        return f"study {self.pk}"

    @property
    def is_enrolled(self) -> bool:
        """Of an enrolment that is at hand."""
        return self.enrolment.left_at is None


class Plan(Ruled):
    """A rule that due dates follow from, made once and never changed: a new plan takes its place."""

    class Reason(models.TextChoices):
        BEGUN = "begun", "Begun"
        CHANGED = "changed", "Other days or minutes"
        PAUSED = "paused", "A pause"
        SPREAD = "spread", "The rest spread out"
        MORE_DAYS = "more_days", "More study days"
        EXTENDED = "extended", "Extended"
        COHORT = "cohort", "Dates of the cohort"
        GIVEN = "given", "Dates given by an instructor"
        UNDONE = "undone", "Taken back"

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=Reason)
    by_week = models.BooleanField(default=True, help_text="no module begins before its week")
    # Keys of the parts that were done when the plan was made; they have no date in it.
    settled = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="plan_numbered_once"),
            models.CheckConstraint(condition=~Q(study_days=""), name="plan_has_study_days"),
        ]

    def __str__(self) -> str:
        return f"plan {self.number}"

    @cached_property
    def rule(self) -> pacing.Rule:
        return rule_of(self, by_week=self.by_week, settled=frozenset(self.settled))


def rule_of(row: Ruled, **rest: Any) -> pacing.Rule:
    return pacing.Rule(
        begins_on=row.begins_on,
        study_days=frozenset(map(int, row.study_days)),
        daily_minutes=row.daily_minutes,
        pauses=tuple(pacing.Pause(date.fromisoformat(first), date.fromisoformat(last)) for first, last in row.pauses),
        **rest,
    )


def fields_of(rule: pacing.Rule) -> dict[str, Any]:
    """The same, the other way: what the fields of `Ruled` hold for a rule."""
    return {
        "begins_on": rule.begins_on,
        "study_days": "".join(map(str, sorted(rule.study_days))),
        "daily_minutes": rule.daily_minutes,
        "pauses": [[pause.from_on.isoformat(), pause.to_on.isoformat()] for pause in rule.pauses],
    }


def kept_rule(rule: pacing.Rule) -> dict[str, Any]:
    """The same in JSON, for the record of what was changed."""
    return {**fields_of(rule), "begins_on": rule.begins_on.isoformat()}
