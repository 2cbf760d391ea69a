"""How long a question was on the screen, as a browser tells it: for statistics alone."""

from typing import Any

import pytest

from quizzes.models import AttemptItem
from tests.quizzes.sitting import Sitting, fields

pytestmark = pytest.mark.django_db


def stored() -> list[dict[str, Any]]:
    return [dict(row) for row in AttemptItem.objects.order_by("pk").values()]


@pytest.fixture
def begun(exam: Sitting) -> Sitting:
    exam.start()
    return exam


# --- seconds, for statistics alone ---------------------------------------------------------------------------------
def seconds_of(sitting: Sitting, slug: str = "which") -> int | None:
    return sitting.items[slug].seconds


def spend(sitting: Sitting, answer: str, told: object) -> Any:
    return sitting.save_quietly({"which": answer}, **{f"seconds-{sitting.items['which'].position}": told})


def test_seconds_add_up_with_each_change_and_a_repeat_adds_none(begun: Sitting) -> None:
    begun.let_pass(minutes=5)
    assert seconds_of(begun) is None
    sent = fields(begun.items["which"], "The letter alpha") | {f"seconds-{begun.items['which'].position}": 20}
    for _ in range(2):
        assert begun.save_quietly(**sent).status_code == 200
        assert seconds_of(begun) == 20
    spend(begun, "The letter beta", 15)
    assert (seconds_of(begun), seconds_of(begun, "truth")) == (35, None)


def test_no_browser_tells_more_seconds_than_the_attempt_has_lasted(begun: Sitting) -> None:
    begun.let_pass(seconds=90)
    spend(begun, "The letter alpha", 999_999_999)
    assert seconds_of(begun) in {90, 91, 92}


@pytest.mark.parametrize("told", ["", "-5", "1.5", "1e9", "x", "٣", "9" * 40, "0", "\0"])
def test_what_are_no_seconds_are_none_and_cost_no_answer(begun: Sitting, told: str) -> None:
    begun.let_pass(seconds=90)
    assert spend(begun, "The letter alpha", told).status_code == 200
    assert (seconds_of(begun), begun.items["which"].revision) == (None, 1)
