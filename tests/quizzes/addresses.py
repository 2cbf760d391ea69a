"""Every address of the site that a learner could try, with what stands in the tiny course in its arguments."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# What each argument of an address may be. A new argument must be named here, or the crawl fails.
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "course": ("tiny",),
    "module": ("one", "two"),
    "lesson": ("alpha", "beta", "gamma"),
    "quiz": ("exam", "drill", "ready"),
    "number": (1, 2, 3),
    "place": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "question": ("which", "several", "first-check", "second-check"),
    "lab": ("scaling-laws",),
    "regrade": (1,),
    "handout": ("none",),
    # A letter of the embedded form's mail folder, a confirmation, a reset: none of these exists.
    "name": ("none", "progress", "gradebook", "answers", "items"),
    "key": ("none",),
    "token": ("none",),
    "code": ("none",),
    "uidb36": ("1",),
    "path": ("css/site.css",),
    "pk": (1,),
    "cohort": (1,),
    "chart": ("funnel", "pace", "marks"),
    "object_id": ("1",),
    "id": ("1",),
    "app_label": ("quizzes", "curriculum"),
    "content_type_id": (1,),
    "url": ("nowhere",),
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its whole route."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def addresses() -> Iterator[str]:
    """Every address that the patterns and the arguments make."""
    for route, pattern in patterns():
        yield from _filled(route, list(pattern.pattern.converters) or list(pattern.pattern.regex.groupindex), {})


def _filled(route: str, names: list[str], chosen: dict[str, Any]) -> Iterator[str]:
    missing = [name for name in names if name not in chosen]
    if missing:
        for value in ARGUMENTS[missing[0]]:
            yield from _filled(route, names, {**chosen, missing[0]: value})
        return
    yield _written(route, chosen)


def _written(route: str, chosen: dict[str, Any]) -> str:
    """The route as a browser would ask for it."""
    address = route
    for name, value in chosen.items():
        for form in (f"<slug:{name}>", f"<int:{name}>", f"<str:{name}>", f"<path:{name}>", f"<{name}>"):
            address = address.replace(form, str(value))
    # A pattern that is a regular expression: what is left is tried as it stands, without its signs.
    return "/" + address.replace("^", "").replace("$", "").replace("\\", "").lstrip("/")


def here(name: str, *arguments: Any) -> str:
    return reverse(name, args=arguments)
