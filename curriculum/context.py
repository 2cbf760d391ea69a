"""What every page's frame needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from curriculum.models import Course


def frame(request: HttpRequest) -> dict[str, Any]:
    """Where this is, and the course that the navigation leads to, asked only where the view did not say."""
    return {
        "path": request.path,
        "here": request.resolver_match.url_name if request.resolver_match else "",
        "site_url": settings.SITE_URL,
        "site_course": SimpleLazyObject(lambda: Course.objects.taught().order_by("pk").first()),
    }
