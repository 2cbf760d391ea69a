"""What a file says of itself, from what was asked for."""

from collections.abc import Iterator

from progress.files.printout import Head
from progress.reports.tables.report import Report, Scope


def head_of(report: Report, scope: Scope) -> Head:
    return Head(report.title, scope.course.title, scope.course.edition, scope.now, list(_filters(scope)))


def _filters(scope: Scope) -> Iterator[tuple[str, str]]:
    """Those that were set, and how the rows are sorted."""
    selection = scope.selection
    found = {
        "Cohort": scope.cohort.name if scope.cohort else "",
        "From (UTC)": selection.from_on,
        "To (UTC)": selection.to_on,
        "Pace": selection.pace,
        "Role": selection.role,
        "Quiz": selection.quiz,
        "Sorted by": f"{selection.column}, falling" if selection.is_descending else selection.column,
    }
    for name, value in found.items():
        if value:
            yield name, str(value)
