"""How often one place may ask what anybody may ask: counted beside sign-in's limits, by all processes (P22)."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import respond_429
from django.conf import settings
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def limited(action: str) -> Callable[[View[P]], View[P]]:
    """Counts every request by the client's address, whatever the answer would be, before anything is looked up.

    How many is in `LOOKUP_RATE_LIMITS`; beyond it the answer is 429 and says when to come back.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            rates = settings.LOOKUP_RATE_LIMITS
            if ratelimit.consume(request, app="epoch", action=action, config=rates, limit_get=True):
                return view(request, *args, **kwargs)
            refusal: HttpResponse = respond_429(request)
            return refusal

        return counted

    return decorate
