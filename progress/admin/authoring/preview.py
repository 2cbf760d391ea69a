"""The learner's page of a text that is not published. Nothing of it is stored, and nobody's records are asked for.

Its route alone may stand in a frame, of our own pages, and whatever stands in it is sandboxed: it has no origin, no
cookie and no form (P19, P20).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from curriculum.actions.drafts import text_of
from curriculum.actions.reading import One
from curriculum.markup.problem import Problem
from curriculum.models import Document, Lesson
from curriculum.pages import ACCOUNT, CHECK_FORM, MARK, NOTICES, Layout, written
from curriculum.source import parts
from progress.admin.authoring.drafted import LookingOn, Unreadable, layout_of
from progress.admin.authoring.fence import RIGHTS, of_document
from progress.admin.authoring.looking import Look, cohorts_of, due_of, look_of
from progress.admin.authoring.remarks import read_as
from progress.pages import own_words, states
from progress.reports.reading import unread
from quizzes.source import parts as quiz_parts

SANDBOX = {"frame-ancestors": [SELF], "sandbox": ["allow-scripts"]}
BEGIN, END = '<main id="main" tabindex="-1">', "</main>"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csp_replace(SANDBOX)
@xframe_options_sameorigin
@of_document
def preview(request: HttpRequest, document: Document) -> HttpResponse:
    """GET: the page of the text as it is stored. POST: what `text` would be, for the page that stands there already."""
    look = look_of(request.GET, document.course, timezone.localdate())
    return _live(request, document, look) if request.method == "POST" else _page(request, document, look)


def _page(request: HttpRequest, document: Document, look: Look) -> HttpResponse:
    text = text_of(document)
    one = read_as(document, text.text if text else "")
    in_frame = "frame" in request.GET
    week = timedelta(days=7)
    context = {
        "document": document,
        "look": look,
        "due": due_of(look, document),
        "is_draft": text == document.draft,
        "in_frame": in_frame,
        "week_before": look.on - week if look.on > date.min + week else look.on,
        "week_after": look.on + week if look.on < date.max - week else look.on,
        "cohorts": () if in_frame else [one for one in cohorts_of(document.course) if one != look.cohort],
    }
    bar = render_to_string("admin/authoring/_preview_bar.html", context)
    try:
        response = HttpResponse(_html(document, one, look, bar))
    except Unreadable:
        own = {"notices": bar, "account": _account(), "problems": one.problems, "site_course": document.course}
        response = render(request, "admin/authoring/unreadable.html", own)
    # A sandboxed page that would also be alone in its group of windows is refused by browsers.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def _live(request: HttpRequest, document: Document, look: Look) -> JsonResponse:
    """The inside of the page's `main`, null where the text has mistakes that leave nothing to be shown."""
    one = read_as(document, request.POST.get("text", "").replace("\r\n", "\n"))
    with_key = "answers" in request.POST and request.user.has_perm(RIGHTS[Document.Kind.QUIZ])
    try:
        html = _html(document, one, look, "", with_key=with_key)
        shown: str | None = html[html.index(BEGIN) + len(BEGIN) : html.rindex(END)]
    except Unreadable:
        shown = None
    return JsonResponse({"html": shown, "problems": [told(problem) for problem in one.problems], **facts(one)})


def told(problem: Problem) -> dict[str, object]:
    names = ("line", "what", "mend", "is_warning")
    return {name: getattr(problem, name) for name in names}


def _html(document: Document, one: One, look: Look, bar: str, *, with_key: bool = False) -> str:
    if one.part is None:
        raise Unreadable
    layout = layout_of(document, one.part, timezone.now(), with_key=with_key)
    html = written(layout)
    own = {
        str(ACCOUNT): _account(),
        str(NOTICES): bar,
        str(CHECK_FORM): render_to_string("_components/check_form.html"),
        **states(MARK.findall(html), ()),
        **_lesson_words(layout),
    }
    return MARK.sub(lambda found: own.get(found[1], ""), html)


def _lesson_words(layout: Layout) -> Mapping[str, str]:
    lesson = layout.context.get("lesson")
    if not isinstance(lesson, Lesson):
        return {}
    course = lesson.module.course
    return own_words(course, lesson.slug, unread(course, lesson), "")


def _account() -> str:
    return render_to_string("_components/account.html", {"user": LookingOn()})


def facts(one: One) -> dict[str, object]:
    """How long the text is, and for how long it is planned."""
    match one.part:
        case parts.Lesson() as lesson:
            return {"n_words": lesson.body.n_words, "minutes": lesson.minutes, "title": lesson.title}
        case parts.Quiz(content=quiz_parts.Quiz() as quiz):
            return {"n_questions": len(quiz.questions), "minutes": quiz.minutes, "title": quiz.title}
        case parts.Module() | parts.Course() | parts.Handout() as part:
            return {"n_words": part.body.n_words, "title": part.title}
        case parts.Glossary() as glossary:
            return {"n_terms": len(glossary.terms), "title": glossary.title}
    return {}
