"""The fence: staff reach the rows of the courses that they teach, or all who may oversee every course (P16).

Every row of the admin that belongs to a course is reached through here: lists, forms, histories, actions, choices and
pages of one row. Beyond the fence a row is as if not there.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from curriculum.models import Course, Module

# Bits; what is longer is the number of no row, and the database fails to be asked for it.
LONGEST_NUMBER = 63
PAGE = ("body_html", "headings", "slots")
# What a field filter may ask of its field.
ASKED = frozenset({"exact", "in", "isnull", "isempty", "gte", "lt"})


def prefixed(relation: str) -> tuple[str, ...]:
    """The fields of a page that a related row has."""
    return tuple(f"{relation}__{field}" for field in PAGE)


def courses_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Course]:
    return Course.objects.overseen_by(user)


class FencedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows of courses; `course_path` leads from a row to its course. Nobody adds, changes or deletes one by hand,
    unless a class says who may."""

    course_path: ClassVar[str] = "course"
    # Texts and pages, of this row or of one that it names: a list shows none of them, and each may be large.
    deferred: ClassVar[tuple[str, ...]] = ()
    list_select_related: ClassVar[tuple[str, ...]] = ()
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(**{f"{self.course_path}__in": courses_of(request.user)})
        if self.list_select_related:
            rows = rows.select_related(*self.list_select_related)
        return rows.defer(*self.deferred)

    # --- who may ----------------------------------------------------------------------------------------------------
    def may(self, request: HttpRequest, right: str, row: Model | None = None) -> bool:
        """The right, and where a row is given that it is behind the fence; how it was fetched says nothing."""
        name = f"{self.opts.app_label}.{get_permission_codename(right, self.opts)}"
        return request.user.has_perm(name) and (row is None or self.reaches(request, row))

    def reaches(self, request: HttpRequest, row: Model) -> bool:
        return self.get_queryset(request).filter(pk=row.pk).exists()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "view", obj) or self.may(request, "change", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_page_permission(self, request: HttpRequest, row: Any) -> bool:
        """Whether this person may act on the row, on the pages of its own."""
        return self.has_change_permission(request, row)

    def page_of_row(
        self,
        view: Callable[[HttpRequest, Any], HttpResponse],
        may: Callable[[HttpRequest, Any], bool] | None = None,
    ) -> Any:
        """A view of one row, for whoever may; to anybody else the row is as if not there (P15)."""

        def page(request: HttpRequest, pk: int) -> HttpResponse:
            row = self.get_queryset(request).filter(pk=pk).first() if pk.bit_length() <= LONGEST_NUMBER else None
            if row is None or not (may or self.has_page_permission)(request, row):
                raise Http404
            return view(request, row)

        return self.admin_site.admin_view(page)

    # --- storing --------------------------------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Somebody else may store, between the form's look and its saving, what is stored once only. Then nothing of
        this form was stored; it looks again, finds the other's row, and says so beside its field."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            return super().changeform_view(request, object_id, form_url, extra_context)

    # --- what an address may ask ------------------------------------------------------------------------------------
    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """What a filter of the list asks, and rows by the number of what they name: else one could ask, letter by
        letter, for what no page shows."""
        path, _, asked = lookup.rpartition("__")
        if not path or asked not in ASKED:
            path = lookup
        names = {field.name: field for field in self.opts.get_fields()}
        first = names.get(lookup.partition("__")[0])
        if first is None and not lookup.startswith("pk__"):
            return True  # It names nothing that could be asked; the list tells so itself.
        return path in {"pk", *self._filtered(request)} or bool(
            first and first.is_relation and path in {first.name, f"{first.name}__id"}
        )

    def _filtered(self, request: HttpRequest | None) -> set[str]:
        rows = self.get_list_filter(request) if request else self.list_filter
        names = [row[0] if isinstance(row, list | tuple) else row for row in rows]
        return {str(getattr(name, "parameter_name", name)) for name in names}


class CourseFilter(admin.SimpleListFilter):
    """By course, of those behind the fence, named without fetching their pages."""

    title = parameter_name = "course"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), title) for pk, title in courses_of(request.user).values_list("pk", "title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(**{self.parameter_name: chosen}) if chosen in known else queryset


class ModuleFilter(CourseFilter):
    title = parameter_name = "module"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Module.objects.filter(course__in=courses_of(request.user))
        return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]
