"""The form in which an answer is marked: points for each criterion, or for the whole where there is no rubric."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.safestring import SafeString

from quizzes.actions.by_hand import Given, OnCriterion
from quizzes.comments import MOST_CHARACTERS, read_comment
from quizzes.grading import rubric_points
from quizzes.grading.rubric import STEP
from quizzes.models import AttemptItem, HandMark
from quizzes.pages.answers import trusted


class PointsField(forms.DecimalField):
    """Points from 0 to `most`; whatever is wrong with them is said in one sentence."""

    def __init__(self, most: Decimal, step: Decimal, label: str, sentence: str) -> None:
        self.sentence = sentence
        decimals = -int(step.as_tuple().exponent)
        super().__init__(min_value=0, max_value=most, decimal_places=decimals, step_size=step, label=label)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except (ValidationError, ValueError, ArithmeticError) as problem:
            # Django's look at the step makes a float of it, which not every number is.
            raise ValidationError(self.sentence) from problem


class CommentField(forms.CharField):
    def __init__(self, label: str, rows: int) -> None:
        attrs = {"rows": rows, "maxlength": MOST_CHARACTERS}
        super().__init__(required=False, label=label, strip=True, widget=forms.Textarea(attrs=attrs))

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace("\r\n", "\n")
        problems = read_comment(text).problems
        if problems:
            raise ValidationError(list(problems))
        return text


class MarkForm(forms.Form):
    """`seen` is what it was made from; it may be anything, since the action compares it and does not read it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, item: AttemptItem, seen: str, last: HandMark | None, sent: Mapping[str, Any] | None) -> None:
        self.item, self.last = item, last
        self.rubric: Sequence[Mapping[str, Any]] = item.key.get("rubric", ())
        super().__init__(sent, initial={"seen": seen, **self._before()}, auto_id="%s")
        for number, row in enumerate(self.rubric):
            most = Decimal(row["points"])
            sentence = f"Give from 0 to {most} points, in halves."
            self.fields[f"points-{number}"] = PointsField(most, STEP, "Points", sentence)
            self.fields[f"comment-{number}"] = CommentField("Comment on this criterion", 2)
        if not self.rubric:
            sentence = f"Give from 0 to {item.possible} points, with two decimals at most."
            self.fields["points"] = PointsField(item.possible, Decimal("0.01"), "Points", sentence)
        self.fields["comment"] = CommentField("Comment on the whole", 5)
        if self.is_correction:
            self.fields["reason"] = forms.CharField(
                required=False, max_length=300, label="Why the mark changes, for the record"
            )
        for name, field in self.fields.items():
            if self.is_bound and name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"{name}-errors"}

    @property
    def is_correction(self) -> bool:
        return self.item.points is not None

    def _before(self) -> dict[str, Any]:
        """What was given before, to go on from."""
        last = self.last
        if last is None:
            points = {} if self.rubric else {"points": self.item.points}
            return {**points, "comment": self.item.comment}
        found: dict[str, Any] = {"points": last.points, "comment": last.comment}
        for number, row in enumerate(last.criteria):
            found |= {f"points-{number}": row["points"], f"comment-{number}": row["comment"]}
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_correction and not self.errors:
            given = self.given
            if given.points != self.item.points and not cleaned.get("reason"):
                self.add_error("reason", "Say why the mark changes; it is kept with the change.")
        return cleaned

    @property
    def given(self) -> Given:
        """What was given, of a form without a mistake."""
        cleaned = self.cleaned_data
        criteria = [
            OnCriterion(cleaned[f"points-{number}"], cleaned[f"comment-{number}"]) for number in range(len(self.rubric))
        ]
        if not criteria:
            return Given(cleaned["points"], cleaned["comment"])
        most = [row["points"] for row in self.rubric]
        points = rubric_points([one.points for one in criteria], most, self.item.possible)
        return Given(points, cleaned["comment"], criteria)

    @property
    def criteria(self) -> Iterator[dict[str, Any]]:
        for number, row in enumerate(self.rubric):
            points, comment = self[f"points-{number}"], self[f"comment-{number}"]
            yield {
                "number": number + 1,
                "html": trusted(row["html"]),
                "most": row["points"],
                "points": points,
                "comment": comment,
                "preview": preview_of(comment),
            }

    @property
    def whole(self) -> dict[str, Any]:
        return {"comment": self["comment"], "preview": preview_of(self["comment"])}

    @property
    def total_of_rubric(self) -> int:
        return sum(row["points"] for row in self.rubric)

    @property
    def is_shared_out(self) -> bool:
        """Whether a point of the rubric is not a point of the question."""
        return self.total_of_rubric != self.item.possible


def preview_of(field: BoundField) -> SafeString:
    """The comment that stands in the field, as its learner will see it."""
    text = field.value()
    return trusted(read_comment(text).html if isinstance(text, str) else "")
