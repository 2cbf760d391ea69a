"""The page on which one answer is marked, and the way from it to the next."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.zone import in_own_zone
from quizzes.actions.attempts import Refused
from quizzes.actions.held_marks import Stale, save_mark
from quizzes.admin.fence import courses_of
from quizzes.admin.mark_form import MarkForm
from quizzes.grading import Outcome
from quizzes.models import AttemptItem, HandMark
from quizzes.pages.answers import in_words, trusted
from quizzes.pages.result import WORDS
from quizzes.reports.essays import Queue, n_marked_since, seen_of

NAMES = "shown"


def queue_of(request: HttpRequest) -> Queue:
    """What the address asks for; what is no number asks for nothing."""
    asked = {name: number_of(request.GET, name) for name in ("quiz", "question")}
    return Queue(courses_of(request.user), **asked)


def number_of(sent: QueryDict, name: str) -> int | None:
    value = sent.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def shows_names(request: HttpRequest) -> bool:
    return request.GET.get("names") == NAMES


def query_of(queue: Queue, *, names: bool) -> str:
    """The end of every address of the queue: what it is narrowed to, and whether names are shown."""
    asked = {"quiz": queue.quiz, "question": queue.question, "names": NAMES if names else None}
    words = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"?{words}" if words else ""


def page_of(pk: int, query: str) -> str:
    return reverse("admin:quizzes_attemptitem_mark", args=[pk]) + query


@require_http_methods(["GET", "HEAD", "POST"])
@in_own_zone
def mark(request: HttpRequest, item: AttemptItem) -> HttpResponse:
    """An answer of a marked attempt, behind the fence."""
    form = form_for(item.pk, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form)
    wanted = request.POST.get("do")
    if wanted == "preview":
        return _page(request, form, previewed=True)
    if not form.is_valid():
        # What somebody did meanwhile may be what makes it a mistake, as a reason that is missing.
        is_old = request.POST.get("seen", form.initial["seen"]) != form.initial["seen"]
        return _conflict(request, item.pk) if is_old else _page(request, form, status=HTTPStatus.BAD_REQUEST)
    try:
        kept = save_mark(
            item.pk,
            form.given,
            seen=form.cleaned_data["seen"],
            is_released=wanted == "release",
            reason=form.cleaned_data.get("reason", ""),
            by_id=request.user.pk,
            now=timezone.now(),
        )
    except Stale:
        return _conflict(request, item.pk)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=HTTPStatus.BAD_REQUEST)
    held = "held until it is released" if kept.state == HandMark.State.HELD else "released"
    messages.success(request, f"Saved: {kept.points} of {item.possible}, {held}.")
    return redirect(request.get_full_path() if form.is_correction else _onward(request, item))


def _onward(request: HttpRequest, item: AttemptItem) -> str:
    queue = queue_of(request)
    query = query_of(queue, names=shows_names(request))
    following = queue.next_after(item)
    return page_of(following, query) if following else reverse("admin:quizzes_attemptitem_queue") + query


def _conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody was quicker. What was typed stays, in a form that knows of their mark and may go over it."""
    return _page(request, form_for(pk, request.POST, over_the_newest=True), status=HTTPStatus.CONFLICT)


def form_for(pk: int, sent: QueryDict | None, *, over_the_newest: bool = False) -> MarkForm:
    # Before what the form shows.
    seen = seen_of(pk)
    rows = AttemptItem.objects.with_key().select_related("attempt__quiz", "attempt__learner")
    item = rows.defer("attempt__quiz__blueprint", "attempt__quiz__intro_html").get(pk=pk)
    last = HandMark.objects.filter(item=item).exclude(state=HandMark.State.REPLACED).select_related("by").first()
    if sent is not None and over_the_newest:
        sent = sent.copy()
        sent["seen"] = seen
    return MarkForm(item, seen, last, sent)


def _page(request: HttpRequest, form: MarkForm, *, status: int = 200, previewed: bool = False) -> HttpResponse:
    item, last, queue, names = form.item, form.last, queue_of(request), shows_names(request)
    query = query_of(queue, names=names)
    before, after = queue.before(item), queue.next_after(item)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    shown, key = item.version.shown, item.key
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Mark an answer",
        "form": form,
        "item": item,
        "quiz": item.attempt.quiz,
        "learner": item.attempt.learner if names else None,
        "stem": trusted(shown["stem"]),
        "case": {**shown["case"], "html": trusted(shown["case"]["html"])} if shown.get("case") else None,
        "answer": in_words(shown, item.response),
        "model_answer": trusted(key.get("model", "")),
        "outcome": WORDS[Outcome(item.outcome)],
        "last": last,
        "theirs": _given(last, form) if last else None,
        "is_conflict": status == HTTPStatus.CONFLICT,
        "is_previewed": previewed,
        "n_left": queue.n_unread(),
        "n_today": n_marked_since(request.user.pk, today),
        "history": HandMark.objects.filter(item=item).select_related("by"),
        "changes": item.changes.select_related("by"),
        "queue_address": reverse("admin:quizzes_attemptitem_queue") + query,
        "back_address": page_of(before, query) if before else "",
        "next_address": page_of(after, query) if after else "",
        "names_address": page_of(item.pk, query_of(queue, names=not names)),
    }
    return render(request, "admin/quizzes/attemptitem/mark.html", context, status=status)


def _given(last: HandMark, form: MarkForm) -> dict[str, Any]:
    """A mark that was given, as its learner will see it."""
    rows = zip(form.rubric, last.criteria, strict=False)
    return {
        "criteria": [
            {
                "html": trusted(row["html"]),
                "most": row["points"],
                "points": given["points"],
                "comment": trusted(given["comment_html"]),
            }
            for row, given in rows
        ],
        "comment": trusted(last.comment_html),
    }
