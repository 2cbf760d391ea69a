"""The list of work on questions, over all courses that this person teaches; and what can be done with a finding."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quizzes.actions import challenges
from quizzes.admin.fence import courses_of
from quizzes.findings import Finding
from quizzes.models import QuestionVersion
from quizzes.pages.work import Rights, rows
from quizzes.reports import work as reports
from quizzes.reports.analysis import look_at

LONGEST_REASON = 300


def rights_of(request: HttpRequest) -> Rights:
    may = request.user.has_perm
    return Rights(
        analyses=may("quizzes.view_attempt"),
        edits=may("quizzes.change_quiz"),
        marks_again=may("quizzes.change_attemptitem"),
        rules=may("quizzes.change_challenge"),
    )


def sees_keys(request: HttpRequest) -> bool:
    return request.user.has_perm("quizzes.view_questionversion")


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """What is open, by weight; or, asked for, what was put aside."""
    if not request.user.has_perm("quizzes.view_challenge"):
        raise Http404
    courses = courses_of(request.user)
    found = reports.kept_findings(courses)
    everything = reports.work_on(reports.questions_in(courses), found, sees_keys=sees_keys(request))
    shows_aside = request.GET.get("show") == "aside"
    wanted = [one for one in everything if (one.aside if shows_aside else one.is_open)]
    page = Paginator(wanted, reports.PAGE).get_page(request.GET.get("page"))
    rights, on_page = rights_of(request), list(page.object_list)
    context = {
        **admin.site.each_context(request),
        "title": "Work on questions",
        "page": page,
        "work": rows(on_page, reports.shown(on_page), rights),
        "shows_aside": shows_aside,
        "n_aside": sum(len(one.aside) for one in everything),
        "rights": rights,
        "back": "work",
        "names_place": True,
    }
    return render(request, "admin/quizzes/challenge/work.html", context)


def may_set_aside(request: HttpRequest, version: QuestionVersion | None) -> bool:
    """Whoever answers challenges, of a course that they teach."""
    if version is None or not request.user.has_perm("quizzes.change_challenge"):
        return False
    return courses_of(request.user).filter(pk=version.question.course_id).exists()


@require_POST
def set_aside(request: HttpRequest, version: QuestionVersion) -> HttpResponse:
    """Put a finding about the version aside, or take it up again."""
    digest, now = request.POST.get("finding", ""), timezone.now()
    if "take_up" in request.POST:
        if challenges.take_up(version, digest[:64].replace("\0", ""), by_id=request.user.pk, now=now):
            messages.success(request, "The finding is in the list again.")
        return _back(request, version)
    finding = _finding(request, version, digest)
    reason = request.POST.get("reason", "").strip()
    if finding is None:
        messages.info(request, "That finding is no longer there.")
    elif not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        messages.error(
            request, f"Nothing was put aside. Say why it is fine, in one line of {LONGEST_REASON} characters at most."
        )
    else:
        challenges.put_aside(version, finding, reason=reason, by_id=request.user.pk, now=now)
        messages.success(request, "The finding is put aside until the question changes.")
    return _back(request, version)


def _finding(request: HttpRequest, version: QuestionVersion, digest: str) -> Finding | None:
    """The finding as it stands now, if this person sees it."""
    quiz = version.question.quiz
    found = look_at(quiz).analysis if quiz else None
    for row in found.rows if found else ():
        for one in row.findings:
            if row.version == version.pk and one.digest == digest:
                return one if sees_keys(request) or not one.sort.tells_the_key else None
    return None


def _back(request: HttpRequest, version: QuestionVersion) -> HttpResponse:
    if request.POST.get("back") == "quiz" and version.question.quiz_id and rights_of(request).analyses:
        return redirect("admin:quizzes_quiz_item_analysis", version.question.quiz_id)
    return redirect("admin:quizzes_challenge_work")


def context_of(request: HttpRequest, quiz: Any, found: reports.Found) -> dict[str, Any]:
    """The same list, of one quiz: for the page of its item analysis."""
    everything = reports.work_on(reports.questions_of(quiz), found, sees_keys=sees_keys(request))
    rights = rights_of(request)
    shown = rows(everything, reports.shown(everything), rights)
    return {
        "work": [row for row in shown if row["is_open"]],
        "put_aside": [row for row in shown if row["aside"]],
        "rights": rights,
        "back": "quiz",
    }
