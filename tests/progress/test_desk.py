"""The desk: what is next, the pace, the week, and what each figure is judged by."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Enrolment, Lesson
from progress.actions.study import begin_study, leave_course
from progress.models import LabResult, LessonRecord, Plan, Study
from progress.reports.desk import desk_of, studied_by
from progress.views import desk
from quizzes.actions import marking
from quizzes.models import Allowance, Attempt
from tests.factories import UserFactory
from tests.quizzes.sitting import RIGHT, Sitting, grant

pytestmark = pytest.mark.django_db
MOST_QUERIES, KEPT_QUERIES = 15, 4


def done(learner: User, *lessons: str, at: datetime | None = None) -> None:
    for slug in lessons:
        now = at or timezone.now()
        LessonRecord.objects.create(
            learner=learner, lesson=Lesson.objects.get(slug=slug), opened_at=now, read_at=now, done_at=now
        )


def begun_ago(learner: User, days: int) -> None:
    """As if the course had been begun so many days ago."""
    plan = Plan.objects.get(study__enrolment__user=learner)
    Plan.objects.filter(pk=plan.pk).update(begins_on=plan.begins_on - timedelta(days=days))


def queries(client: Client, *, kept: bool = False) -> int:
    """How many the desk takes; composed anew unless what the process has kept may be used."""
    if not kept:
        desk._bodies().clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/desk/").status_code == 200
    return len(seen)


def test_a_newcomer_is_told_what_comes_first_and_how_long_it_takes(at: Client) -> None:
    page = at.get("/desk/").content.decode()
    assert "Begin here" in page
    assert "to read" in page
    assert "You are on pace" in page
    assert "not yet" in page


def test_who_studies_nothing_gets_the_courses_there_are(course: Course) -> None:
    client = Client()
    client.force_login(UserFactory())
    page = client.get("/desk/").content.decode()
    assert "You study no course yet" in page
    assert f"/courses/{course.slug}/join/" in page


def test_what_is_done_moves_the_next_part_on(at: Client, learner: User, course: Course) -> None:
    study = Study.objects.with_plan().get()
    first, second = desk_of(study, course, learner, timezone.now()).steps[:2]
    done(learner, first.part.slug)
    found = desk_of(study, course, learner, timezone.now())
    assert found.next_step is not None
    assert found.next_step.part == second.part
    assert found.steps[0].is_done
    assert found.modules[0].count.n_done == 1
    assert "Next" in at.get("/desk/").content.decode()


def test_who_is_behind_reads_by_how_much_and_gets_a_way_out(at: Client, learner: User) -> None:
    begun_ago(learner, 60)
    page = at.get("/desk/").content.decode()
    assert "behind" in page
    assert "See plans that catch up" in page
    assert "late since" in page


def test_who_has_done_all_reads_it(at: Client, learner: User, course: Course) -> None:
    done(learner, *Lesson.objects.values_list("slug", flat=True))
    LabResult.objects.create(learner=learner, course=course, lab="scaling-laws", response={}, met_at=timezone.now())
    sitting = Sitting("exam", learner=learner)
    sitting.finish(RIGHT)
    study = Study.objects.with_plan().get()
    found = desk_of(study, course, learner, timezone.now())
    kinds = {step.part.key for step in found.steps if not step.is_done}
    # The essay waits for a person, and whether the rest is enough decides it.
    assert kinds <= {"quiz:exam"}


@pytest.mark.parametrize("n_courses", [1, 20])
def test_the_desk_costs_the_same_for_one_course_and_for_twenty(n_courses: int, at: Client, learner: User) -> None:
    first = queries(at)
    for number in range(n_courses - 1):
        other = Course.objects.create(slug=f"other-{number}", title="Other", summary="Other.", weekly_minutes=60)
        Enrolment.objects.create(user=learner, course=other, enrolled_at=datetime(2020, 1, 1, tzinfo=UTC))
    # The first look asked for the course's outline too.
    again = queries(at)
    assert again <= first <= MOST_QUERIES


def test_the_desk_costs_the_same_however_much_is_behind_it(at: Client, learner: User) -> None:
    queries(at)
    before = queries(at)
    done(learner, *Lesson.objects.values_list("slug", flat=True))
    for _ in range(3):
        Sitting("drill", learner=learner).finish({})
    assert queries(at) <= before


def test_a_desk_that_nothing_has_changed_is_shown_as_it_was_and_any_change_is_seen(
    at: Client, learner: User, course: Course
) -> None:
    queries(at)
    kept = queries(at, kept=True)
    assert kept <= KEPT_QUERIES
    grant(Sitting("exam", learner=learner), closes_at=timezone.now() + timedelta(days=3))
    assert "closes for you" in at.get("/desk/").content.decode()
    now = timezone.now()
    met = LabResult(learner=learner, course=course, lab="scaling-laws", response={}, met_at=now)
    for change in (
        lambda: done(learner, "alpha"),
        met.save,
        lambda: Sitting("drill", learner=learner).start(),
        lambda: Attempt.objects.update(state="submitted", submitted_at=now, finished_at=now),
        marking.sweep,
        lambda: Attempt.objects.update(points=1),
        lambda: Allowance.objects.update(withdrawn_at=now),
        lambda: User.objects.update(time_zone="Pacific/Chatham"),
        lambda: Course.objects.update(edition=99),
    ):
        queries(at, kept=True)
        assert queries(at, kept=True) == kept
        change()
        assert queries(at, kept=True) > kept


def test_the_course_last_studied_is_shown_and_the_others_are_listed(at: Client, learner: User) -> None:
    other = Course.objects.create(slug="other", title="Quite another", summary="Other.", weekly_minutes=60)
    begin_study(learner, other, timezone.now() + timedelta(hours=1))
    assert [one.course.slug for one in studied_by(learner.pk)] == ["other", "tiny"]
    page = at.get("/desk/").content.decode()
    assert "/courses/tiny/desk/" in page
    assert at.get("/courses/tiny/desk/").status_code == 200


def test_leaving_takes_the_desk_away_at_once(at: Client, learner: User) -> None:
    leave_course(Enrolment.objects.get(user=learner).pk, timezone.now())
    assert at.get("/courses/tiny/desk/").status_code == 404


def test_who_joined_without_a_plan_is_asked_when_to_begin(course: Course) -> None:
    person: User = UserFactory()
    Enrolment.objects.create(user=person, course=course, enrolled_at=timezone.now())
    client = Client()
    client.force_login(person)
    assert client.get("/desk/").headers["Location"] == "/courses/tiny/join/"


class TestJoining:
    def join(self, client: Client, **fields: object) -> object:
        sent = {"begins": "today", "study_days": ["0", "2"], "most_minutes": "60", **fields}
        return client.post("/courses/tiny/join/", sent)

    @pytest.fixture
    def newcomer(self, course: Course) -> Client:
        client = Client()
        client.force_login(UserFactory(time_zone="Pacific/Kiritimati"))
        return client

    def test_from_next_monday(self, newcomer: Client) -> None:
        self.join(newcomer, begins="monday")
        begins_on = Plan.objects.get().begins_on
        assert begins_on.weekday() == 0
        assert begins_on > timezone.now().date()

    def test_from_a_chosen_day(self, newcomer: Client) -> None:
        day = timezone.now().date() + timedelta(days=40)
        self.join(newcomer, begins="date", begins_on=day.isoformat())
        assert Plan.objects.get().begins_on == day
        assert Plan.objects.get().study_days == "02"

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"begins": "date"}, "Name the day."),
            ({"begins": "date", "begins_on": "1999-01-01"}, "within a year of today"),
            ({"begins": "date", "begins_on": "2999-01-01"}, "within a year of today"),
            ({"begins": "date", "begins_on": "tomorrow"}, "Write the day as"),
            ({"study_days": []}, "Choose at least one day."),
            ({"study_days": ["9"]}, "not one of the available choices"),
            ({"most_minutes": "3"}, "greater than or equal to 10"),
            ({"begins": "yesterday"}, "not one of the available choices"),
        ],
    )
    def test_what_cannot_be_is_refused_beside_its_field(
        self, fields: dict[str, object], words: str, newcomer: Client
    ) -> None:
        answer = self.join(newcomer, **fields)
        assert answer.status_code == 400  # type: ignore[attr-defined]
        assert words in answer.content.decode()  # type: ignore[attr-defined]
        assert not Enrolment.objects.exists()

    def test_a_goal_elsewhere_is_not_followed(self, newcomer: Client) -> None:
        answer = newcomer.post("/courses/tiny/join/", {"next": "https://elsewhere.example/"})
        assert answer.headers["Location"] == "/desk/"


class TestPlan:
    def test_a_plan_that_catches_up_is_shown_with_its_dates_and_taken(self, at: Client, learner: User) -> None:
        begun_ago(learner, 60)
        page = at.get("/courses/tiny/plan/").content.decode()
        assert "Extend by" in page
        assert "Its dates" in page
        answer = at.post("/courses/tiny/plan/take/", {"remedy": "extend"}, follow=True)
        assert "have moved" in answer.content.decode()
        assert "You are on pace" in answer.content.decode()
        assert at.post("/courses/tiny/plan/undo/").status_code == 302
        assert "behind" in at.get("/courses/tiny/plan/").content.decode()

    def test_a_plan_that_is_not_offered_is_refused_and_nothing_changes(self, at: Client) -> None:
        for remedy in ("extend", "nonsense", ""):
            answer = at.post("/courses/tiny/plan/take/", {"remedy": remedy}, follow=True)
            assert "error" in answer.content.decode()
        assert Plan.objects.count() == 1

    def test_other_days_move_the_dates(self, at: Client) -> None:
        at.post("/courses/tiny/plan/change/", {"study_days": ["5"], "most_minutes": "10"})
        plan = Plan.objects.first()
        assert plan is not None
        assert (plan.number, plan.study_days) == (2, "5")

    def test_a_pause_is_added_and_taken_away(self, at: Client) -> None:
        first = timezone.now().date() + timedelta(days=1)
        sent = {"from_on": first.isoformat(), "to_on": (first + timedelta(days=9)).isoformat()}
        at.post("/courses/tiny/plan/pause/", sent)
        assert Plan.objects.first().pauses == [list(sent.values())]  # type: ignore[union-attr]
        assert "Take away" in at.get("/courses/tiny/plan/").content.decode()
        at.post("/courses/tiny/plan/pause/", {"end": first.isoformat()})
        assert Plan.objects.first().pauses == []  # type: ignore[union-attr]

    def test_a_pause_that_ends_before_it_begins_is_refused(self, at: Client) -> None:
        today = timezone.now().date().isoformat()
        answer = at.post("/courses/tiny/plan/pause/", {"from_on": today, "to_on": "2020-01-01"})
        assert answer.status_code == 400
        assert "A pause ends no earlier than it begins." in answer.content.decode()
        assert Plan.objects.count() == 1
