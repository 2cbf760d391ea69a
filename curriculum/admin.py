"""The plain admin: texts are edited as texts, everything else is read.

The authors' outline, editor and preview come above this, in `progress.admin`, where every part of a page is known.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from curriculum.actions.publish import publish_text
from curriculum.admin_figures import figure_urls
from curriculum.forms import TextForm, shown_text
from curriculum.models import Course, CourseStaff, Document, Enrolment, Handout, Lesson, Module, Revision, Term

PAGE = ("body_html", "headings", "slots")


def prefixed(relation: str) -> tuple[str, ...]:
    """The fields of a page that a related row has."""
    return tuple(f"{relation}__{field}" for field in PAGE)


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that nobody adds, changes or deletes by hand."""

    # Texts and pages, of this row or of one that it names: a list shows none of them, and each may be large.
    deferred: ClassVar[tuple[str, ...]] = ()
    list_select_related: ClassVar[tuple[str, ...]] = ()
    actions = None
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if self.list_select_related:
            rows = rows.select_related(*self.list_select_related)
        return rows.defer(*self.deferred)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TextAdmin(ReadOnlyAdmin):
    """A projection whose text can be edited; saving publishes it."""

    form = TextForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["text", "base"] if self.has_change_permission(request, obj) else ["text"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # What is retired can be read; it comes back with its file.
        return super().has_change_permission(request, obj) and (obj is None or obj.retired_at is None)

    @admin.display(description="Text")
    def text(self, obj: Any) -> str:
        """For those who may read and not change."""
        return format_html("<pre>{}</pre>", shown_text(obj))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # The admin's own transaction holds the lock that the form took, so nothing has changed since it looked.
        text = form.cleaned_data["text"]
        publish_text(form.document, text, author_id=request.user.pk, now=timezone.now(), reading=form.reading)


class CourseFilter(admin.SimpleListFilter):
    """By course, or by module, named without fetching their pages."""

    title = parameter_name = "course"
    model: type[Course | Module] = Course

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), title) for pk, title in self.model._default_manager.values_list("pk", "title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(**{self.parameter_name: chosen}) if chosen in known else queryset


class ModuleFilter(CourseFilter):
    title = parameter_name = "module"
    model = Module


@admin.register(Course)
class CourseAdmin(TextAdmin):
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
    search_fields = ["name", "slug"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    deferred = ("published__text", "loaded__text", *prefixed("course"))
    list_display = ["path", "kind", "course", "published", "loaded", "retired_at"]
    list_select_related = ("course", "published", "loaded")
    list_filter = [CourseFilter, "kind"]
    search_fields = ["path", "slug"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    deferred = ("text",)
    list_display = ["document", "number", "origin", "author", "made_at", "note"]
    list_select_related = ("document", "author")
    list_filter = ["origin", "document__kind"]
    search_fields = ["document__path", "note"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CourseStaff)
class CourseStaffAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who teaches what: whoever may change these rows decides whose learners an instructor sees."""

    list_display = ["user", "course"]
    list_select_related = ("user", "course")
    list_filter = [CourseFilter]
    search_fields = ["user__email", "user__display_name"]
    raw_id_fields = ["user"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer(*prefixed("course"))


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    deferred = prefixed("course")
    list_display = ["user", "course", "enrolled_at", "left_at"]
    list_select_related = ("user", "course")
    list_filter = [CourseFilter]
    search_fields = ["user__email", "user__display_name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(course__in=Course.objects.overseen_by(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
