"""Where a learner stands in a course: what is done, what is due, and how the two compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from types import MappingProxyType

from accounts.models import User
from curriculum.models import Course
from progress import completion, pacing
from progress.models import Study
from progress.outline import Outline, Part
from progress.reports.done import Done, done_by
from progress.reports.outline import outline_of


@dataclass(frozen=True)
class Standing:
    """`due` is empty where there is no plan. `today` is the day by the learner's own clock."""

    study: Study
    course: Course
    outline: Outline
    done: Done
    due: Mapping[str, date]
    today: date

    @cached_property
    def pace(self) -> pacing.Pace:
        begins_on = self.study.plan.begins_on if self.study.plan else self.today
        return pacing.pace(self.outline.parts, self.due, self.done, self.today, begins_on)

    @cached_property
    def count(self) -> completion.Count:
        return completion.count(self.outline, self.done)

    @property
    def next_part(self) -> Part | None:
        return completion.next_part(self.outline, self.done)

    @property
    def ends_on(self) -> date | None:
        return max(self.due.values(), default=None)


def standing_of(study: Study, course: Course, learner: User, now: datetime) -> Standing:
    """Needs the study with its plan. Three queries; four where this process has not seen the edition before."""
    done = done_by([learner.pk], course.pk)[learner.pk]
    return stand(study, course, learner, done, now)


def stand(study: Study, course: Course, learner: User, done: Done, now: datetime) -> Standing:
    """The same, where what is done is known already. No query of a learner's."""
    outline = outline_of(course)
    due = due_dates(course, study.plan.rule) if study.plan else {}
    return Standing(study, course, outline, done, due, now.astimezone(learner.zone).date())


def due_dates(course: Course, rule: pacing.Rule) -> Mapping[str, date]:
    """By key; worked out once for each edition and rule, which many learners share."""
    return _due_dates(course.pk, course.edition, rule)


def day_of(course: Course, rule: pacing.Rule, today: date) -> tuple[pacing.Day, Mapping[str, date]]:
    """The plan as it stands today, and its due dates; worked out once for all who follow it."""
    return _day_of(course.pk, course.edition, rule, today)


@lru_cache(maxsize=4096)
def _day_of(course_id: int, edition: int, rule: pacing.Rule, today: date) -> tuple[pacing.Day, Mapping[str, date]]:
    course = Course(pk=course_id, edition=edition)
    due = due_dates(course, rule)
    return pacing.Day.of(outline_of(course).parts, due, today, rule.begins_on), due


@lru_cache(maxsize=4096)
def _due_dates(course_id: int, edition: int, rule: pacing.Rule) -> Mapping[str, date]:
    parts = outline_of(Course(pk=course_id, edition=edition)).parts
    return MappingProxyType(pacing.due_dates(parts, rule))
