"""Work on questions: findings and challenges in one list, by weight; what is fine is put aside, and comes back."""

from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff
from quizzes.actions.analysis import keep_figures
from quizzes.findings import REASONS, WEIGHTS, Finding, Sort, weight
from quizzes.models import Challenge, PutAside, Question, QuestionVersion
from quizzes.reports import work as reports
from tests.curriculum.rows import load_texts
from tests.factories import UserFactory
from tests.people import PEOPLE, outcome, somebody
from tests.quizzes.course import altered
from tests.quizzes.marked import marked
from tests.quizzes.test_admin import staff
from tests.quizzes.test_item_analysis import ALPHA, BETA, address, answers, quiz_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

NOW = timezone.now() + timedelta(hours=1)
WORK = "/admin/quizzes/challenge/work/"


def text(client: Client, page: str = WORK) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return " ".join(unescape(answer.content.decode()).split())


def doubt(slug: str, reason: str = "unclear", n: int = 1) -> None:
    """Challenges of `n` learners, straight into the tables."""
    version = QuestionVersion.objects.filter(question__slug=slug).latest("number")
    for _ in range(n):
        learner: User = UserFactory()
        marked(quiz_of(), [answers(ALPHA)], learner=learner)
        attempt = learner.attempts.get()
        Challenge.objects.create(
            learner=learner, version=version, attempt=attempt, reason=reason, words="What?", made_at=NOW
        )


def find() -> None:
    """A key that loses, a distractor that nobody picks, and figures that say so."""
    marked(quiz_of(), [answers(BETA, "False")] * 12 + [answers(ALPHA, "False")] * 10)
    keep_figures(NOW)


def digest_of(sort: Sort) -> str:
    found = reports.kept_findings(Course.objects.all())
    return next(one.digest for several in found.values() for one in several if one.sort is sort)


def aside(client: Client, slug: str = "which", sort: Sort = Sort.NOT_PICKED, **fields: Any) -> Any:
    version = Question.objects.get(slug=slug).current_id
    sent = {"finding": digest_of(sort), "reason": "It is a classic.", "back": "work", **fields}
    return client.post(f"/admin/quizzes/questionversion/{version}/aside/", sent)


# --- weight --------------------------------------------------------------------------------------------------------
def test_every_sort_and_every_reason_has_a_weight() -> None:
    assert set(WEIGHTS) == set(Sort)
    assert set(REASONS) == set(Challenge.Reason.values)
    assert [sort.weight for sort in Sort] == sorted((sort.weight for sort in Sort), reverse=True)


def test_weights_add_up() -> None:
    assert weight([Sort.KEY_LOSES, Sort.NOT_PICKED], {"wording": 3}) == 12
    assert weight([], {}) == 0


def test_a_finding_is_read_back_as_it_was_and_known_by_what_it_is_about() -> None:
    one = Finding(Sort.KEY_LOSES, 12, 22, ("b",), 10)
    assert Finding.from_json(one.as_json()) == one
    assert one.digest == Finding(Sort.KEY_LOSES, 30, 40, ("b",), 10).digest
    assert one.digest != Finding(Sort.KEY_LOSES, 12, 22, ("c",), 10).digest
    unseen = [Finding(Sort.NOT_PICKED, 0, 22, named) for named in (("b", "c"), ("c",))]
    assert unseen[0].digest == unseen[1].digest
    beliefs = [Finding(Sort.MISCONCEPTION, 5, 9, belief=belief) for belief in ("One.", "Another.")]
    assert beliefs[0].digest != beliefs[1].digest


# --- the list ------------------------------------------------------------------------------------------------------
def test_findings_and_challenges_stand_together_the_most_urgent_first() -> None:
    find()
    doubt("truth", "wording")
    doubt("several", "key_wrong", 4)
    page = text(staff(Role.INSTRUCTOR, teaches=True))
    places = [page.index(f"<h2>Canary-{title}-title") for title in ("multiple", "single", "truth")]
    assert places == sorted(places)
    assert "Of 22 attempts 12 picked “The letter beta”, and 10 a right option." in page
    assert "4 open challenges" in page and "the key is wrong (4)" in page and "weight 16" in page
    which = Question.objects.get(slug="which")
    for link in (
        f"/admin/quizzes/quiz/{which.quiz_id}/change/",
        f"/admin/quizzes/question/{which.pk}/mark-again/",
        f"{address(quiz_of())}#version-{which.current_id}",
        f"/admin/quizzes/question/{which.pk}/challenges/",
    ):
        assert f'href="{link}"' in page


def test_the_same_list_stands_on_the_page_of_the_quiz_and_of_no_other() -> None:
    find()
    doubt("truth")
    client = staff(Role.INSTRUCTOR, teaches=True)
    page = text(client, address(quiz_of()))
    assert "The key loses to a distractor" in page and "1 open challenge" in page
    assert "1 open challenge" not in text(client, address(quiz_of("drill")))


def test_challenges_stay_in_the_list_when_the_question_changes_or_goes(folder: Path) -> None:
    find()
    doubt("which")
    load_texts(folder, altered("one/quiz.md", "Which letter comes first?", "Which letter is the first?"))
    page = text(staff(Role.ADMIN))
    assert "1 open challenge" in page and "The key loses" not in page
    Question.objects.update(retired_at=NOW)
    assert "retired" in text(staff(Role.ADMIN))


def test_who_may_not_see_keys_sees_no_finding_that_tells_one() -> None:
    find()
    user: User = UserFactory(is_staff=True)
    rights = ("view_attempt", "view_challenge", "change_challenge")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    CourseStaff.objects.create(user=user, course=Course.objects.get(slug="tiny"))
    client = Client()
    client.force_login(user)
    told = ("The key loses", "nobody picks", "letter gamma")
    assert [words for words in told if words in text(client)] == []
    assert aside(client, sort=Sort.KEY_LOSES).status_code == 302
    assert not PutAside.objects.exists()
    assert [words for words in told if words not in text(staff(Role.ADMIN))] == []


RULES = {"instructor": "200", "admin": "200", "staff": "404", "instructor elsewhere": "200"}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_gets_the_list(name: str) -> None:
    """P16: an instructor of another course gets a list of their own, without anything of this one."""
    find()
    doubt("truth")
    client = somebody(name)
    answer = client.get(WORK)
    assert outcome(answer) == RULES.get(name, "302")
    assert (b"Canary" in answer.content) == (name in {"instructor", "admin"})
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert outcome(client.generic(method, WORK)) == ("405" if name in RULES else "302")


def test_an_empty_list_says_so() -> None:
    client = staff(Role.INSTRUCTOR, teaches=True)
    assert "There is nothing to do." in text(client)
    assert "Nothing is put aside." in text(client, f"{WORK}?show=aside")
    for query in ("?page=x", "?page=-1", "?page=99", "?show=%00"):
        assert client.get(WORK + query).status_code == 200


def test_a_long_list_has_pages_and_as_many_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    client, seen = staff(Role.INSTRUCTOR, teaches=True), []
    doubt("which")
    client.get(WORK)
    for size in (1, 3):
        monkeypatch.setattr(reports, "PAGE", size)
        for slug in ("truth", "several", "order")[:size]:
            doubt(slug, n=size)
        with CaptureQueriesContext(connection) as queries:
            page = text(client)
        seen.append(len(queries))
        assert page.count("<h2>Canary") == size
        assert "Page 1 of 2" in page and 'href="?page=2"' in page
    assert seen[0] == seen[1] <= 15


def test_a_thousand_pieces_of_work_take_as_many_queries_as_ten() -> None:
    client, course, seen = staff(Role.INSTRUCTOR, teaches=True), Course.objects.get(slug="tiny"), []
    learner: User = UserFactory()
    marked(quiz_of(), [answers(ALPHA)], learner=learner)
    client.get(WORK)
    for start, n in ((0, 10), (10, 1_000)):
        questions = Question.objects.bulk_create(
            Question(course=course, slug=f"made-{number}", quiz=quiz_of(), position=number)
            for number in range(start, n)
        )
        versions = QuestionVersion.objects.bulk_create(
            QuestionVersion(
                question=question, number=1, digest="d", kind="single", title=f"Made {question.slug}",
                objective="count", difficulty="easy", shown={"kind": "single", "stem": ""}, key={}, made_at=NOW,
            )
            for question in questions
        )  # fmt: skip
        for question, version in zip(questions, versions, strict=True):
            question.current = version
        Question.objects.bulk_update(questions, ["current"])
        Challenge.objects.bulk_create(
            Challenge(
                learner=learner, version=version, attempt=learner.attempts.get(), reason="unclear", words="?",
                made_at=NOW,
            )
            for version in versions
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            page = text(client)
        seen.append(len(queries))
    assert "Page 1 of 50" in page
    assert seen[0] == seen[1] <= 15


# --- put aside -----------------------------------------------------------------------------------------------------
def test_a_finding_is_put_aside_with_who_and_why_and_taken_up_again() -> None:
    find()
    client = staff(Role.INSTRUCTOR, teaches=True)
    for _ in range(2):
        assert aside(client).headers["Location"] == WORK
    row = PutAside.objects.get()
    assert (row.sort, row.reason, row.taken_up_at) == ("NOT_PICKED", "It is a classic.", None)
    assert "letter gamma" not in text(client) and "The key loses" in text(client)
    for page in (f"{WORK}?show=aside", address(quiz_of())):
        assert "letter gamma" in text(client, page) and f"Put aside by {row.by}" in text(client, page)
    assert aside(client, take_up="1", back="quiz").headers["Location"] == address(quiz_of())
    row.refresh_from_db()
    assert row.taken_up_at and row.taken_up_by == row.by
    assert "letter gamma" in text(client)
    # What was taken up can be put aside once more, and all of it is on record.
    aside(client, reason="Still.")
    assert PutAside.objects.count() == 2


def test_it_comes_back_with_another_version(folder: Path) -> None:
    find()
    aside(staff(Role.ADMIN))
    load_texts(folder, altered("one/quiz.md", "Which letter comes first?", "Which letter is the first?"))
    assert "letter gamma" not in text(staff(Role.ADMIN), f"{WORK}?show=aside")
    marked(quiz_of(), [answers(BETA, "False")] * 22)
    keep_figures(NOW + timedelta(days=1))
    assert "letter gamma" in text(staff(Role.ADMIN))


def test_a_small_quiz_whose_figures_are_not_kept_is_put_aside_too() -> None:
    find()
    digest = digest_of(Sort.NOT_PICKED)
    quiz_of().statistics.delete()
    client = staff(Role.INSTRUCTOR, teaches=True)
    version = Question.objects.get(slug="which").current_id
    client.post(f"/admin/quizzes/questionversion/{version}/aside/", {"finding": digest, "reason": "Fine."})
    assert PutAside.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"reason": ""}, {"reason": "  "}, {"reason": "x" * 301}, {"reason": "a\0b"}, {"reason": "two\nlines"},
     {"finding": ""}, {"finding": "x" * 9_000}, {"finding": "\0"}, {"take_up": "1", "finding": "\0"}],
)  # fmt: skip
def test_what_cannot_be_put_aside_is_told(fields: dict[str, Any]) -> None:
    find()
    assert aside(staff(Role.ADMIN), **fields).status_code == 302
    assert not PutAside.objects.exists()


def test_a_finding_of_another_version_is_not_put_aside() -> None:
    find()
    aside(staff(Role.ADMIN), slug="truth", sort=Sort.KEY_LOSES)
    assert not PutAside.objects.exists()
    assert staff(Role.ADMIN).post("/admin/quizzes/questionversion/999999/aside/").status_code == 404


ASIDE = {"instructor": "302", "admin": "302", "staff": "404", "instructor elsewhere": "404"}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_puts_aside(name: str) -> None:
    find()
    client = somebody(name)
    assert outcome(aside(client)) == ASIDE.get(name, "302")
    assert PutAside.objects.exists() == (ASIDE.get(name) == "302")
    version = Question.objects.get(slug="which").current_id
    looked = outcome(client.get(f"/admin/quizzes/questionversion/{version}/aside/"))
    assert looked == {"302": "405", "404": "404"}.get(ASIDE.get(name, ""), "302")


def test_the_pages_hold_no_style_and_no_script_of_their_own() -> None:
    find()
    doubt("truth")
    question = Question.objects.get(slug="truth").pk
    for page in (WORK, f"{WORK}?show=aside", f"/admin/quizzes/question/{question}/challenges/"):
        html = text(staff(Role.ADMIN), page)
        assert " style=" not in html and "<style" not in html and " onclick" not in html
        assert [tag for tag in html.split("<script")[1:] if " src=" not in tag.split(">")[0]] == []
