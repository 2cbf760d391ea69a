"""Cohorts: made and changed here, with a preview before dates move; closed, and given new codes."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.models import User
from curriculum.admin.fence import CourseFilter, FencedAdmin, courses_of, prefixed
from curriculum.models import Course
from progress.actions import cohorts as actions
from progress.admin.cohort_desk import desk_urls
from progress.admin.cohort_form import CohortForm
from progress.admin.roster import roster_page
from progress.models import Cohort, CohortStaff
from progress.models.study import rule_of
from progress.reports.cohorts import effect_of, may_be_joined, members, module_ends, with_numbers

# What the browser sends of the form's state, and not of its content.
NOT_SENT_ON = frozenset({"csrfmiddlewaretoken", "confirmed", "reason"})


class StaffInline(admin.TabularInline):  # type: ignore[type-arg]
    """Instructors of the course, and nobody else, look after its cohorts."""

    model = CohortStaff
    extra = 0
    verbose_name_plural = "Looked after by"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        people = formset.form.base_fields.get("user")
        if isinstance(people, ModelChoiceField):
            people.queryset = User.objects.filter(teaching__course=obj.course_id).order_by("display_name")
            for right in ("add", "change", "delete", "view"):
                setattr(people.widget, f"can_{right}_related", False)
        return formset


@admin.register(Cohort)
class CohortAdmin(FencedAdmin):
    deferred = prefixed("course")
    form = CohortForm
    inlines = [StaffInline]
    list_display = ["name", "desk", "course", "begins_on", "n_learners", "joining"]
    list_select_related = ("course",)
    list_filter = [CourseFilter]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_numbers(super().get_queryset(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "change", obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["course"] if obj else []

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else []

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "course":
            kwargs["queryset"] = courses_of(request.user).filter(retired_at__isnull=True).order_by("title")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self) -> list[Any]:
        own = [
            path("<int:pk>/code/", self.page_of_row(self.new_code), name="progress_cohort_code"),
            path("<int:pk>/joining/", self.page_of_row(self.joining_page), name="progress_cohort_joining"),
            path("<int:pk>/roster/", self.page_of_row(self.roster), name="progress_cohort_roster"),
        ]
        return [*own, *desk_urls(self), *super().get_urls()]

    @admin.display(description="desk")
    def desk(self, obj: Cohort) -> str:
        address = reverse("admin:progress_cohort_desk", args=[obj.pk])
        return format_html('<a href="{}">Desk<span class="visually-hidden"> of {}</span></a>', address, obj)

    @admin.display(ordering="n_learners", description="learners")
    def n_learners(self, obj: Any) -> int:
        return int(obj.n_learners)

    @admin.display(description="joining")
    def joining(self, obj: Cohort) -> str:
        if obj.closed_at is not None:
            return "closed"
        return "open" if may_be_joined(obj, timezone.now()) else "over"

    # --- saving ---------------------------------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Where dates would move, what that does is shown first; the same form, sent with `confirmed`, is stored."""
        cohort = self.get_object(request, object_id) if object_id else None
        if cohort is None or not self.has_change_permission(request, cohort):
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            form = self.get_form(request, cohort, change=True)(request.POST, instance=cohort)
            if (
                isinstance(form, CohortForm)
                and form.is_valid()
                and form.moves_dates
                and not (request.POST.get("confirmed") == _seen(form) and _reason(request))
            ):
                return self._preview(request, cohort, form)
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **_shown(cohort)})

    def _preview(self, request: HttpRequest, cohort: Cohort, form: Any) -> HttpResponse:
        stored = Cohort.objects.get(pk=cohort.pk)
        course = Course.objects.only("edition", "title").get(pk=cohort.course_id)
        sent = [(key, one) for key, values in request.POST.lists() if key not in NOT_SENT_ON for one in values]
        context = {
            **self.admin_site.each_context(request),
            "title": "Move the dates",
            "cohort": stored,
            "effect": effect_of(stored, course, rule_of(cohort), timezone.now()),
            "fields": [*sent, ("confirmed", _seen(form))],
            "has_no_reason": "confirmed" in request.POST and not _reason(request),
        }
        return render(request, "admin/progress/cohort/preview.html", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        now = timezone.now()
        if not change:
            actions.make_cohort(obj, now)
            return
        n_moved = actions.change_cohort(obj.pk, form.changes, now, by_id=request.user.pk, reason=_reason(request))
        if n_moved:
            messages.success(
                request, f"{n_moved} learners have new dates." if n_moved > 1 else "One learner has new dates."
            )

    # --- pages of one cohort ----------------------------------------------------------------------------------------
    def new_code(self, request: HttpRequest, cohort: Cohort) -> HttpResponse:
        return _done(request, cohort, "There is a new join link; the old one works no more.", _replace_code)

    def joining_page(self, request: HttpRequest, cohort: Cohort) -> HttpResponse:
        if cohort.closed_at is None:
            return _done(request, cohort, "The cohort is closed: nobody joins by its link.", actions.close_cohort)
        return _done(request, cohort, "The join link works again.", _open)

    def roster(self, request: HttpRequest, cohort: Cohort) -> HttpResponse:
        return roster_page(request, cohort, self.admin_site.each_context(request))


def _replace_code(pk: int, _now: datetime) -> object:
    return actions.replace_code(pk)


def _open(pk: int, _now: datetime) -> object:
    return actions.open_cohort(pk)


@require_POST
def _done(request: HttpRequest, cohort: Cohort, words: str, act: Callable[[int, datetime], object]) -> HttpResponse:
    act(cohort.pk, timezone.now())
    messages.success(request, words)
    return redirect("admin:progress_cohort_change", cohort.pk)


def _reason(request: HttpRequest) -> str:
    """Why the dates are moved, for the record."""
    return request.POST.get("reason", "").replace("\0", "").strip()[:300]


def _seen(form: CohortForm) -> str:
    """Names the move that was previewed. Where the cohort was changed meanwhile it is another one, and shown anew."""
    return hashlib.sha256(repr((form.before, rule_of(form.instance))).encode()).hexdigest()


def _shown(cohort: Cohort) -> dict[str, Any]:
    """What the cohort's page says beside the form."""
    course = Course.objects.only("edition", "title").get(pk=cohort.course_id)
    # The form writes to the row it was given, so the dates are those of the stored one.
    stored = Cohort.objects.get(pk=cohort.pk)
    return {
        "join_link": f"{settings.SITE_URL}{reverse('join_cohort', args=[stored.code])}",
        "is_open": stored.closed_at is None,
        "may_be_joined": may_be_joined(stored, timezone.now()),
        "n_members": members(stored).count(),
        "module_ends": module_ends(course, rule_of(stored)),
    }
