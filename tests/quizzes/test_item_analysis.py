"""Item analysis of a quiz: which attempts count, who may see it, what it shows, and when it is reckoned anew."""

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
from quizzes.models import Question, QuestionVersion, Quiz, QuizStatistics
from quizzes.reports.analysis import Analysis, Row, analysis, basis
from tests.curriculum.rows import load_texts
from tests.factories import UserFactory
from tests.people import PEOPLE, outcome, somebody
from tests.quizzes.course import PRACTICE, TEXTS, altered, easy
from tests.quizzes.marked import by_words, marked
from tests.quizzes.regrading import again
from tests.quizzes.sitting import RIGHT, Sitting
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


# --- which attempts count ------------------------------------------------------------------------------------------
def test_an_attempt_in_progress_one_that_waits_and_a_later_one_do_not_count(exam: Sitting) -> None:
    exam.start()
    assert made(exam.quiz).quiz.n == 0
    exam.finish(RIGHT)  # with an essay that waits for a person
    assert made(exam.quiz).quiz.n == 0
    learner: User = UserFactory()
    marked(exam.quiz, [answers(ALPHA)], learner=learner)
    marked(exam.quiz, [answers(BETA)], learner=learner, number=2)
    found = made(exam.quiz)
    assert (found.quiz.n, rows_of(found)["which"].answers.outcomes) == (1, {"right": 1})


def test_choices_outcomes_and_misconceptions_are_counted() -> None:
    quiz = quiz_of()
    marked(quiz, [answers(ALPHA)] * 3 + [answers(BETA)] * 2 + [answers(GAMMA), {"which": None, "truth": "False"}])
    row = rows_of(made(quiz))["which"]
    version = QuestionVersion.objects.get(question__slug="which")
    assert row.answers.picks == {by_words(version, ALPHA): 3, by_words(version, BETA): 2, by_words(version, GAMMA): 1}
    assert row.answers.outcomes == {"right": 3, "wrong": 3, "unanswered": 1}
    assert row.answers.beliefs == {"Canary-single-belief.": 2}
    assert row.figures.n == 7
    assert row.figures.facility.value == pytest.approx(300 / 7)


def test_the_figures_are_those_of_the_marks() -> None:
    """Twenty attempts whose two questions always agree: both discriminate wholly, and the scale is one."""
    quiz = quiz_of()
    marked(quiz, [answers(ALPHA, "False"), answers(BETA, "True")] * 10)
    found = made(quiz)
    assert (found.quiz.mean.value, found.quiz.median.value, found.quiz.consistency.value) == (1.0, 1.0, 100.0)
    for row in found.rows:
        assert row.figures.discrimination.value == row.figures.efficiency.value == pytest.approx(100)
        assert row.figures.weight.value == pytest.approx(50)


def test_what_was_drawn_at_random_is_compared_with_the_total_and_what_is_fixed_is_not(folder: Path) -> None:
    blueprint = "blueprint:\n  - questions: [drill-one]\n  - take: 1\n"
    head, _, rest = PRACTICE.partition("---\n\n")
    third = easy("drill-three", "The drill asks three.")
    load_texts(folder, {**TEXTS, "one/drill.quiz.md": f"{head}{blueprint}---\n\n{rest}\n{third}"})
    quiz = quiz_of("drill")
    pairs = [(one, two) for one in ("True", "False") for two in ("True", "False")] * 5
    marked(quiz, [{"drill-one": one, "drill-two": two} for one, two in pairs])
    found = rows_of(made(quiz))
    # Answers that have nothing to do with one another.
    assert found["drill-one"].figures.discrimination.value == 0
    assert found["drill-two"].figures.discrimination.value == pytest.approx(100 / 2**0.5)


def test_versions_of_a_question_are_told_apart_and_count_as_one_in_the_whole(folder: Path) -> None:
    marked(quiz_of(), [answers(ALPHA, "False"), answers(BETA, "True")] * 5)
    load_texts(folder, altered("one/quiz.md", "Which letter comes first?", "Which letter is the first?"))
    marked(quiz_of(), [answers(ALPHA, "False"), answers(BETA, "True")] * 5)
    found = made(quiz_of())
    assert sorted(row.figures.n for row in found.rows) == [10, 10, 20]
    assert found.quiz.consistency.value == 100.0


# --- reckoned once -------------------------------------------------------------------------------------------------
def test_figures_are_kept_and_read_back_as_they_were() -> None:
    quiz, now = quiz_of(), timezone.now()
    marked(quiz, [answers(ALPHA), answers(BETA, "True"), answers(GAMMA)] * 7)
    first = analysed(quiz, now)
    assert first == made(quiz)
    assert analysed(quiz, now + timedelta(hours=1)) == first
    assert QuizStatistics.objects.get().made_at == now


def test_a_new_attempt_a_changed_mark_and_a_new_blueprint_make_them_anew(folder: Path) -> None:
    quiz, now = quiz_of(), timezone.now()
    marked(quiz, [answers(BETA)])
    assert analysed(quiz, now).quiz.n == 1
    marked(quiz, [answers(GAMMA)])
    assert analysed(quiz, now).quiz.n == 2
    texts = altered("one/quiz.md", "- [x] The letter alpha", "- [ ] The letter alpha")
    texts = altered("one/quiz.md", "- [ ] The letter gamma", "- [x] The letter gamma", texts)
    load_texts(folder, texts)
    which = Question.objects.select_related("current").get(slug="which")
    again(which)
    assert analysed(quiz, now).quiz.mean.value == 1.5
    before = basis(quiz_of())
    load_texts(folder, altered("one/quiz.md", "attempts: 2\n", "attempts: 2\nblueprint:\n  - take: 2\n", texts))
    assert basis(quiz_of()) != before


def test_an_attempt_at_another_quiz_makes_nothing_anew() -> None:
    quiz, now = quiz_of(), timezone.now()
    marked(quiz, [answers(BETA)])
    analysed(quiz, now)
    marked(quiz_of("drill"), [{"drill-one": "True"}])
    analysed(quiz, now + timedelta(hours=1))
    assert QuizStatistics.objects.get(quiz=quiz).made_at == now


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
