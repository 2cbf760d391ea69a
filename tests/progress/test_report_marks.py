"""Gradebook, objectives, attempts and answers agree with one another and with the pages of each learner."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from curriculum.models import Course
from progress.models import Study
from progress.reports.answers import by_objective
from progress.reports.facility import answers_of
from progress.reports.tables.paging import batches, page
from progress.reports.tables.report import CHUNK
from progress.selection import Misread, Selection
from quizzes.answers import MAX_ESSAY
from quizzes.models import Attempt, AttemptItem, CheckResponse, QuestionVersion, Quiz
from tests.progress.authors import author
from tests.progress.cohorts import a_cohort
from tests.progress.reporting import ALL, NOW, asked, crowd
from tests.progress.telling import MONDAY
from tests.quizzes.marked import marked

RIGHT: dict[str, Any] = {"which": "The letter alpha", "truth": "False"}
WRONG: dict[str, Any] = {"which": "The letter beta", "truth": None}
TRIES = ([WRONG], [WRONG, RIGHT], [RIGHT, WRONG, RIGHT])


@pytest.fixture
def people(course: Course) -> list[User]:
    found = crowd(course)
    exam, drill = Quiz.objects.get(slug="exam"), Quiz.objects.get(slug="drill")
    for person, answers in zip(found[5:8], TRIES, strict=True):
        for number, answer in enumerate(answers, 1):
            marked(exam, [answer], number=number, learner=person)
    marked(drill, [dict.fromkeys(drill.questions.values_list("slug", flat=True)[:2])], learner=found[5])
    Attempt.objects.filter(learner=found[7], number=3).update(n_waiting=1)
    check = QuestionVersion.objects.filter(question__lesson__isnull=False)[0]
    for person, outcome in zip(found[5:8], ("right", "wrong", "partly"), strict=True):
        CheckResponse.objects.create(
            learner=person,
            question=check.question,
            version=check,
            response="x",
            outcome="right",
            first_outcome=outcome,
            answered_at=NOW,
        )
    return found


def told(name: str, selection: Selection = ALL) -> list[dict[str, Any]]:
    report, scope = asked(name, selection)
    names = [column.name for column in report.columns(scope)]
    return [dict(zip(names, row, strict=True)) for batch in batches(report, scope) for row in batch]


def test_a_quiz_that_is_not_the_courses_is_refused(course: Course) -> None:
    for name in ("attempts", "answers"):
        with pytest.raises(Misread, match="There is no such quiz in A tiny course; choose one of the list"):
            asked(name, Selection(quiz="nowhere"))


def test_the_gradebook_has_the_best_marks_of_progress_and_counts_what_was_passed(people: list[User]) -> None:
    best = {row["address"]: row["exam_best"] for row in told("progress")}
    book = {row["address"]: row for row in told("gradebook")}
    assert {address: row["exam"] for address, row in book.items()} == best
    assert [str(book[person.email]["exam"]) for person in people[5:8]] == ["0.0", "100.0", "100.0"]
    passed = Attempt.objects.filter(passed=True, quiz__purpose="graded").values_list("learner__email")
    assert {address for address, row in book.items() if row["graded_passed"]} == {email for (email,) in passed}
    assert all(row["graded_mean"] == row["exam"] for row in book.values())


def test_what_waits_for_a_person_has_no_mark_anywhere(people: list[User]) -> None:
    Attempt.objects.filter(learner=people[6]).update(n_waiting=1)
    book, progress = ({row["address"]: row for row in told(name)} for name in ("gradebook", "progress"))
    assert (book[people[6].email]["exam"], progress[people[6].email]["exam_latest"]) == (None, None)
    marks = [row["percent"] for row in told("attempts") if row["address"] == people[6].email]
    assert marks == [None, None]


def test_what_is_passed_before_its_last_answer_has_a_mark_counts_as_passed(people: list[User]) -> None:
    Attempt.objects.filter(learner=people[6], number=2).update(n_waiting=1, passed=True)
    book, progress = ({row["address"]: row for row in told(name)} for name in ("gradebook", "progress"))
    row = book[people[6].email]
    assert (row["exam"], row["graded_mean"], row["graded_passed"]) == (Decimal("0.0"), Decimal("0.0"), 1)
    assert progress[people[6].email]["parts_done"] == 1


def test_objectives_say_what_counts_as_an_answer_everywhere(people: list[User], course: Course) -> None:
    tallies = by_objective(*answers_of(course, [person.pk for person in people]), by_learner=True)
    rows = {row["address"]: row for row in told("objectives")}
    assert tallies
    for person in people:
        own = {slug: tally for (learner, slug), tally in tallies.items() if learner == person.pk}
        row = rows[person.email]
        assert row["answers"] == sum(tally.n_answers for tally in own.values())
        for slug in ("count", "name"):
            facility = own[slug].facility if slug in own else None
            assert (None if row[slug] is None else int(row[slug])) == facility


def test_an_attempt_has_a_row_and_each_of_its_answers_one(people: list[User]) -> None:
    attempts, answers = told("attempts"), told("answers")
    assert [row["attempt"] for row in attempts] == list(Attempt.objects.order_by("pk").values_list("pk", flat=True))
    assert [row["answer"] for row in answers] == list(AttemptItem.objects.order_by("pk").values_list("pk", flat=True))
    one = next(row for row in attempts if row["address"] == people[5].email and row["quiz"] == "The exam")
    assert (one["state"], one["points"], one["percent"], one["passed"]) == ("Graded", 0, Decimal("0.0"), None)
    assert (one["minutes"], one["ran_out"]) == (0, False)
    own = [row for row in answers if row["address"] == people[5].email and row["quiz"] == "The exam"]
    assert [(row["question"], row["version"], row["response"], row["outcome"]) for row in own] == [
        ("which", 1, "The letter beta", "Wrong"),
        ("truth", 1, None, "Not answered"),
    ]


def test_the_longest_essay_is_whole_in_the_rows_and_begun_on_the_screen(people: list[User]) -> None:
    essay = "why " * (MAX_ESSAY // 4)
    item = AttemptItem.objects.filter(version__kind="essay")[0]
    AttemptItem.objects.filter(pk=item.pk).update(response=essay)
    (answer,) = (row["response"] for row in told("answers") if len(row["response"] or "") > 1_000)
    assert answer == essay.strip()
    page = author().get("/admin/reports/answers/").content.decode()
    assert f"… (all {len(answer):,} characters are in a file)" in page


def test_no_key_is_in_any_of_them(people: list[User]) -> None:
    for name in ("attempts", "answers", "gradebook", "objectives"):
        cells = " ".join(str(cell) for row in told(name) for cell in row.values())
        assert "Canary" not in cells and "271828" not in cells


@pytest.mark.parametrize("name", ["attempts", "answers"])
def test_attempts_are_selected_by_cohort_quiz_role_and_day(people: list[User], name: str) -> None:
    cohort = a_cohort()
    Study.objects.filter(enrolment__user=people[6]).update(cohort=cohort)
    assert {(row["address"], row["cohort"]) for row in told(name, Selection(cohort=cohort.pk))} == {
        (people[6].email, "Autumn")
    }
    assert {row["quiz"] for row in told(name, Selection(quiz="drill"))} == {"A drill"}
    assert told(name, Selection(role="instructor")) == []
    recent = told(name, Selection(from_on=NOW.date()))
    assert 0 < len(recent) < len(told("attempts")) + len(told("answers"))
    assert not told(name, Selection(to_on=MONDAY.date(), quiz="exam")) or name == "attempts"


@pytest.mark.parametrize("name", ["gradebook", "objectives", "attempts", "answers"])
def test_batches_give_each_row_once_and_each_is_one_query(people: list[User], name: str) -> None:
    # What an earlier release marked is read in one query more.
    Attempt.objects.filter(shares="").update(shares="-", points=0)
    report, scope = asked(name)
    whole = [row for batch in report.batches(scope) for row in batch]
    for size in (1, 4, len(whole), CHUNK):
        with CaptureQueriesContext(connection) as queries:
            batches_of_size = list(report.batches(scope, size, size))
        assert [row for batch in batches_of_size for row in batch] == whole
        assert len(queries) == len(batches_of_size)
        # Answers of short attempts make a short batch.
        assert len(queries) == -(-len(whole) // size) or (name == "answers" and max(map(len, batches_of_size)) <= size)


@pytest.mark.parametrize(
    "after", ['["1",2]', "[1]", "[1,true,3]", '[1,"2"]', "[null,1]", "[99999999999999999999,1]", "[" * 5000]
)
@pytest.mark.parametrize("name", ["answers", "progress", "audit", "items"])
def test_a_place_that_is_none_of_the_list_is_refused(course: Course, name: str, after: str) -> None:
    if name in {"progress", "items"} and after == "[1]":
        return
    report, scope = asked(name)
    with pytest.raises(Misread, match="begin with its first page"):
        report.read(scope, after, 10)


@pytest.mark.parametrize("sort", ["", "attempt", "-attempt"])
def test_answers_come_by_attempt_and_each_attempt_in_its_order(people: list[User], sort: str) -> None:
    report, scope = asked("answers", Selection(sort=sort))
    whole = [(row["attempt"], row["position"]) for row in told("answers", Selection(sort=sort))]
    sign = -1 if sort == "-attempt" else 1
    assert len(whole) == AttemptItem.objects.count()
    assert whole == sorted(whole, key=lambda pair: (sign * pair[0], pair[1]))
    for size in (1, 2, 3, 5, 8, 50):
        found: list[Any] = []
        after = ""
        while True:
            batch = report.read(scope, after, size)
            assert len(batch.rows) == len(batch.keys) <= size
            found += batch.keys
            after = batch.after
            if not after:
                break
        assert found == whole


def test_answers_name_the_attempt_by_the_number_that_it_has_among_attempts(people: list[User]) -> None:
    attempts = {row["attempt"]: (row["address"], row["quiz"], row["number"]) for row in told("attempts")}
    for row in told("answers"):
        assert attempts[row["attempt"]] == (row["address"], row["quiz"], row["number"])


@pytest.mark.parametrize("name", ["attempts", "answers"])
def test_a_page_of_nothing_is_not_looked_for(people: list[User], name: str) -> None:
    report, scope = asked(name, Selection(role="instructor"))
    with CaptureQueriesContext(connection) as queries:
        found = page(report, scope, "")
    assert (found.rows, found.n_rows, found.after) == ([], 0, "")
    assert len(queries) == 1
