"""Who may read which report of which course: asked by the screen, when a file is asked for, made, and fetched (P25)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from accounts.models import User
from curriculum.models import Course
from progress.models import Cohort
from progress.reports.tables.marks import quizzes_of
from progress.reports.tables.registry import REPORTS
from progress.reports.tables.report import Report, Scope
from progress.selection import Misread, Selection

RIGHT = "progress.see_reports"
# What a report of a course needs of it.
OF_COURSE = ("slug", "title", "edition")


class Denied(Exception):
    """This person may not read that, or may not any more."""


def reports_for(user: User) -> Iterator[Report]:
    """Those that the person may read, of the courses that they oversee."""
    for report in REPORTS.values():
        if user.has_perms((RIGHT, *report.rights)):
            yield report


def courses_for(user: User) -> list[Course]:
    return list(Course.objects.overseen_by(user).only(*OF_COURSE).order_by("title", "pk"))


def scope_for(user: User, name: str, selection: Selection, now: datetime) -> tuple[Report, Scope]:
    """The report and its scope. Where no course is named it is the first that the person oversees. Raises Denied; and
    Misread where the selection names what is not there, or what the report does not heed."""
    report = next((one for one in reports_for(user) if one.name == name), None)
    courses = courses_for(user) if report else []
    if report is None or not courses:
        raise Denied
    return report, scope_among(courses, report, selection, now)


def scope_among(courses: Sequence[Course], report: Report, selection: Selection, now: datetime) -> Scope:
    """The scope of a report on one of these courses, of which there is one at least. Raises Misread."""
    found = [course for course in courses if not selection.course or course.slug == selection.course]
    if not found:
        raise Misread({"course": "There is no such course among yours; choose one of the list."})
    course = found[0]
    cohort = None
    if selection.cohort is not None:
        cohort = Cohort.objects.filter(pk=selection.cohort, course=course.pk).only("name", "course").first()
        if cohort is None:
            raise Misread({"cohort": f"There is no such cohort in {course.title}; choose one of the list."})
    if selection.quiz and selection.quiz not in {quiz.slug for quiz in quizzes_of(course)}:
        raise Misread({"quiz": f"There is no such quiz in {course.title}; choose one of the list."})
    _check(report, selection)
    scope = Scope(replace(selection, course=course.slug), course, cohort, now)
    if selection.sort and selection.column not in {column.name for column in report.columns(scope)}:
        raise Misread({"sort": f"“{selection.column}” is no column of this report; choose a column by its title."})
    return scope


def _check(report: Report, selection: Selection) -> None:
    """A filter that the report does not heed would seem to have been heeded."""
    given = {name for name in selection.as_text() if name not in {"course", "sort"}}
    problems = dict.fromkeys(given - set(report.filters), f"{report.title} has no such filter; leave it empty.")
    if problems:
        raise Misread(problems)
