"""Pages that show times, in the zone of whoever reads them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def in_own_zone(view: View[P]) -> View[P]:
    """Times in what the view renders are those of the person's zone, and the site's for visitors."""

    @wraps(view)
    def zoned(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with timezone.override(request.user.zone if isinstance(request.user, User) else None):
            return view(request, *args, **kwargs)

    return zoned
