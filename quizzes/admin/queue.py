"""The queue of answers that a person has to mark: how many wait in each quiz, and the marks that are held back."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.zone import in_own_zone
from quizzes.actions.held_marks import release_marks
from quizzes.admin.marking import number_of, page_of, query_of, queue_of, shows_names
from quizzes.models import Quiz
from quizzes.reports.essays import LISTED, n_marked_since


@require_safe
@in_own_zone
def queue_page(request: HttpRequest) -> HttpResponse:
    queue, names = queue_of(request), shows_names(request)
    query = query_of(queue, names=names)
    oldest = queue.oldest()
    quizzes = queue.by_quiz()
    n_held = sum(row["n_held"] for row in quizzes)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Answers to mark",
        "quizzes": quizzes,
        "questions": queue.by_question() if queue.quiz else [],
        "narrowed_to": _narrowed_to(queue.quiz, queue.courses) if queue.quiz else None,
        "is_narrowed": queue.quiz is not None or queue.question is not None,
        "n_left": sum(row["n"] for row in quizzes),
        "n_today": n_marked_since(request.user.pk, today),
        "n_held": n_held,
        "held": [{"mark": mark, "address": page_of(mark.item_id, query)} for mark in queue.held_newest_first()],
        "n_listed": LISTED,
        "names": names,
        "query": query,
        "first_address": page_of(oldest, query) if oldest else "",
    }
    return render(request, "admin/quizzes/attemptitem/queue.html", context)


def _narrowed_to(quiz: int, courses: Any) -> Quiz | None:
    return Quiz.objects.filter(pk=quiz, course__in=courses).only("title").first()


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Of one quiz those that the page counted, or one mark alone; nothing else, whatever is sent."""
    queue = queue_of(request)
    quiz, upto, one = (number_of(request.POST, name) for name in ("of_quiz", "upto", "mark"))
    rows = queue.held()
    if one is not None:
        rows = rows.filter(pk=one)
    elif quiz is not None and upto is not None:
        rows = rows.filter(item__attempt__quiz=quiz, pk__lte=upto)
    else:
        rows = rows.none()
    n = release_marks(rows, by_id=request.user.pk, now=timezone.now())
    if n:
        marks = "1 mark is released; its learner is told" if n == 1 else f"{n} marks are released; learners are told"
        messages.success(request, f"{marks} once the whole attempt is marked.")
    else:
        messages.info(request, "Nothing was released: these marks were released or replaced before.")
    return redirect(f"{request.path.removesuffix('release/')}{query_of(queue, names=shows_names(request))}")
