"""What a certificate says, and which ones break a rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from curriculum.models import Course
from progress import codes
from progress.models import Certificate
from progress.outline import Kind
from progress.reports.standing import Standing

# What the largest zone is ahead of UTC, in which moments are kept.
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Paper:
    """A certificate as it is shown, on the learner's page and to whoever verifies it: nothing but what was frozen."""

    certificate: Certificate
    code: str
    hours: str

    @property
    def is_revoked(self) -> bool:
        return self.certificate.revoked_at is not None


def paper_of(certificate: Certificate) -> Paper:
    return Paper(certificate, codes.grouped(certificate.code), hours(certificate.statement.get("minutes", 0)))


def hours(minutes: int) -> str:
    """To the nearest hour, and half an hour below three."""
    halves = round(minutes / 30)
    whole, is_half = divmod(halves, 2)
    if whole >= 3 or not is_half:
        whole = max(round(minutes / 60), 1)
        return f"{whole} hour{'' if whole == 1 else 's'}"
    return f"{whole}½ hours" if whole else "half an hour"


def certificate_with(typed: str) -> Certificate | None:
    """By its code alone, in whatever form it was typed. One query, or none where it can be no code."""
    code = codes.read(typed)
    found: Certificate | None = Certificate.objects.filter(code=code).first() if code else None
    return found


def certificate_of(learner_id: int, course: str) -> Certificate | None:
    """Their own. Whoever left, or whose course is taught no more, has it still."""
    rows = Certificate.objects.select_related("enrolment")
    found: Certificate | None = rows.filter(enrolment__user=learner_id, enrolment__course__slug=course).first()
    return found


def statement_of(where: Standing, course: Course) -> dict[str, Any]:
    """What was studied, in words and figures that stay when the course is changed."""
    kinds = [part.kind for part in where.outline]
    return {
        "modules": [module.title for module in where.outline.modules],
        "minutes": sum(part.minutes for part in where.outline),
        "n_lessons": kinds.count(Kind.LESSON),
        "n_labs": kinds.count(Kind.LAB),
        "n_quizzes": kinds.count(Kind.QUIZ),
        "exam": course.exam,
    }


def finished_on(where: Standing, learner_zone: Any) -> date:
    """The day on which the last part was done, by the learner's own clock."""
    last = max(where.done[part.key] for part in where.outline)
    return last.astimezone(learner_zone).date()


def broken_certificates() -> Iterator[str]:
    """A line for each certificate that no action of ours can have made."""
    rows = Certificate.objects.order_by("pk").select_related("enrolment__study")
    for row in rows.iterator(chunk_size=2000):
        yield from (f"certificate {row.pk}: {problem}" for problem in _problems(row))


def _problems(row: Certificate) -> Iterator[str]:
    if not codes.is_code(row.code):
        yield "its code is malformed"
    study = getattr(row.enrolment, "study", None)
    if study is None or study.plan_id is None:
        yield "it was issued for a course that was never begun"
    if row.finished_on > row.issued_at.date() + A_DAY:
        yield "it was issued before the course was finished"
    if not row.name or not row.course_title or not row.statement.get("modules"):
        yield "it does not say who studied what"
    if row.revoked_at is None and (row.revoked_by_id is not None or row.revoked_why):
        yield "it is not revoked and says why it is"
    if row.revoked_at is not None and not row.revoked_why:
        yield "it is revoked without a reason"
