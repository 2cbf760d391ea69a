"""A field that names a learner, of those behind the fence."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from curriculum.models import Enrolment
from quizzes.admin.fence import courses_of

LONGEST = 254


def learners_of(request: HttpRequest) -> QuerySet[User]:
    """Whoever studies, or has studied, a course behind the fence."""
    studies = Enrolment.objects.filter(course__in=courses_of(request.user))
    return User.objects.filter(pk__in=studies.values("user"))


class LearnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """By the address that they sign in with: a list of everybody is no help, and the admin's pop-up shows only whoever
    may see all people. A link may name a learner by number."""

    widget = forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off", "spellcheck": "false"})
    default_error_messages = {"invalid_choice": "None of your learners signs in with this address."}

    def prepare_value(self, value: Any) -> Any:
        row = self._found(value)
        return row.email if row else value

    def to_python(self, value: Any) -> User | None:
        if value in self.empty_values:
            return None
        row = self._found(value)
        if row is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return row

    def _found(self, value: Any) -> User | None:
        text = str(getattr(value, "pk", value) or "").strip()
        if not text.isprintable() or len(text) > LONGEST:
            return None
        known = {"pk": text} if text.isascii() and text.isdigit() else {"email": text.lower()}
        return self.queryset.filter(**known).first() if self.queryset is not None else None
