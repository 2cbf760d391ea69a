"""The curriculum's fence, and the filter by quiz that stands behind it (P16)."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from curriculum.admin.fence import FencedAdmin, courses_of
from quizzes.models import Quiz

__all__ = ["FencedAdmin", "QuizFilter", "courses_of"]


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
