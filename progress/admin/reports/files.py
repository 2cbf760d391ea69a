"""Reports as files: asked for, looked after, fetched. A file is its asker's alone, and only while they may read it."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import wraps
from typing import Any, NoReturn
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import note
from accounts.models import User
from progress.actions.exports.asking import TooMany, Wish, ask_export, wish_of, write_down_stream
from progress.actions.exports.jobs import cancel_export
from progress.actions.exports.streaming import stream_export
from progress.admin.reports.asked import reader_of
from progress.files import shelf
from progress.files.formats import FORMATS, file_name
from progress.models import Export
from progress.reports.exports import own, page_of, still_may, title_of, totals_of
from progress.reports.tables.access import RIGHT, Denied
from progress.selection import Misread, Selection
from progress.tasks import carry_on_export

FOLDER = "admin/progress/reports"
FILTERS = {field.name for field in fields(Selection)}
View = Callable[[HttpRequest, Export], HttpResponseBase]


# --- asking ---------------------------------------------------------------------------------------------------------
@require_POST
def ask(request: HttpRequest, name: str) -> HttpResponseBase:
    """A small file is the answer; of a large one, or where the person would rather not wait, the page of its job."""
    user, now = reader_of(request), timezone.now()
    try:
        selection = Selection.read(request.POST.dict())
        wish = wish_of(user, name, selection, request.POST.get("form", ""), now)
        if wish.is_small and not request.POST.get("later"):
            return _at_once(request, user, wish)
        export = ask_export(user, wish)
    except Denied as denied:
        raise Http404 from denied
    except Misread as misread:
        return _refused(request, misread.problems.values(), 400)
    except TooMany as too_many:
        return _too_many(request, too_many)
    return _begun(request, export)


def _begun(request: HttpRequest, export: Export) -> HttpResponse:
    """After the commit. The hint may be lost: the sweep finds what is owed."""
    note("export_asked", request, user=export.by_id, export=export.pk, report=export.report, form=export.form)
    carry_on_export.delay(export.pk)
    return redirect("reports:export", export.code)


def _at_once(request: HttpRequest, user: User, wish: Wish) -> HttpResponseBase:
    export = write_down_stream(user, wish)
    note("export_streamed", request, user=user.pk, export=export.pk, report=export.report, form=export.form)
    parts = stream_export(export, wish, timezone.now)
    # What does not stream is made whole first, so that a failure is a page that says so.
    answer: HttpResponseBase = StreamingHttpResponse(parts) if wish.form.streams else HttpResponse(b"".join(parts))
    return _as_file(answer, export)


def _as_file(answer: HttpResponseBase, export: Export) -> HttpResponseBase:
    form = FORMATS[export.form]
    name = file_name(export.report, export.course.slug, export.made_at, form)
    answer.headers["Content-Type"] = form.media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _refused(request: HttpRequest, problems: Iterable[str], status: int) -> HttpResponse:
    """`back` is the report as it was selected; what makes no sense in it, its page says as well."""
    asked = {name: value for name, value in request.POST.items() if value and name in FILTERS}
    context = {**_frame(request, "No file was made"), "problems": list(problems), "back": urlencode(asked)}
    return render(request, f"{FOLDER}/refused.html", context, status=status)


def _too_many(request: HttpRequest, too_many: TooMany) -> HttpResponse:
    answer = _refused(request, [str(too_many)], 429)
    answer.headers["Retry-After"] = str(too_many.seconds)
    return answer


def _frame(request: HttpRequest, title: str) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title}


# --- what was asked for -----------------------------------------------------------------------------------------------
@never_cache
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """One's own, newest first."""
    if not request.user.has_perm(RIGHT):
        raise Http404
    typed = request.GET.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
    found, later = page_of(request.user.pk, before)
    context = {"exports": [_row(one) for one in found], "later": later, "is_later": before is not None}
    return render(request, f"{FOLDER}/files.html", {**_frame(request, "Files"), **context})


def _ended(export: Export, has_file: bool) -> str:
    if export.expires_at is None:
        return "Answered at once"
    return "Ready" if has_file else "Expired"


def _row(export: Export) -> dict[str, Any]:
    has_file = export.has_file(timezone.now())
    return {
        "export": export,
        "title": title_of(export.report),
        "form": FORMATS[export.form].title if export.form in FORMATS else export.form,
        "has_file": has_file,
        "state": export.get_state_display() if export.state != Export.State.DONE else _ended(export, has_file),
        "progress": _told(export),
        "fields": {**export.selection, "form": export.form},
    }


def _told(export: Export) -> dict[str, Any]:
    """How far it has come: what the page says, and what its element asks for again."""
    total = max(export.n_total, export.n_rows, 1)
    return {
        "state": export.state,
        "moving": export.is_moving,
        "seen": export.n_rows,
        "total": total,
        "words": f"{export.n_rows:,} of {total:,} rows at most" if export.n_total else "no row yet",
    }


def _asker_alone(view: View) -> Callable[..., HttpResponseBase]:
    """To whoever asked for it; 403 once they may not read the report any more, though they may be staff no more. To
    anybody else it is as if not there (P15), and those who are not staff meet the admin's door first."""

    @admin.site.admin_view
    def missing(request: HttpRequest) -> NoReturn:
        raise Http404

    @wraps(view)
    def page(request: HttpRequest, code: str) -> HttpResponseBase:
        user = request.user
        export = own(user.pk).filter(code=code).first() if isinstance(user, User) and "\0" not in code else None
        if export is None or not isinstance(user, User):
            return missing(request)
        if not still_may(user, export.report, export.course_id):
            note("export_denied", request, user=user.pk, export=export.pk)
            raise PermissionDenied
        return view(request, export)

    return page


@never_cache
@require_safe
@_asker_alone
def export(request: HttpRequest, export: Export) -> HttpResponse:
    row = _row(export) | {"totals": totals_of(export)}
    return render(request, f"{FOLDER}/file.html", {**_frame(request, row["title"]), **row})


@never_cache
@require_safe
@_asker_alone
def progress(request: HttpRequest, export: Export) -> HttpResponse:
    return JsonResponse(_told(export))


@require_POST
@_asker_alone
def cancel(request: HttpRequest, export: Export) -> HttpResponse:
    if cancel_export(export.pk, timezone.now()):
        note("export_cancelled", request, user=export.by_id, export=export.pk)
        messages.success(request, "It is cancelled, and nothing is left of it.")
    else:
        messages.info(request, "It had come to its end already.")
    return redirect("reports:export", export.code)


@never_cache
@require_safe
@_asker_alone
def file(request: HttpRequest, export: Export) -> HttpResponseBase:
    if export.is_moving:
        return redirect("reports:export", export.code)
    try:
        if not export.has_file(timezone.now()):
            raise FileNotFoundError
        opened = shelf.place(export.code).open("rb")
    except FileNotFoundError:
        return _gone(request, export)
    if request.method == "GET":
        # In the log alone: a GET changes no row (P21).
        note("export_fetched", request, user=export.by_id, export=export.pk, report=export.report)
    return _as_file(FileResponse(opened), export)


def _gone(request: HttpRequest, export: Export) -> HttpResponse:
    row = _row(export)
    return render(request, f"{FOLDER}/gone.html", {**_frame(request, row["title"]), **row}, status=410)
