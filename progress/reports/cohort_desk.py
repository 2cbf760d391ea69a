"""A cohort as its instructors look after it: where each learner stands, who is behind or silent, and since when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from accounts.models import User
from curriculum.models import Course
from progress import pacing
from progress.models import Cohort, Study
from progress.reminders import QUIET_DAYS
from progress.reports.activity import last_active
from progress.reports.cohorts import members
from progress.reports.done import done_by
from progress.reports.notices import learner_of
from progress.reports.standing import Standing, stand

PAGE = 50
# More learners than that are not all looked at for one page: they are listed by name, and not sorted or filtered.
MOST = 2_000
AGES_AGO = date(1970, 1, 1)


class Show(StrEnum):
    ALL = "all"
    BEHIND = "behind"
    SILENT = "silent"


@dataclass(frozen=True)
class Row:
    """A learner of the cohort. `active_at` is when they last did something, or joined."""

    study: Study
    learner: User
    where: Standing
    active_at: datetime

    @cached_property
    def pace(self) -> pacing.Pace:
        return self.where.pace

    @property
    def is_behind(self) -> bool:
        return self.pace.standing is pacing.Standing.BEHIND

    @cached_property
    def behind_since(self) -> date | None:
        """The oldest due date of what is late."""
        due, done, today = self.where.due, self.where.done, self.where.today
        return min((on for key, on in due.items() if key not in done and on < today), default=None)

    @property
    def active_on(self) -> date:
        return self.active_at.astimezone(self.learner.zone).date()

    @property
    def is_silent(self) -> bool:
        """Nothing done for a week by their own days; who has finished, or not begun, is at rest and not silent."""
        at_rest = self.pace.standing in {pacing.Standing.DONE, pacing.Standing.NOT_BEGUN}
        return not at_rest and self.where.today - self.active_on >= timedelta(days=QUIET_DAYS)


# Least first; a minus before the name turns it round.
SORTS: Mapping[str, Callable[[Row], Any]] = {
    "name": lambda row: row.learner.display_name.casefold(),
    "pace": lambda row: row.pace.minutes * (-1 if row.is_behind else 1),
    "since": lambda row: row.behind_since or date.max,
    "active": lambda row: row.active_at,
    "done": lambda row: row.where.count.n_done,
}


@dataclass(frozen=True)
class Wish:
    """What of a cohort is looked at, and in which order."""

    show: Show = Show.ALL
    sort: str = "name"
    page: int = 1


@dataclass(frozen=True)
class Desk:
    """A page of rows. Of a large cohort `is_whole` is False, and nothing is counted but its learners."""

    wish: Wish
    rows: Sequence[Row]
    n_pages: int
    n_learners: int
    n_behind: int
    n_silent: int
    is_whole: bool


def read_wish(asked: Mapping[str, str]) -> Wish:
    """From an address; whatever makes no sense is as if it had not been asked for."""
    show, sort, page = asked.get("show", ""), asked.get("sort", ""), asked.get("page", "")
    return Wish(
        show=Show(show) if show in set(Show) else Show.ALL,
        sort=sort if sort.removeprefix("-") in SORTS and not sort.startswith("--") else "name",
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1,
    )


def desk_of(cohort: Cohort, course: Course, now: datetime, wish: Wish, n_rows: int = PAGE) -> Desk:
    """Eight queries, however many learners. Needs the course's id and edition."""
    of_cohort = members(cohort).select_related("plan", "enrolment__user")
    n_learners = members(cohort).count()
    is_whole = n_learners <= MOST
    if not is_whole:
        by_name = of_cohort.order_by("enrolment__user__display_name", "pk")
        number, n_pages = _page(wish.page, n_learners, n_rows)
        rows = rows_of(by_name[(number - 1) * n_rows : number * n_rows], course, now)
        return Desk(Wish(page=number), rows, n_pages, n_learners, 0, 0, is_whole)
    rows = rows_of(of_cohort, course, now)
    kept = [row for row in rows if _is_shown(row, wish.show)]
    kept.sort(key=lambda row: row.study.pk)
    kept.sort(key=SORTS[wish.sort.removeprefix("-")], reverse=wish.sort.startswith("-"))
    number, n_pages = _page(wish.page, len(kept), n_rows)
    return Desk(
        wish=Wish(wish.show, wish.sort, number),
        rows=kept[(number - 1) * n_rows : number * n_rows],
        n_pages=n_pages,
        n_learners=n_learners,
        n_behind=sum(row.is_behind for row in rows),
        n_silent=sum(row.is_silent for row in rows),
        is_whole=is_whole,
    )


def rows_of(studies: Iterable[Study], course: Course, now: datetime) -> list[Row]:
    """The studies have their plans and learners. Seven queries, however many there are."""
    listed = list(studies)
    ids = [study.enrolment.user_id for study in listed]
    done = done_by(ids, course.pk)
    active = last_active(ids, course.pk, done)
    found = []
    for study in listed:
        learner = learner_of(study.enrolment)
        where = stand(study, course, learner, done[learner.pk], now)
        active_at = max(study.last_active_at, active.get(learner.pk, study.last_active_at))
        found.append(Row(study, learner, where, active_at))
    return found


def _is_shown(row: Row, show: Show) -> bool:
    return {Show.ALL: True, Show.BEHIND: row.is_behind, Show.SILENT: row.is_silent}[show]


def _page(wanted: int, n: int, n_rows: int) -> tuple[int, int]:
    """The page that comes nearest to the wanted one, and how many there are."""
    n_pages = max(-(-n // n_rows), 1)
    return min(max(wanted, 1), n_pages), n_pages
