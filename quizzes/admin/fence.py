"""The fence around what concerns learners: the courses that this person teaches, or all for who oversees them (P16)."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User
from curriculum.admin import ReadOnlyAdmin
from curriculum.models import Course
from quizzes.models import Quiz


def courses_of(user: User | AnonymousUser) -> QuerySet[Course]:
    return Course.objects.overseen_by(user)


class FencedAdmin(ReadOnlyAdmin):
    """Rows of learners; `course_path` leads from a row to its course."""

    course_path: ClassVar[str] = "quiz__course"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(**{f"{self.course_path}__in": courses_of(request.user)})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_page_permission(self, request: HttpRequest, row: Any) -> bool:
        """Whether this person may act on the row, on the pages of its own."""
        return self.has_change_permission(request, row)

    def page_of_row(self, view: Callable[[HttpRequest, Any], HttpResponse]) -> Any:
        """A view of one row, for whoever may act on it; to anybody else the row is as if not there (P15)."""

        def page(request: HttpRequest, pk: int) -> HttpResponse:
            row = self.get_queryset(request).filter(pk=pk).first()
            if row is None or not self.has_page_permission(request, row):
                raise Http404
            return view(request, row)

        return self.admin_site.admin_view(page)


class QuizFilter(admin.SimpleListFilter):
    """By quiz, of those behind the fence."""

    title = parameter_name = "quiz"
    path: ClassVar[str] = "quiz"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Quiz.objects.filter(course__in=courses_of(request.user))
        found = rows.order_by("title").values_list("pk", "title")
        return [(str(pk), title) for pk, title in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(**{self.path: chosen}) if chosen in known else queryset
