"""Work on questions: what statistics found and what learners challenge, in one list, the most urgent first.

Findings are read as they are kept. They speak of the version that is asked now; challenges speak of any, also of a
question that is retired, since their learners wait for an answer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from curriculum.models import Course
from quizzes.findings import Finding, weight
from quizzes.models import Challenge, PutAside, Question, Quiz, QuizStatistics
from quizzes.reports.analysis import by_version

PAGE = 20
Found = Mapping[int, Sequence[Finding]]


@dataclass
class Work:
    """On one question: findings, those among them that were put aside, open challenges by reason."""

    question_id: int
    findings: list[Finding] = field(default_factory=list)
    aside: list[tuple[Finding, PutAside]] = field(default_factory=list)
    challenges: Counter[str] = field(default_factory=Counter)

    @property
    def weight(self) -> int:
        return weight((one.sort for one in self.findings), self.challenges)

    @property
    def is_open(self) -> bool:
        return bool(self.findings or self.challenges)


def kept_findings(courses: QuerySet[Course]) -> dict[int, list[Finding]]:
    """By version, as far as they are kept for quizzes that are taught. One query, which reads no figures."""
    kept = QuizStatistics.objects.filter(quiz__course__in=courses, quiz__retired_at=None).exclude(findings=[])
    return {
        version: found
        for stored in kept.values_list("findings", flat=True)
        for version, found in by_version(stored).items()
    }


def work_on(questions: QuerySet[Question], found: Found, *, sees_keys: bool) -> list[Work]:
    """All work on these questions, by weight. Three queries, however many there are."""
    rows: dict[int, Work] = {}
    current = questions.filter(retired_at=None, current__isnull=False)
    asked = {version: question for question, version in current.values_list("pk", "current")}
    aside = {(row.version_id, row.digest): row for row in _aside(questions)}
    for version, several in found.items():
        if not several or version not in asked:
            continue
        one = rows.setdefault(asked[version], Work(asked[version]))
        for finding in sorted(several, key=lambda each: -each.sort.weight):
            if finding.sort.tells_the_key and not sees_keys:
                continue
            if (version, finding.digest) in aside:
                one.aside.append((finding, aside[version, finding.digest]))
            else:
                one.findings.append(finding)
    doubts = Challenge.objects.still_open().filter(version__question__in=questions).order_by()
    for question, reason, n in doubts.values_list("version__question", "reason").annotate(n=Count("pk")):
        rows.setdefault(question, Work(question)).challenges[reason] += n
    return sorted(rows.values(), key=lambda one: (-one.weight, one.question_id))


def _aside(questions: QuerySet[Question]) -> QuerySet[PutAside]:
    return PutAside.objects.filter(version__question__in=questions, taken_up_at=None).select_related("by")


def questions_in(courses: QuerySet[Course]) -> QuerySet[Question]:
    return Question.objects.filter(course__in=courses)


def questions_of(quiz: Quiz) -> QuerySet[Question]:
    """Those that stand in the quiz, now or last."""
    return Question.objects.filter(quiz=quiz)


def shown(page: Sequence[Work]) -> dict[int, Question]:
    """The questions of a page of work, with what it says of each, and without keys. One query."""
    rows = Question.objects.filter(pk__in=[one.question_id for one in page])
    lean = (
        "slug", "retired_at", "course__title", "quiz__title", "lesson__title",
        *(f"current__{name}" for name in ("title", "number", "kind", "shown")),
    )  # fmt: skip
    return rows.select_related("course", "quiz", "lesson", "current").only(*lean).in_bulk()
