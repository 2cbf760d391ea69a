"""Answers that wait for a person, or that a person marked: the rubric beside the answer, and points to give."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from quizzes.actions.attempts import Refused
from quizzes.actions.by_hand import mark_by_hand
from quizzes.admin.fence import FencedAdmin, QuizFilter
from quizzes.models import Attempt, AttemptItem
from quizzes.pages.answers import in_words, trusted


class OutcomeFilter(admin.SimpleListFilter):
    title = parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "All answers"), *AttemptItem.Outcome.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What waits, unless something else is asked for."""
        if self.value() == "all":
            return queryset
        known = self.value() in AttemptItem.Outcome.values
        return queryset.filter(outcome=self.value() if known else AttemptItem.Outcome.WAITING)


class OfQuiz(QuizFilter):
    path = "attempt__quiz"


class MarkForm(forms.ModelForm):  # type: ignore[type-arg]
    reason = forms.CharField(
        max_length=300, required=False, help_text="Why a mark that was given before changes; kept with the change."
    )

    class Meta:
        model = AttemptItem
        fields = ["points", "comment"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        points = cleaned.get("points")
        if "points" not in self.errors and (points is None or not 0 <= points <= self.instance.possible):
            self.add_error("points", f"Give from 0 to {self.instance.possible} points.")
        if self.initial.get("points") is not None and "points" in self.changed_data and not cleaned.get("reason"):
            raise ValidationError("Say why the mark changes.")
        return cleaned


@admin.register(AttemptItem)
class EssayAdmin(FencedAdmin):
    """Opens on the answers that wait, oldest first."""

    course_path = "attempt__quiz__course"
    form = MarkForm
    deferred = ("version__shown", "version__key")
    list_display = ["quiz", "learner", "attempt", "question", "outcome", "points", "possible", "finished"]
    list_select_related = ("attempt__quiz", "attempt__learner", "version__question")
    list_filter = [OfQuiz, OutcomeFilter]
    search_fields = ["attempt__learner__email", "attempt__learner__display_name", "version__title"]
    ordering = ["attempt__finished_at", "position"]
    readonly_fields = ["stem", "answer", "rubric", "model_answer", "possible"]
    fields = ["stem", "answer", "rubric", "model_answer", "possible", "points", "comment", "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(attempt__state=Attempt.State.GRADED)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "change", obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = form.cleaned_data
        try:
            mark_by_hand(
                obj.pk,
                given["points"],
                comment=given["comment"],
                reason=given["reason"],
                by_id=request.user.pk,
                now=timezone.now(),
            )
        except Refused as reason:
            self.message_user(request, str(reason), level="ERROR")

    def quiz(self, obj: AttemptItem) -> str:
        return str(obj.attempt.quiz)

    def learner(self, obj: AttemptItem) -> str:
        return str(obj.attempt.learner)

    def question(self, obj: AttemptItem) -> str:
        return obj.version.title

    @admin.display(ordering="attempt__finished_at")
    def finished(self, obj: AttemptItem) -> Any:
        return obj.attempt.finished_at

    def stem(self, obj: AttemptItem) -> SafeString:
        return trusted(obj.version.shown["stem"])

    def answer(self, obj: AttemptItem) -> SafeString:
        return in_words(obj.version.shown, obj.response)

    def rubric(self, obj: AttemptItem) -> SafeString:
        """Its points are shared out over those that the question has."""
        rows = obj.version.key.get("rubric", [])
        if not rows:
            return trusted("–")
        total = sum(row["points"] for row in rows)
        lines = ((trusted(row["html"]), row["points"], total) for row in rows)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} ({} of {})</li>", lines))

    def model_answer(self, obj: AttemptItem) -> SafeString:
        return trusted(obj.version.key.get("model", "") or "–")
