"""What every page's frame needs to know of the curriculum."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from curriculum.models import Course


def site_course(_request: HttpRequest) -> dict[str, Any]:
    """The course that the navigation leads to; asked only where a page shows it and its view did not say."""
    return {"site_course": SimpleLazyObject(lambda: Course.objects.taught().order_by("pk").first())}
