"""Who studies, by cohort: to be read, and to be taken out of a cohort."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from curriculum.admin.fence import FencedAdmin, courses_of, prefixed
from progress.actions.cohorts import remove_from_cohort
from progress.admin.learner import learner_urls
from progress.models import Cohort, Study

MOST_NAMED = 50


class CohortFilter(admin.SimpleListFilter):
    """By cohort, of those behind the fence; or those in none."""

    title = parameter_name = "cohort"
    ALONE = "none"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Cohort.objects.overseen_by(courses_of(request.user)).values_list("pk", "name")
        return [(self.ALONE, "in no cohort"), *((str(pk), name) for pk, name in rows)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen == self.ALONE:
            return queryset.filter(cohort=None)
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(cohort=chosen) if chosen in known else queryset


class EnrolledFilter(admin.SimpleListFilter):
    """Who is enrolled, unless something else is asked for."""

    title = parameter_name = "enrolled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("left", "has left")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(enrolment__left_at__isnull=self.value() != "left")


@admin.register(Study)
class MemberAdmin(FencedAdmin):
    course_path = "enrolment__course"
    deferred = prefixed("enrolment__course")
    list_display = ["learner", "evidence", "address", "course", "cohort", "last_active_at"]
    list_select_related = ("enrolment__user", "enrolment__course", "cohort")
    list_filter = [EnrolledFilter, CohortFilter]
    search_fields = ["enrolment__user__email", "enrolment__user__display_name"]
    ordering = ["enrolment__user__display_name", "pk"]
    list_display_links = None
    fields = ["learner", "address", "course", "cohort", "last_active_at"]
    readonly_fields = ["learner", "address", "course", "cohort", "last_active_at"]
    actions = ["remove"]  # type: ignore[assignment]

    @admin.display(ordering="enrolment__user__display_name")
    def learner(self, obj: Study) -> str:
        return str(obj.enrolment.user)

    @admin.display(ordering="enrolment__user__email")
    def address(self, obj: Study) -> str:
        return str(obj.enrolment.user.email)

    def course(self, obj: Study) -> str:
        return str(obj.enrolment.course)

    def has_page_permission(self, request: HttpRequest, row: Any) -> bool:
        return request.user.has_perm("progress.view_study")

    def get_urls(self) -> list[Any]:
        return [*learner_urls(self), *super().get_urls()]

    @admin.display(description="evidence")
    def evidence(self, obj: Study) -> str:
        address = reverse("admin:progress_study_evidence", args=[obj.pk])
        return format_html(
            '<a href="{}">Evidence<span class="visually-hidden"> of {}</span></a>', address, obj.enrolment.user
        )

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("progress.change_cohort")

    @admin.action(description="Remove from the cohort", permissions=["remove"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Study]) -> HttpResponse | None:
        """Asks first. The list is fenced, so what is chosen is too."""
        chosen = queryset.filter(cohort__isnull=False)
        if "confirmed" in request.POST:
            n_removed = remove_from_cohort(list(chosen.values_list("pk", flat=True)), timezone.now())
            words = "One learner was" if n_removed == 1 else f"{n_removed} learners were"
            messages.success(request, f"{words} removed from the cohort.")
            return None
        n_chosen = chosen.count()
        if not n_chosen:
            messages.error(request, "None of them is in a cohort.")
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Remove from the cohort",
            "studies": chosen[:MOST_NAMED],
            "n_chosen": n_chosen,
            "n_hidden": max(n_chosen - MOST_NAMED, 0),
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/progress/study/remove.html", context)
