"""Who was given a course to teach, and who lost it, is on record, whichever page of the admin did it."""

import pytest
from django.test import Client

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff, StaffChange
from tests.factories import UserFactory
from tests.progress.authors import author_of
from tests.progress.cohorts import another_course

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]
LIST = "/admin/curriculum/coursestaff/"


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(author_of("tiny", Role.ADMIN))
    return client


@pytest.fixture
def ann(admin: Client) -> User:
    StaffChange.objects.all().delete()
    return UserFactory(email="ann@example.org")


def changes() -> list[tuple[str, str, bool, bool]]:
    rows = StaffChange.objects.order_by("pk").values_list("person__email", "course__slug", "given", "by")
    return [(who, course, given, by is not None) for who, course, given, by in rows]


def test_a_row_that_is_made_moved_and_taken_out_is_written_down(admin: Client, ann: User) -> None:
    tiny, other = Course.objects.get(slug="tiny"), another_course()
    assert admin.post(f"{LIST}add/", {"user": ann.pk, "course": tiny.pk}).status_code == 302
    row = CourseStaff.objects.get(user=ann)
    change, delete = (f"{LIST}{row.pk}/{page}/" for page in ("change", "delete"))
    for course in (tiny, other):
        assert admin.post(change, {"user": ann.pk, "course": course.pk}).status_code == 302
    assert admin.post(delete, {"post": "yes"}).status_code == 302
    assert changes() == [
        ("ann@example.org", "tiny", True, True),
        ("ann@example.org", "tiny", False, True),
        ("ann@example.org", "another", True, True),
        ("ann@example.org", "another", False, True),
    ]


def test_what_is_refused_is_not_written_down(admin: Client, ann: User) -> None:
    tiny = Course.objects.get(slug="tiny")
    CourseStaff.objects.create(user=ann, course=tiny)
    assert admin.post(f"{LIST}add/", {"user": ann.pk, "course": tiny.pk}).status_code == 200
    assert admin.post(f"{LIST}add/", {"user": "", "course": tiny.pk}).status_code == 200
    assert changes() == []
