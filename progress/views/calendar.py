"""Due dates for a calendar: a private address that calendars read again and again, and a file to load once."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limited
from accounts.zone import in_own_zone
from progress.actions.calendar import digest_of, make_feed, revoke_feed
from progress.models import Feed, Study
from progress.reports.calendar import file_now, file_of, open_feeds
from progress.views.fetch import learner_of, planned_study_of

ICALENDAR = "text/calendar; charset=utf-8"


@require_safe
@login_required
@in_own_zone
def calendar(request: HttpRequest, course: str) -> HttpResponse:
    return _page(request, planned_study_of(request, course))


@never_cache
@require_POST
@login_required
@in_own_zone
def calendar_make(request: HttpRequest, course: str) -> HttpResponse:
    """Answers with the address itself, since it is kept nowhere that a next page could read it from."""
    study = planned_study_of(request, course)
    token = make_feed(study.pk, timezone.now())
    return _page(request, study, f"{settings.SITE_URL}{reverse('calendar_feed', args=[token])}")


@require_POST
@login_required
def calendar_revoke(request: HttpRequest, course: str) -> HttpResponse:
    study = planned_study_of(request, course)
    if revoke_feed(study.pk):
        messages.success(request, "The address is taken back: whoever asks it for dates gets none.")
    return redirect("calendar", course)


@require_safe
@login_required
def calendar_file(request: HttpRequest, course: str) -> HttpResponse:
    """The dates as they are now; nothing is kept of it."""
    study = planned_study_of(request, course)
    answer = _icalendar(file_now(study, study.enrolment.course, learner_of(request), timezone.now()))
    answer["Content-Disposition"] = f'attachment; filename="{study.enrolment.course.slug}-dates.ics"'
    return answer


@limited("calendar")
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Who has the address needs no account. One that is unknown, taken back or of somebody who left is a 404 (P23)."""
    found = open_feeds().filter(digest=digest_of(token)).first()
    if found is None:
        raise Http404
    content = file_of(found)
    etag = f'"{sha256(content).hexdigest()}"'
    answer = get_conditional_response(request, etag=etag) or _icalendar(content)
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer


def _icalendar(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=ICALENDAR)
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _page(request: HttpRequest, study: Study, address: str = "") -> HttpResponse:
    course = study.enrolment.course
    feed = Feed.objects.filter(pk=study.pk).first()
    context = {"site_course": course, "course": course, "feed": feed, "address": address}
    return render(request, "progress/calendar.html", context)
