"""The pages on which answers to a question are marked again: a dry run, the job, what came of it, and the way back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit import note
from quizzes.actions.attempts import Refused
from quizzes.actions.regrade import jobs
from quizzes.admin import regrade_lines as lines
from quizzes.admin.fence import courses_of
from quizzes.models import Question, QuestionVersion, Quiz, Regrade
from quizzes.reports.regrade import MANY, effect_of, n_outdated, outdated
from quizzes.tasks import carry_on_regrade

NAME = "quizzes_question_mark_again"
# Of earlier ones a question's page shows the latest.
SHOWN = 50
LONGEST_REASON = 300
# So few are done before the page answers; more are the worker's.
AT_ONCE = 1_000
View = Callable[..., HttpResponse]


def may_mark_again(request: HttpRequest, question: Question | None) -> bool:
    """Whoever may mark answers, of a course that they teach."""
    if question is None or not request.user.has_perm("quizzes.change_attemptitem"):
        return False
    return courses_of(request.user).filter(pk=question.course_id).exists()


def outdated_answers(version: QuestionVersion | None) -> str:
    """How many answers an older key than this has marked, in figures; empty where there are none."""
    n_answers = n_outdated(version) if version else 0
    return f"more than {MANY - 1:,}" if n_answers == MANY else f"{n_answers:,}" if n_answers else ""


def outdated_questions(request: HttpRequest, quiz: Quiz | None) -> list[Question]:
    """Of the quiz, those with answers that an older key has marked; for who may mark them again."""
    questions = list(quiz.questions.filter(retired_at=None).order_by("position")) if quiz else []
    return outdated(questions) if questions and may_mark_again(request, questions[0]) else []


def _fenced(view: View) -> View:
    """Of the regrade that the address names; to whoever may not mark its answers it is as if not there (P15)."""

    @wraps(view)
    def page(request: HttpRequest, pk: int, regrade: int) -> HttpResponse:
        rows = Regrade.objects.filter(pk=regrade, question=pk).select_related("question", "version", "by")
        found = rows.defer("version__key", "version__shown").first()
        if found is None or not may_mark_again(request, found.question):
            raise Http404
        return view(request, found)

    return page


@require_http_methods(["GET", "HEAD", "POST"])
def mark_again(request: HttpRequest, pk: int) -> HttpResponse:
    question = Question.objects.select_related("current").filter(pk=pk).first()
    if question is None or question.current is None or not may_mark_again(request, question):
        raise Http404
    if request.method == "POST":
        return _plan(request, question)
    rows = question.regrades.select_related("version", "by").defer("version__shown", "version__key")
    context = {
        **_frame(request, question),
        "version": question.current,
        "is_essay": question.current.kind == "essay",
        "answers": outdated_answers(question.current),
        "regrades": rows[:SHOWN],
        "most": SHOWN,
    }
    return render(request, "admin/quizzes/question/mark_again.html", context)


def _frame(request: HttpRequest, question: Question) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": "Mark answers again", "question": question}


def _plan(request: HttpRequest, question: Question, after: str = "") -> HttpResponse:
    """Begin a dry run. `after` says why the one before it does not do."""
    try:
        job = jobs.plan_regrade(question.pk, by_id=request.user.pk, now=timezone.now())
    except Refused as refusal:
        messages.error(request, f"{after} {refusal}".strip())
        return redirect(f"admin:{NAME}", question.pk)
    if after:
        messages.warning(request, f"{after} Nothing was changed. Here is a new dry run: look at it and confirm again.")
    return _go_on(job)


def _go_on(job: Regrade) -> HttpResponse:
    """After the commit. The hint may be lost, and the request killed: the sweep would find it too."""
    if job.n_total > AT_ONCE or jobs.carry_on(job.pk):
        carry_on_regrade.delay(job.pk)
    return _back(job)


def _back(job: Regrade) -> HttpResponse:
    return redirect(f"admin:{NAME}_job", job.question_id, job.pk)


@never_cache
@require_safe
def show(request: HttpRequest, job: Regrade) -> HttpResponse:
    context = {**_frame(request, job.question), "job": job, "version": job.version, "progress": _told(job)}
    if not job.is_moving:
        context |= {"effect": effect_of(job), **lines.page(job, request.GET)}
    return render(request, "admin/quizzes/question/regrade.html", context)


@require_POST
def apply(request: HttpRequest, job: Regrade) -> HttpResponse:
    reason, over_by_hand = request.POST.get("reason", ""), request.POST.get("over_by_hand") == "yes"
    reason = " ".join(reason.replace("\0", "").split())[:LONGEST_REASON]
    try:
        applied = jobs.apply_regrade(
            job.pk, reason=reason, over_by_hand=over_by_hand, by_id=request.user.pk, now=timezone.now()
        )
    except jobs.Outdated as outdated:
        return _plan(request, job.question, str(outdated))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(job)
    return _go_on(applied) if applied.is_moving else _back(job)


@require_POST
def stop(request: HttpRequest, job: Regrade) -> HttpResponse:
    if not jobs.stop_regrade(job.pk, why=f"Stopped by {request.user}.", now=timezone.now()):
        messages.info(request, "It had come to its end already.")
    return _back(job)


@require_POST
def take_back(request: HttpRequest, job: Regrade) -> HttpResponse:
    try:
        begun = jobs.take_back(job.pk, by_id=request.user.pk, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(job)
    if not begun:
        return _back(job)
    job.refresh_from_db(fields=["n_total"])
    return _go_on(job)


def _told(job: Regrade) -> dict[str, Any]:
    """How far it has come: what the page says, and what its element asks for again."""
    return {
        "state": job.state,
        "moving": job.is_moving,
        "seen": job.n_seen,
        "total": max(job.n_total, job.n_seen, 1),
        "words": f"{job.n_seen:,} of {max(job.n_total, job.n_seen):,}",
    }


@never_cache
@require_safe
def progress(request: HttpRequest, job: Regrade) -> HttpResponse:
    return JsonResponse(_told(job))


@never_cache
@require_safe
def download(request: HttpRequest, job: Regrade) -> HttpResponse:
    if job.is_moving:
        raise Http404
    part = lines.part_of(request.GET)
    note("marks_exported", request, user=request.user.pk, regrade=job.pk, part=part)
    name = f"mark-again-{job.question.slug}-{job.pk}-{part}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(lines.table(job, part), content_type="text/csv; charset=utf-8", headers=headers)


def urls(wrap: Callable[[View], View]) -> list[Any]:
    """Below the list of questions."""
    job = "<int:pk>/mark-again/<int:regrade>/"
    return [
        path("<int:pk>/mark-again/", wrap(mark_again), name=NAME),
        path(job, wrap(_fenced(show)), name=f"{NAME}_job"),
        path(f"{job}apply/", wrap(_fenced(apply)), name=f"{NAME}_apply"),
        path(f"{job}stop/", wrap(_fenced(stop)), name=f"{NAME}_stop"),
        path(f"{job}take-back/", wrap(_fenced(take_back)), name=f"{NAME}_take_back"),
        path(f"{job}progress/", wrap(_fenced(progress)), name=f"{NAME}_progress"),
        path(f"{job}marks.csv", wrap(_fenced(download)), name=f"{NAME}_csv"),
    ]
