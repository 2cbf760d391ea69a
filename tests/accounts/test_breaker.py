import pytest

from config.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("it", pause=5, clock=clock)


def test_after_a_failure_nobody_tries_until_the_pause_is_over(breaker: Breaker, clock: Clock) -> None:
    assert breaker.allows()
    breaker.failed(OSError())
    assert not breaker.allows()
    clock.now = 4.9
    assert not breaker.allows()


def test_then_one_tries_while_the_others_go_on_being_spared(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(OSError())
    clock.now = 5
    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_if_that_one_fails_the_pause_begins_anew(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(OSError())
    clock.now = 5
    breaker.allows()
    clock.now = 5.5
    breaker.failed(OSError())
    clock.now = 10.4
    assert not breaker.allows()
    clock.now = 10.5
    assert breaker.allows()


def test_if_that_one_never_reports_another_tries_after_a_pause(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(OSError())
    clock.now = 5
    breaker.allows()
    clock.now = 10
    assert breaker.allows()


def test_if_that_one_succeeds_everybody_may(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(OSError())
    clock.now = 5
    breaker.allows()
    breaker.worked()
    assert [breaker.allows() for _ in range(3)] == [True, True, True]


def test_the_log_says_once_that_it_went_and_once_that_it_came_back(
    breaker: Breaker, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    breaker.worked()
    for moment in (0, 5, 10):
        clock.now = moment
        breaker.failed(OSError("redis://user:secret@host"))
    breaker.worked()
    breaker.worked()
    assert [record.message for record in caplog.records] == [
        "it is out of reach (OSError); doing without it",
        "it is back",
    ]
