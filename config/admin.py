"""The admin's site: what holds for each of its pages, whoever made it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin, ShowFacets
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from config.counting import BoundedPaginator

# Bits; what is longer is the number of no row, and SQLite fails to be asked for it.
LONGEST_NUMBER = 63
SIGNED_OUT = "You were signed out, and nothing of what you sent was stored. Send it again."


class Rows(ModelAdmin):  # type: ignore[type-arg]
    """What every class of rows is made of, whoever wrote it."""

    # No list counts all its rows: any of them may have millions.
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Asks for the right before it looks for the row, as all other pages do: else the answer would tell."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """PostgreSQL has no text with NUL in it, and would fail to be asked for one."""
        return "\0" not in value and super().lookup_allowed(lookup, value, request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        try:
            number = self.opts.pk.to_python(object_id)
        except ValidationError:
            return None
        if from_field is None and isinstance(number, int) and number.bit_length() > LONGEST_NUMBER:
            return None
        return super().get_object(request, object_id, from_field)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *rest: Any) -> Any:
        """What was ticked is numbers of rows; anything else was not sent by the page."""
        try:
            chosen = [self.opts.pk.to_python(each) for each in request.POST.getlist(ACTION_CHECKBOX_NAME)]
        except ValidationError:
            chosen = [None]
        if any(not isinstance(each, int) or each.bit_length() > LONGEST_NUMBER for each in chosen):
            raise BadRequest("What was chosen is no row.")
        return super().response_action(request, queryset, *rest)

    def _get_obj_does_not_exist_redirect(self, *_args: object) -> NoReturn:
        """What is missing and what one may not see are one 404 (P15)."""
        raise Http404


class Site(AdminSite):
    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        written = admin_class or ModelAdmin
        super().register(model_or_iterable, type(written.__name__, (Rows, written), {}), **options)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """No page answers to a method that it does not have: Django would take PUT for GET. Whoever sends a form after
        their session has ended signs in and is back on the page where it stood, which is not always where it goes."""
        page = super().admin_view(require_http_methods(["GET", "HEAD", "POST"])(view), cacheable)

        @wraps(page)
        def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if request.method == "POST" and not self.has_permission(request):
                # What a script sends tells its page itself.
                if request.user.is_anonymous and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
                    messages.warning(request, SIGNED_OUT)
                return redirect_to_login(_stood_on(request), reverse("admin:login"))
            found: HttpResponseBase = page(request, *args, **named)
            if isinstance(found, HttpResponseNotAllowed) and not found.content:
                found.content = render_to_string("405.html", request=request)
            return found

        return answer

    def get_urls(self) -> list[Any]:
        """The way to a row's page on the site asks whether this person may see the row."""
        fenced = path(
            "r/<path:content_type_id>/<path:object_id>/", self.admin_view(self.view_on_site), name="view_on_site"
        )
        return [fenced, *(each for each in super().get_urls() if not _is(each, "view_on_site"))]

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        known = content_type_id.isascii() and content_type_id.isdigit()
        kind = ContentType.objects.filter(pk=content_type_id).first() if known else None
        model = kind.model_class() if kind else None
        try:
            rows = self.get_model_admin(model) if model else None
        except NotRegistered:
            rows = None
        row = rows.get_object(request, object_id) if rows else None
        if rows is None or row is None or not rows.has_view_permission(request, row):
            raise Http404
        address = getattr(row, "get_absolute_url", None)
        if address is None:
            raise Http404
        return redirect(address())

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """One's own."""
        return super().get_log_entries(request).filter(user=request.user.pk)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The site's own page, limits and notices and all (P22)."""
        return redirect("account_change_password")


def _stood_on(request: HttpRequest) -> str:
    """The page of this site that the form was on."""
    said = request.headers.get("Referer", "")
    path = urlsplit(said)._replace(scheme="", netloc="", fragment="").geturl()
    ours = url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure())
    # //elsewhere is a path in the whole address, and a host without the rest.
    return path if ours and url_has_allowed_host_and_scheme(path, None) else reverse("admin:index")


def _is(entry: Any, name: str) -> bool:
    return isinstance(entry, URLPattern) and entry.name == name
