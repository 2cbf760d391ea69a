"""The plain admin: texts are edited as texts, everything else is read.

The authors' outline, editor and preview come above this, in `progress.admin`, where every part of a page is known.
"""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone

from curriculum.actions.publish import Refused, publish_text
from curriculum.forms import TextForm
from curriculum.models import Course, Document, Lesson, Module, Revision, Term


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that nobody adds, changes or deletes by hand."""

    actions = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TextAdmin(ReadOnlyAdmin):
    """A projection whose text can be edited; saving publishes it."""

    form = TextForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["text"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        try:
            publish_text(form.document, form.cleaned_data["text"], author_id=request.user.pk, now=timezone.now())
        except Refused as refused:
            # Something else was published between checking and saving; nothing was stored.
            self.message_user(request, str(refused), messages.ERROR)


@admin.register(Course)
class CourseAdmin(TextAdmin):
    list_display = ["title", "slug", "weekly_minutes", "retired_at"]


@admin.register(Module)
class ModuleAdmin(TextAdmin):
    list_display = ["title", "course", "week", "difficulty", "retired_at"]
    list_select_related = ["course"]
    list_filter = ["course"]
    search_fields = ["title", "slug"]


@admin.register(Lesson)
class LessonAdmin(TextAdmin):
    list_display = ["title", "module", "position", "minutes", "retired_at"]
    list_select_related = ["module"]
    list_filter = ["module"]
    search_fields = ["title", "slug"]


@admin.register(Term)
class TermAdmin(TextAdmin):
    list_display = ["name", "slug", "course", "retired_at"]
    list_select_related = ["course"]
    search_fields = ["name", "slug"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["path", "kind", "course", "published", "loaded", "retired_at"]
    list_select_related = ["course", "published", "loaded"]
    list_filter = ["course", "kind"]
    search_fields = ["path", "slug"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["document", "number", "origin", "author", "made_at", "note"]
    list_select_related = ["document", "author"]
    list_filter = ["origin", "document__kind"]
    search_fields = ["document__path", "note"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
