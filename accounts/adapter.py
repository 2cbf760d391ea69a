"""What allauth asks of Epoch: mail goes to the outbox, limits hold, words are ours."""

from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import outbox, tasks
from accounts.models import User

# Mails whose body holds a token.
SECRET = frozenset({"email_confirmation", "email_confirmation_signup", "password_reset_key"})
LOGIN_WINDOW_SECONDS = 300
ANYWHERE_WINDOW_SECONDS = 3600


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        "duplicate_email": "This is already the address of your account.",
        "email_password_mismatch": "Address and password do not match. Check both.",
        "email_taken": "This address belongs to another account.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
        "invalid_password_reset": "This link is no longer good.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again.",
        "rate_limited": "Too many requests. Wait a minute, then try again.",
    }

    # --- mail ------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail into the outbox, with the caller's transaction, and tell the worker on commit."""
        purpose = template_prefix.rpartition("/")[2]
        letter = self.render_mail(
            template_prefix, email, {"request": self.request, "email": email, **self._ours(context)}
        )
        if purpose == "email_confirmation_signup":
            # One account signs up once, however often allauth asks for this mail.
            occasion = f"user {context['user'].pk}"
        else:
            occasion = outbox.occasion_now(purpose, email, timezone.now())
        message = outbox.post_message(
            purpose=purpose,
            recipient=email,
            occasion=occasion,
            subject=letter.subject,
            text=letter.body,
            secret=purpose in SECRET,
        )
        transaction.on_commit(partial(tasks.send_message.delay, message.pk))

    def _ours(self, context: dict[str, Any]) -> dict[str, Any]:
        """The context with every link of this site under EPOCH_SITE_URL: a request may claim any Host."""
        claimed = self.request.build_absolute_uri("/")
        site = f"{settings.SITE_URL}/"
        links = {
            name: site + value.removeprefix(claimed)
            for name, value in context.items()
            if isinstance(value, str) and value.startswith(claimed)
        }
        return {**context, **links, "site_url": settings.SITE_URL}

    # --- addresses and ways on --------------------------------------------------------------------------------

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Refuses an address with which somebody else signed up, though they never confirmed it."""
        others = User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id)
        if others.exists():
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
        return bool(super().confirm_email(request, email_address))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")

    # --- limits ----------------------------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client behind our proxies. A request that came past them counts by the address it came from."""
        try:
            address: str = super().get_client_ip(request)
        except ImproperlyConfigured:
            address = request.META["REMOTE_ADDR"]
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Account and client together, so that a stranger's failures do not lock the owner out."""
        return f"{ratelimit.get_ip(request)} {_account(credentials)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts this attempt as failed; `_rollback_login_failed_rl_usage` takes it back if it is not.

        Answers 429 through ImmediateHttpResponse beyond a limit.
        """
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            key=self._get_login_attempts_cache_key(request, **credentials),
        )
        self._anywhere = None
        if not self._login_failed_rl_usage:
            raise _too_many(request, LOGIN_WINDOW_SECONDS)
        # What one place is refused anyway does not count against the account, and an open session asks no strangers.
        if request.user.is_authenticated:
            return
        self._anywhere = ratelimit.consume(
            request, app="allauth.account", action="login_failed_anywhere", key=_account(credentials)
        )
        if not self._anywhere:
            raise _too_many(request, ANYWHERE_WINDOW_SECONDS)

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if self._anywhere:
            self._anywhere.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """A password reset wipes the slate."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, app="allauth.account", action="login_failed_anywhere", key=_account(credentials))


def _too_many(request: HttpRequest, seconds: int) -> ImmediateHttpResponse:
    response = respond_429(request)
    response["Retry-After"] = str(seconds)
    return ImmediateHttpResponse(response)


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or "")
