"""Texts are read here as they are published; documents and revisions too.

They are written in the editor, which stands above this, in `progress.admin`, where every part of a page is known.
"""

from typing import Any, Protocol

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from curriculum.admin import addresses
from curriculum.admin.fence import PAGE, CourseFilter, FencedAdmin, ModuleFilter, prefixed
from curriculum.admin.figures import figure_urls
from curriculum.models import Course, Document, Handout, Lesson, Module, Revision, Term
from curriculum.source.glossary import section_of


class OfDocument(Protocol):
    """A projection of a whole document: a module, a lesson, or a row of an app above."""

    slug: str

    @property
    def document(self) -> Document: ...


Projection = Course | Term | OfDocument


def document_of(row: Projection) -> Document | None:
    """The document that a projection comes from."""
    if not isinstance(row, Course | Term):
        return row.document
    course, kind = (row.course, Document.Kind.GLOSSARY) if isinstance(row, Term) else (row, Document.Kind.COURSE)
    found = Document.objects.select_related("published", "course").filter(course=course, kind=kind)
    # A glossary that was given another id left a retired document behind.
    return found.order_by(F("retired_at").asc(nulls_first=True)).first()


def shown_text(row: Projection) -> str:
    """The published text of the row; of a term, its section."""
    document = document_of(row)
    whole = document.published.text if document and document.published else ""
    return section_of(whole, row.slug) if isinstance(row, Term) else whole


class TextAdmin(FencedAdmin):
    """A projection, shown as the text that it comes from. The right to change it is the right to write in the editor,
    where its page leads; nobody changes it here."""

    change_form_template = "admin/curriculum/text_change_form.html"
    fields = ("text",)
    readonly_fields = ("text",)

    @admin.display(description="Text")
    def text(self, obj: Any) -> str:
        return format_html("<pre>{}</pre>", shown_text(obj))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        ways = self._ways(row) if row is not None and self.may(request, "change", row) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **ways})

    def _ways(self, row: Any) -> dict[str, str]:
        """Where the text is written and its history told; none for what is retired, which is taken up again first."""
        document = document_of(row)
        if document is None or document.retired_at is not None or document.course.retired_at is not None:
            return {}
        return {"editor": addresses.whole_text(document.pk), "history": addresses.history(document.pk)}


@admin.register(Course)
class CourseAdmin(TextAdmin):
    change_form_template = "admin/curriculum/course/change_form.html"
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
