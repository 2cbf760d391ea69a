"""Challenges: every one on record, and a page for each question on which those that are open are answered."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from quizzes.actions import challenges as actions
from quizzes.admin.fence import FencedAdmin, courses_of
from quizzes.admin.work import rights_of, sees_keys, work
from quizzes.forms import RulingForm
from quizzes.grading import BadKey, right_response
from quizzes.models import Challenge, Question, QuestionVersion
from quizzes.pages.answers import in_words, trusted
from quizzes.pages.work import edit_url

PAGE = 50
LEAN = ("version__shown", "version__key")


@admin.register(Challenge)
class ChallengeAdmin(FencedAdmin):
    course_path = "version__question__course"
    deferred = LEAN
    list_display = ["question", "learner", "reason", "state", "made_at", "closed_at"]
    list_select_related = ("version__question", "learner")
    list_filter = ["state", "reason"]
    search_fields = ["version__question__slug", "version__title", "learner__email", "learner__display_name"]
    ordering = ["-made_at", "-pk"]
    fields = ["question", "version", "learner", "reason", "words", "state", "made_at", "closed_at", "note", "ruled_by"]

    def get_urls(self) -> list[Any]:
        return [path("work/", self.admin_site.admin_view(work), name="quizzes_challenge_work"), *super().get_urls()]

    @admin.display(ordering="version__question__slug")
    def question(self, obj: Challenge) -> str:
        return f"{obj.version.question.slug}, {obj.version}"

    def note(self, obj: Challenge) -> str:
        return obj.ruling.note if hasattr(obj, "ruling") else "–"

    @admin.display(description="answered by")
    def ruled_by(self, obj: Challenge) -> str:
        return str(obj.ruling.by or "–") if hasattr(obj, "ruling") else "–"


def may_read(request: HttpRequest, question: Question | None) -> bool:
    """Whoever may read challenges, of a course that they teach."""
    if question is None or not request.user.has_perm("quizzes.view_challenge"):
        return False
    return courses_of(request.user).filter(pk=question.course_id).exists()


@require_http_methods(["GET", "HEAD", "POST"])
def challenges_to(request: HttpRequest, question: Question) -> HttpResponse:
    form = RulingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not request.user.has_perm("quizzes.change_challenge"):
            raise Http404
        chosen = _chosen(request.POST)
        if not chosen:
            form.add_error(None, "Choose the challenges that you answer.")
        if form.is_valid():
            return _answer(request, question, form, chosen)
    context = _context(request, question, form, set(_chosen(request.POST)))
    return render(request, "admin/quizzes/challenge/of_question.html", context, status=400 if form.is_bound else 200)


def _chosen(post: QueryDict) -> list[int]:
    sent = post.getlist("challenge")[: actions.MOST_RULED]
    return [int(each) for each in sent if each.isascii() and each.isdigit() and len(each) < 19]


def _answer(request: HttpRequest, question: Question, form: RulingForm, chosen: list[int]) -> HttpResponse:
    given = form.cleaned_data
    own = Challenge.objects.filter(version__question=question, pk__in=chosen).values_list("pk", flat=True)
    n = actions.rule(
        list(own),
        upheld=given["verdict"] == Challenge.State.UPHELD,
        note=given["note"],
        by_id=request.user.pk,
        now=timezone.now(),
    )
    missed = "" if n == len(set(chosen)) else " The others were answered or withdrawn meanwhile."
    messages.success(request, f"{n} {'challenge is' if n == 1 else 'challenges are'} answered.{missed}")
    return redirect("admin:quizzes_question_challenges", question.pk)


def _context(request: HttpRequest, question: Question, form: RulingForm, chosen: set[int]) -> dict[str, Any]:
    rows = Challenge.objects.filter(version__question=question).select_related("learner", "version", "ruling__by")
    lean = rows.defer(*LEAN)
    waiting = list(lean.still_open().order_by("pk")[: PAGE + 1])
    closed: QuerySet[Challenge] = lean.exclude(state=Challenge.State.OPEN).order_by("-closed_at", "-pk")[:PAGE]
    rights = rights_of(request)
    current = question.versions.filter(pk=question.current_id or 0).first()
    return {
        **admin.site.each_context(request),
        "title": "Challenges",
        "question": question,
        "version": current,
        "stem": trusted(current.shown["stem"]) if current else "",
        "right": _right_answer(current) if current and sees_keys(request) else "",
        "waiting": waiting[:PAGE],
        "has_more": len(waiting) > PAGE,
        "chosen": chosen or ({waiting[0].pk} if len(waiting) == 1 else set()),
        "closed": closed,
        "was_upheld": any(row.state == Challenge.State.UPHELD for row in closed),
        "form": form,
        "rights": rights,
        "edit_url": edit_url(question) if rights.edits else "",
    }


def _right_answer(version: QuestionVersion) -> str:
    """In words; nothing of an essay, or where the key cannot be read."""
    if version.kind == "essay":
        return ""
    try:
        return in_words(version.shown, right_response(version.kind, version.key))
    except BadKey:
        return ""
