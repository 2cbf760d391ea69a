"""The page of item analysis: who gets it, what it shows, and what it withholds."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff
from quizzes.actions.analysis import ask_reckoning, reckon
from quizzes.models import Question, Quiz, QuizStatistics
from quizzes.reports.analysis import Analysis, Row, analysis, basis
from tests.curriculum.rows import load_texts
from tests.factories import UserFactory
from tests.people import PEOPLE, outcome, somebody
from tests.quizzes.course import altered
from tests.quizzes.marked import marked
from tests.quizzes.test_admin import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

ALPHA, BETA, GAMMA = "letter alpha", "letter beta", "letter gamma"


def quiz_of(slug: str = "exam") -> Quiz:
    return Quiz.objects.get(slug=slug)


def address(quiz: Quiz) -> str:
    return f"/admin/quizzes/quiz/{quiz.pk}/item-analysis/"


def rows_of(found: Analysis) -> dict[str, Row]:
    slugs = dict(Question.objects.values_list("current", "slug"))
    return {slugs[row.version]: row for row in found.rows if row.version in slugs}


def made(quiz: Quiz) -> Analysis:
    return analysis(quiz, basis(quiz))


def analysed(quiz: Quiz, now: datetime) -> Analysis:
    """As the worker leaves it, when somebody has asked."""
    if ask_reckoning(quiz, None, now):
        assert reckon(quiz.pk, now)
    return Analysis.kept(QuizStatistics.objects.get(quiz=quiz))


def answers(which: str, truth: str = "False") -> dict[str, Any]:
    return {"which": which, "truth": truth}


def html(client: Client, query: str = "") -> str:
    answer = client.get(address(quiz_of()) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# --- the page ------------------------------------------------------------------------------------------------------
# Who is not of the staff is led to the admin's own door.
RULES = {"instructor": "200", "admin": "200", "staff": "404", "instructor elsewhere": "404"}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_gets_the_page(name: str) -> None:
    marked(quiz_of(), [answers(ALPHA)])
    client = somebody(name)
    assert outcome(client.get(address(quiz_of()))) == RULES.get(name, "302")
    found = RULES.get(name, "302")
    assert outcome(client.post(address(quiz_of()))) == ("405" if found == "200" else found)
    for method in ("PUT", "PATCH", "DELETE"):
        assert outcome(client.generic(method, address(quiz_of()))) == ("405" if name in RULES else "302")
    assert not QuizStatistics.objects.exists()


def test_a_quiz_that_is_not_there_and_one_of_another_course_answer_alike() -> None:
    client = somebody("instructor elsewhere")
    pages = [client.get(where) for where in (address(quiz_of()), "/admin/quizzes/quiz/999999/item-analysis/")]
    assert {(page.status_code, page.content) for page in pages} == {(404, pages[0].content)}


def test_the_quizs_page_leads_there_whoever_may_go() -> None:
    page = f"/admin/quizzes/quiz/{quiz_of().pk}/change/"
    link = f'href="{address(quiz_of())}"'
    assert link not in staff(Role.INSTRUCTOR).get(page).content.decode()
    assert link in staff(Role.INSTRUCTOR, teaches=True).get(page).content.decode()


def test_without_an_attempt_the_page_says_so() -> None:
    text = html(staff(Role.ADMIN))
    assert "0 attempts count now" in text
    assert "There is nothing to tell yet" in text and "<meter" not in text


def test_findings_stand_first_with_their_counts() -> None:
    marked(quiz_of(), [answers(BETA, "False")] * 12 + [answers(ALPHA, "True")] * 10)
    text = html(staff(Role.INSTRUCTOR, teaches=True))
    assert "Of 22 attempts 12 picked “The letter beta”, and 10 a right option." in text
    assert "Nobody in 22 attempts picked “The letter gamma”." in text
    assert "-100.0% over 22 attempts." in text
    assert "12 of the 12 who erred: Canary-single-belief." in text
    assert text.index("The key loses to a distractor") < text.index("Negative discrimination")
    assert text.index("A distractor that nobody picks") < text.index("Cronbach")


def test_a_version_that_is_no_longer_asked_is_no_work(folder: Path) -> None:
    marked(quiz_of(), [answers(BETA)] * 20)
    load_texts(folder, altered("one/quiz.md", "Which letter comes first?", "Which letter is the first?"))
    text = html(staff(Role.ADMIN))
    assert "version 1 (no longer asked)" in text and "The letter beta" in text
    assert "The key loses" not in text


def test_every_figure_says_on_how_many_attempts_it_rests_and_why_it_is_withheld() -> None:
    marked(quiz_of(), [answers(ALPHA), answers(BETA)])
    text = html(staff(Role.ADMIN))
    assert '<th scope="row">Skewness</th><td>withheld: needs 3 attempts</td><td>2</td>' in text
    assert '<th scope="row">Mean</th><td>1.50 points</td><td>2</td>' in text
    assert "version 1</th>" in text.replace("</a>", "")
    assert "<td>2</td><td>50.0%</td><td>33.3%</td>" in text
    assert "withheld: needs 20 attempts" in text
    assert "the correlation of the question&#x27;s mark with" in text


def test_what_is_right_is_told_only_to_who_may_see_keys() -> None:
    marked(quiz_of(), [answers(BETA, "False")] * 12 + [answers(ALPHA, "True")] * 10)
    user: User = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_attempt"))
    CourseStaff.objects.create(user=user, course=Course.objects.get(slug="tiny"))
    client = Client()
    client.force_login(user)
    text = html(client)
    told = ("(right)", "The key loses", "nobody picks", "who erred", "Canary-single-belief", "33.3%")
    assert [words for words in told if words in text] == []
    assert "-100.0% over 22 attempts." in text
    # Only what makes the figures reads keys.
    analysed(quiz_of(), timezone.now())
    with CaptureQueriesContext(connection) as queries:
        html(client)
    assert [one for one in queries.captured_queries if '"quizzes_questionversion"."key"' in one["sql"]] == []
    seen = html(staff(Role.ADMIN))
    assert [words for words in told if words not in seen] == []


def test_the_table_is_sorted_by_a_link_and_back() -> None:
    marked(quiz_of(), [answers(ALPHA, "True"), answers(ALPHA, "False")])
    client = staff(Role.ADMIN)

    def first(query: str) -> str:
        table = html(client, query).split("The questions</h2>")[1]
        return "truth" if table.index("Canary-truth-title") < table.index("Canary-single-title") else "which"

    assert [first(query) for query in ("", "?sort=facility", "?sort=-facility", "?sort=key", "?sort=n")] == [
        "which",
        "truth",
        "which",
        "which",
        "which",
    ]
    assert '<th scope="col" aria-sort="ascending"><a href="?sort=-facility">Facility</a>' in html(
        client, "?sort=facility"
    )


def test_the_page_holds_no_style_and_no_script_of_its_own() -> None:
    marked(quiz_of(), [answers(ALPHA)])
    text = html(staff(Role.ADMIN))
    assert " style=" not in text and "<style" not in text
    assert [tag for tag in text.split("<script")[1:] if " src=" not in tag.split(">")[0]] == []


def test_the_page_takes_fifteen_queries_for_any_number_of_attempts() -> None:
    client, page, seen = staff(Role.INSTRUCTOR, teaches=True), address(quiz_of()), []
    client.get(page)
    for n in (7, 25):
        marked(quiz_of(), [answers(ALPHA), answers(BETA, "True"), answers(GAMMA)] * n)
        for is_kept in (False, True):
            QuizStatistics.objects.all().delete()
            if is_kept:
                analysed(quiz_of(), timezone.now())
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            seen.append(len(queries))
    # Figures that are made for this look, of a small quiz alone, take eight more. Three of the first stream counts.
    assert seen == [23, 15, 23, 15]


def test_the_time_of_a_question_and_of_an_attempt_are_told_from_twenty_on() -> None:
    quiz = quiz_of()
    marked(quiz, [answers(ALPHA)] * 20)
    for number, attempt in enumerate(quiz.runs.order_by("pk"), 1):
        attempt.items.filter(version__question__slug="which").update(seconds=10 * number)
        attempt.started_at -= timedelta(minutes=number)
        attempt.save(update_fields=["started_at"])
    quiz.runs.filter(pk=attempt.pk).update(submitted_at=None)
    client = staff(Role.ADMIN)
    text = html(client)
    assert "<td>100 s (50 to 150), of 20</td>" in text
    # Of the question for which no browser told, and of attempts, of which one ran out of time.
    assert "needs 20 attempts; 0 are known" in text and "needs 20 attempts; 19 are known" in text
    quiz.runs.filter(pk=attempt.pk).update(submitted_at=F("started_at") + timedelta(minutes=20))
    assert "<td>600 s (300 to 900), of 20</td>" in html(client)
    analysed(quiz, timezone.now())
    assert "<td>100 s (50 to 150), of 20</td>" in html(client)
