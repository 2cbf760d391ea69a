"""The dry run: what the later key would make of each answer, written down line by line. No mark changes."""

from quizzes.actions.marking import JUDGES, is_passed
from quizzes.actions.regrade import chunks
from quizzes.actions.regrade.chunks import Chunk
from quizzes.grading import Policy, grade, points
from quizzes.models import NO_POINTS, AttemptItem, QuestionVersion, Regrade, RegradeLine
from quizzes.reports.regrade import given_by_persons, scope_of

Verdict = RegradeLine.Verdict
WEIGHED = (
    *("version_id", "response", "possible", "points", "outcome", "remarks", "marked_by_id"),
    *(f"attempt__{name}" for name in ("marking", "points", "possible", "pass_mark", "n_waiting", "passed")),
)


def weigh(job: Regrade) -> Chunk | None:
    """The next answers; None where there is none left. Raises BadKey."""
    scope = scope_of(job.version)
    rows = scope.answers.filter(pk__gt=job.cursor).select_related("attempt").only(*WEIGHED)
    items = list(rows.order_by("pk")[: chunks.SIZE])
    if not items:
        return None
    by_hand = given_by_persons([item.pk for item in items])
    lines = []
    for item in items:
        line = RegradeLine(
            regrade=job,
            item=item,
            verdict=Verdict.OTHER_OPTIONS,
            by_hand=item.pk in by_hand,
            old_points=item.points,
            old_outcome=item.outcome,
            old_remarks=item.remarks,
            marked_before_by_id=item.marked_by_id,
            passed_before=item.attempt.passed,
            passed_after=item.attempt.passed,
        )
        if item.version_id in scope.judged:
            _judge(line, item, job.version)
        lines.append(line)
    RegradeLine.objects.bulk_create(lines)
    return Chunk(items[-1].pk, len(items))


def _judge(line: RegradeLine, item: AttemptItem, version: QuestionVersion) -> None:
    attempt, before = item.attempt, item.points or NO_POINTS
    mark = grade(version.kind, version.key, item.response, Policy(attempt.marking), JUDGES)
    new = points(mark, item.possible) or NO_POINTS
    line.new_points, line.new_outcome, line.new_remarks = new, mark.outcome.value, list(mark.remarks)
    line.verdict = Verdict.SAME if new == before else Verdict.CHANGES
    total = (attempt.points or NO_POINTS) - before + new
    line.passed_after = is_passed(total, attempt.possible, attempt.pass_mark, n_waiting=attempt.n_waiting)
