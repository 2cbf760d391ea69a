"""Cohorts: joining by code, moving the dates of all, and leaving."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress.actions import cohorts as actions
from progress.actions.study import Refused, begin_study, change_plan, follow_cohort, leave_course
from progress.models import Cohort, Plan
from progress.models.study import rule_of
from progress.reports import cohorts as reports
from progress.reports.cohorts import effect_of, may_be_joined, module_ends
from tests.factories import UserFactory
from tests.progress.cohorts import a_cohort, day, rows, study_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]

NOW = timezone.now


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- joining -------------------------------------------------------------------------------------------------------
def test_the_page_says_what_joining_means_and_changes_nothing(learner: User, at: Client) -> None:
    cohort = a_cohort(begins_on=day(14))
    html = at.get(f"/join/{cohort.code}/").content.decode()
    assert "Join Autumn" in html and "by a plan of your own" in html
    for end in module_ends(cohort.course, rule_of(cohort)):
        assert f"{end.ends_on:%-d %B %Y}" in html
    assert study_of(learner).cohort is None


def test_joining_follows_the_cohort_and_a_second_click_makes_no_plan(learner: User, at: Client) -> None:
    cohort = a_cohort(begins_on=day(14), study_days="56", daily_minutes=45)
    for _ in range(2):
        assert at.post(f"/join/{cohort.code}/").status_code == 302
        study = study_of(learner)
        assert study.cohort == cohort and study.plan is not None
        assert (study.plan.begins_on, study.plan.study_days, study.plan.number) == (day(14), "56", 2)
        assert study.plan.reason == Plan.Reason.COHORT


def test_somebody_new_is_led_to_sign_in_and_back(course: Course) -> None:
    cohort = a_cohort()
    answer = Client().get(f"/join/{cohort.code}/")
    assert answer.headers["Location"] == f"/accounts/login/?next=/join/{cohort.code}/"
    person: User = UserFactory()
    assert signed_in(person).post(f"/join/{cohort.code}/").status_code == 302
    assert study_of(person).cohort == cohort
    assert Enrolment.objects.of(person.pk, course.pk).exists()


def closed(cohort: Cohort) -> str:
    actions.close_cohort(cohort.pk, NOW())
    return cohort.code


def replaced(cohort: Cohort) -> str:
    actions.replace_code(cohort.pk)
    return cohort.code


def over(cohort: Cohort) -> str:
    Cohort.objects.update(joining_ends_on=day(-2))
    return cohort.code


def of_a_retired_course(cohort: Cohort) -> str:
    Course.objects.update(retired_at=NOW())
    return cohort.code


@pytest.mark.parametrize("gone", [closed, replaced, over, of_a_retired_course])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_code_that_opens_nothing_gets_the_same_page(gone: Any, method: str) -> None:
    """P15"""
    code = gone(a_cohort())
    person: User = UserFactory()
    client = signed_in(person)
    pages = [getattr(client, method)(f"/join/{one}/") for one in (code, "A" * 32, "x")]
    assert [page.status_code for page in pages] == [404] * 3
    # Each names the address that was asked for, and the tokens of its forms differ.
    asked = (code.encode(), b"A" * 32, b"x")
    own = [page.content.replace(b"/join/%b/" % one, b"") for page, one in zip(pages, asked, strict=True)]
    said = {re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content) for content in own}
    assert len(said) == 1 and b"opens no cohort" in said.pop()
    assert not Enrolment.objects.filter(user=person).exists()


def test_a_closed_cohort_opens_again() -> None:
    cohort, person = a_cohort(), UserFactory()
    closed(cohort)
    assert actions.join_cohort(person, cohort.code, NOW()) is None
    assert actions.open_cohort(cohort.pk)
    assert actions.join_cohort(person, cohort.code, NOW()) is not None


def test_the_last_day_for_joining_ends_by_the_cohort_s_own_clock() -> None:
    """P12"""
    cohort = a_cohort(time_zone="Pacific/Chatham", joining_ends_on=datetime(2026, 6, 10, tzinfo=UTC).date())
    # 12 h 45 ahead of UTC in June.
    assert may_be_joined(cohort, datetime(2026, 6, 10, 11, 14, tzinfo=UTC))
    assert not may_be_joined(cohort, datetime(2026, 6, 10, 11, 15, tzinfo=UTC))


def test_codes_have_192_random_bits_and_differ() -> None:
    """P18"""
    codes = {actions.new_code() for _ in range(200)}
    assert len(codes) == 200 and {len(code) for code in codes} == {32}


def test_guessing_is_bounded_and_right_codes_are_not_counted() -> None:
    """P22"""
    cohort, person = a_cohort(), UserFactory()
    client = signed_in(person)
    for _ in range(35):
        assert client.get(f"/join/{cohort.code}/").status_code == 200
    assert {client.get(f"/join/guess-{n}/").status_code for n in range(30)} == {404}
    answer = client.get(f"/join/{cohort.code}/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    # The same account elsewhere, and another account at the same place.
    assert client.get("/join/x/", REMOTE_ADDR="198.51.100.9").status_code == 429
    assert signed_in(UserFactory()).get("/join/x/").status_code == 429
    assert signed_in(UserFactory()).get("/join/x/", REMOTE_ADDR="198.51.100.9").status_code == 404


@pytest.mark.parametrize("typed", ["{0}", "  {0} ", "https://learn.example.org/join/{0}/"])
def test_a_code_or_a_link_that_was_typed_leads_to_its_page(typed: str, at: Client) -> None:
    code = a_cohort().code
    assert at.post("/join/", {"code": typed.format(code)}).headers["Location"] == f"/join/{code}/"


@pytest.mark.parametrize("typed", ["", "ö", "a b", "x" * 300, "//evil.example/%2e"])
def test_what_is_no_code_leads_nowhere(typed: str, at: Client) -> None:
    assert at.post("/join/", {"code": typed}).status_code == 404


def test_whoever_is_in_another_cohort_is_told_and_moves(learner: User, at: Client) -> None:
    first, second = a_cohort(), a_cohort("Winter", begins_on=day(30))
    at.post(f"/join/{first.code}/")
    assert "another cohort of this course: Autumn" in at.get(f"/join/{second.code}/").content.decode()
    at.post(f"/join/{second.code}/")
    assert study_of(learner).cohort == second


# --- dates ----------------------------------------------------------------------------------------------------------
def test_learners_cannot_move_the_cohort_s_dates_not_even_by_joining_anew(learner: User, at: Client) -> None:
    cohort = a_cohort()
    at.post(f"/join/{cohort.code}/")
    study = study_of(learner)
    with pytest.raises(Refused):
        change_plan(study.pk, NOW(), begins_on=day(5))
    begin_study(learner, cohort.course, NOW(), begins_on=day(20))
    at.post("/courses/tiny/join/", {"begins": "date", "begins_on": day(20), "study_days": ["5"], "most_minutes": 60})
    after = study_of(learner)
    assert (after.cohort, after.plan) == (cohort, study.plan)


def test_whoever_left_may_come_back_alone(learner: User) -> None:
    cohort = a_cohort()
    actions.join_cohort(learner, cohort.code, NOW())
    leave_course(study_of(learner).pk, NOW())
    begin_study(learner, cohort.course, NOW())
    assert study_of(learner).cohort is None


def test_moving_the_dates_gives_every_member_a_new_plan_and_nobody_else(learner: User) -> None:
    cohort, gone = a_cohort(), UserFactory()
    people = UserFactory.create_batch(3)
    for person in (*people, gone):
        actions.join_cohort(person, cohort.code, NOW())
    leave_course(study_of(gone).pk, NOW())
    assert actions.change_cohort(cohort.pk, {"begins_on": day(7), "name": "Later"}, NOW()) == 3
    for person in people:
        plan = study_of(person).plan
        assert plan is not None and (plan.begins_on, plan.number, plan.reason) == (day(7), 2, "cohort")
    for person in (gone, learner):
        assert study_of(person).plan.number == 1  # type: ignore[union-attr]


def test_a_new_name_makes_no_plan() -> None:
    cohort = a_cohort()
    actions.join_cohort(UserFactory(), cohort.code, NOW())
    assert actions.change_cohort(cohort.pk, {"name": "Other", "time_zone": "Asia/Tokyo"}, NOW()) == 0
    assert Plan.objects.count() == 1


def test_moving_takes_the_same_queries_for_any_number_of_members(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = a_cohort()

    def n_queries(n: int) -> int:
        actions.add_by_roster(cohort.pk, rows(*(f"p{n}-{k}@x.org" for k in range(n))), NOW())
        begins_on = Cohort.objects.get().begins_on
        with CaptureQueriesContext(connection) as queries:
            actions.change_cohort(cohort.pk, {"begins_on": begins_on.replace(year=begins_on.year + 1)}, NOW())
        return len(queries)

    assert n_queries(2) == n_queries(60)


def test_a_move_that_fails_half_way_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = a_cohort()
    for module in (actions, reports):
        monkeypatch.setattr(module, "CHUNK", 2)
    actions.add_by_roster(cohort.pk, rows(*(f"p{k}@x.org" for k in range(5))), NOW())
    n_plans = Plan.objects.count()
    real, calls = follow_cohort, []

    def fail_later(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError
        real(*arguments)

    monkeypatch.setattr(actions, "follow_cohort", fail_later)
    with pytest.raises(RuntimeError):
        actions.change_cohort(cohort.pk, {"begins_on": day(9)}, NOW())
    assert Plan.objects.count() == n_plans and Cohort.objects.get().begins_on == day(0)


def test_the_effect_counts_who_would_be_behind(learner: User) -> None:
    cohort = a_cohort(begins_on=day(14))
    for person in UserFactory.create_batch(2):
        actions.join_cohort(person, cohort.code, NOW())
    earlier = rule_of(a_cohort("Earlier", begins_on=day(-60)))
    with CaptureQueriesContext(connection) as queries:
        effect = effect_of(cohort, cohort.course, earlier, NOW())
    assert (effect.n_learners, effect.n_behind_now, effect.n_behind_then) == (2, 0, 2)
    assert [move.title for move in effect.moves] == [end.title for end in module_ends(cohort.course, earlier)]
    assert all(move.new < move.old for move in effect.moves)
    assert not [query for query in queries.captured_queries if not query["sql"].startswith("SELECT")]


# --- removing -------------------------------------------------------------------------------------------------------
def test_who_is_removed_keeps_their_records_and_the_dates_as_a_plan_of_their_own(learner: User) -> None:
    cohort = a_cohort(begins_on=day(3), study_days="135", pauses=[[day(9).isoformat(), day(11).isoformat()]])
    actions.join_cohort(learner, cohort.code, NOW())
    before = study_of(learner)
    assert actions.remove_from_cohort([before.pk], NOW()) == 1
    after = study_of(learner)
    assert before.plan is not None and after.plan is not None
    assert after.cohort is None and after.enrolment.left_at is None
    assert after.plan.rule == before.plan.rule and after.plan.number == before.plan.number + 1
    change_plan(after.pk, NOW(), begins_on=day(5))
    assert actions.remove_from_cohort([after.pk], NOW()) == 0
