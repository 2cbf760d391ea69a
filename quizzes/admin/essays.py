"""Answers of marked attempts, to be looked up; and the pages on which a person marks them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from quizzes.admin.fence import FencedAdmin, QuizFilter
from quizzes.admin.marking import mark
from quizzes.admin.queue import queue_page, release
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


@admin.register(AttemptItem)
class EssayAdmin(FencedAdmin):
    """Opens on the answers that wait, oldest first. Marks are given in the queue alone."""

    course_path = "attempt__quiz__course"
    deferred = ("version__shown", "version__key")
    list_display = ["quiz", "learner", "attempt", "question", "outcome", "points", "possible", "finished"]
    list_select_related = ("attempt__quiz", "attempt__learner", "version__question")
    list_filter = [OfQuiz, OutcomeFilter]
    search_fields = ["attempt__learner__email", "attempt__learner__display_name", "version__title"]
    ordering = ["attempt__finished_at", "position"]
    fields = ("stem", "answer", "rubric", "model_answer", "possible", "points", "comment")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(attempt__state=Attempt.State.GRADED)

    def has_page_permission(self, request: HttpRequest, row: Any) -> bool:
        return self.may(request, "change", row)

    def get_urls(self) -> list[Any]:
        return [
            path("queue/", self._for_markers(queue_page), name="quizzes_attemptitem_queue"),
            path("queue/release/", self._for_markers(release), name="quizzes_attemptitem_release"),
            path("<int:pk>/mark/", self.page_of_row(mark), name="quizzes_attemptitem_mark"),
            *super().get_urls(),
        ]

    def _for_markers(self, view: Callable[[HttpRequest], HttpResponse]) -> Any:
        def page(request: HttpRequest) -> HttpResponse:
            if not self.has_page_permission(request, None):
                raise Http404
            return view(request)

        return self.admin_site.admin_view(page)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may = self.has_page_permission(request, None)
        return super().changelist_view(request, {**(extra_context or {}), "may_mark": may})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may = self.has_page_permission(request, None)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_mark": may})

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
