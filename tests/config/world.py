"""Two courses, with a row of everything that the admin shows in each; and people of every kind before them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from curriculum.admin.fence import FencedAdmin
from curriculum.models import Course, CourseStaff, Enrolment
from progress.actions.cohorts import make_cohort
from progress.actions.study import begin_study
from progress.models import Certificate, Cohort, CohortStaff
from quizzes.actions.allowances import grant_allowance
from quizzes.models import Allowance, AttemptItem, Challenge, Question, Quiz, Regrade
from tests.curriculum.rows import load
from tests.curriculum.trees import write
from tests.factories import MessageFactory, UserFactory
from tests.quizzes.course import TEXTS
from tests.quizzes.marked import marked

HERE, THERE = "tiny", "other"
WITH_HANDOUT = {
    **TEXTS,
    "course.md": TEXTS["course.md"].replace("quizzes: [ready]", "quizzes: [ready]\nhandouts: [books]"),
    "books.handout.md": "---\nid: books\ntitle: Books\nsummary: Worth reading.\n---\n\n- One book.\n",
}
# Kept by the frameworks; every request may touch them.
NOT_OURS = {"Session", "UserSession", "ContentType", "Permission"}


def two_courses(folder: Path) -> None:
    call_command("sync_roles", verbosity=0)
    MessageFactory()
    for slug in (HERE, THERE):
        texts = {**WITH_HANDOUT, "course.md": WITH_HANDOUT["course.md"].replace("id: tiny", f"id: {slug}")}
        load(write(folder / slug, texts))
        _people_of(Course.objects.get(slug=slug))


def _people_of(course: Course) -> None:
    now = timezone.now()
    learner, teacher = UserFactory(), UserFactory(is_staff=True)
    CourseStaff.objects.create(user=teacher, course=course)
    cohort = Cohort(course=course, name=f"Autumn of {course.slug}", begins_on=now.date(), daily_minutes=60)
    make_cohort(cohort, now)
    CohortStaff.objects.create(cohort=cohort, user=teacher)
    begin_study(learner, course, now, cohort=cohort)
    quiz = Quiz.objects.get(course=course, slug="exam")
    marked(quiz, [{"which": "The letter alpha", "truth": "True"}], learner=learner)
    asked = AttemptItem.objects.filter(attempt__learner=learner).latest("pk")
    Challenge.objects.create(
        learner=learner, version_id=asked.version_id, attempt_id=asked.attempt_id, reason="unclear", words="What?",
        made_at=now,
    )  # fmt: skip
    grant_allowance(Allowance(learner=learner, quiz=quiz, extra_minutes=5, reason="Ill."), by_id=teacher.pk, now=now)
    Certificate.objects.create(
        enrolment=Enrolment.objects.get(user=learner, course=course),
        code=f"{course.slug:0>28}",
        name=learner.display_name,
        course_title=course.title,
        finished_on=now.date(),
        issued_at=now,
        statement="It was done.",
    )


def regrade_of(slug: str) -> int:
    """Of the question that stands for the course's questions."""
    question = Question.objects.get(pk=row_of(Question, slug).pk)
    assert question.current is not None
    made, _ = Regrade.objects.get_or_create(
        question=question, defaults={"version": question.current, "state": "planned", "made_at": timezone.now()}
    )
    return int(made.pk)


def row_of(model: type[Model], slug: str) -> Model:
    """A row of the course; where nothing leads to a course, any."""
    rows = admin.site._registry[model]
    found = model._base_manager.order_by("pk")
    if isinstance(rows, FencedAdmin):
        found = found.filter(**{f"{rows.course_path}__in": Course.objects.filter(slug=slug)})
    row = found.first()
    assert row is not None, f"the world has no {model.__name__} of {slug}"
    return row


def somebody(name: str) -> Client:
    """Signed in, where they can be."""
    client = Client()
    if name == "visitor":
        return client
    role = {"instructor": Role.INSTRUCTOR, "instructor elsewhere": Role.INSTRUCTOR, "admin": Role.ADMIN}.get(name)
    user: User = UserFactory(is_staff=name != "learner")
    user.groups.set(Group.objects.filter(name=(role or Role.LEARNER).value))
    if role is Role.INSTRUCTOR:
        slug = HERE if name == "instructor" else THERE
        CourseStaff.objects.create(user=user, course=Course.objects.get(slug=slug))
    client.force_login(user)
    if name == "deactivated":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return client


def everything() -> dict[str, list[Any]]:
    """All that is stored."""

    def rows() -> Iterator[tuple[str, list[Any]]]:
        for model in apps.get_models(include_auto_created=True):
            if model.__name__ not in NOT_OURS:
                yield model._meta.label, list(model._base_manager.order_by("pk").values_list())

    return dict(rows())
