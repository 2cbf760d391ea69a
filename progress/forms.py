"""What a learner may say about their plan: when they begin, on which days they study and for how long, and pauses."""

from datetime import date, timedelta
from typing import Any

from django import forms

from progress import pacing
from progress.actions.study import DAYS
from progress.models.notices import Kind

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FARTHEST = timedelta(days=366)
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
MINUTES = f"A number from {pacing.LEAST_MINUTES} to {pacing.MOST_MINUTES}."


class DaysField(forms.MultipleChoiceField):
    """Weekdays, as the digits that a plan keeps."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **rest: Any) -> None:
        choices = [(str(number), name) for number, name in enumerate(WEEKDAYS)]
        super().__init__(choices=choices, error_messages={"required": "Choose at least one day."}, **rest)

    def clean(self, value: Any) -> str:
        return "".join(sorted(super().clean(value)))


class SaidForm(forms.Form):
    """Labels without a colon."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **rest})


class PlanForm(SaidForm):
    """Study days and what one has on each."""

    study_days = DaysField(label="I study on")
    most_minutes = forms.IntegerField(
        label="Minutes on a study day, at most",
        min_value=pacing.LEAST_MINUTES,
        max_value=pacing.MOST_MINUTES,
        step_size=pacing.STEP,
        help_text="In steps of five. The plan takes fewer where fewer will do.",
    )


class JoinForm(PlanForm):
    """The same, and when to begin; told from which day on by the learner's own clock."""

    TODAY, MONDAY, DATE = "today", "monday", "date"
    begins = forms.ChoiceField(
        label="I begin",
        choices=[(TODAY, "Today"), (MONDAY, "Next Monday"), (DATE, "On another day")],
        widget=forms.RadioSelect,
        initial=TODAY,
    )
    begins_on = forms.DateField(
        label="That day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Write the day as 2026-12-31."},
    )
    field_order = ["begins", "begins_on", "study_days", "most_minutes"]

    def __init__(self, *args: Any, today: date, minutes: int, **rest: Any) -> None:
        initial = {"study_days": list(DAYS), "most_minutes": minutes, "begins_on": today, "begins": self.TODAY}
        super().__init__(*args, **{"initial": initial, **rest})
        self.today = today

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        begins = found.get("begins")
        if begins == self.TODAY:
            found["begins_on"] = self.today
        elif begins == self.MONDAY:
            found["begins_on"] = self.today + timedelta(days=7 - self.today.weekday())
        elif begins == self.DATE and "begins_on" not in self.errors:
            self._check_day(found.get("begins_on"))
        return found

    def _check_day(self, day: date | None) -> None:
        if day is None:
            self.add_error("begins_on", "Name the day.")
        elif abs(day - self.today) > FARTHEST:
            self.add_error("begins_on", "Choose a day within a year of today.")


class PauseForm(SaidForm):
    """Days on which nothing is planned; both belong to it."""

    from_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    to_on = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.today = today

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("from_on"), found.get("to_on")
        if first and abs(first - self.today) > FARTHEST:
            self.add_error("from_on", "Choose a day within a year of today.")
        if first and last and last < first:
            self.add_error("to_on", "A pause ends no earlier than it begins.")
        elif first and last and (last - first).days >= pacing.LONGEST_PAUSE:
            self.add_error("to_on", "A pause lasts a year at most.")
        return found


class RemindersForm(forms.Form):
    """Which mails come, and the hours in which none does. Equal hours mean that they may come at any time."""

    kinds = forms.MultipleChoiceField(
        label="Mail me about", choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    from_hour = forms.TypedChoiceField(label="No mail from", choices=HOURS, coerce=int)
    to_hour = forms.TypedChoiceField(label="Mail again from", choices=HOURS, coerce=int)
