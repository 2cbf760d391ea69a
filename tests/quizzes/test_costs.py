"""What each page asks of the database, the beginning and end of its transactions counted too.

Tests run as requests do, in autocommit, so that BEGIN and COMMIT are seen. The number in brackets is without them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import celery
from quizzes.actions import marking
from quizzes.models import Quiz
from tests.curriculum.rows import forget_pages, load_texts
from tests.quizzes.course import CHECKS, TEXTS, drill_of
from tests.quizzes.sitting import Sitting, fields

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loaded")]
AROUND = ("BEGIN", "COMMIT")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Asked:
    """The statements of one request."""

    def __init__(self, statements: list[str]) -> None:
        self.all = len(statements)
        self.within = [words for words in statements if not words.startswith(AROUND)]
        self.writes = [words for words in self.within if words.startswith(WRITES)]

    @property
    def numbers(self) -> tuple[int, int]:
        """All statements, and those without BEGIN and COMMIT."""
        return self.all, len(self.within)

    def named(self, table: str) -> list[str]:
        return [words for words in self.within if f'"{table}"' in words]


@contextmanager
def asking() -> Iterator[Callable[[], Asked]]:
    with CaptureQueriesContext(connection) as queries:
        yield lambda: Asked([query["sql"] for query in queries.captured_queries])


def drill_with(folder: Path, n: int, head: str = "") -> Sitting:
    """A learner before the practice quiz of so many questions."""
    load_texts(folder, drill_of(n, head))
    sitting = Sitting("drill")
    # The first request of a browser is no rule: it writes what its session did not hold yet.
    sitting.client.get(sitting.address)
    return sitting


def counted(
    folder: Path, request: Callable[[Sitting], Any], prepare: Callable[[Sitting], Any], *sizes: int, head: str = ""
) -> Asked:
    """The request at a quiz of each size; fails unless all of them ask the same."""
    found = []
    for n in sizes:
        sitting = drill_with(folder, n, head)
        prepare(sitting)
        with asking() as asked:
            answer = request(sitting)
        assert answer.status_code in (200, 302)
        found.append(asked())
    assert len({one.numbers for one in found}) == 1, [one.numbers for one in found]
    return found[0]


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    def called(*_what: Any, **_options: Any) -> None:
        raise AssertionError("the broker was called")

    monkeypatch.setattr(celery.Hint, "apply_async", called)


# --- saving --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("n_sent", [1, 10])
@pytest.mark.usefixtures("no_broker")
def test_a_save_asks_five_times_whatever_the_number_of_questions(folder: Path, n_sent: int) -> None:
    """7 (5): session, user, attempt, allowances, and one write for each answer that changed. No broker, no session."""

    def save(sitting: Sitting) -> Any:
        sent: dict[str, Any] = {}
        for slug in list(sitting_items)[:n_sent]:
            sent |= fields(sitting_items[slug], "True")
        with asking() as asked:
            answer = sitting.client.post(sitting.at(), sent, headers={"accept": "application/json"})
        seen.append(asked())
        return answer

    seen: list[Asked] = []
    for n in (10, 200):
        sitting = drill_with(folder, n)
        sitting.start("all")
        sitting_items = sitting.items
        assert save(sitting).status_code == 200
    assert {asked.numbers for asked in seen} == {(6 + n_sent, 4 + n_sent)}
    for asked in seen:
        assert len(asked.writes) == n_sent
        assert asked.named("django_session") == asked.within[:1]


@pytest.mark.usefixtures("no_broker")
def test_a_repeat_or_a_conflict_writes_nothing(folder: Path) -> None:
    sitting = drill_with(folder, 10)
    sitting.start("all")
    sent = fields(sitting.items["drill-3"], "True")
    sitting.client.post(sitting.at(), sent, headers={"accept": "application/json"})
    for answer in ("True", "False"):
        sent = fields(sitting.items["drill-3"], answer, revision=0)
        with asking() as asked:
            sitting.client.post(sitting.at(), sent, headers={"accept": "application/json"})
        assert (asked().numbers, asked().writes) == ((6, 4), [])


# --- the others ----------------------------------------------------------------------------------------------------
def test_a_start_asks_as_little_of_a_pool_of_two_hundred_as_of_ten(folder: Path) -> None:
    """11 (9), of at most 12 of the promise."""
    asked = counted(folder, start, lambda _sitting: None, 10, 200, head="blueprint:\n  - take: 10\n")
    assert asked.numbers == (11, 9)


def test_a_start_asks_as_little_for_a_paper_of_sixty_as_of_ten(folder: Path) -> None:
    """SQLite inserts some eighty rows at once, PostgreSQL any number."""
    assert counted(folder, start, lambda _sitting: None, 10, 60).numbers == (11, 9)


def start(sitting: Sitting) -> Any:
    return sitting.client.post(f"{sitting.address}start/")


def test_a_submission_asks_as_little_of_sixty_questions_as_of_ten(folder: Path) -> None:
    """7 (5), of at most 8 of the promise: session, user, attempt, allowances, one write."""
    asked = counted(folder, Sitting.submit, Sitting.start, 10, 60)
    assert asked.numbers == (7, 5)
    assert len(asked.writes) == 1


def test_a_result_asks_as_little_of_sixty_questions_as_of_ten(folder: Path) -> None:
    """8 (8), of at most 12 of the promise; each answer is wrong, and asks for the section that teaches it."""

    def take(sitting: Sitting) -> None:
        sitting.start()
        sitting.finish(dict.fromkeys(sitting.items, "False"))

    asked = counted(folder, lambda sitting: sitting.get("result/"), take, 10, 60)
    assert asked.numbers == (8, 8)
    assert asked.writes == []


def test_the_result_of_every_kind_of_question_with_a_section_of_every_kind_is_within_twelve() -> None:
    """12 (12): one for each kind of page that sections are taken from."""
    exam = Sitting("exam")
    for _ in range(2):
        exam.finish()
    with asking() as asked:
        assert exam.get("result/").status_code == 200
    assert asked().numbers == (12, 12)


@pytest.mark.parametrize("page", ["", "questions/1/", "review/"])
def test_a_page_of_an_attempt_asks_as_little_of_sixty_questions_as_of_ten(folder: Path, page: str) -> None:
    asked = counted(folder, lambda sitting: sitting.get(page), Sitting.start, 10, 60)
    assert asked.numbers == (5, 5)


def test_a_first_page_asks_as_little_after_thirty_attempts_as_after_none(folder: Path) -> None:
    sitting, seen = drill_with(folder, 10), []
    for n in (0, 29):
        for _ in range(n):
            sitting.start()
            sitting.submit()
        with asking() as asked:
            sitting.client.get(sitting.address)
        seen.append(asked().numbers)
    assert seen[0] == seen[1]
    assert seen[0] == (6, 6)


@pytest.mark.parametrize("visitor", [True, False])
def test_a_lesson_asks_as_little_with_three_checks_as_with_one(folder: Path, visitor: bool) -> None:
    """1 for a visitor and 4 for a learner, of at most 10 of the promise. The first request after each edition composes
    the page besides, and asks what is the same for all its learners: 7 and 14."""
    client = Client() if visitor else Sitting("exam").client
    one = CHECKS[CHECKS.index("```check second-check") :]
    three = CHECKS + one.replace("second", "third")
    seen = []
    for checks in (one, three):
        load_texts(folder, {**TEXTS, "one/beta.md": TEXTS["one/beta.md"].replace(CHECKS, checks)})
        forget_pages()
        for _ in range(2):
            with asking() as asked:
                page = client.get("/courses/tiny/lessons/beta/").content.decode()
            seen.append(asked().numbers)
        assert page.count("<knowledge-check") == checks.count("```check")
    assert seen[:2] == seen[2:]
    assert seen[:2] == ([(7, 7), (1, 1)] if visitor else [(14, 14), (4, 4)])


@pytest.mark.parametrize("quiz", ["exam", "drill"])
def test_reading_writes_nothing_however_the_attempt_stands(quiz: str) -> None:
    """P10, P21: an attempt whose time is over is shown as ended, and nobody writes that down on the way."""
    sitting = Sitting(quiz)
    sitting.client.get(sitting.address)
    sitting.start()
    pages = ["", "questions/1/", "questions/99/", "review/", "result/"]
    for stage in ("begun", "over", "submitted", "marked"):
        if stage == "over" and Quiz.objects.get(slug=quiz).time_limit:
            sitting.let_pass(hours=2)
        if stage == "submitted":
            sitting.submit()
        if stage == "marked":
            marking.sweep()
        for address in [sitting.address, *map(sitting.at, pages), "/courses/tiny/checks/first-check/"]:
            with asking() as asked:
                assert sitting.client.get(address).status_code in (200, 302)
            assert asked().writes == [], (stage, address)
