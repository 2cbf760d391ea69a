"""Certificates: read by those who teach the course; revoked, restored and issued under another name by admins."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from curriculum.admin.fence import FencedAdmin, prefixed
from progress import codes
from progress.actions import certificates as actions
from progress.models import Certificate

LONGEST_REASON = 300


@admin.register(Certificate)
class CertificateAdmin(FencedAdmin):
    course_path = "enrolment__course"
    deferred = prefixed("enrolment__course")
    fields = [
        "name",
        "course_title",
        "shown_code",
        "finished_on",
        "issued_at",
        "statement",
        "revoked_at",
        "revoked_by",
        "revoked_why",
    ]
    list_display = ["name", "course_title", "finished_on", "issued_at", "revoked_at"]
    list_select_related = ("enrolment__course",)
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "code", "enrolment__user__email"]
    ordering = ["-issued_at", "-pk"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """A code is found in whatever way it was typed."""
        return super().get_search_results(request, queryset, codes.read(search_term) or search_term)

    @admin.display(description="code")
    def shown_code(self, obj: Certificate) -> str:
        return codes.grouped(obj.code)

    def get_urls(self) -> list[Any]:
        own = [
            path("<int:pk>/revoke/", self.page_of_row(self.revoke), name="progress_certificate_revoke"),
            path("<int:pk>/restore/", self.page_of_row(self.restore), name="progress_certificate_restore"),
            path("<int:pk>/rename/", self.page_of_row(self.rename), name="progress_certificate_rename"),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        shown = {"may_decide": found is not None and self.has_page_permission(request, found)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def has_page_permission(self, request: HttpRequest, row: Any) -> bool:
        return self.may(request, "change", row)

    def revoke(self, request: HttpRequest, row: Certificate) -> HttpResponse:
        words = "Whoever verifies it is told that it was revoked, and when. The learner also reads the reason."

        def act(why: str) -> bool:
            return actions.revoke_certificate(row.pk, request.user.pk or 0, why, timezone.now())

        return self._decide(request, row, "Revoke", words, "The certificate is revoked.", act)

    def restore(self, request: HttpRequest, row: Certificate) -> HttpResponse:
        words = "The certificate is in force again, as it was issued. That it was revoked stays in the history."

        def act(why: str) -> bool:
            return actions.restore_certificate(row.pk, request.user.pk or 0, why)

        return self._decide(request, row, "Restore", words, "The certificate is in force again.", act)

    def rename(self, request: HttpRequest, row: Certificate) -> HttpResponse:
        words = (
            f"The name becomes “{actions.name_now(row)}”, as the profile says now. Papers printed before differ then."
        )

        def act(why: str) -> bool:
            return actions.rename_certificate(row.pk, request.user.pk or 0, why)

        return self._decide(request, row, "Issue under the present name", words, "The name is changed.", act)

    def _decide(
        self, request: HttpRequest, row: Certificate, title: str, words: str, done: str, act: Callable[[str], bool]
    ) -> HttpResponse:
        """Asks why, then acts. The reason is kept in the history."""
        why = request.POST.get("why", "").strip()
        problem = ""
        if request.method == "POST":
            problem = "" if why else "Say why."
            if len(why) > LONGEST_REASON or not why.isprintable():
                problem = f"The reason has one line and {LONGEST_REASON} characters at most."
            if not problem:
                if act(why):
                    messages.success(request, done)
                else:
                    messages.warning(request, "Nothing was changed: it is so already.")
                return redirect("admin:progress_certificate_change", row.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "row": row,
            "words": words,
            "why": why,
            "problem": problem,
        }
        return render(request, "admin/progress/certificate/decide.html", context, status=400 if problem else 200)
