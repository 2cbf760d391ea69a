"""What instructors say about a cohort; a mistake stands beside its field."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import time_zones
from progress import pacing
from progress.forms import DaysField
from progress.models import Cohort
from progress.models.study import rule_of

FARTHEST = timedelta(days=2 * 365 + 1)
PAUSE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:–|-|to|,)\s*(\d{4}-\d{2}-\d{2}))?", re.ASCII)
DAY = "Write the day as 2026-12-31."


def day_field(**rest: Any) -> forms.DateField:
    """The browser's own field for a day: the admin's needs a script that sets styles inline."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], error_messages={"invalid": DAY}, **rest)


class PausesField(forms.CharField):
    """A pause on each line, kept as pairs of ISO dates."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(first if first == last else f"{first} to {last}" for first, last in value)

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines()]
        found = [_pause(number, line) for number, line in enumerate(lines, 1) if line]
        if len(found) > pacing.MOST_PAUSES:
            raise ValidationError(f"A cohort has at most {pacing.MOST_PAUSES} pauses.")
        return [[first.isoformat(), last.isoformat()] for first, last in sorted(found)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


class CohortForm(forms.ModelForm):  # type: ignore[type-arg]
    begins_on = day_field(label="Begins on")
    study_days = DaysField(label="Study days", initial=list("01234"))
    daily_minutes = forms.IntegerField(
        label="Minutes on a study day", min_value=pacing.LEAST_MINUTES, max_value=pacing.MOST_MINUTES, initial=60
    )
    time_zone = forms.CharField(
        max_length=64,
        initial="UTC",
        help_text="Such as Europe/Berlin. The last day for joining ends by it; due dates end by each learner's clock.",
    )
    joining_ends_on = day_field(
        label="Last day for joining", required=False, help_text="The join link works until the end of this day."
    )
    pauses = PausesField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
        help_text="Days on which nothing is planned, a pause on each line: 2026-12-21 to 2027-01-03.",
    )

    class Meta:
        model = Cohort
        fields = [
            "course",
            "name",
            "begins_on",
            "study_days",
            "daily_minutes",
            "time_zone",
            "pauses",
            "joining_ends_on",
        ]

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        # As the row was before the form wrote to it.
        self.before = rule_of(self.instance) if self.instance.pk else None
        if self.instance.pk:
            self.initial["study_days"] = list(self.instance.study_days)

    @property
    def moves_dates(self) -> bool:
        """Once it is valid: whether due dates change of a cohort that is there already."""
        return self.before is not None and rule_of(self.instance) != self.before

    @property
    def changes(self) -> Mapping[str, Any]:
        return {name: self.cleaned_data[name] for name in self.cleaned_data if name != "course"}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not name.isprintable():
            raise ValidationError("The name holds a control character.")
        return name

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"])
        if name not in time_zones():
            raise ValidationError("This is not a time zone; write one such as Europe/Berlin.")
        return name

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        today = timezone.now().astimezone(ZoneInfo(found.get("time_zone", "UTC"))).date()
        for name in ("begins_on", "joining_ends_on"):
            day = found.get(name)
            if day is not None and name in self.changed_data and abs(day - today) > FARTHEST:
                self.add_error(name, "Choose a day within two years of today.")
        course_id = self.instance.course_id or getattr(found.get("course"), "pk", None)
        others = Cohort.objects.filter(course=course_id, name=found.get("name")).exclude(pk=self.instance.pk)
        if "name" in found and others.exists():
            self.add_error("name", "The course has a cohort of this name already.")
        return found


def _pause(number: int, line: str) -> tuple[date, date]:
    matched = PAUSE.fullmatch(line)
    try:
        first = date.fromisoformat(matched[1] if matched else "")
        last = date.fromisoformat(matched[2]) if matched and matched[2] else first
    except ValueError:
        raise ValidationError(f"Line {number}: write a pause as 2026-12-21 to 2027-01-03.") from None
    if min(first, last) < pacing.EARLIEST or max(first, last) > pacing.LATEST:
        raise ValidationError(f"Line {number}: a pause lies between {pacing.EARLIEST} and {pacing.LATEST}.")
    if last < first:
        raise ValidationError(f"Line {number}: a pause ends no earlier than it begins.")
    if (last - first).days >= pacing.LONGEST_PAUSE:
        raise ValidationError(f"Line {number}: a pause lasts a year at most.")
    return first, last
