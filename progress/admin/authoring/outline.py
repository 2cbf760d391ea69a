"""The outline of a course as it is being written: what belongs to it, in which order, and how each text stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from curriculum.actions import outline as actions
from curriculum.actions.drafts import NotWritable
from curriculum.models import Course, Document
from curriculum.source.heads import COURSE, GLOSSARY, read_heads
from curriculum.source.outline import Entry, outline
from progress.admin.authoring.fence import of_course
from progress.admin.authoring.titles import title_of
from quizzes.admin.fence import courses_of

PLURALS = {"modules": "Modules", "lessons": "Lessons", "quizzes": "Quizzes", "handouts": "Handouts"}
KINDS = {"modules": "module", "lessons": "lesson", "quizzes": "quiz", "handouts": "handout"}
MOST_PLACES = 500
UNREADABLE = "changed; its head cannot be read"


@dataclass(frozen=True)
class Row:
    """A text as the outline shows it; `document` is its row. Where the head of a draft cannot be read, the text keeps
    the place and the title that it is published with."""

    entry: Entry
    document: Document
    is_first: bool = True
    is_last: bool = True
    is_broken: bool = False

    @property
    def state(self) -> str:
        return UNREADABLE if self.is_broken else state_of(self.document)


@dataclass(frozen=True)
class Branch:
    """A text with lists: the course, or a module. Each list has a name, what it holds and what may be added."""

    row: Row
    lists: tuple[tuple[str, str, str, tuple["Row | Branch", ...]], ...]


def state_of(document: Document) -> str:
    """How a text stands, in words."""
    if document.published_id is None:
        return "new, not published"
    if document.retired_at is not None:
        return "retired"
    return "changed, not published" if document.draft_id is not None else "published"


@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def outline_page(request: HttpRequest, course: Course) -> HttpResponse:
    if request.method == "POST":
        return _change(request, course)
    documents = {one.path: one for one in _documents(course)}
    texts = {path: _text(one) for path, one in documents.items()}
    broken = _broken(documents)
    texts |= {path: one.published.text for path, one in broken.items() if one.published}
    found, glossary = outline({path: text for path, text in texts.items() if text})
    named = {entry.path for entry in found.everything()} if found else set()
    rest = [one for path, one in documents.items() if path not in named and one.kind not in {"course", "glossary"}]
    context = {
        **admin.site.each_context(request),
        "title": found.title if found else course.title,
        "course": course,
        "branch": _branch(found, documents, broken) if found else None,
        "glossary": Row(glossary, documents[glossary.path], is_broken=glossary.path in broken) if glossary else None,
        "course_document": documents.get(COURSE),
        "left_out": [{"document": one, "state": state_of(one), "title": title_of(one)} for one in rest],
        "n_drafts": sum(one.draft_id is not None for one in documents.values()),
        "undo": _undo(request),
        "changed": request.GET.get("changed", ""),
    }
    return render(request, "admin/authoring/outline.html", context)


def _documents(course: Course) -> QuerySet[Document]:
    return Document.objects.filter(course=course).select_related("draft", "published").order_by("path")


def _text(document: Document) -> str:
    current = document.draft or document.published
    return current.text if current else ""


def _broken(documents: Mapping[str, Document]) -> dict[str, Document]:
    """Those whose draft has a slip in its head; a draft is saved as it is typed."""
    drafts = {path: one.draft.text for path, one in documents.items() if one.draft and one.published}
    heads = read_heads("", drafts, [])
    # The two that no list names are found by their path.
    named = {path: path in {COURSE, GLOSSARY} or heads[path].document.id == documents[path].slug for path in heads}
    return {path: documents[path] for path in drafts if not named.get(path)}


def _branch(
    entry: Entry,
    documents: Mapping[str, Document],
    broken: Mapping[str, Document],
    is_first: bool = True,
    is_last: bool = True,
) -> Branch:
    def row_of(one: Entry, is_first: bool, is_last: bool) -> Row:
        return Row(one, documents[one.path], is_first, is_last, one.path in broken)

    row = row_of(entry, is_first, is_last)
    lists = []
    for name, entries in (entry.parts or {}).items():
        rows: list[Row | Branch] = []
        for index, one in enumerate(entries):
            ends = index == 0, index == len(entries) - 1
            rows.append(_branch(one, documents, broken, *ends) if name == "modules" else row_of(one, *ends))
        lists.append((name, PLURALS[name], KINDS[name], tuple(rows)))
    return Branch(row, tuple(lists))


# --- changes ---------------------------------------------------------------------------------------------------------
def _change(request: HttpRequest, course: Course) -> HttpResponse:
    """Do what the button said, and come back to the outline with a way to take it back."""
    sent = request.POST
    document = Document.objects.filter(course=course, pk=_number(sent.get("document", ""), 0)).first()
    if document is None:
        raise Http404
    author_id, now = request.user.pk, timezone.now()
    here = reverse("authoring:outline", args=[course.slug])
    do = sent.get("do", "")
    try:
        if do == "add":
            added = actions.add_document(
                document, sent.get("kind", ""), sent.get("title", ""), author_id=author_id, now=now
            )
            return HttpResponseRedirect(reverse("authoring:edit", args=[added.pk]))
        if do == "move":
            places = _number(sent.get("by", ""), 0)
            actions.move_document(document, max(-MOST_PLACES, min(places, MOST_PLACES)), author_id=author_id, now=now)
            undo = {"undo": f"move {document.pk} {-places}"}
        elif do == "remove":
            place = actions.remove_document(document, author_id=author_id, now=now)
            undo = {"undo": f"back {document.pk} {place}"}
        elif do == "back":
            actions.put_back(document, _number(sent.get("by", ""), MOST_PLACES), author_id=author_id, now=now)
            undo = {"undo": f"remove {document.pk}"}
        else:
            raise Http404
    except NotWritable as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect(here)
    return HttpResponseRedirect(f"{here}?{urlencode({**undo, 'changed': document.pk})}#document-{document.pk}")


WORDS = {"move": "It was moved.", "back": "It was taken out.", "remove": "It was put back."}


def _undo(request: HttpRequest) -> dict[str, object] | None:
    """What takes back the last change, as the address of the page names it; the form that does it is checked again."""
    do, *rest = request.GET.get("undo", "").split(" ")
    numbers = [_number(one, 0) for one in rest]
    if do not in WORDS or not numbers or not numbers[0]:
        return None
    return {"do": do, "document": numbers[0], "by": numbers[1] if len(numbers) > 1 else "", "words": WORDS[do]}


def _number(text: str, default: int) -> int:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    return sign * int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else default


def courses(request: HttpRequest) -> HttpResponse:
    """The courses that this person may write, each leading to its outline."""
    if not request.user.has_perm("curriculum.change_course"):
        raise Http404
    rows = list(courses_of(request.user).filter(retired_at=None).order_by("title").distinct())
    if len(rows) == 1:
        return HttpResponseRedirect(reverse("authoring:outline", args=[rows[0].slug]))
    context = {**admin.site.each_context(request), "title": "Courses to write", "courses": rows}
    return render(request, "admin/authoring/courses.html", context)
