"""The filters of a report as a form shows them: what there is to choose, what was chosen, what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from progress.admin.reports.asked import Asked
from progress.models import Cohort
from progress.reports.tables.marks import quizzes_of
from progress.selection import PACES, ROLES

Choice = tuple[str, str]
ORDER = ("cohort", "quiz", "from_on", "to_on", "pace", "role")
LABELS = {"cohort": "Cohort", "quiz": "Quiz", "pace": "Pace", "role": "Role"}
# The values of filters that the form has no field for are still told when they are wrong.
ALL = {"cohort": "All cohorts", "quiz": "All quizzes", "pace": "Any pace", "role": "Any role"}


@dataclass(frozen=True)
class Field:
    """A list to choose from, or a day where there are no choices."""

    name: str
    label: str
    value: str
    problem: str
    choices: Sequence[Choice] = ()

    @property
    def is_known(self) -> bool:
        return not self.value or any(value == self.value for value, _ in self.choices)

    @property
    def words(self) -> str:
        """What was chosen, as the form names it."""
        return next((words for value, words in self.choices if value == self.value), self.value)


def fields_of(asked: Asked) -> list[Field]:
    """Those that the report heeds. The course is asked for where there are several."""
    names = [name for name in ORDER if name in asked.report.filters]
    found = [_field(asked, name) for name in names]
    if len(asked.courses) > 1 or "course" in asked.problems:
        courses = [(course.slug, course.title) for course in asked.courses]
        found.insert(0, Field("course", "Course", asked.given["course"], asked.problems.get("course", ""), courses))
    return found


def other_problems(asked: Asked, shown: Sequence[Field]) -> list[str]:
    """What is wrong beside what the fields tell."""
    told = {field.name for field in shown}
    return [problem for name, problem in asked.problems.items() if name not in told]


def _field(asked: Asked, name: str) -> Field:
    days = asked.report.days
    spoken = {"from_on": f"{days} from", "to_on": f"{days} up to"}.get(name)
    label = spoken.strip().capitalize() if spoken else LABELS[name]
    choices = [("", ALL[name]), *_choices(asked, name)] if name in ALL else []
    return Field(name, label, asked.given[name], asked.problems.get(name, ""), choices)


def _choices(asked: Asked, name: str) -> Iterator[Choice]:
    match name:
        case "cohort":
            rows = Cohort.objects.filter(course=asked.course.pk).values_list("pk", "name")
            yield from ((str(pk), words) for pk, words in rows)
        case "quiz":
            yield from ((quiz.slug, quiz.title) for quiz in quizzes_of(asked.course))
        case "pace":
            yield from ((value, value.capitalize()) for value in PACES)
        case "role":
            yield from ((value, value.capitalize()) for value in ROLES)
