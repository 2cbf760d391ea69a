"""The learner's home."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.zone import in_own_zone
from curriculum.models import Course
from progress.reports.desk import desk_of, enrolments_of, study_of
from progress.views import words
from progress.views.fetch import learner_of


@require_safe
@login_required
@in_own_zone
def desk(request: HttpRequest, course: str = "") -> HttpResponse:
    """Of the named course, else of the one at which they were last; the others are listed."""
    learner = learner_of(request)
    enrolments = enrolments_of(learner.pk)
    chosen = [row for row in enrolments if row.course.slug == course] if course else enrolments[:1]
    if not chosen:
        if course:
            raise Http404
        found = Course.objects.taught().only("slug", "title", "summary").order_by("pk")
        return render(request, "progress/no_course.html", {"courses": found})
    enrolment = chosen[0]
    study = study_of(enrolment)
    if study is None or study.plan is None:
        return redirect("join", enrolment.course.slug)
    found_desk = desk_of(study, enrolment.course, learner, timezone.now())
    step = found_desk.next_step
    context = {
        "site_course": enrolment.course,
        "course": enrolment.course,
        "study": study,
        "desk": found_desk,
        "is_begun": bool(found_desk.standing.done),
        "next_words": words.next_words(found_desk, step) if step else "",
        "pace_title": words.pace_title(found_desk.standing.pace),
        "pace_words": words.pace_words(found_desk.standing),
        "modules": [(row, words.minutes(row.count.minutes_left)) for row in found_desk.modules],
        "phase": next((row.module.phase for row in found_desk.modules if row.is_current), None),
        "others": [row.course for row in enrolments if row is not enrolment],
    }
    return render(request, "progress/desk.html", context)
