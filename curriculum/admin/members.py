"""Who teaches a course, and who studies it."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.http import HttpRequest

from curriculum.actions.staff import note_staff
from curriculum.admin.fence import CourseFilter, FencedAdmin, courses_of, prefixed
from curriculum.models import CourseStaff, Enrolment


@admin.register(CourseStaff)
class CourseStaffAdmin(FencedAdmin):
    """Who teaches what: whoever may change these rows decides whose courses an instructor sees."""

    deferred = prefixed("course")
    list_display = ["user", "course"]
    list_select_related = ("user", "course")
    list_filter = [CourseFilter]
    search_fields = ["user__email", "user__display_name"]
    ordering = ["-pk"]
    raw_id_fields = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "delete", obj)

    def save_model(self, request: HttpRequest, obj: CourseStaff, form: Any, change: bool) -> None:
        before = CourseStaff.objects.filter(pk=obj.pk).values_list("user", "course").first() if change else None
        super().save_model(request, obj, form, change)
        note_staff(before, (obj.user_id, obj.course_id), request.user.pk)

    def delete_model(self, request: HttpRequest, obj: CourseStaff) -> None:
        note_staff((obj.user_id, obj.course_id), None, request.user.pk)
        super().delete_model(request, obj)

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "course":
            kwargs["queryset"] = courses_of(request.user).order_by("title")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Enrolment)
class EnrolmentAdmin(FencedAdmin):
    deferred = prefixed("course")
    list_display = ["user", "course", "enrolled_at", "left_at"]
    list_select_related = ("user", "course")
    list_filter = [CourseFilter]
    search_fields = ["user__email", "user__display_name"]
    ordering = ["-pk"]
