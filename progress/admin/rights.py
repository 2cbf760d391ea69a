"""What somebody needs, beside the fence, to see what learners did and to change what holds for them."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

SEE = ("progress.view_study", "quizzes.view_attempt")
MOVE = ("progress.change_cohort",)
GRANT = ("quizzes.add_allowance",)
# A mark is taken back by it, and time is given.
REOPEN = ("quizzes.change_attemptitem", *GRANT)

Page = Callable[[HttpRequest, Any], HttpResponse]


def needing(page: Page, *rights: str) -> Page:
    """The page for whoever has these rights and may see what learners did; to anybody else it is as if not there."""

    def guarded(request: HttpRequest, row: Any) -> HttpResponse:
        if not request.user.has_perms((*SEE, *rights)):
            raise Http404
        return page(request, row)

    return guarded
