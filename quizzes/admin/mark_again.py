"""The page on which answers to a question are marked again: what it would do, why, and the way back."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from quizzes.actions import regrade
from quizzes.actions.attempts import Refused
from quizzes.admin.fence import courses_of
from quizzes.models import MarkChange, Question, QuestionVersion


def may_mark_again(request: HttpRequest, question: Question | None) -> bool:
    """Whoever may mark answers, of a course that they teach."""
    if question is None or not request.user.has_perm("quizzes.change_attemptitem"):
        return False
    return courses_of(request.user).filter(pk=question.course_id).exists()


def mark_again(request: HttpRequest, pk: int) -> HttpResponse:
    question = Question.objects.select_related("current").filter(pk=pk).first()
    version = question.current if question else None
    if question is None or version is None or not may_mark_again(request, question):
        raise Http404
    if request.method == "POST":
        _carry_out(request, question, version)
        return redirect("admin:quizzes_question_mark_again", pk)
    return render(request, "admin/quizzes/question/mark_again.html", _context(request, question, version))


def _carry_out(request: HttpRequest, question: Question, version: QuestionVersion) -> None:
    now, reason, chosen = (
        timezone.now(),
        request.POST.get("reason", "").strip()[:300],
        request.POST.get("take_back", ""),
    )
    if chosen:
        known = chosen.isascii() and chosen.isdigit() and question.regrades.filter(pk=chosen).exists()
        n_changed = regrade.take_back(int(chosen), by_id=request.user.pk, now=now) if known else 0
        messages.success(request, f"{n_changed} marks are as they were before.")
        return
    if not reason:
        messages.error(request, "Say why, for the record.")
        return
    try:
        _, effect = regrade.mark_again(question, version, reason=reason, by_id=request.user.pk, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    messages.success(request, f"{effect.n_changed} answers were marked again.")


def _context(request: HttpRequest, question: Question, version: QuestionVersion) -> dict[str, Any]:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Mark answers again",
        "question": question,
        "version": version,
    }
    made = Q(changes__kind=MarkChange.Kind.REGRADED)
    rows = question.regrades.select_related("version", "by").defer("version__shown", "version__key")
    context["regrades"] = rows.annotate(n_changed=Count("changes", filter=made))
    try:
        context["effect"] = regrade.preview(question, version)
    except Refused as refusal:
        context["refusal"] = str(refusal)
    return context
