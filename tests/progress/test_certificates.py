"""A certificate is earned, issued once, and says for ever what was true on its day (P26)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Lesson, Module
from progress import codes
from progress.actions.certificates import issue_certificate, revoke_certificate
from progress.actions.study import Refused, leave_course
from progress.models import Certificate, LabResult, LessonRecord, Study
from progress.reports.certificates import broken_certificates, hours
from progress.reports.integrity import broken_invariants
from quizzes.models import Attempt, Quiz
from tests.factories import UserFactory
from tests.progress.completing import attempt, certificate_for, complete

pytestmark = pytest.mark.django_db
PAGE = "/courses/tiny/certificate/"
MOST_QUERIES = 3
PARTS = ("lesson:alpha", "lesson:beta", "lab:scaling-laws", "quiz:exam", "lesson:gamma")


@pytest.fixture
def issued(learner: User, course: Course) -> Certificate:
    return certificate_for(learner, course)


def verify(certificate: Certificate | str, client: Client | None = None) -> Any:
    code = certificate if isinstance(certificate, str) else codes.grouped(certificate.code)
    return (client or Client()).get(f"/verify/{code}/")


@pytest.mark.parametrize("left_out", PARTS)
def test_with_any_part_undone_there_is_none(left_out: str, at: Client, learner: User, course: Course) -> None:
    complete(learner, course, leave_out=left_out)
    page = at.post(PAGE)
    assert page.status_code == 409
    assert "4 of 5 parts are done" in page.text
    assert not Certificate.objects.exists()
    where = {"lab:scaling-laws": "alpha"}.get(left_out, left_out.partition(":")[2])
    assert f'/{where}/"' in page.text


def test_a_quiz_that_was_failed_counts_for_nothing(learner: User, course: Course) -> None:
    complete(learner, course, leave_out="quiz:exam")
    attempt(learner, Quiz.objects.get(slug="exam"), timezone.now(), passed=False)
    with pytest.raises(Refused):
        issue_certificate(Study.objects.of(learner.pk).get().pk, timezone.now())


def test_what_somebody_else_did_counts_for_nothing(at: Client, course: Course) -> None:
    complete(UserFactory(), course)
    assert at.post(PAGE).status_code == 409


def test_it_is_issued_once_however_often_it_is_asked_for(at: Client, learner: User, course: Course) -> None:
    complete(learner, course)
    assert "Issue the certificate" in at.get(PAGE).text
    assert not Certificate.objects.exists()
    assert [at.post(PAGE).status_code for _ in range(3)] == [302, 302, 302]
    only = Certificate.objects.get()
    assert codes.is_code(only.code)
    assert codes.grouped(only.code) in at.get(PAGE).text


def test_who_has_left_gets_none(learner: User, course: Course) -> None:
    complete(learner, course)
    study = Study.objects.of(learner.pk).get()
    leave_course(study.pk, timezone.now())
    with pytest.raises(Study.DoesNotExist):
        issue_certificate(study.pk, timezone.now())


def test_who_has_no_name_is_asked_for_one_and_no_address_is_shown(at: Client, learner: User, course: Course) -> None:
    User.objects.filter(pk=learner.pk).update(display_name=" ")
    complete(learner, course)
    assert at.post(PAGE).status_code == 409
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Chatham", date(2028, 3, 1)), ("America/New_York", date(2028, 2, 29))]
)
def test_the_day_is_the_one_of_the_learners_clock(zone: str, day: date, learner: User, course: Course) -> None:
    """P12"""
    User.objects.filter(pk=learner.pk).update(time_zone=zone)
    complete(learner, course, datetime(2028, 2, 29, 14, tzinfo=UTC))
    row = issue_certificate(Study.objects.of(learner.pk).get().pk, datetime(2028, 3, 9, tzinfo=UTC))
    assert row.finished_on == day


def test_it_shows_its_words_and_says_nothing_of_who_else(at: Client, issued: Certificate, learner: User) -> None:
    page = at.get(PAGE).text
    for words in (
        issued.name,
        issued.course_title,
        *issued.statement["modules"],
        "3 lessons",
        "1 lab",
        "1 graded quiz",
    ):
        assert words in page
    assert "<svg" in page and f"/verify/{codes.grouped(issued.code)}/" in page
    assert "style=" not in page
    public = verify(issued)
    assert (public.status_code, "Genuine and in force" in public.text) == (200, True)
    assert learner.email not in public.text and f'"{learner.pk}"' not in public.text


def test_it_stays_true_after_a_rename_an_edit_retirement_leaving_and_new_keys(
    issued: Certificate, learner: User, settings: Any
) -> None:
    before = verify(issued).text
    User.objects.filter(pk=learner.pk).update(display_name="Another Name", is_active=False, time_zone="Asia/Kathmandu")
    Course.objects.update(title="Another title", exam="Another exam", edition=99, retired_at=timezone.now())
    Module.objects.update(title="Another module")
    Lesson.objects.update(minutes=999, retired_at=timezone.now())
    leave_course(issued.enrolment_id, timezone.now())
    LessonRecord.objects.all().delete()
    LabResult.objects.all().delete()
    Attempt.objects.all().delete()
    settings.SECRET_KEY = "another" * 10
    after = verify(issued).text
    body = slice(after.index("<main"), after.index("</main>"))
    assert after[body] == before[before.index("<main") : before.index("</main>")]


def test_who_has_left_can_still_print_theirs(at: Client, issued: Certificate) -> None:
    leave_course(issued.enrolment_id, timezone.now())
    assert codes.grouped(issued.code) in at.get(PAGE).text


def test_somebody_elses_is_not_there(issued: Certificate) -> None:
    client = Client()
    client.force_login(UserFactory())
    assert client.get(PAGE).status_code == 404


def test_a_revoked_one_says_so_with_the_day_to_everybody(at: Client, issued: Certificate) -> None:
    """P17"""
    boss = UserFactory()
    revoke_certificate(issued.pk, boss.pk, "Issued by mistake.", datetime(2027, 5, 4, 12, tzinfo=UTC))
    public = verify(issued)
    assert public.status_code == 200
    assert "revoked on 4 May 2027" in public.text and "Genuine" not in public.text
    assert "mistake" not in public.text and boss.display_name not in public.text
    own = at.get(PAGE).text
    assert "Issued by mistake." in own and "<svg" not in own[own.index("<main") :]
    assert at.post(PAGE).status_code == 302 and Certificate.objects.count() == 1


@pytest.mark.parametrize("code", ["0000-0000-0000-0000-0000-0000-0000", "none", "x" * 500, "%00", "١٢٣"])
def test_an_unknown_code_is_said_to_be_unknown(code: str, issued: Certificate) -> None:
    answer = verify(code)
    assert answer.status_code == 404
    assert "No certificate has this code" in answer.text
    assert issued.name not in answer.text


def test_nothing_in_the_address_but_the_code_is_believed(issued: Certificate) -> None:
    path = f"/verify/{codes.grouped(issued.code)}/"
    answer = Client().get(path + "?name=Mallory&course=Everything&revoked=no&code=1")
    assert "Mallory" not in answer.text and "Everything" not in answer.text


@pytest.mark.parametrize("write", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", "–")])
def test_a_code_is_found_however_it_is_typed(write: Any, issued: Certificate) -> None:
    answer = Client().get("/verify/", {"code": f" {write(codes.grouped(issued.code))} "}, follow=True)
    assert answer.redirect_chain == [(f"/verify/{codes.grouped(issued.code)}/", 302)]
    assert "Genuine and in force" in answer.text
    assert verify(write(codes.grouped(issued.code))).status_code == 200


def test_what_can_be_no_code_is_said_beside_the_field(db: None) -> None:
    answer = Client().get("/verify/", {"code": '"><script>'})
    assert answer.status_code == 400
    assert "This is not a code" in answer.text and "<script>" not in answer.text.partition("<main")[2]


def test_looking_one_up_asks_three_queries_at_most_and_writes_nothing(issued: Certificate) -> None:
    with CaptureQueriesContext(connection) as asked:
        verify(issued)
    own = [query["sql"] for query in asked if "cache_entries" not in query["sql"] and "POINT" not in query["sql"]]
    assert len(own) <= MOST_QUERIES, own
    assert all(sql.startswith("SELECT") for sql in own)


def test_looking_up_is_limited_by_address(issued: Certificate) -> None:
    """P22"""
    assert {verify("none").status_code for _ in range(60)} == {404}
    refused = verify(issued)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert Client().get("/verify/", {"code": "none"}).status_code == 429
    assert verify(issued, Client(REMOTE_ADDR="198.51.100.7")).status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "short"}, "malformed"),
        ({"finished_on": date(2100, 1, 1)}, "before the course was finished"),
        ({"name": ""}, "does not say who"),
        ({"revoked_why": "Because."}, "not revoked and says why"),
        ({"revoked_at": datetime(2027, 1, 1, tzinfo=UTC)}, "without a reason"),
    ],
)
def test_a_certificate_that_no_action_can_have_made_is_named(
    change: dict[str, Any], words: str, issued: Certificate
) -> None:
    """P33"""
    assert list(broken_certificates()) == []
    Certificate.objects.update(**change)
    (line,) = broken_certificates()
    assert line.startswith(f"certificate {issued.pk}: ") and words in line
    assert line in broken_invariants()


def test_one_of_a_course_that_was_never_begun_is_named(issued: Certificate) -> None:
    Study.objects.update(plan=None)
    assert "never begun" in next(broken_certificates())


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(10, "1 hour"), (30, "half an hour"), (60, "1 hour"), (95, "1½ hours"), (150, "2½ hours"), (790, "13 hours")],
)
def test_hours_are_rounded(minutes: int, words: str) -> None:
    assert hours(minutes) == words
