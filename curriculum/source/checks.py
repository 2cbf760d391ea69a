"""What can only be said of a course as a whole, when every file of it is read."""

from collections.abc import Iterable, Iterator, Mapping, Set

from curriculum.markup.drawing import drawing_mistakes
from curriculum.markup.page import Rendered
from curriculum.markup.picture import Figure
from curriculum.markup.problem import Problem
from curriculum.source.bodies import Bodies
from curriculum.source.heads import GLOSSARY, MODULE, Head, join
from curriculum.source.parts import Course, Goal

# Where something with an id stands: path, line, id.
Place = tuple[str, int, str]


def repeated_documents(folder: str, heads: Mapping[str, Head]) -> Iterator[Problem]:
    """Two files with one id."""
    seen: dict[str, str] = {}
    for path, head in heads.items():
        first = seen.setdefault(head.document.key, path)
        if first != path and head.document.id:
            line = head.fields.line_of("id")
            yield Problem(
                f"{folder}/{path}", line, f"the id {head.document.id!r} also stands in {first}", "choose another"
            )


def repeated(what: str, places: Iterable[Place]) -> Iterator[Problem]:
    """The second and every later place of an id."""
    seen: dict[str, str] = {}
    for path, line, identifier in places:
        if identifier in seen:
            where = f" (first in {seen[identifier]})" if seen[identifier] != path else ""
            yield Problem(path, line, f"the {what} {identifier!r} stands twice{where}", "give each its own id")
        elif identifier:
            seen[identifier] = path


def folders_without_module(folder: str, paths: Set[str]) -> Iterator[Problem]:
    """Lessons that belong to no module."""
    texts = (path for path in paths if path.endswith(".md"))
    for name in sorted({path.partition("/")[0] for path in texts if path.count("/") == 1}):
        if f"{name}/{MODULE}" not in paths:
            what, mend = "lessons stand here, and no module.md", "add one (see content/README.md)"
            yield Problem(f"{folder}/{name}/{MODULE}", 0, what, mend)


def figures(folder: str, found: Mapping[str, Figure], used: Set[str], *, all_read: bool) -> Iterator[Problem]:
    """What may not stand in a figure; and figures that no text shows, where every text could be read."""
    for path, figure in sorted(found.items(), key=lambda item: item[0]):
        for line, mistake in drawing_mistakes(figure) if isinstance(figure, str) else ():
            yield Problem(f"{folder}/{path}", line, mistake.what, mistake.mend)
        if all_read and path not in used:
            what, mend = "no text shows this figure", "show it or remove it"
            yield Problem(f"{folder}/{path}", 0, what, mend, is_warning=True)


def anchors(folder: str, bodies: Bodies) -> Iterator[Problem]:
    """Links to headings that are not there."""
    for path, reference in bodies.references:
        target = join(path, reference.path)
        known = bodies.terms.keys() if target == GLOSSARY else _anchors_of(bodies.rendered.get(target))
        # A text that could not be rendered has its own mistakes; its anchors are not known.
        if reference.anchor and known is not None and reference.anchor not in known:
            mend = "correct the anchor, or write {#" + reference.anchor + "} after the heading"
            what = f"no heading of {target} has the id {reference.anchor!r}"
            yield Problem(f"{folder}/{path}", reference.line, what, mend)


def _anchors_of(body: Rendered | None) -> Set[str] | None:
    if body is None or (body.problems and not body.html):
        return None
    return {heading.anchor for heading in body.headings}


def evidence(path: str, line: int, goals: Iterable[Goal], known: Set[str]) -> Iterator[Problem]:
    """Goals whose evidence is an objective that no module has."""
    for goal in goals:
        for objective in goal.objectives:
            if objective not in known:
                what = f"goal {goal.id!r} names the unknown objective {objective!r}"
                yield Problem(path, line, what, "use the id of an objective of one of the modules")


def weeks(folder: str, course: Course, heads: Mapping[str, Head]) -> Iterator[Problem]:
    """Weeks that hold more minutes than the course promises: a warning."""
    minutes: dict[int, int] = {}
    for module in course.modules:
        minutes[module.week] = minutes.get(module.week, 0) + sum(lesson.minutes for lesson in module.lessons)
    for module in course.modules:
        if minutes[module.week] > course.weekly_minutes:
            path = module.document.path
            yield Problem(
                f"{folder}/{path}",
                heads[path].fields.line_of("week"),
                f"week {module.week} holds {minutes[module.week]} minutes; the course promises {course.weekly_minutes}",
                "shorten it, or raise weekly_minutes",
                is_warning=True,
            )
