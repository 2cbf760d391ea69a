"""The roads by which somebody could leave their courses: lists, filters, choices, actions, pop-ups, histories (P16)."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client, RequestFactory

from accounts.models import User
from curriculum.admin.fence import FencedAdmin
from curriculum.models import Course, CourseStaff, Enrolment, Lesson, Module, Revision
from progress.models import Cohort, CohortStaff, Study
from quizzes.models import Allowance, AttemptItem, QuestionVersion, Quiz
from tests.config.world import HERE, THERE, everything, row_of, somebody, two_courses
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
FENCED = [model for model, rows in admin.site._registry.items() if isinstance(rows, FencedAdmin)]
OF_TEACHERS = [model for model in FENCED if model is not CourseStaff]
OPEN = {"User", "Group", "Message"}


@pytest.fixture(autouse=True)
def world(db: None, tmp_path: Path, fresh_limits: None) -> None:
    two_courses(tmp_path)


@pytest.fixture
def teacher() -> Client:
    """Teaches the one course, and not the other."""
    return somebody("instructor")


def of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def listed(model: type[Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def shown(client: Client, address: str) -> set[int]:
    """The numbers of the rows that a list shows."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return {row.pk for row in answer.context["cl"].result_list}


def of_course(model: type[Model], slug: str) -> set[int]:
    rows: Any = admin.site._registry[model]
    courses = Course.objects.filter(slug=slug)
    return set(model._base_manager.filter(**{f"{rows.course_path}__in": courses}).values_list("pk", flat=True))


def test_whatever_belongs_to_a_course_stands_behind_the_fence() -> None:
    assert {model.__name__ for model in admin.site._registry} - {model.__name__ for model in FENCED} == OPEN


def test_a_row_beyond_the_fence_is_refused_however_it_was_fetched(teacher: Client) -> None:
    """Even to somebody who has every right but the one to oversee."""
    user = of(teacher)
    user.user_permissions.set(Permission.objects.exclude(codename="oversee_course"))
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(pk=user.pk)
    for model in FENCED:
        rows = admin.site._registry[model]
        for slug, may in ((HERE, True), (THERE, False)):
            row = row_of(model, slug)
            assert rows.has_view_permission(request, row) is may, (model, slug)
            assert may or not rows.has_change_permission(request, row), model
            assert may or not rows.has_delete_permission(request, row), model


# --- lists ---------------------------------------------------------------------------------------------------------
def test_a_list_shows_own_rows_and_no_other(teacher: Client) -> None:
    boss = somebody("admin")
    for model in OF_TEACHERS:
        own, others = of_course(model, HERE), of_course(model, THERE)
        assert own and others, model
        query = "?outcome=all&all=" if model is AttemptItem else "?all="
        for pop_up in ("", "&_popup=1"):
            assert shown(teacher, f"{listed(model)}{query}{pop_up}") == own, model
        assert shown(boss, f"{listed(model)}{query}") == own | others, model


def test_a_filter_by_the_number_of_another_course_finds_nothing_of_it(teacher: Client) -> None:
    other = Course.objects.get(slug=THERE).pk
    for model in (Module, Enrolment, Cohort):
        for lookup in ("course", "course__exact", "course__id__exact", "course__in"):
            assert not shown(teacher, f"{listed(model)}?{lookup}={other}") & of_course(model, THERE), (model, lookup)


def test_filters_name_own_courses_modules_quizzes_and_cohorts_alone(teacher: Client) -> None:
    Course.objects.filter(slug=THERE).update(title="Hidden course")
    Module.objects.filter(course__slug=THERE).update(title="Hidden module")
    Quiz.objects.filter(course__slug=THERE).update(title="Hidden quiz")
    Cohort.objects.filter(course__slug=THERE).update(name="Hidden cohort")
    for model in OF_TEACHERS:
        assert "Hidden" not in teacher.get(listed(model)).text, model
    for page in ("quizzes/allowance/add/", "progress/cohort/add/"):
        assert "Hidden" not in teacher.get(f"/admin/{page}").text, page


ASKED = (
    (Lesson, "module__course__title__startswith=A"),
    (Study, "pk__user__password__startswith=a"),
    (Study, "enrolment__user__password__startswith=a"),
    (Revision, "text__contains=key"),
    (Revision, "document__course__staff__user__email__startswith=a"),
    (Cohort, "code__startswith=a"),
    (AttemptItem, "attempt__seed__startswith=a"),
    (Allowance, "learner__email__startswith=a"),
)


def test_an_address_asks_for_nothing_that_no_filter_asks(teacher: Client) -> None:
    boss = somebody("admin")
    for model, query in ASKED:
        for client in (teacher, boss):
            assert client.get(f"{listed(model)}?{query}").status_code == 400, query
    for query in ("text__contains=reset", "headers__contains=List", "html__startswith=a", "pk=1"):
        assert boss.get(f"/admin/accounts/message/?{query}").status_code == 400, query


def test_junk_in_an_address_breaks_no_list(teacher: Client) -> None:
    for query in ("_to_field=password", "nothing=1", "course=x", "kind=%00", "p=x", "p=999", "o=99", "q=%00", "all="):
        for model in (Module, Study, Allowance, Revision, AttemptItem, QuestionVersion):
            assert teacher.get(f"{listed(model)}?{query}").status_code in {200, 302, 400}, (model, query)


# --- choices -------------------------------------------------------------------------------------------------------
def granted(client: Client, learner: object, quiz: Quiz) -> Any:
    form = {"extra_minutes": 5, "extra_attempts": 0, "closes_at": "", "reason": "ill"}
    return client.post(f"{listed(Allowance)}add/", {**form, "learner": learner, "quiz": quiz.pk})


def learner_of(slug: str) -> User:
    return User.objects.get(enrolments__course__slug=slug)


def test_an_allowance_names_a_learner_who_is_there(teacher: Client) -> None:
    before = Allowance.objects.count()
    for odd in ("", "nobody@example.org", "0", "9" * 30, "\x00", "a" * 9_999, "\u0661", "1 OR 1=1"):
        assert granted(teacher, odd, Quiz.objects.get(course__slug=HERE, slug="exam")).status_code == 200, odd
    assert Allowance.objects.count() == before


def test_an_allowance_reaches_neither_learners_nor_quizzes_of_another_course(teacher: Client) -> None:
    here, there = (Quiz.objects.get(course__slug=slug, slug="exam") for slug in (HERE, THERE))
    own, other, before = learner_of(HERE), learner_of(THERE), Allowance.objects.count()
    for learner, quiz in ((other.pk, here), (other.email, here), (own.email, there)):
        answer = granted(teacher, learner, quiz)
        assert answer.status_code == 200
        assert learner == other.email or other.email not in answer.text
    assert other.email not in teacher.get(f"{listed(Allowance)}add/?learner={other.pk}").text
    assert own.email in teacher.get(f"{listed(Allowance)}add/?learner={own.pk}").text
    assert Allowance.objects.count() == before
    assert granted(teacher, f" {own.email.upper()} ", here).status_code == 302
    assert Allowance.objects.filter(learner=own, quiz=here).count() == 2


def test_completing_a_name_ends_at_the_fence_too(teacher: Client) -> None:
    ask = "/admin/autocomplete/?app_label={}&model_name={}&field_name={}&term="
    for app, model, field, of_model in (
        ("quizzes", "attempt", "quiz", Quiz),
        ("progress", "certificate", "enrolment", Enrolment),
        ("curriculum", "lesson", "module", Module),
    ):
        found = teacher.get(ask.format(app, model, field)).json()["results"]
        assert {int(row["id"]) for row in found} == of_course(of_model, HERE)
    for field in ("learner", "password", "nothing"):
        assert teacher.get(ask.format("quizzes", "allowance", field)).status_code == 403


def test_the_pop_up_of_people_is_for_those_who_may_see_all(teacher: Client) -> None:
    assert teacher.get("/admin/accounts/user/?_popup=1&_to_field=id").status_code == 403
    assert somebody("admin").get("/admin/accounts/user/?_popup=1&_to_field=id").status_code == 200


def test_who_may_name_staff_names_them_for_own_courses_alone(teacher: Client) -> None:
    rights = Permission.objects.filter(content_type__app_label="curriculum", codename__endswith="coursestaff")
    of(teacher).user_permissions.set(rights)
    person = UserFactory(is_staff=True)
    own, other = (Course.objects.get(slug=slug).pk for slug in (HERE, THERE))
    add = f"{listed(CourseStaff)}add/"
    assert shown(teacher, listed(CourseStaff)) == of_course(CourseStaff, HERE)
    assert teacher.post(add, {"user": person.pk, "course": other}).status_code == 200
    row = row_of(CourseStaff, THERE)
    assert teacher.post(f"{listed(CourseStaff)}{row.pk}/delete/", {"post": "yes"}).status_code == 404
    assert not CourseStaff.objects.filter(user=person).exists()
    assert teacher.post(add, {"user": person.pk, "course": own}).status_code == 302
    assert CourseStaff.objects.filter(user=person).count() == 1


# --- what is sent --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("across", ["0", "1"])
@pytest.mark.parametrize(("model", "action"), [(Study, "remove"), (Allowance, "withdraw")])
def test_an_action_touches_own_rows_whatever_is_named(
    model: type[Model], action: str, across: str, teacher: Client
) -> None:
    every = [row.pk for row in model._base_manager.all()]
    before = model._base_manager.filter(pk__in=of_course(model, THERE)).values_list()
    kept = list(before)
    sent = {"action": action, "_selected_action": every, "select_across": across, "index": "0", "confirmed": "yes"}
    assert teacher.post(listed(model), sent).status_code == 302
    assert list(before.all()) == kept
    own = model._base_manager.get(pk__in=of_course(model, HERE))
    assert own.cohort_id is None if isinstance(own, Study) else own.withdrawn_at is not None  # type: ignore[attr-defined]


def test_an_action_on_what_is_no_row_is_refused(teacher: Client) -> None:
    for model, action in ((Study, "remove"), (Allowance, "withdraw")):
        for odd in ("x", "\0", "", "1.5", "\u0661x", "9" * 40):
            sent = {"action": action, "_selected_action": odd, "select_across": "0", "index": "0"}
            assert teacher.post(listed(model), sent).status_code == 400, (model, odd)
    for page in ("study/{}/log", "cohort/{}/roster", "certificate/{}/revoke"):
        assert somebody("admin").get(f"/admin/progress/{page.format('9' * 40)}/").status_code == 404, page
    for of_row in FENCED:
        for odd in ("9" * 40, "x", "%00", "-1"):
            assert teacher.get(f"{listed(of_row)}{odd}/history/").status_code in {403, 404}, (of_row, odd)


def test_an_action_that_is_not_offered_does_nothing(teacher: Client) -> None:
    sent = {"action": "delete_selected", "_selected_action": "1", "select_across": "1", "index": "0", "post": "yes"}
    before = everything()
    for model in FENCED:
        assert teacher.post(listed(model), sent).status_code in {200, 302, 403}
    assert everything() == before


def test_a_text_of_another_course_is_neither_read_nor_written(teacher: Client) -> None:
    row = row_of(Lesson, THERE)
    assert isinstance(row, Lesson)
    published = row.document.published
    assert published is not None
    sent = {"text": f"{published.text}\nMore.\n"}
    before = everything()
    for what in ("change", "history", "delete"):
        for answer in (
            teacher.get(f"{listed(Lesson)}{row.pk}/{what}/"),
            teacher.post(f"{listed(Lesson)}{row.pk}/{what}/", sent),
        ):
            assert answer.status_code in {403, 404}
            assert row.title not in answer.text
    assert everything() == before


def test_an_inline_takes_no_row_of_another_cohort(teacher: Client) -> None:
    own, theirs = row_of(Cohort, HERE), CohortStaff.objects.get(cohort__course__slug=THERE)
    address = f"{listed(Cohort)}{own.pk}/change/"
    form = teacher.get(address).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields} | {"staff-TOTAL_FORMS": 1, "staff-INITIAL_FORMS": 1}
    sent |= {"staff-0-id": theirs.pk, "staff-0-cohort": own.pk, "staff-0-user": theirs.user_id}
    assert teacher.post(address, sent).status_code == 200
    teacher.post(address, {**sent, "staff-0-DELETE": "on"})
    assert CohortStaff.objects.filter(pk=theirs.pk, cohort=theirs.cohort_id).exists()


# --- what was done -------------------------------------------------------------------------------------------------
def test_the_first_page_tells_of_own_deeds_alone(teacher: Client) -> None:
    lesson = row_of(Lesson, THERE)
    kind = ContentType.objects.get_for_model(Lesson)
    for user in (UserFactory(is_staff=True), of(teacher)):
        LogEntry.objects.create(
            user=user,
            content_type=kind,
            object_id=str(lesson.pk),
            object_repr=f"Deed of {user.pk}",
            action_flag=CHANGE,
            change_message="",
        )
    page = teacher.get("/admin/")
    html = page.text
    assert {entry.user_id for entry in page.context["log_entries"]} == {of(teacher).pk}
    assert f"Deed of {of(teacher).pk}" in html
    assert html.count("Deed of") == 1
