"""What instructors say about one learner, or all of a cohort; a mistake stands beside its field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from progress import pacing
from progress.actions.dates import Dates
from progress.admin.cohort_form import FARTHEST, day_field
from quizzes.actions.reopen import LEAST_MINUTES, MOST_MINUTES
from quizzes.admin.attempts import AllowanceForm
from quizzes.models import Quiz

MOST_DAYS = 366


def reason_field() -> forms.CharField:
    return forms.CharField(
        label="Why, for the record",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "Say why, for the record."},
    )


class DatesForm(forms.Form):
    days = forms.IntegerField(
        label="Move all dates by so many days",
        required=False,
        min_value=-MOST_DAYS,
        max_value=MOST_DAYS,
        help_text="7 gives one week more; -7 takes one away.",
    )
    begins_on = day_field(label="Or begin on", required=False)
    daily_minutes = forms.IntegerField(
        label="Minutes on a study day",
        required=False,
        min_value=pacing.LEAST_MINUTES,
        max_value=pacing.MOST_MINUTES,
        help_text="Fewer minutes spread the work over more days.",
    )
    reason = reason_field()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        if not any(found.get(name) for name in ("days", "begins_on", "daily_minutes")):
            raise ValidationError("Say by how many days, from which day on, or how many minutes.")
        if found.get("days") and found.get("begins_on"):
            self.add_error("begins_on", "Either a number of days or a first day, not both.")
        elif found.get("begins_on") and abs(found["begins_on"] - timezone.now().date()) > FARTHEST:
            self.add_error("begins_on", "Choose a day within two years of today.")
        return found

    @property
    def dates(self) -> Dates:
        """Once it is valid."""
        found = self.cleaned_data
        return Dates(found["days"] or 0, found["begins_on"], found["daily_minutes"])


class GrantForm(AllowanceForm):
    """An allowance, for whoever the page is about."""

    reason = reason_field()

    class Meta(AllowanceForm.Meta):
        fields = ["quiz", "extra_minutes", "extra_attempts", "closes_at", "reason"]

    def __init__(self, *args: Any, course_id: int, **rest: Any) -> None:
        super().__init__(*args, **rest)
        quiz = self.fields["quiz"]
        assert isinstance(quiz, forms.ModelChoiceField)  # noqa: S101  (this tells the type checker)
        quiz.queryset = Quiz.objects.taught().filter(course=course_id).listed().in_order()

    def clean_closes_at(self) -> Any:
        moment = self.cleaned_data["closes_at"]
        if moment is not None and moment <= timezone.now():
            raise ValidationError("That moment has passed. Choose a later one.")
        return moment


class ReopenForm(forms.Form):
    minutes = forms.IntegerField(
        label="Minutes from now",
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
        help_text="What was left of its own time is not shortened.",
    )
    reason = reason_field()

    def __init__(self, *args: Any, has_limit: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not has_limit:
            del self.fields["minutes"]
