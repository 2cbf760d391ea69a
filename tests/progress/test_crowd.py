"""Learners who do not exist: as many as were asked for, the same on every machine, and believable."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Avg, F, Q
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, CourseStaff, Enrolment
from progress.actions.crowd import seeding
from progress.actions.crowd.cohorts import INTAKES
from progress.actions.crowd.people import AWKWARD, person
from progress.actions.crowd.seeding import seed_crowd
from progress.actions.crowd.tables import Tables
from progress.actions.study import begin_study
from progress.models import Certificate, Cohort, CohortStaff, LabResult, LessonRecord, Notice, Plan, Study
from progress.reports.done import done_by
from progress.reports.notices import learner_of
from progress.reports.outline import outline_of
from progress.reports.standing import stand
from quizzes.models import Attempt, AttemptItem, CheckResponse, MarkChange
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CROWD = User.objects.filter(email__endswith="@demo.invalid")


@pytest.fixture
def instructor(db: None) -> User:
    person: User = UserFactory()
    return person


def seed(course: Course, n_learners: int, instructor: User) -> list[int]:
    return list(seed_crowd(course, n_learners, instructor.pk, timezone.now()))


def test_fewer_than_none_is_refused(course: Course) -> None:
    with pytest.raises(CommandError, match="from 0"):
        call_command("seed_demo", learners=-1, verbosity=0)


def test_a_crash_leaves_whole_chunks_alone_and_the_next_run_fills_in_the_rest(
    course: Course, instructor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeding, "CHUNK", 5)
    written = Tables.write
    calls: list[object] = []

    def crash(tables: Tables) -> None:
        calls.append(tables)
        if len(calls) == 2:
            tables.users.write()
            tables.sheets.attempts.write()
            raise RuntimeError("killed")
        written(tables)

    monkeypatch.setattr(Tables, "write", crash)
    with pytest.raises(RuntimeError, match="killed"):
        seed(course, 12, instructor)
    assert CROWD.count() == Study.objects.count() == 5
    assert not Attempt.objects.exclude(learner__enrolments__study__isnull=False).exists()
    call_command("check_integrity", verbosity=0)
    assert seed(course, 12, instructor) == [10, 12]
    assert CROWD.count() == Study.objects.count() == 12
    call_command("check_integrity", verbosity=0)


def test_they_are_made_once_and_more_are_added_later(course: Course, instructor: User) -> None:
    def rows() -> list[object]:
        return [
            list(table.objects.order_by("pk").values())
            for table in (User, Enrolment, Study, Plan, Cohort, Attempt, AttemptItem, MarkChange, LessonRecord)
        ]

    assert seed(course, 20, instructor) == [20]
    before = rows()
    assert seed(course, 20, instructor) == []
    assert rows() == before
    assert seed(course, 23, instructor) == [23]
    assert Enrolment.objects.count() == Study.objects.count() == Plan.objects.count() == 23
    assert not any(user.has_usable_password() for user in CROWD)


def test_the_same_number_is_the_same_person() -> None:
    one, other = person(4711), person(4711)
    assert (one.name, one.time_zone, one.ability, one.chance.random()) == (
        other.name, other.time_zone, other.ability, other.chance.random(),
    )  # fmt: skip
    assert len({person(number).name for number in range(200)}) > 100


def test_awkward_names_are_among_them(course: Course, instructor: User) -> None:
    seed(course, max(AWKWARD), instructor)
    names = set(CROWD.values_list("display_name", flat=True))
    assert set(AWKWARD.values()) <= names
    assert all(0 < len(name) <= 80 for name in names)
    assert any(name.startswith("=") for name in names)


def test_cohorts_have_staff_and_members_follow_their_dates(course: Course, instructor: User) -> None:
    seed(course, 80, instructor)
    assert Cohort.objects.count() == CohortStaff.objects.filter(user=instructor).count() == len(INTAKES)
    assert Study.objects.filter(cohort=None).exists()
    members = Study.objects.filter(cohort__isnull=False)
    assert members.count() > 30
    plans = Plan.objects.filter(study__in=members)
    assert set(plans.values_list("reason", flat=True)) == {Plan.Reason.COHORT}
    assert not plans.exclude(begins_on=F("study__cohort__begins_on")).exists()


def test_who_studies_alone_has_the_plan_that_the_application_would_have_made(course: Course, instructor: User) -> None:
    seed(course, 30, instructor)
    names = ("begins_on", "study_days", "daily_minutes", "pauses", "by_week", "settled", "number", "reason")
    for study in Study.objects.filter(cohort=None).select_related("plan", "enrolment__user"):
        assert study.plan is not None
        other: User = UserFactory(time_zone=learner_of(study.enrolment).time_zone)
        made = begin_study(other, course, study.enrolment.enrolled_at, study_days=study.plan.study_days)
        assert made.plan is not None
        assert [getattr(study.plan, name) for name in names] == [getattr(made.plan, name) for name in names]
        assert study.most_minutes == made.most_minutes


def test_nothing_happened_before_they_joined_or_after_now(course: Course, instructor: User) -> None:
    seed(course, 250, instructor)
    now = timezone.now()
    moments = (
        (LessonRecord, "learner", "opened_at", "read_at"),
        (LabResult, "learner", "met_at", "met_at"),
        (CheckResponse, "learner", "answered_at", "answered_at"),
        (Attempt, "learner", "started_at", "graded_at"),
        (MarkChange, "attempt__learner", "made_at", "made_at"),
        (Notice, "enrolment__user", "made_at", "handled_at"),
        (Certificate, "enrolment__user", "issued_at", "issued_at"),
    )
    for table, owner, first, last in moments:
        rows = table.objects.all()
        assert rows.exists(), table
        assert not rows.filter(**{f"{first}__lt": F(f"{owner}__joined_at")}).exists(), table
        assert not rows.filter(Q(**{f"{first}__gt": now}) | Q(**{f"{last}__gt": now})).exists(), table
    assert CROWD.filter(joined_at__gte=now - timedelta(days=100)).count() == 250


def test_a_certificate_is_theirs_who_have_done_every_part(course: Course, instructor: User) -> None:
    seed(course, 60, instructor)
    done = done_by(list(CROWD.values_list("pk", flat=True)), course.pk)
    complete = {pk for pk, keys in done.items() if outline_of(course).keys <= keys.keys()}
    holders = set(Certificate.objects.values_list("enrolment__user", flat=True))
    assert holders == complete != set()


@pytest.fixture
def crowd() -> Iterator[Course]:
    """The real course, with some hundreds in it."""
    call_command("load_content", verbosity=0)
    call_command("seed_demo", learners=300, verbosity=0)
    yield Course.objects.get()


def test_the_crowd_of_the_real_course_holds_and_looks_as_a_real_one(crowd: Course) -> None:
    call_command("check_integrity", verbosity=0)
    assert CourseStaff.objects.get().user.email == "instructor@example.org"
    _funnel(crowd)
    facility = dict(
        AttemptItem.objects.exclude(version__kind="essay")
        .filter(points__isnull=False)
        .values_list("version__difficulty")
        .annotate(share=Avg(F("points") / F("possible")))
        .order_by()
    )
    easy, medium, hard = (float(facility[level]) for level in ("easy", "medium", "hard"))
    assert 0.95 > easy > medium + 0.03 and medium > hard + 0.03 and hard > 0.3
    states = set(Attempt.objects.values_list("state", flat=True))
    assert states == {Attempt.State.IN_PROGRESS, Attempt.State.GRADED}
    assert Attempt.objects.filter(state="graded", submitted_at=None).exists()
    assert not Attempt.objects.overdue(timezone.now()).exists()
    assert set(Notice.objects.values_list("kind", flat=True)) >= {"behind", "weekly", "inactive"}
    assert not Notice.objects.filter(handled_at=None).exists()
    assert _standings(crowd) >= {"behind", "done", "not begun"} and _standings(crowd) & {"on pace", "ahead"}


def _standings(course: Course) -> set[str]:
    now = timezone.now()
    rows = Study.objects.filter(enrolment__user__in=CROWD).select_related("plan", "enrolment__user")
    done = done_by([row.enrolment.user_id for row in rows], course.pk)
    return {
        stand(row, course, learner_of(row.enrolment), done[row.enrolment.user_id], now).pace.standing.value
        for row in rows
    }


def _funnel(course: Course) -> None:
    """Fewer and fewer come to each lesson; about a fifth finish, half get about two fifths of the way, some nowhere."""
    keys = outline_of(course).keys
    done = done_by(list(CROWD.values_list("pk", flat=True)), course.pk)
    shares = sorted(len(keys & parts.keys()) / len(keys) for parts in done.values())
    assert 0.25 < shares[len(shares) // 2] < 0.55
    assert 0.12 < shares.count(1.0) / len(shares) < 0.32
    assert 0.02 < shares.count(0.0) / len(shares) < 0.2
    lessons = [part.key for part in outline_of(course) if part.kind == "lesson"]
    n_done = [sum(key in parts for parts in done.values()) for key in lessons]
    assert all(later <= earlier + 6 for earlier, later in pairwise(n_done)) and n_done[-1] < n_done[0] / 2
