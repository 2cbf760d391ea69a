"""The pages of an account, where allauth's own will not do."""

from typing import Any

from allauth.account import views as allauth_account
from allauth.usersessions import views as allauth_sessions
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, mail, reports
from accounts.forms import ProfileForm
from accounts.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    # A row of its own: a refused form must not rename the person in the bar above it.
    person = get_object_or_404(User, pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(person, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form})


class NothingOnGet:
    """Following a link changes nothing; allauth would sign out whoever is signed in as somebody else (P21)."""

    request: HttpRequest

    def logout(self) -> None:
        if self.request.method == "POST":
            super().logout()  # type: ignore[misc]


class ConfirmEmail(NothingOnGet, allauth_account.ConfirmEmailView):  # type: ignore[misc]
    pass


class NewPassword(NothingOnGet, allauth_account.PasswordResetFromKeyView):  # type: ignore[misc]
    pass


class Sessions(allauth_sessions.ListUserSessionsView):  # type: ignore[misc]
    """Where one is signed in, without allauth's three queries and possible delete for each."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super(allauth_sessions.ListUserSessionsView, self).get_context_data(**kwargs)
        context["sessions"] = reports.open_sessions(self.request.user, self.request.session.session_key, timezone.now())
        return context


@require_safe
def mail_folder(request: HttpRequest) -> HttpResponse:
    """Development only: the mails that would have been sent."""
    return render(request, "accounts/mail.html", {"letters": mail.letters()})


@require_safe
def mail_letter(request: HttpRequest, name: str) -> HttpResponse:
    letter = mail.letter(name)
    if letter is None:
        raise Http404
    return render(request, "accounts/letter.html", {"letter": letter})


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What allauth's limits answer (handler429)."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response
