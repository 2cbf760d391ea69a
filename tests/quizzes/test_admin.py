"""The plain admin of quizzes: what staff see of learners ends at their courses (P16), and nothing is erased."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff, Enrolment
from quizzes.models import Allowance, Attempt, AttemptItem, Question, QuestionVersion, Quiz
from tests.factories import UserFactory
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

OF_LEARNERS: tuple[type[Model], ...] = (Attempt, AttemptItem, Allowance)
OF_TEXTS: tuple[type[Model], ...] = (Quiz, Question, QuestionVersion)


def staff(role: Role | None, teaches: bool = False) -> Client:
    call_command("sync_roles", verbosity=0)
    user: User = UserFactory(is_staff=True)
    if role:
        user.groups.set([Group.objects.get(name=role.value)])
    if teaches:
        CourseStaff.objects.create(user=user, course=Course.objects.get(slug="tiny"))
    client = Client()
    client.force_login(user)
    return client


def listed(model: type[Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def page(row: Model) -> str:
    return f"{listed(type(row))}{row.pk}/change/"


def essay_of(exam: Sitting) -> AttemptItem:
    exam.finish(RIGHT)
    return exam.items["essay"]


def grant(client: Client, learner: User, **fields: Any) -> Any:
    form = {"extra_minutes": 0, "extra_attempts": 0, "closes_at_0": "", "closes_at_1": "", "reason": "ill"}
    quiz = Quiz.objects.get(slug="exam").pk
    return client.post(f"{listed(Allowance)}add/", {**form, "learner": learner.pk, "quiz": quiz, **fields})


# --- the fence -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [*OF_LEARNERS, *OF_TEXTS, Enrolment, CourseStaff])
def test_staff_without_a_right_are_refused(model: type[Model]) -> None:
    assert staff(None).get(listed(model)).status_code == 403


def test_an_instructor_of_no_course_sees_no_learner(exam: Sitting) -> None:
    item = essay_of(exam)
    grant(staff(Role.ADMIN), exam.learner, extra_minutes=5)
    client = staff(Role.INSTRUCTOR)
    models: tuple[type[Model], ...] = (*OF_LEARNERS, Enrolment)
    for model in models:
        assert exam.learner.display_name not in client.get(f"{listed(model)}?outcome=all").content.decode()
    for row in (item, exam.attempt, Allowance.objects.get(), Enrolment.objects.get()):
        assert client.get(page(row)).status_code == 404
    assert client.post(page(item).replace("change", "mark"), {"points": "1"}).status_code == 404
    item.refresh_from_db()
    assert item.points is None


def test_an_instructor_sees_the_learners_of_a_course_that_they_teach(exam: Sitting) -> None:
    item = essay_of(exam)
    client = staff(Role.INSTRUCTOR, teaches=True)
    for model in (Attempt, AttemptItem, Enrolment):
        assert exam.learner.display_name in client.get(listed(model)).content.decode()
    assert "Since someone began." in client.get(page(item)).content.decode()


def test_an_admin_sees_every_course(exam: Sitting) -> None:
    essay_of(exam)
    assert exam.learner.display_name in staff(Role.ADMIN).get(listed(Attempt)).content.decode()


def test_an_instructor_can_name_no_quiz_and_no_learner_beyond_the_fence(exam: Sitting) -> None:
    answer = grant(staff(Role.INSTRUCTOR), exam.learner, extra_minutes=5)
    assert (answer.status_code, Allowance.objects.count()) == (200, 0)
    stranger: User = UserFactory()
    assert grant(staff(Role.INSTRUCTOR, teaches=True), stranger, extra_minutes=5).status_code == 200
    assert Allowance.objects.count() == 0


@pytest.mark.parametrize("model", [*OF_LEARNERS, *OF_TEXTS])
@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ADMIN])
def test_nothing_is_deleted(model: type[Model], role: Role, exam: Sitting) -> None:
    essay_of(exam)
    grant(staff(Role.ADMIN), exam.learner, extra_minutes=5)
    client, row = staff(role, teaches=True), model._default_manager.all()[0]
    assert client.get(page(row).replace("/change/", "/delete/")).status_code == 403
    assert 'value="delete_selected"' not in client.get(listed(model)).content.decode()


# --- answers -------------------------------------------------------------------------------------------------------
def test_an_answer_is_read_here_and_marked_in_the_queue(exam: Sitting) -> None:
    item, client = essay_of(exam), staff(Role.INSTRUCTOR, teaches=True)
    assert client.post(page(item), {"points": "1", "comment": "", "reason": ""}).status_code == 403
    item.refresh_from_db()
    assert item.points is None
    assert f'href="/admin/quizzes/attemptitem/{item.pk}/mark/"' in client.get(page(item)).content.decode()
    assert 'href="/admin/quizzes/attemptitem/queue/"' in client.get(listed(AttemptItem)).content.decode()


# --- allowances ----------------------------------------------------------------------------------------------------
def test_an_allowance_that_grants_nothing_is_refused(exam: Sitting) -> None:
    assert grant(staff(Role.ADMIN), exam.learner).status_code == 200
    assert Allowance.objects.count() == 0


def test_minutes_count_at_once_and_taking_them_back_shortens_nothing(exam: Sitting) -> None:
    """P11"""
    exam.start()
    before, client = exam.attempt.ends_at, staff(Role.INSTRUCTOR, teaches=True)
    assert before is not None
    assert grant(client, exam.learner, extra_minutes=7).status_code == 302
    after = exam.attempt.ends_at
    assert after is not None and (after - before).total_seconds() == 7 * 60
    row = Allowance.objects.get()
    assert row.granted_by is not None
    client.post(listed(Allowance), {"action": "withdraw", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.withdrawn_at is not None and row.withdrawn_at <= timezone.now()
    exam.let_pass(minutes=22)
    assert exam.get().status_code == 200
    assert client.get(page(row)).status_code == 200
    assert client.post(page(row), {"extra_minutes": 1}).status_code == 403


# --- texts and lists -----------------------------------------------------------------------------------------------
def test_a_quiz_is_read_here_and_written_in_the_editor() -> None:
    client, quiz = staff(Role.INSTRUCTOR, teaches=True), Quiz.objects.get(slug="exam")
    html = client.get(page(quiz)).text
    assert "Which letter comes first?" in html and "<textarea" not in html
    ways = ("authoring:edit", "authoring:history", "admin:quizzes_quiz_questions")
    for link in (
        *(reverse(way, args=[quiz.document_id]) for way in ways),
        f"/admin/quizzes/quiz/{quiz.pk}/item-analysis/",
    ):
        assert f'href="{link}"' in html
    assert client.post(page(quiz), {"text": "more"}).status_code == 403
    assert not QuestionVersion.objects.filter(number=2).exists()


def test_the_attempts_whose_marking_fails_can_be_found(exam: Sitting) -> None:
    essay_of(exam)
    Attempt.objects.update(failure="BadKey: odd")
    html = staff(Role.ADMIN).get(f"{listed(Attempt)}?state=failing").content.decode()
    assert "BadKey: odd" in html
    Attempt.objects.update(failure="")
    assert exam.learner.display_name not in staff(Role.ADMIN).get(f"{listed(Attempt)}?state=failing").content.decode()


@pytest.mark.parametrize("model", [*OF_LEARNERS, *OF_TEXTS, Enrolment])
def test_a_list_takes_at_most_fifteen_queries_for_any_number_of_rows(model: type[Model], exam: Sitting) -> None:
    client = staff(Role.ADMIN)
    essay_of(exam)
    grant(client, exam.learner, extra_minutes=5)
    client.get(listed(model))

    def n_queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(listed(model)).status_code == 200
        return len(queries)

    few = n_queries()
    for _ in range(3):
        other = Sitting("exam")
        other.finish(RIGHT)
        grant(client, other.learner, extra_minutes=5)
    assert (n_queries(), few <= 15) == (few, True)
