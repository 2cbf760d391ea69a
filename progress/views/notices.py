"""What a learner was told, which mails they want, and the address in each mail that stops its kind."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.zone import in_own_zone
from progress.actions.preferences import choose_mails, mark_all_read, stop_mails
from progress.forms import RemindersForm
from progress.mail import NAMES, read_stop_token
from progress.models.notices import Kind
from progress.reminders import Quiet
from progress.reports.notices import notices_page, opted_out, quiet_hours_of
from progress.views.fetch import learner_of


@require_safe
@login_required
@in_own_zone
def notices(request: HttpRequest) -> HttpResponse:
    page = notices_page(learner_of(request).pk, request.GET.get("after", ""))
    return render(request, "progress/notices.html", {"page": page, "is_first": "after" not in request.GET})


@require_POST
@login_required
def notices_read(request: HttpRequest) -> HttpResponse:
    """The form says which notice was the newest when it was shown."""
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        mark_all_read(learner_of(request).pk, int(newest), timezone.now())
    return redirect("notices")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reminder_settings(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    form = RemindersForm(request.POST if request.method == "POST" else None, initial=_chosen(learner))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        quiet = Quiet(asked["from_hour"], asked["to_hour"])
        choose_mails(learner.pk, asked["kinds"], quiet, timezone.now())
        messages.success(request, "Saved. What you have chosen counts from now on, also for mails that wait.")
        return redirect("reminder_settings")
    return render(request, "progress/reminder_settings.html", {"form": form}, status=400 if form.errors else 200)


def _chosen(learner: User) -> dict[str, object]:
    quiet, unwanted = quiet_hours_of(learner), {kind for _, kind in opted_out([learner.pk])}
    kinds = [kind for kind in Kind.values if kind not in unwanted]
    return {"kinds": kinds, "from_hour": quiet.from_hour, "to_hour": quiet.to_hour}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in, since the token says whose mails it stops. A mail program posts here by itself (RFC 8058);
    a GET changes nothing, or a program that only looks at links would stop the mails."""
    found = read_stop_token(token)
    if found is None or not User.objects.filter(pk=found[0]).exists():
        raise Http404
    user_id, kind = found
    if request.method == "POST":
        stop_mails(user_id, kind, timezone.now())
    context = {"about": NAMES[kind], "stopped": request.method == "POST"}
    return render(request, "progress/unsubscribe.html", context)
