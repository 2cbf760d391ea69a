"""People and their mail in the admin. Its own sign-in page is replaced by the site's, limits and all (P22)."""

from typing import Any

# Imported for its effect: what it registers must be there before it is taken out below.
import allauth.account.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import actions
from accounts.models import Message, Role, User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Addresses and sessions belong to their owners; staff change an address on the person's own page.
admin.site.unregister([EmailAddress, UserSession])


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["email", "display_name", "time_zone"]

    def clean_email(self) -> str:
        """In lower case before its uniqueness is checked, or the database would be the one to refuse."""
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    add_form = NewUserForm
    add_fieldsets = (
        (
            None,
            {"fields": ("email", "display_name", "time_zone", "usable_password", "password1", "password2")},
        ),
    )
    fieldsets = (
        (None, {"fields": ("email", "display_name", "time_zone", "password")}),
        ("Rights", {"fields": ("is_active", "is_staff", "groups", "is_superuser", "user_permissions")}),
        ("Dates", {"fields": ("joined_at", "last_login")}),
    )
    readonly_fields = ("joined_at", "last_login")
    list_display = ("email", "display_name", "roles", "is_active", "is_staff", "last_login")
    list_filter = ("groups", "is_active", "is_staff")
    search_fields = ("email", "display_name")
    ordering = ("email",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all()))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only a superuser hands out rights beyond the roles."""
        fields = [str(field) for field in super().get_readonly_fields(request, obj)]
        return fields if request.user.is_superuser else [*fields, "is_superuser", "user_permissions"]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever could set a superuser's address or password would be one."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Records hang on people: they are made inactive here, and erased by their own procedure."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        flags = [name for name in ("is_staff", "is_superuser") if name in form.changed_data]
        given, taken = (
            [name.removeprefix("is_") for name in flags if getattr(obj, name) is has] for has in (True, False)
        )
        actions.note_roles(obj, given, taken, request.user.pk)
        if not change:
            actions.give_role(obj, Role.LEARNER)
        if "email" in form.changed_data:
            actions.change_address(obj, obj.email)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The form for a new person asks for no roles; saving its absence would take the learner's away."""
        if change:
            person = form.instance
            before = set(person.groups.values_list("name", flat=True))
            super().save_related(request, form, formsets, change)
            after = set(person.groups.values_list("name", flat=True))
            actions.note_roles(person, after - before, before - after, request.user.pk)


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "waiting"), ("sent", "sent"), ("withdrawn", "withdrawn"), ("failed", "given up")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        match self.value():
            case "waiting":
                return queryset.filter(sent_at=None, withdrawn_at=None, failed_at=None)
            case "sent" | "withdrawn" | "failed" as state:
                return queryset.exclude(**{f"{state}_at": None})
            case _:
                return queryset


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at only. Bodies hold links that sign in, headers links that unsubscribe: neither is shown."""

    list_display = ("created_at", "purpose", "recipient", "subject", "state", "n_tries", "last_error")
    list_filter = (StateFilter,)
    search_fields = ("recipient",)
    ordering = ("-pk",)
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: Message | None = None) -> list[Any]:
        hidden = set() if settings.DEVELOPMENT else {"text", "html", "headers"}
        return [field.name for field in Message._meta.fields if field.name not in hidden | {"id"}]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """The filter by state alone: what is not shown is not to be asked for letter by letter either."""
        return lookup == StateFilter.parameter_name

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False
