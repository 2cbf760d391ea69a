"""Cohorts in the admin: the fence by course (P16), mistakes beside their fields, and the preview of a move."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Message, Role, User
from curriculum.models import CourseStaff
from progress.actions.cohorts import change_cohort, join_cohort
from progress.admin.cohort_form import CohortForm
from progress.models import Cohort, CohortStaff, Plan
from progress.models.study import rule_of
from progress.reports.cohorts import module_ends
from tests.factories import UserFactory
from tests.progress.cohorts import LIST, STUDIES, a_cohort, another_course, day, page, sent, staff, study_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]


def hidden(html: str) -> dict[str, Any]:
    """The preview's form, as a browser sends it on."""
    form = html[html.index('<form method="post">') :]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def errors(html: str) -> list[str]:
    return re.findall(r"<li>([^<]+)</li>", "".join(re.findall(r'<ul class="errorlist[^>]*>.*?</ul>', html, re.DOTALL)))


# --- the fence ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("what", ["change", "history", "code", "joining", "roster"])
def test_staff_without_the_right_and_instructors_elsewhere_get_nowhere(what: str) -> None:
    another_course()
    cohort = a_cohort()
    for client in (staff(None, teaches=""), staff(teaches=""), staff(teaches="another")):
        for method in (client.get, client.post):
            assert method(page(cohort, what)).status_code in {302, 403, 404}
    after = Cohort.objects.get()
    assert (after.code, after.closed_at) == (cohort.code, None)
    assert not Message.objects.exists()


def test_own_pages_of_a_stranger_s_cohort_answer_like_those_of_none() -> None:
    another_course()
    cohort, client = a_cohort(), staff(teaches="another")
    for what in ("code", "joining", "roster"):
        for pk in (cohort.pk, 777):
            assert client.post(f"{LIST}{pk}/{what}/").status_code == 404


def test_lists_filters_and_forms_name_nothing_beyond_the_fence(learner: User) -> None:
    another_course()
    a_cohort("Theirs", slug="another")
    cohort = a_cohort("Ours")
    stranger: User = UserFactory(display_name="Strange")
    join_cohort(stranger, Cohort.objects.get(name="Theirs").code, timezone.now())
    CourseStaff.objects.create(user=UserFactory(display_name="Teaches elsewhere"), course=another_course())
    client = staff()
    for address in (LIST, STUDIES, f"{LIST}add/", page(cohort), f"{STUDIES}?cohort=777", f"{STUDIES}?enrolled=left"):
        html = client.get(address).content.decode()
        for name in ("Theirs", "Another", "Strange", "Teaches elsewhere"):
            assert name not in html, (address, name)
    assert "Ours" in client.get(LIST).content.decode()
    assert learner.display_name in client.get(STUDIES).content.decode()
    other = Cohort.objects.get(name="Theirs").pk
    assert "Strange" not in client.get(f"{STUDIES}?cohort={other}").content.decode()
    assert "Theirs" in staff(Role.ADMIN, teaches="").get(LIST).content.decode()


def test_a_cohort_cannot_be_made_in_a_course_beyond_the_fence_nor_moved_to_one() -> None:
    other = another_course()
    client, cohort = staff(), a_cohort()
    new = {**sent(cohort), "name": "New"}
    assert client.post(f"{LIST}add/", {**new, "course": other.pk}).status_code == 200
    assert client.post(f"{LIST}add/", {**new, "course": cohort.course_id}).status_code == 302
    client.post(page(cohort), {**sent(cohort), "course": other.pk})
    assert set(Cohort.objects.values_list("course__slug", flat=True)) == {"tiny"}
    assert len({*Cohort.objects.values_list("code", flat=True)}) == 2


def test_only_instructors_of_the_course_look_after_its_cohorts() -> None:
    another_course()
    cohort, client = a_cohort(), staff()
    ours: User = UserFactory()
    theirs: User = UserFactory()
    CourseStaff.objects.create(user=ours, course=cohort.course)
    CourseStaff.objects.create(user=theirs, course=another_course())
    for person, answer in ((theirs, 200), (ours, 302)):
        inline = {"staff-TOTAL_FORMS": 1, "staff-0-user": person.pk, "staff-0-cohort": cohort.pk}
        assert client.post(page(cohort), sent(cohort, **inline)).status_code == answer
    assert list(CohortStaff.objects.values_list("user", flat=True)) == [ours.pk]


def test_nothing_is_deleted() -> None:
    cohort = a_cohort()
    for role in (Role.INSTRUCTOR, Role.ADMIN):
        assert staff(role).get(page(cohort, "delete")).status_code == 403


# --- the form -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"begins_on": "2011-01-01"}, "Choose a day within two years of today."),
        ({"begins_on": "9999-12-31"}, "Choose a day within two years of today."),
        ({"begins_on": "tomorrow"}, "Write the day as 2026-12-31."),
        ({"joining_ends_on": "1999-01-01"}, "Choose a day within two years of today."),
        ({"time_zone": "Mars/Olympus"}, "This is not a time zone; write one such as Europe/Berlin."),
        ({"study_days": []}, "Choose at least one day."),
        ({"study_days": ["7"]}, "Select a valid choice. 7 is not one of the available choices."),
        ({"daily_minutes": 5}, "Ensure this value is greater than or equal to 10."),
        ({"daily_minutes": 6000}, "Ensure this value is less than or equal to 600."),
        ({"pauses": "next week"}, "Line 1: write a pause as 2026-12-21 to 2027-01-03."),
        ({"pauses": "2027-01-03 to 2026-12-21"}, "Line 1: a pause ends no earlier than it begins."),
        ({"pauses": "2026-12-21\n2026-01-01 to 2028-01-01"}, "Line 2: a pause lasts a year at most."),
        ({"pauses": "0206-12-21 to 0207-01-03"}, "Line 1: a pause lies between 1970-01-01 and 2999-12-31."),
        ({"pauses": "2999-12-31 to 3000-01-02"}, "Line 1: a pause lies between 1970-01-01 and 2999-12-31."),
        ({"pauses": "0001-01-01"}, "Line 1: a pause lies between 1970-01-01 and 2999-12-31."),
        ({"pauses": "2026-02-30"}, "Line 1: write a pause as 2026-12-21 to 2027-01-03."),
        ({"pauses": "2026-12-21\n" * 21}, "A cohort has at most 20 pauses."),
        ({"name": "Winter"}, "The course has a cohort of this name already."),
        ({"name": "Au\u202etumn"}, "The name holds a control character."),
        ({"name": " "}, "This field is required."),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_stores_nothing(changes: dict[str, Any], words: str) -> None:
    a_cohort("Winter")
    cohort, client = a_cohort(), staff()
    for address, rest in ((page(cohort), {}), (f"{LIST}add/", {"course": cohort.course_id, "name": "New"})):
        answer = client.post(address, {**sent(cohort), **rest, **changes})
        assert answer.status_code == 200
        assert words in [error.replace("&#x27;", "'") for error in errors(answer.content.decode())]
    after = Cohort.objects.get(pk=cohort.pk)
    assert (after.name, after.begins_on, Cohort.objects.count()) == (cohort.name, cohort.begins_on, 2)


def test_a_name_that_another_takes_between_look_and_saving_is_told_beside_its_field(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cohort, client = a_cohort(), staff()
    looks: list[bool] = []

    def clean(self: CohortForm) -> dict[str, Any]:
        """The looks before the first saving, one of them whether dates would move, find nobody of that name."""
        found = look(self)
        looks.append(self.is_bound)
        if len(looks) <= 2:
            self.errors.clear()
            return {**found, "name": "Winter"}
        return found

    a_cohort("Winter")
    look = CohortForm.clean
    monkeypatch.setattr(CohortForm, "clean", clean)
    answer = client.post(page(cohort), {**sent(cohort), "name": "Winter"})
    assert answer.status_code == 200
    assert errors(answer.content.decode()) == ["The course has a cohort of this name already."]
    assert len(looks) == 3
    assert Cohort.objects.count() == 2


def test_an_old_cohort_can_be_renamed() -> None:
    cohort = a_cohort(begins_on=day(-2000))
    assert staff().post(page(cohort), sent(cohort, name="Long ago")).status_code == 302
    assert Cohort.objects.get().name == "Long ago"


def test_the_cohort_s_page_shows_its_link_its_learners_and_its_dates(learner: User) -> None:
    cohort, client = a_cohort(pauses=[["2026-12-21", "2027-01-03"]]), staff()
    join_cohort(learner, cohort.code, timezone.now())
    html = client.get(page(cohort)).content.decode()
    assert f"http://localhost:8000/join/{cohort.code}/" in html and "1 learner." in html
    assert "2026-12-21 to 2027-01-03" in html
    for end in module_ends(cohort.course, rule_of(cohort)):
        assert f"{end.ends_on:%a, %-d %B %Y}" in html
    assert " style=" not in html and "<script>" not in html


# --- moving ---------------------------------------------------------------------------------------------------------
def test_a_move_is_shown_before_it_is_stored(learner: User) -> None:
    cohort, client = a_cohort(), staff()
    join_cohort(learner, cohort.code, timezone.now())
    pause = f"{day(2)} to {day(20)}"
    html = client.post(page(cohort), sent(cohort, name="Later", begins_on=day(7), pauses=pause)).content.decode()
    assert "Nothing is stored yet. 1 learner gets" in html
    for end in module_ends(cohort.course, rule_of(cohort)):
        assert f"{end.ends_on:%a, %-d %B %Y}" in html
    assert (Cohort.objects.get().name, study_of(learner).plan.begins_on) == ("Autumn", day(0))  # type: ignore[union-attr]
    no_reason = client.post(page(cohort), hidden(html)).content.decode()
    assert "Say why, for the record." in no_reason and Cohort.objects.get().name == "Autumn"
    assert client.post(page(cohort), {**hidden(html), "reason": "A strike."}).status_code == 302
    after = Cohort.objects.get()
    plan = study_of(learner).plan
    assert plan is not None and (after.name, after.begins_on) == ("Later", day(7))
    assert plan.rule == rule_of(after) and plan.pauses == [[day(2).isoformat(), day(20).isoformat()]]


def test_a_preview_that_is_no_longer_true_is_shown_anew(learner: User) -> None:
    cohort, client = a_cohort(), staff()
    html = client.post(page(cohort), sent(cohort, begins_on=day(7))).content.decode()
    change_cohort(cohort.pk, {"begins_on": day(30)}, timezone.now())
    answer = client.post(page(cohort), hidden(html))
    assert "Nothing is stored yet." in answer.content.decode()
    assert Cohort.objects.get().begins_on == day(30)


def test_what_moves_no_date_is_stored_at_once(learner: User) -> None:
    cohort = a_cohort()
    join_cohort(learner, cohort.code, timezone.now())
    assert staff().post(page(cohort), sent(cohort, name="Other", joining_ends_on=day(5))).status_code == 302
    after = Cohort.objects.get()
    assert (after.name, after.joining_ends_on, Plan.objects.count()) == ("Other", day(5), 2)


def test_a_new_code_and_closing_by_post_alone() -> None:
    """P21"""
    cohort, client = a_cohort(), staff()
    html = client.get(page(cohort)).content.decode()
    # In a form of their own: the Enter key in a field of the cohort presses the first button of its form.
    assert html.index('name="_save"') < html.rindex("<form") < html.index("New join code") < html.index("Close the")
    for what in ("code", "joining"):
        assert client.get(page(cohort, what)).status_code == 405
    assert client.post(page(cohort, "code")).status_code == 302
    assert Cohort.objects.get().code != cohort.code
    client.post(page(cohort, "joining"))
    assert Cohort.objects.get().closed_at is not None
    assert "the link works no more" in client.get(page(cohort)).content.decode()
    client.post(page(cohort, "joining"))
    assert Cohort.objects.get().closed_at is None


# --- members --------------------------------------------------------------------------------------------------------
def test_removing_asks_first(learner: User) -> None:
    cohort, client = a_cohort(), staff()
    join_cohort(learner, cohort.code, timezone.now())
    chosen = {"action": "remove", "_selected_action": [study_of(learner).pk]}
    html = client.post(STUDIES, chosen).content.decode()
    assert learner.email in html and study_of(learner).cohort == cohort
    client.post(STUDIES, {**hidden(html), "confirmed": "Remove"})
    assert study_of(learner).cohort is None


def test_nobody_beyond_the_fence_is_removed(learner: User) -> None:
    another_course()
    cohort = a_cohort()
    join_cohort(learner, cohort.code, timezone.now())
    chosen = {"action": "remove", "_selected_action": [study_of(learner).pk], "confirmed": "Remove"}
    staff(teaches="another").post(STUDIES, chosen)
    staff(None, teaches="tiny").post(STUDIES, chosen)
    assert study_of(learner).cohort == cohort


@pytest.mark.parametrize("address", [LIST, STUDIES])
def test_a_list_takes_at_most_fifteen_queries_for_any_number_of_rows(address: str, learner: User) -> None:
    client = staff()

    def n_queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    a_cohort()
    join_cohort(learner, Cohort.objects.get().code, timezone.now())
    n_queries()
    few = n_queries()
    for name in ("Winter", "Spring", "Summer"):
        join_cohort(UserFactory(), a_cohort(name).code, timezone.now())
    assert (n_queries(), few <= 15) == (few, True)
