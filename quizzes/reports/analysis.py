"""Item analysis of a quiz: what its attempts say about its questions.

Of each learner the first attempt counts, once it is marked to the end, as is usual: a later one was made by somebody
who had seen the questions. The database counts equal answers, so what comes over is as small as answers are alike.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Coalesce

from quizzes import sampling
from quizzes.findings import Answers, Finding, findings, misconceptions, options_of
from quizzes.models import Attempt, AttemptItem, MarkChange, Question, QuestionVersion, Quiz, QuizStatistics, Reckoning
from quizzes.statistics import Figure, ItemFigures, QuizFigures, Tally, Times, item_figures, quiz_figures, times

CHUNK = 2_000
# Of what is stored. A release that stores other figures counts it up, and all are made again.
FORM = 2
# Of so many attempts the figures are made in a moment, also on a page.
SMALL = 2_000
# Longer times count as this, a day: it bounds the memory, and no quartile that says anything is as long.
LONGEST = 86_400
COUNTED = ("outcomes", "picks", "beliefs")
Basis = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """What is known of one version of a question."""

    version: int
    figures: ItemFigures
    answers: Answers
    times: Times
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """`times` are those of whole attempts, from start to submission."""

    quiz: QuizFigures
    times: Times
    rows: tuple[Row, ...]

    def as_json(self) -> dict[str, Any]:
        rows = [
            {
                "version": row.version,
                "figures": asdict(row.figures),
                "answers": {name: dict(getattr(row.answers, name)) for name in COUNTED},
                "times": asdict(row.times),
            }
            for row in self.rows
        ]
        return {"quiz": asdict(self.quiz), "times": asdict(self.times), "rows": rows}

    def findings_as_json(self) -> list[dict[str, Any]]:
        return [{"version": row.version, **one.as_json()} for row in self.rows for one in row.findings]

    @classmethod
    def kept(cls, row: QuizStatistics) -> Self:
        """What `as_json` and `findings_as_json` gave."""
        found = by_version(row.findings)
        rows = (
            Row(
                each["version"],
                ItemFigures(**_figures(ItemFigures, each["figures"])),
                Answers(*(Counter(each["answers"][name]) for name in COUNTED)),
                Times(**_figures(Times, each["times"])),
                tuple(found.get(each["version"], ())),
            )
            for each in row.figures["rows"]
        )
        whole = QuizFigures(**_figures(QuizFigures, row.figures["quiz"]))
        return cls(whole, Times(**_figures(Times, row.figures["times"])), tuple(rows))


def by_version(stored: Iterable[Mapping[str, Any]]) -> dict[int, list[Finding]]:
    """What `findings_as_json` gave."""
    found: dict[int, list[Finding]] = {}
    for one in stored:
        finding = Finding.from_json({name: value for name, value in one.items() if name != "version"})
        found.setdefault(one["version"], []).append(finding)
    return found


def _figures(shape: type[ItemFigures] | type[QuizFigures] | type[Times], stored: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: stored[one.name] if one.name == "n" else Figure(**stored[one.name]) for one in fields(shape)}


@dataclass(frozen=True)
class Look:
    """What can be shown of a quiz now: figures, made then or just now; none of a large quiz for which none are kept.

    `is_current` says that nothing has changed since that they rest on; `owed`, that they are to be made anew.
    """

    analysis: Analysis | None
    made_at: datetime | None = None
    is_current: bool = True
    owed: Reckoning | None = None


def look_at(quiz: Quiz) -> Look:
    """What is kept; else, of a small quiz, what is made for this look and not kept. Nothing is written (P21)."""
    resting_on = basis(quiz)
    found = Quiz.objects.select_related("statistics", "reckoning").get(pk=quiz.pk)
    row, owed = getattr(found, "statistics", None), getattr(found, "reckoning", None)
    if row is not None and row.basis.get("form") == FORM:
        return Look(Analysis.kept(row), row.made_at, row.basis == resting_on, owed)
    if n_counting(quiz, SMALL) > SMALL:
        return Look(None, owed=owed)
    return Look(analysis(quiz, resting_on), owed=owed)


def n_counting(quiz: Quiz, at_most: int) -> int:
    """How many attempts the figures would rest on; no more are counted than `at_most` and one."""
    return len(Attempt.objects.filter(**counting(quiz, None)).order_by().values_list("pk")[: at_most + 1])


def counting(quiz: Quiz, last: str | None) -> dict[str, Any]:
    """The conditions on the attempts that the figures rest on, graded until then. A learner's first is number 1."""
    conditions = {"quiz": quiz, "number": 1, "state": Attempt.State.GRADED, "n_waiting": 0}
    return conditions | ({"graded_at__lte": last} if last else {})


def basis(quiz: Quiz) -> Basis:
    """What the figures rest on: where it is the same, so are they. Asked before the figures, never after them.

    Marks change only with a row of `MarkChange`; those of the first marking are many, and seen by the attempts. The
    last is not enough: a transaction may commit after another whose row or moment was later. The number tells then.
    """
    graded = Attempt.objects.filter(quiz=quiz, graded_at__isnull=False).aggregate(n=Count("*"), last=Max("graded_at"))
    later = MarkChange.objects.filter(attempt__quiz=quiz).exclude(kind=MarkChange.Kind.GRADED)
    changes = later.aggregate(n=Count("*"), last=Max("pk"))
    return {
        "form": FORM,
        "n": graded["n"],
        "last": graded["last"] and graded["last"].isoformat(),
        "changes": changes["n"],
        "last_change": changes["last"],
        "always": sorted(_always(quiz)),
        "drawn": bool(quiz.blueprint),
    }


def _always(quiz: Quiz) -> set[str]:
    """The questions that every attempt has; what is retired or stands elsewhere is in no paper's blueprint."""
    # Not by `quiz.questions`, which would ask each question for its quiz, since `to_draw` leaves that out.
    questions = Question.objects.filter(quiz=quiz, current__isnull=False, retired_at=None).to_draw()
    pool = [question.current.candidate(question.slug) for question in questions if question.current]
    return sampling.always_drawn(pool, quiz.draws)


def analysis(quiz: Quiz, resting_on: Basis) -> Analysis:
    """The figures of every version that was shown, from seven queries for any number of attempts."""
    conditions = counting(quiz, resting_on["last"])
    totals: Counter[int] = Counter()
    sums = Attempt.objects.filter(**conditions).order_by().values_list("points").annotate(n=Count("pk"))
    for points, n in sums.iterator(chunk_size=CHUNK):
        totals[_hundredths(points)] += n
    # By the join that the total needs anyway; a condition by subquery would be a second one over as many rows.
    items = AttemptItem.objects.filter(**{f"attempt__{name}": value for name, value in conditions.items()}).order_by()
    versions = {row.pk: row for row in _versions(items)}
    always, drawn = set(resting_on["always"]), resting_on["drawn"]
    tallies = {
        pk: Tally(100 * row.points, by_chance=drawn and row.question.slug not in always) for pk, row in versions.items()
    }
    marks = items.values_list("version", "points", "attempt__points").annotate(n=Count("pk"))
    for version, points, total, n in marks.iterator(chunk_size=CHUNK):
        if version in tallies:  # else it came since the versions were asked for, and the basis is already another
            tallies[version].add(_hundredths(points), _hundredths(total), n)
    by_question: defaultdict[int, Counter[int]] = defaultdict(Counter)
    drawn_marks: Counter[int] = Counter()
    for pk, tally in tallies.items():
        (drawn_marks if tally.by_chance else by_question[versions[pk].question_id]).update(tally.marks)
    figures, answers = item_figures(tallies), _answers(items, versions)
    of_quiz = quiz_figures(totals, by_question.values(), drawn_marks)
    seconds = _seconds(items)
    rows = (
        Row(
            pk,
            figures[pk],
            answers[pk],
            times(seconds[pk]),
            tuple(findings(row.kind, row.key, figures[pk], answers[pk])),
        )
        for pk, row in versions.items()
    )
    return Analysis(of_quiz, times(_lasted(conditions)), tuple(rows))


def _lasted(conditions: Mapping[str, Any]) -> Counter[int]:
    """From start to submission, in whole seconds; time that ran out says how long was allowed, and is left out."""
    submitted = Attempt.objects.filter(**conditions, submitted_at__isnull=False).order_by()
    spans: Counter[int] = Counter()
    for began, ended in submitted.values_list("started_at", "submitted_at").iterator(chunk_size=CHUNK):
        if ended is not None:
            spans[min(max(int((ended - began).total_seconds()), 0), LONGEST)] += 1
    return spans


def _seconds(items: QuerySet[AttemptItem]) -> defaultdict[int, Counter[int]]:
    """How long each version was looked at, where a browser told."""
    counted = items.filter(seconds__isnull=False).values_list("version", "seconds").annotate(n=Count("pk"))
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for version, seconds, n in counted.iterator(chunk_size=CHUNK):
        found[version][min(seconds, LONGEST)] += n
    return found


def _versions(items: QuerySet[AttemptItem]) -> QuerySet[QuestionVersion]:
    shown = QuestionVersion.objects.filter(pk__in=items.values("version"))
    return shown.select_related("question").defer("shown").order_by("question__position", "question", "-number")


def _answers(items: QuerySet[AttemptItem], versions: Mapping[int, QuestionVersion]) -> dict[int, Answers]:
    """How the answers to each version came out. An answer that was marked again is read by the key that marked it."""
    groups = (
        items.annotate(judge=Coalesce(F("marked_by"), F("version")))
        .values_list("version", "judge", "outcome", "remarks")
        .annotate(n=Count("pk"))
    )
    # A later key may mark, though its version was in none of these attempts yet.
    later = QuestionVersion.objects.filter(pk__in=items.filter(marked_by__isnull=False).values("marked_by"))
    judges = {row.pk: row for row in later.exclude(pk__in=versions).defer("shown")} | dict(versions)
    told = {pk: misconceptions(row.kind, row.key) for pk, row in judges.items()}
    options = {pk: options_of(row.kind, row.key) for pk, row in versions.items()}
    found = {pk: Answers() for pk in versions}
    for version, judge, outcome, remarks, n in groups.iterator(chunk_size=CHUNK):
        if version in found and judge in told:
            found[version].add(outcome, remarks, options[version], told[judge], n)
    return found


def _hundredths(points: Decimal | None) -> int:
    return int((points or 0) * 100)
