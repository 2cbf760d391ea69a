"""Attempts are read; allowances are granted and taken back, never changed."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from quizzes.actions.allowances import grant_allowance, withdraw_allowance
from quizzes.admin.fence import FencedAdmin, QuizFilter, courses_of
from quizzes.admin.learners import LearnerField, learners_of
from quizzes.models import Allowance, Attempt, AttemptItem, Quiz


class StateFilter(admin.SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Attempt.State.choices, ("failing", "Marking fails")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "failing":
            return queryset.exclude(failure="")
        return queryset.filter(state=self.value()) if self.value() in Attempt.State.values else queryset


class ItemInline(admin.TabularInline):  # type: ignore[type-arg]
    model = AttemptItem
    fields = ("position", "version", "response", "outcome", "points", "possible", "saved_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AttemptItem]:
        rows = super().get_queryset(request).select_related("version__question")
        return rows.defer("version__shown", "version__key")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("quizzes.view_attempt")


@admin.register(Attempt)
class AttemptAdmin(FencedAdmin):
    course_path = "quiz__course"
    deferred: ClassVar[tuple[str, ...]] = ("quiz__intro_html", "quiz__blueprint")
    list_display = ["learner", "quiz", "number", "state", "points", "possible", "passed", "started_at", "failure"]
    list_select_related = ("learner", "quiz")
    list_filter = [QuizFilter, StateFilter]
    search_fields = ["learner__email", "learner__display_name"]
    exclude = ["seed"]
    # As they began, and by the key: the table has no index by time.
    ordering = ["-pk"]
    inlines = [ItemInline]


class AllowanceForm(forms.ModelForm):  # type: ignore[type-arg]
    # The browser's own field for a moment: the admin's two have no labels, and their script sets styles inline.
    closes_at = forms.DateTimeField(
        required=False,
        label="Open until",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="In UTC. From then on no attempt can begin, and one in progress ends.",
    )

    class Meta:
        model = Allowance
        fields = ["learner", "quiz", "extra_minutes", "extra_attempts", "closes_at", "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("extra_minutes", "extra_attempts", "closes_at")):
            raise ValidationError("Grant minutes, attempts or a date.")
        return cleaned


@admin.register(Allowance)
class AllowanceAdmin(FencedAdmin):
    course_path = "quiz__course"
    form = AllowanceForm
    list_display = ["learner", "quiz", "extra_minutes", "extra_attempts", "closes_at", "granted_at", "withdrawn_at"]
    list_select_related = ("learner", "quiz")
    list_filter = [QuizFilter]
    search_fields = ["learner__email", "learner__display_name", "reason"]
    actions = ["withdraw"]  # type: ignore[assignment]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "add")

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """Only quizzes and learners behind the fence can be named."""
        if db_field.name == "learner":
            return LearnerField(learners_of(request), help_text="The address that the learner signs in with.")
        if db_field.name == "quiz":
            quizzes = Quiz.objects.taught().filter(course__in=courses_of(request.user))
            kwargs["queryset"] = quizzes.defer("intro_html").order_by("title")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        grant_allowance(obj, by_id=request.user.pk, now=timezone.now())

    @admin.action(description="Take back (an attempt in progress keeps its time)", permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Allowance]) -> None:
        now = timezone.now()
        taken = sum(withdraw_allowance(row.pk, by_id=request.user.pk, now=now) for row in queryset)
        messages.success(request, f"{taken} taken back.")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "add")
