"""Item analysis of a quiz: what its attempts say about its questions.

Of each learner the first attempt counts, once it is marked to the end, as is usual: a later one was made by somebody
who had seen the questions. The database counts equal answers, so what comes over is as small as answers are alike.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet
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
# What the rows of an answer are grouped by first: a question may have stood in another quiz before.
QUIZ = "attempt__quiz"
Basis = dict[str, Any]
# By quiz, the questions that every attempt has; None where none is drawn at random.
Always = Mapping[int, Collection[str] | None]


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
    return len(Attempt.objects.filter(quiz=quiz, **_first_marked()).order_by().values_list("pk")[: at_most + 1])


def beyond(at_most: int) -> Exists:
    """Whether the figures of a quiz, in a query for quizzes, would rest on more attempts than these."""
    return Exists(Attempt.objects.filter(quiz=OuterRef("pk"), **_first_marked()).order_by()[at_most : at_most + 1])


def _first_marked(last: datetime | str | None = None) -> dict[str, Any]:
    """A learner's first is number 1."""
    conditions = {"number": 1, "state": Attempt.State.GRADED, "n_waiting": 0}
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
        "always": sorted(_always([quiz])[quiz.pk]),
        "drawn": bool(quiz.blueprint),
    }


def _always(quizzes: Iterable[Quiz]) -> dict[int, set[str]]:
    """The questions that every attempt has; what is retired or stands elsewhere is in no paper's blueprint."""
    by_pk = {quiz.pk: quiz for quiz in quizzes}
    pools: dict[int, list[sampling.Candidate]] = {pk: [] for pk in by_pk}
    for question in Question.objects.filter(quiz__in=by_pk, current__isnull=False, retired_at=None).to_draw():
        if question.quiz_id and question.current:
            pools[question.quiz_id].append(question.current.candidate(question.slug))
    return {pk: sampling.always_drawn(pool, by_pk[pk].draws) for pk, pool in pools.items()}


def analysis(quiz: Quiz, resting_on: Basis) -> Analysis:
    """The figures of every version that was shown, from seven queries for any number of attempts."""
    always: Always = {quiz.pk: resting_on["always"] if resting_on["drawn"] else None}
    return _analyses(always, resting_on["last"])[quiz.pk]


def analyses(quizzes: Iterable[Quiz]) -> dict[int, Analysis]:
    """The same of some quizzes as they are now, by number: nine queries for any number of quizzes."""
    quizzes = list(quizzes)
    if not quizzes:
        return {}
    last = Attempt.objects.filter(quiz__in=[quiz.pk for quiz in quizzes]).aggregate(at=Max("graded_at"))["at"]
    found = _always(quizzes)
    return _analyses({quiz.pk: found[quiz.pk] if quiz.blueprint else None for quiz in quizzes}, last)


def _analyses(always: Always, last: datetime | str | None) -> dict[int, Analysis]:
    conditions = {"quiz__in": list(always), **_first_marked(last)}
    totals: dict[int, Counter[int]] = {quiz: Counter() for quiz in always}
    sums = Attempt.objects.filter(**conditions).order_by().values_list("quiz", "points").annotate(n=Count("pk"))
    for quiz, points, n in sums.iterator(chunk_size=CHUNK):
        totals[quiz][_hundredths(points)] += n
    # By the join that the total needs anyway; a condition by subquery would be a second one over as many rows.
    items = AttemptItem.objects.filter(**{f"attempt__{name}": value for name, value in conditions.items()}).order_by()
    versions = {row.pk: row for row in _versions(items)}
    tallies: dict[int, dict[int, Tally]] = {quiz: {} for quiz in always}
    marks = items.values_list(QUIZ, "version", "points", "attempt__points").annotate(n=Count("pk"))
    for quiz, version, points, total, n in marks.iterator(chunk_size=CHUNK):
        if version in versions:  # else it came since the versions were asked for, and the basis is already another
            if version not in tallies[quiz]:
                tallies[quiz][version] = _tally(versions[version], always[quiz])
            tallies[quiz][version].add(_hundredths(points), _hundredths(total), n)
    answers, seconds, lasted = _answers(items, versions), _seconds(items), _lasted(conditions)
    return {
        quiz: Analysis(
            _of_quiz(totals[quiz], tallies[quiz], versions),
            times(lasted[quiz]),
            tuple(_rows(quiz, tallies[quiz], versions, answers, seconds)),
        )
        for quiz in always
    }


def _tally(version: QuestionVersion, always: Collection[str] | None) -> Tally:
    return Tally(100 * version.points, by_chance=always is not None and version.question.slug not in always)


def _of_quiz(
    totals: Counter[int], tallies: Mapping[int, Tally], versions: Mapping[int, QuestionVersion]
) -> QuizFigures:
    by_question: defaultdict[int, Counter[int]] = defaultdict(Counter)
    drawn: Counter[int] = Counter()
    for pk, tally in tallies.items():
        (drawn if tally.by_chance else by_question[versions[pk].question_id]).update(tally.marks)
    return quiz_figures(totals, by_question.values(), drawn)


def _rows(
    quiz: int,
    tallies: Mapping[int, Tally],
    versions: Mapping[int, QuestionVersion],
    answers: Mapping[tuple[int, int], Answers],
    seconds: Mapping[tuple[int, int], Counter[int]],
) -> Iterable[Row]:
    """In the order of the versions."""
    figures = item_figures(tallies)
    for pk, version in versions.items():
        if pk in tallies:
            of, said = figures[pk], answers[quiz, pk]
            found = tuple(findings(version.kind, version.key, of, said))
            yield Row(pk, of, said, times(seconds.get((quiz, pk), Counter())), found)


def _lasted(conditions: Mapping[str, Any]) -> defaultdict[int, Counter[int]]:
    """By quiz, from start to submission, in whole seconds; time that ran out says how long was allowed, and is left
    out."""
    submitted = Attempt.objects.filter(**conditions, submitted_at__isnull=False).order_by()
    spans: defaultdict[int, Counter[int]] = defaultdict(Counter)
    moments = submitted.values_list("quiz", "started_at", "submitted_at")
    for quiz, began, ended in moments.iterator(chunk_size=CHUNK):
        if ended is not None:
            spans[quiz][min(max(int((ended - began).total_seconds()), 0), LONGEST)] += 1
    return spans


def _seconds(items: QuerySet[AttemptItem]) -> dict[tuple[int, int], Counter[int]]:
    """By quiz and version, how long it was looked at, where a browser told."""
    counted = items.filter(seconds__isnull=False).values_list(QUIZ, "version", "seconds").annotate(n=Count("pk"))
    found: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for quiz, version, seconds, n in counted.iterator(chunk_size=CHUNK):
        found[quiz, version][min(seconds, LONGEST)] += n
    return found


def _versions(items: QuerySet[AttemptItem]) -> QuerySet[QuestionVersion]:
    shown = QuestionVersion.objects.filter(pk__in=items.values("version"))
    return shown.select_related("question").defer("shown").order_by("question__position", "question", "-number")


def _answers(
    items: QuerySet[AttemptItem], versions: Mapping[int, QuestionVersion]
) -> defaultdict[tuple[int, int], Answers]:
    """By quiz and version, how the answers came out. One that was marked again is read by the key that marked it."""
    groups = (
        items.annotate(judge=Coalesce(F("marked_by"), F("version")))
        .values_list(QUIZ, "version", "judge", "outcome", "remarks")
        .annotate(n=Count("pk"))
    )
    # A later key may mark, though its version was in none of these attempts yet.
    later = QuestionVersion.objects.filter(pk__in=items.filter(marked_by__isnull=False).values("marked_by"))
    judges = {row.pk: row for row in later.exclude(pk__in=versions).defer("shown")} | dict(versions)
    told = {pk: misconceptions(row.kind, row.key) for pk, row in judges.items()}
    options = {pk: options_of(row.kind, row.key) for pk, row in versions.items()}
    found: defaultdict[tuple[int, int], Answers] = defaultdict(Answers)
    for quiz, version, judge, outcome, remarks, n in groups.iterator(chunk_size=CHUNK):
        if version in versions and judge in told:
            found[quiz, version].add(outcome, remarks, options[version], told[judge], n)
    return found


def _hundredths(points: Decimal | None) -> int:
    return int((points or 0) * 100)
