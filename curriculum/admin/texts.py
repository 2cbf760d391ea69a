"""Texts are edited as texts; documents and revisions are read.

The authors' outline, editor and preview come above this, in `progress.admin`, where every part of a page is known.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from curriculum.actions.publish import publish_text
from curriculum.admin.fence import PAGE, CourseFilter, FencedAdmin, ModuleFilter, prefixed
from curriculum.admin.figures import figure_urls
from curriculum.forms import TextForm, shown_text
from curriculum.models import Course, Document, Handout, Lesson, Module, Revision, Term


class TextAdmin(FencedAdmin):
    """A projection whose text can be edited; saving publishes it."""

    form = TextForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["text", "base"] if self.has_change_permission(request, obj) else ["text"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # What is retired can be read; it comes back with its file.
        return self.may(request, "change", obj) and (obj is None or obj.retired_at is None)

    @admin.display(description="Text")
    def text(self, obj: Any) -> str:
        """For those who may read and not change."""
        return format_html("<pre>{}</pre>", shown_text(obj))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # The admin's own transaction holds the lock that the form took, so nothing has changed since it looked.
        text = form.cleaned_data["text"]
        publish_text(form.document, text, author_id=request.user.pk, now=timezone.now(), reading=form.reading)


@admin.register(Course)
class CourseAdmin(TextAdmin):
    course_path = "pk"
    deferred = PAGE
    list_display = ["title", "slug", "weekly_minutes", "retired_at"]

    def get_urls(self) -> list[Any]:
        return [*figure_urls(self.admin_site), *super().get_urls()]


@admin.register(Module)
class ModuleAdmin(TextAdmin):
    deferred = (*PAGE, *prefixed("course"))
    list_display = ["title", "course", "week", "difficulty", "retired_at"]
    list_select_related = ("course",)
    list_filter = [CourseFilter]
    search_fields = ["title", "slug"]


@admin.register(Lesson)
class LessonAdmin(TextAdmin):
    course_path = "module__course"
    deferred = (*PAGE, *prefixed("module"))
    list_display = ["title", "module", "position", "minutes", "retired_at"]
    list_select_related = ("module",)
    list_filter = [ModuleFilter]
    search_fields = ["title", "slug"]
    ordering = ["module__position", "position"]


@admin.register(Handout)
class HandoutAdmin(TextAdmin):
    deferred = (*PAGE, *prefixed("module"), *prefixed("course"))
    list_display = ["title", "course", "module", "position", "retired_at"]
    list_select_related = ("course", "module")
    list_filter = [CourseFilter]
    search_fields = ["title", "slug"]


@admin.register(Term)
class TermAdmin(TextAdmin):
    deferred = prefixed("course")
    list_display = ["name", "slug", "course", "retired_at"]
    list_select_related = ("course",)
    list_filter = [CourseFilter]
    search_fields = ["name", "slug"]


@admin.register(Document)
class DocumentAdmin(FencedAdmin):
    deferred = ("published__text", "loaded__text", *prefixed("course"))
    list_display = ["path", "kind", "course", "published", "loaded", "retired_at"]
    list_select_related = ("course", "published", "loaded")
    list_filter = [CourseFilter, "kind"]
    search_fields = ["path", "slug"]


@admin.register(Revision)
class RevisionAdmin(FencedAdmin):
    course_path = "document__course"
    deferred = ("text",)
    list_display = ["document", "number", "origin", "author", "made_at", "note"]
    list_select_related = ("document", "author")
    list_filter = ["origin", "document__kind"]
    search_fields = ["document__path", "note"]
