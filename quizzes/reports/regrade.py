"""Which answers an older key has marked, what a regrade would do to them, and whether that still holds."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from quizzes.models import AttemptItem, HandMark, MarkChange, Question, QuestionVersion, Regrade, RegradeLine
from quizzes.querysets import ItemQuerySet
from quizzes.versions import judges_alike, offers_the_same

# Answers are counted up to so many where a page only says that there are some.
MANY = 1_000
Verdict, Fate = RegradeLine.Verdict, RegradeLine.Fate


@dataclass(frozen=True)
class Scope:
    """What a version's key is asked about: answers that a key of the `older` versions has marked. It can judge those
    that were given to one of the `judged` versions, which offered the same."""

    older: frozenset[int]
    judged: frozenset[int]

    @property
    def answers(self) -> ItemQuerySet:
        return AttemptItem.objects.marked_by_keys_of(self.older)


def scope_of(version: QuestionVersion) -> Scope:
    rows = QuestionVersion.objects.filter(question=version.question_id).exclude(pk=version.pk)
    return _scope(version, list(rows.only("kind", "shown", "key")))


def _scope(version: QuestionVersion, others: Collection[QuestionVersion]) -> Scope:
    same = [row for row in others if offers_the_same(row.shown, version.kind, version.shown)]
    return Scope(
        frozenset(row.pk for row in others if not judges_alike(row.key, version.key)),
        frozenset([version.pk, *(row.pk for row in same)]),
    )


def outdated(questions: Collection[Question]) -> list[Question]:
    """Those with answers that their key could judge, and an older key has marked: two queries for any number."""
    current = {row.pk: row.current_id for row in questions if row.current_id}
    versions: dict[int, list[QuestionVersion]] = {}
    rows = QuestionVersion.objects.filter(question__in=current).exclude(kind="essay")
    for version in rows.only("question", "kind", "shown", "key"):
        versions.setdefault(version.question_id, []).append(version)
    scopes: list[Scope] = []
    for question_id, known in versions.items():
        now = [version for version in known if version.pk == current[question_id]]
        if now and len(known) > 1:
            scopes.append(_scope(now[0], [version for version in known if version.pk != now[0].pk]))
    found = _have_owed({pk for scope in scopes for pk in scope.older}, {pk for scope in scopes for pk in scope.judged})
    return [question for question in questions if question.pk in found]


def _have_owed(older: Collection[int], judged: Collection[int]) -> set[int]:
    """Of which questions the key of an older version has marked an answer that another can judge.

    What was found is selected and not a condition: as one, a database would look at every answer to every question
    before it says which questions have any.
    """
    if not older:
        return set()
    by_hand = [
        MarkChange.objects.filter(item=OuterRef("pk"), kind=MarkChange.Kind.BY_HAND),
        HandMark.objects.counting().filter(item=OuterRef("pk")),
    ]
    # A person's mark is not a key's to judge, unless it is told to.
    graded = AttemptItem.objects.filter(attempt__state="graded", response__isnull=False, version__in=judged)
    owed = graded.filter(*(~Exists(each) for each in by_hand))
    found = QuestionVersion.objects.filter(pk__in=older).annotate(
        by_own=Exists(owed.filter(version=OuterRef("pk"), marked_by=None)),
        by_later=Exists(owed.filter(marked_by=OuterRef("pk"))),
    )
    rows = found.order_by().values_list("question", "by_own", "by_later")
    return {question for question, by_own, by_later in rows if by_own or by_later}


def n_outdated(version: QuestionVersion) -> int:
    """How many answers its key could judge and an older one has marked; MANY stands for as many or more."""
    if version.kind == "essay":
        return 0
    scope = scope_of(version)
    rows = scope.answers.filter(version__in=scope.judged).order_by() if scope.older else AttemptItem.objects.none()
    ids = list(rows.values_list("pk", flat=True)[:MANY])
    return MANY if len(ids) == MANY else len(set(ids) - given_by_persons(ids))


def given_by_persons(item_ids: Collection[int]) -> set[int]:
    """Those of the answers that a person has marked. Asked by number: the condition would read all changes of marks
    anew for each chunk of a job."""
    changes = MarkChange.objects.filter(item__in=item_ids, kind=MarkChange.Kind.BY_HAND)
    marks = HandMark.objects.counting().filter(item__in=item_ids)
    return {*changes.values_list("item", flat=True), *marks.values_list("item", flat=True)}


def newer_than(regrade: Regrade) -> str:
    """What has happened since the dry run that its numbers do not know of; empty where they hold."""
    question = Question.objects.get(pk=regrade.question_id)
    if question.current_id != regrade.version_id:
        return "The question has been published anew since this dry run."
    n_now = scope_of(regrade.version).answers.count()
    if n_now != regrade.n_answers:
        return f"Since this dry run the number of answers has gone from {regrade.n_answers:,} to {n_now:,}."
    since = MarkChange.objects.filter(pk__gt=regrade.last_change)
    anew = since.filter(kind=MarkChange.Kind.ANEW, attempt__items__version__question=question)
    if since.filter(item__version__question=question).exists() or anew.exists():
        return "Marks have changed since this dry run."
    return ""


# What a list of lines can be narrowed to, and what each is called.
MACHINE, BY_HAND = Q(verdict=Verdict.CHANGES, by_hand=False), Q(verdict=Verdict.CHANGES, by_hand=True)
PASSES = Q(passed_after=True) & (Q(passed_before=False) | Q(passed_before__isnull=True))
FAILS = Q(passed_before=True) & (Q(passed_after=False) | Q(passed_after__isnull=True))
LISTS: dict[str, tuple[str, Q]] = {
    "changes": ("marks that change", MACHINE),
    "passes": ("attempts that pass then", MACHINE & PASSES),
    "fails": ("attempts that pass no longer", MACHINE & FAILS),
    "by_hand": ("marks that a person gave and this key would change", BY_HAND),
    "same": ("marks that stay", Q(verdict=Verdict.SAME)),
    "other_options": ("answers that cannot be judged", Q(verdict=Verdict.OTHER_OPTIONS)),
    "left": ("marks that had changed since the dry run", Q(fate__in=[Fate.LEFT, Fate.KEPT])),
    "all": ("all answers", Q()),
}


@dataclass(frozen=True)
class Effect:
    """What a regrade would do to marks; the second four are of those that a person gave."""

    up: int
    down: int
    passes: int
    fails: int
    up_by_hand: int
    down_by_hand: int
    passes_by_hand: int
    fails_by_hand: int
    same: int
    other_options: int
    left: int

    @property
    def n_changes(self) -> int:
        return self.up + self.down

    @property
    def n_by_hand(self) -> int:
        return self.up_by_hand + self.down_by_hand


def effect_of(regrade: Regrade) -> Effect:
    """One query."""
    up, down = Q(new_points__gt=F("old_points")), Q(new_points__lt=F("old_points"))
    sorts = {"up": up, "down": down, "passes": PASSES, "fails": FAILS}
    counts = {name: Count("pk", filter=MACHINE & sort) for name, sort in sorts.items()}
    counts |= {f"{name}_by_hand": Count("pk", filter=BY_HAND & sort) for name, sort in sorts.items()}
    counts |= {name: Count("pk", filter=LISTS[name][1]) for name in ("same", "other_options", "left")}
    return Effect(**RegradeLine.objects.filter(regrade=regrade).aggregate(**counts))


def lines_of(regrade: Regrade, shown: str, after: int) -> QuerySet[RegradeLine]:
    """The lines of a list that come after an answer, with what a row tells; the version that was shown is left out,
    since many rows share it."""
    rows = RegradeLine.objects.filter(LISTS[shown][1], regrade=regrade, item__gt=after).order_by("item_id")
    lean = rows.select_related("item__attempt__learner", "item__attempt__quiz")
    return lean.only(
        *("verdict", "by_hand", "old_points", "new_points", "passed_before", "passed_after", "fate", "regrade_id"),
        *(
            "item__response",
            "item__possible",
            "item__version_id",
            "item__attempt__number",
            "item__attempt__quiz__title",
        ),
        *("item__attempt__learner__email", "item__attempt__learner__display_name"),
    )


def starts_of(regrade: Regrade, most: int) -> list[int]:
    """After which answer each part of at most so many lines begins; one query and one for each part."""
    lines = RegradeLine.objects.filter(regrade=regrade).order_by("item_id").values_list("item", flat=True)
    n_lines = lines.count()
    return [0, *(lines[place - 1] for place in range(most, n_lines, most))]
