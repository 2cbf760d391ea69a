"""The page of one question: its form or its text, and the learner's view beside it."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from curriculum.actions.drafts import NotWritable, Stale, save_draft
from curriculum.admin.addresses import outline, whole_text
from curriculum.markup.page import ID
from curriculum.markup.problem import Mistake
from curriculum.models import Revision
from quizzes.admin.questions.choices import Choices, choices_of
from quizzes.admin.questions.draft import Draft, Examined, answers_to, digest_in, draft_of
from quizzes.admin.questions.layout import layout
from quizzes.admin.questions.posted import Row, TooMuch, changed_rows
from quizzes.admin.questions.preview import shown
from quizzes.admin.questions.typed import Typed, of_fields, of_section, typed_in, unfit
from quizzes.source.examples import EXAMPLES, NAMES, example_section
from quizzes.source.fields import print_section, read_section
from quizzes.source.lint import MAX_ID
from quizzes.source.question import CASE
from quizzes.source.sections import insert_question, place_of, propose_id, replace_question, section_of

TEMPLATE = "admin/quizzes/quiz/question.html"


@dataclass(frozen=True)
class At:
    """Where the question stands; of a new one `id` is empty, and it goes to the end of the quiz or of its case."""

    id: str
    kind: str
    case: str

    @property
    def level(self) -> int:
        return 3 if self.case else 2

    def put(self, text: str, typed: Typed) -> str:
        """The quiz's text with what was typed. A form that says what the section said leaves its layout alone. Raises
        Mistake."""
        if not self.id:
            return insert_question(text, typed.section, case=self.case)
        place = place_of(text, self.id)
        if place and not typed.is_text and read_section(section_of(text, place))[0] == typed.question:
            return text
        return replace_question(text, self.id, typed.section)


@require_http_methods(["GET", "HEAD", "POST"])
def question_page(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    draft = draft_of(request, pk)
    place = place_of(draft.text, question)
    if place is None:
        raise Http404
    at = At(place.id, place.kind, place.case)
    if request.method == "POST":
        return _posted(request, draft, at)
    typed = of_section(section_of(draft.text, place), is_text=request.GET.get("as") == "text")
    found = draft.examine(draft.text, at.id)
    typed.place(found.problems, place.line)
    return _page(request, draft, at, typed, found)


@require_http_methods(["GET", "HEAD", "POST"])
def new_question(request: HttpRequest, pk: int) -> HttpResponse:
    """`?kind=` says of which kind, `?case=` in which case; it begins as a filled example, and is stored when saved."""
    draft = draft_of(request, pk)
    kind, case = request.GET.get("kind", ""), request.GET.get("case", "")
    around = place_of(draft.text, case) if case else None
    if kind not in EXAMPLES or (case and (around is None or not around.is_case or kind == CASE)):
        raise Http404
    at = At("", kind, case)
    if request.method == "POST":
        return _posted(request, draft, at)
    choices = choices_of(draft)
    objective, taught = choices.first_objective(), choices.first_taught()
    section = example_section(kind, id="", objective=objective, taught=taught, level=at.level)
    typed = of_section(section, is_text=False)
    return _page(request, draft, at, typed, _read(draft, at, typed)[0], choices=choices)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The learner's view of what stands in the form; nothing is stored."""
    draft = draft_of(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    at = _at(request, draft)
    try:
        typed = _completed(draft, at, typed_in(request, at.kind, at.level), choices_of(draft))
    except TooMuch as refusal:
        return HttpResponse(shown(draft, Examined(), str(refusal)))
    if unfit(typed):
        refusals = [words for each in typed.errors.values() for words in each]
        return HttpResponse(shown(draft, Examined(), refusals[0]))
    found, refused = _read(draft, at, typed)
    return HttpResponse(shown(draft, found, refused))


def _at(request: HttpRequest, draft: Draft) -> At:
    """Where the form of a preview stands; what is unknown counts as new."""
    place = place_of(draft.text, request.POST.get("of", ""))
    if place is not None:
        return At(place.id, place.kind, place.case)
    around = place_of(draft.text, request.POST.get("in", ""))
    kind = request.POST.get("new", "")
    if kind not in EXAMPLES:
        raise Http404
    return At("", kind, around.id if around is not None and around.is_case else "")


# --- what was sent -------------------------------------------------------------------------------------------------
def _posted(request: HttpRequest, draft: Draft, at: At) -> HttpResponse:
    do, choices = request.POST.get("do", ""), choices_of(draft)
    try:
        typed = typed_in(request, at.kind, at.level)
    except TooMuch as refusal:
        section = section_of(draft.text, place) if (place := place_of(draft.text, at.id)) else ""
        typed = of_section(section or EXAMPLES[at.kind], is_text=False)
        typed.complain("question", f"Nothing was stored: {refusal}.")
        return _page(request, draft, at, typed, Examined(), choices=choices, status=400)
    if do == "as-form":
        typed = of_section(typed.section, is_text=False)
    elif do == "as-text":
        typed = _completed(draft, at, typed, choices)
        typed.is_text = True
    elif do not in {"save", "preview"} and not typed.is_text:
        return _rows_changed(request, draft, at, typed, do, choices)
    typed = _completed(draft, at, typed, choices)
    if do == "save":
        return _save(request, draft, at, typed, choices)
    found = Examined()
    if not unfit(typed):
        found, refused = _read(draft, at, typed)
        typed.place(found.problems, found.place.line if found.place else 1)
        if refused:
            typed.complain("question", refused)
    return _page(request, draft, at, typed, found, choices=choices)


def _rows_changed(request: HttpRequest, draft: Draft, at: At, typed: Typed, do: str, choices: Choices) -> HttpResponse:
    """A button of a row, without a script: the page again, with what was typed, and the focus on that row."""
    given, row = changed_rows(typed.fields, do)
    changed = of_fields(given, is_kept=True)
    complete = _completed(draft, at, of_fields(given), choices)
    found = Examined() if unfit(complete) else _read(draft, at, complete)[0]
    return _page(request, draft, at, changed, found, choices=choices, row=row)


def _completed(draft: Draft, at: At, typed: Typed, choices: Choices) -> Typed:
    """With the id that is proposed, and the words of the link, where a form leaves them empty."""
    if typed.is_text:
        return typed
    values = dict(typed.fields.values)
    words = values["name"] or values["stem"]
    values["id"] = values["id"].strip() or at.id or propose_id(words, draft.taken())
    values["taught_title"] = values.get("taught_title", "").strip() or choices.title_of(values.get("taught_target", ""))
    return of_fields(replace(typed.fields, values=values))


def _read(draft: Draft, at: At, typed: Typed) -> tuple[Examined, str]:
    """The question as it would be read in the quiz; or why it cannot stand there."""
    if not typed.question.id:
        question = replace(typed.question, id=propose_id(typed.question.name, draft.taken()))
        typed = replace(typed, question=question, section=print_section(question))
    try:
        return draft.examine(at.put(draft.text, typed), typed.question.id), ""
    except Mistake as mistake:
        return Examined(), str(mistake)


def _save(request: HttpRequest, draft: Draft, at: At, typed: Typed, choices: Choices) -> HttpResponse:
    id = typed.question.id
    is_unfit, asks = bool(unfit(typed)), False
    if request.POST.get("seen", "") != digest_in(draft.text, at.id):
        return _page(request, draft, at, typed, Examined(), choices=choices, status=409, newer=draft.revision)
    if not at.id and (twin := draft.twin_of(typed.question)):
        # The form of a new question that was stored, and come back to.
        typed.complain("question", f"The quiz has this very question already: {twin}. Change it, or go to that one.")
    elif not is_unfit and not _complains_of_id(draft, at, typed):
        asks = id != at.id and bool(at.id) and not request.POST.get("confirmed") and _warns(draft, at, typed)
    if typed.errors:
        found = Examined() if is_unfit else _read(draft, at, typed)[0]
        return _page(request, draft, at, typed, found, choices=choices, status=400, asks=asks)
    try:
        text = at.put(draft.text, typed)
        save_draft(
            draft.quiz.document_id,
            text,
            seen=draft.seen,
            author_id=request.user.pk,
            now=timezone.now(),
        )
    except Stale as stale:
        return _page(request, draft, at, typed, Examined(), choices=choices, status=409, newer=stale.newer)
    except (Mistake, NotWritable) as refusal:
        typed.complain("question", f"Nothing was stored: {refusal}.")
        return _page(request, draft, at, typed, Examined(), choices=choices, status=400)
    _told(request, draft.examine(text, id))
    address = reverse("admin:quizzes_quiz_question", args=[draft.quiz.document_id, id])
    return redirect(f"{address}?as=text" if typed.is_text else address)


def _complains_of_id(draft: Draft, at: At, typed: Typed) -> bool:
    id = typed.question.id
    if not ID.fullmatch(id) or len(id) > MAX_ID:
        typed.complain("id", f"Use lower case, digits and hyphens, {MAX_ID} at most.")
        return True
    if id != at.id and id in draft.taken():
        typed.complain("id", "Another question of the course has this id; choose another.")
        return True
    return False


def _warns(draft: Draft, at: At, typed: Typed) -> bool:
    """Whether the id is that of a published question, which the author has to know before it changes."""
    n_answers = answers_to(draft, at.id)
    if n_answers is None:
        return False
    answers = "answer" if n_answers == 1 else "answers"
    stay = "stays" if n_answers == 1 else "stay"
    typed.complain(
        "id", f"This makes a new question. The {n_answers} {answers} so far {stay} with the old one, {at.id}."
    )
    return True


def _told(request: HttpRequest, found: Examined) -> None:
    n = len(found.errors)
    if n:
        mistakes = "one mistake" if n == 1 else f"{n} mistakes"
        messages.warning(request, f"Saved in the draft, with {mistakes}: it cannot be published like this.")
    else:
        messages.success(request, "Saved in the draft. Learners see it once the draft is published.")


# --- the page ------------------------------------------------------------------------------------------------------
def _page(
    request: HttpRequest,
    draft: Draft,
    at: At,
    typed: Typed,
    found: Examined,
    *,
    choices: Choices | None = None,
    status: int = 200,
    newer: Revision | None = None,
    row: Row | None = None,
    asks: bool = False,
) -> HttpResponse:
    frame = render_to_string("admin/quizzes/quiz/_frame.html", {"main": shown(draft, found)})
    title = typed.question.name or NAMES.get(at.kind, "Question")
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": title if at.id else f"New: {NAMES[at.kind].lower()}",
        "quiz": draft.quiz,
        "draft": draft,
        "at": at,
        "typed": typed,
        "frame": frame,
        "seen": digest_in(newer.text, at.id) if newer else request.POST.get("seen", digest_in(draft.text, at.id)),
        "row": row,
        "asks": asks,
        "warnings": [problem for problem in found.problems if problem.is_warning],
        "is_stale": status == 409,
        "newer": _newer(newer, at),
        "n_errors": sum(map(len, typed.errors.values())),
        "text_errors": [words for name, each in typed.errors.items() if name != "question" for words in each],
        "whole": whole_text(draft.quiz.document_id),
        "outline": outline(draft.quiz.course.slug),
    }
    if not typed.is_text:
        fields = typed.fields
        if not at.id:
            # It is proposed anew until it is chosen.
            fields = replace(fields, values={**fields.values, "id": request.POST.get("id", "")[:MAX_ID]})
        context["form"] = layout(fields, choices or choices_of(draft), typed.errors)
    return render(request, TEMPLATE, context, status=status)


def _newer(newer: Revision | None, at: At) -> str:
    """What stands there now: the question where it is still there, else the whole text."""
    if newer is None:
        return ""
    place = place_of(newer.text, at.id)
    return section_of(newer.text, place) if place else newer.text
