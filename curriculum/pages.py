"""Pages that are the same for everybody but for the bar: composed whole, once for each edition of a course.

What fetches a page's rows and what lays it out are apart, so that a preview lays out rows that nobody has stored.

A request asks which edition is published (one query) and then shows what this process composed for it before, with the
visitor's own words set into it. A newly published text raises the edition, so nothing here can be stale, and nothing
of a person's is ever kept.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import sha256
from itertools import groupby
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from curriculum.labs.registry import LABS
from curriculum.models import Course, Handout, Module, Term
from curriculum.slots import fill_slots

P = ParamSpec("P")
# Pages of each sort that a process keeps. A lesson is about 60 kB, and 17 kB more compressed.
KEPT = 256
MARK = re.compile("(\x1e[^\x1e]{1,200}\x1e)")


def mark(name: str) -> SafeString:
    """Where something of the visitor's own stands in a composed page. No template or text holds a record separator."""
    return mark_safe(f"\x1e{name}\x1e")  # noqa: S308  (names are our own)


# Where the bar speaks to the visitor, where messages stand, and the attributes and first field of a knowledge check's
# form.
ACCOUNT, NOTICES, CHECK_FORM = mark("account"), mark("notices"), mark("check form")


@dataclass(frozen=True)
class Piece:
    """A stretch of a page; `deflated` is a piece of a deflate stream, flushed so that anything may follow."""

    data: bytes
    deflated: bytes
    digest: bytes


@dataclass(frozen=True)
class ComposedPage:
    """The page `here` in pieces; between two of them stands the mark of what is the visitor's own."""

    pieces: tuple[Piece | str, ...]
    here: str


@dataclass(frozen=True)
class Layout:
    """A page that is to be composed: the page `here` at `path`, of this template and what it needs."""

    template: str
    context: Mapping[str, Any]
    here: str
    path: str


def written(layout: Layout) -> str:
    """The page's HTML without a visitor; marks stand where their own words come."""
    frame = {"site_url": settings.SITE_URL, "path": layout.path, "here": layout.here}
    return render_to_string(layout.template, {**frame, "account": ACCOUNT, "notices": NOTICES, **layout.context})


def compose(layout: Layout) -> ComposedPage:
    parts = MARK.split(written(layout))
    return ComposedPage(tuple(part if MARK.fullmatch(part) else _piece(part) for part in parts), layout.here)


def show(request: HttpRequest, page: ComposedPage, own: Mapping[str, str] | None = None) -> HttpResponse:
    """The page for this visitor. The pieces go along, so that the server need not compress them again.

    `own` holds safe HTML by mark; a mark that nothing is said of stays empty.
    """
    signed_in = request.user.is_authenticated
    context = {"user": request.user, "here": page.here, "csrf_token": get_token(request) if signed_in else ""}
    said = {
        str(ACCOUNT): render_to_string("_components/account.html", context),
        str(NOTICES): render_to_string("_components/messages.html", {"messages": get_messages(request)}),
        **(own or {}),
    }
    if str(CHECK_FORM) in page.pieces:
        # A visitor's answer is judged and not kept, so it is asked for by GET; a learner's is kept.
        said[str(CHECK_FORM)] = render_to_string("_components/check_form.html", context)
    parts: list[Piece | bytes] = [
        said.get(part, "").encode() if isinstance(part, str) else part for part in page.pieces
    ]
    response = HttpResponse(b"".join(part.data if isinstance(part, Piece) else part for part in parts))
    digest = sha256(b"".join(part.digest if isinstance(part, Piece) else part for part in parts)).hexdigest()
    response["ETag"] = f'"{digest[:32]}"'
    response.pieces = parts  # type: ignore[attr-defined]
    return response


def _piece(html: str) -> Piece:
    data = html.encode()
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(data, stream.compress(data) + stream.flush(zlib.Z_FULL_FLUSH), sha256(data).digest())


def once_for_each_edition(
    compose_page: Callable[Concatenate[int, P], ComposedPage],
) -> Callable[Concatenate[int, int, P], ComposedPage]:
    """The page by course and edition, as this process composed it before.

    Composing asks several questions. Where something is published between two of them, the page is composed again, so
    that nobody sees the old course and the new one side by side (P30).
    """

    @lru_cache(maxsize=KEPT)
    @wraps(compose_page)
    def page(course_id: int, edition: int, *rest: P.args, **named: P.kwargs) -> ComposedPage:
        before = -1
        while before != edition:
            before = edition
            found = compose_page(course_id, *rest, **named)
            edition = Course.objects.values_list("edition", flat=True).get(pk=course_id)
        return found

    # What lru_cache answers has no signature of its own.
    return page  # type: ignore[return-value]


# Two that show what labs are: an instrument, and a whole training.
SHOWN_LABS = ("scaling-laws", "lifecycle")


@once_for_each_edition
def landing_page(course_id: int) -> ComposedPage:
    course = Course.objects.taught().get(pk=course_id)
    context = {
        "site_course": course,
        "course": course,
        "modules": Module.objects.taught().filter(course=course).in_order().with_totals(),
        "labs": [LABS[name] for name in SHOWN_LABS],
        "n_labs": len(LABS),
        "n_terms": Term.objects.taught().filter(course=course).count(),
    }
    return compose(Layout("curriculum/landing.html", context, "landing", reverse("landing")))


@once_for_each_edition
def glossary_page(course_id: int) -> ComposedPage:
    """Raises Course.DoesNotExist."""
    course = Course.objects.taught().get(pk=course_id)
    return compose(glossary_layout(course, Term.objects.taught().filter(course=course)))


def glossary_layout(course: Course, found: Iterable[Term]) -> Layout:
    # Sorted here: each database has its own mind about accents, and a letter must not come twice.
    terms = sorted(found, key=lambda term: term.sort_name)
    names = {term.slug: term.name for term in terms}
    rows: list[dict[str, Any]] = [
        {"term": term, "see": [{"slug": slug, "name": names[slug]} for slug in term.see if slug in names]}
        for term in terms
    ]
    letters = [(letter, list(group)) for letter, group in groupby(rows, lambda row: row["term"].sort_name[:1].upper())]
    context = {"site_course": course, "course": course, "letters": letters}
    return Layout("curriculum/glossary.html", context, "glossary", reverse("glossary", args=[course.slug]))


@once_for_each_edition
def handout_page(course_id: int, slug: str) -> ComposedPage:
    """Raises Handout.DoesNotExist."""
    rows = Handout.objects.taught().select_related("course", "module")
    return compose(handout_layout(rows.get(course=course_id, slug=slug)))


def handout_layout(found: Handout) -> Layout:
    context = {"site_course": found.course, "course": found.course, "handout": found, "body": fill_slots(found, {})}
    return Layout(
        "curriculum/handout.html", context, "handout", reverse("handout", args=[found.course.slug, found.slug])
    )
