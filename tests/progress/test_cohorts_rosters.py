"""Adding to a cohort by roster: accounts, enrolments, plans and mails, all of them or none; and who is told what."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import send_owed_messages
from accounts.models import Message, User
from progress.actions import cohorts as actions
from progress.actions.study import begin_study, leave_course
from progress.models import Plan, Study
from progress.models.study import rule_of
from progress.reports.cohorts import problems_of
from progress.roster import read
from tests.factories import UserFactory
from tests.progress.cohorts import a_cohort, another_course, day, rows, study_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]

NOW = timezone.now


def test_a_roster_makes_accounts_enrols_plans_and_owes_mails(learner: User) -> None:
    cohort, known = a_cohort(), UserFactory(email="known@x.org", display_name="Known")
    sheet = read("email,name\nNEW@x.org,New One\nknown@x.org,Otherwise\n=bad@x.org,Bad\n")
    assert actions.add_by_roster(cohort.pk, sheet, NOW()) == 2
    new = User.objects.get(email="new@x.org")
    assert new.display_name == "New One" and not new.has_usable_password()
    assert [group.name for group in new.groups.all()] == ["learner"]
    assert list(EmailAddress.objects.filter(user=new).values_list("email", "primary", "verified")) == [
        ("new@x.org", True, False)
    ]
    for person in (new, known):
        study = study_of(person)
        assert study.cohort == cohort and study.plan is not None and study.plan.rule == rule_of(cohort)
    known.refresh_from_db()
    assert known.display_name == "Known" and known.has_usable_password()
    owed = dict(Message.objects.values_list("recipient", "purpose"))
    assert owed == {"new@x.org": "invitation", "known@x.org": "cohort-added"}
    for message in Message.objects.all():
        assert "/accounts/password/reset/\n" in message.text and not message.secret


def test_the_same_roster_twice_adds_nobody_and_mails_once() -> None:
    """P6, P28"""
    cohort = a_cohort()
    assert actions.add_by_roster(cohort.pk, rows("a@x.org", "b@x.org"), NOW()) == 2
    assert actions.add_by_roster(cohort.pk, rows("a@x.org", "b@x.org"), NOW()) == 0
    assert (Message.objects.count(), Plan.objects.count(), User.objects.count()) == (2, 2, 2)


def test_a_roster_that_fails_half_way_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = a_cohort()
    monkeypatch.setattr(actions, "CHUNK", 2)

    def fail_for_c(person: User, *_: Any) -> tuple[str, str]:
        assert person.email != "c@x.org"
        return "A", "b"

    monkeypatch.setattr(actions, "invitation_letter", fail_for_c)
    with pytest.raises(AssertionError):
        actions.add_by_roster(cohort.pk, rows("a@x.org", "b@x.org", "c@x.org"), NOW())
    assert not User.objects.exists() and not Message.objects.exists() and not Study.objects.exists()


def test_whoever_left_comes_back_and_whoever_studied_alone_gets_the_dates(learner: User) -> None:
    cohort, back = a_cohort(begins_on=day(8)), UserFactory()
    begin_study(back, cohort.course, NOW())
    leave_course(study_of(back).pk, NOW())
    assert actions.add_by_roster(cohort.pk, rows(back.email, learner.email), NOW()) == 2
    for person in (back, learner):
        study = study_of(person)
        assert study.enrolment.left_at is None and study.cohort == cohort
        assert study.plan is not None and (study.plan.begins_on, study.plan.number) == (day(8), 2)


def test_only_what_the_course_knows_of_an_address_is_told(learner: User) -> None:
    """P23: an account of somebody who is not in the course looks like none."""
    first, second = a_cohort(), a_cohort("Winter")
    there: User = UserFactory(email="there@x.org")
    actions.join_cohort(there, second.code, NOW())
    here: User = UserFactory(email="here@x.org")
    actions.join_cohort(here, first.code, NOW())
    off: User = UserFactory(email="off@x.org")
    begin_study(off, first.course, NOW())
    User.objects.filter(pk=off.pk).update(is_active=False)
    UserFactory(email="known@x.org")
    UserFactory(email="elsewhere-off@x.org", is_active=False)
    asked = ["there@x.org", "here@x.org", "off@x.org", "known@x.org", "elsewhere-off@x.org", "none@x.org"]
    with CaptureQueriesContext(connection) as queries:
        found = problems_of(first, [*asked, learner.email])
    assert found == {
        "there@x.org": "This learner is in another cohort of the course: Winter.",
        "here@x.org": "This learner is in the cohort already.",
        "off@x.org": "This learner's account is deactivated.",
    }
    assert len(queries) == 1


def test_mails_that_nobody_wants_any_more_are_withdrawn(learner: User) -> None:
    """P28, P17"""
    cohort = a_cohort()
    UserFactory(email="off@x.org", is_active=False)
    actions.add_by_roster(cohort.pk, rows("stays@x.org", "goes@x.org", "off@x.org", learner.email), NOW())
    actions.remove_from_cohort([study_of(User.objects.get(email="goes@x.org")).pk], NOW())
    leave_course(study_of(learner).pk, NOW())
    assert send_owed_messages() == 1
    assert [message.to for message in mail.outbox] == [["stays@x.org"]]


def test_who_was_invited_sets_a_password_and_is_in() -> None:
    cohort = a_cohort()
    actions.add_by_roster(cohort.pk, rows("new@x.org"), NOW())
    client = Client()
    client.post("/accounts/password/reset/", {"email": "new@x.org"})
    text = Message.objects.get(purpose__contains="password_reset").text
    address = next(word for word in text.split() if "/reset/key/" in word).partition("localhost:8000")[2]
    form = client.get(address, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "three words together"})
    assert User.objects.get().has_usable_password()
    client.post("/accounts/login/", {"login": "new@x.org", "password": "three words together"})
    confirm = Message.objects.filter(purpose__contains="confirm").order_by("-pk").first()
    if confirm is not None:
        address = next(word for word in confirm.text.split() if "/confirm" in word).partition("localhost:8000")[2]
        client.post(address)
        client.post("/accounts/login/", {"login": "new@x.org", "password": "three words together"})
    assert client.get("/courses/tiny/desk/").status_code == 200


def test_a_roster_takes_the_same_queries_for_any_number_of_rows_but_the_inserts() -> None:
    cohort = a_cohort()

    def selects(n: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            actions.add_by_roster(cohort.pk, rows(*(f"p{n}-{k}@x.org" for k in range(n))), NOW())
        return sum(not query["sql"].startswith("INSERT") for query in queries.captured_queries)

    selects(1)
    assert selects(3) == selects(90)


def test_a_cohort_of_another_course_is_no_obstacle(learner: User) -> None:
    another_course()
    cohort, other = a_cohort(), a_cohort("Else", slug="another")
    actions.join_cohort(learner, other.code, NOW())
    assert problems_of(cohort, [learner.email]) == {}


def test_whoever_signs_up_in_the_same_moment_keeps_the_account_they_made(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort, real = a_cohort(), QuerySet.bulk_create

    def late(self: Any, objects: Any, *arguments: Any, **rest: Any) -> Any:
        if self.model is User:
            UserFactory(email="new@x.org", display_name="Myself")
        return real(self, objects, *arguments, **rest)

    monkeypatch.setattr(QuerySet, "bulk_create", late)
    actions.add_by_roster(cohort.pk, rows("new@x.org"), NOW())
    person = User.objects.get()
    assert person.has_usable_password() and person.display_name == "Myself" and study_of(person).cohort == cohort
    assert EmailAddress.objects.get().verified
    assert Message.objects.get().purpose == "cohort-added"
