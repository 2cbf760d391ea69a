"""The queue as this process sees it: configuration, and hints that never hurt."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from kombu.exceptions import OperationalError

from accounts import tasks
from accounts.outbox import LEASE
from config import celery
from config.celery import TIMETABLE, app


def queued() -> list[Path]:
    return sorted((settings.VAR_DIR / "queue").glob("*.msg"))


@pytest.fixture
def empty_queue() -> None:
    for path in queued():
        path.unlink()


@pytest.mark.parametrize("problem", [OperationalError("refused"), ConnectionResetError(), TimeoutError()])
def test_a_broker_that_fails_is_logged_and_nothing_is_raised(
    problem: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with patch("celery.app.task.Task.apply_async", side_effect=problem) as publish:
        assert tasks.send_message.delay(1) is None
        assert tasks.send_message.delay(2) is None
    assert publish.call_count == 1
    assert "send_message was not queued" in caplog.text


def test_arguments_that_cannot_be_sent_are_our_mistake_and_raise() -> None:
    with pytest.raises(TypeError):
        tasks.send_message.delay(1, 2, 3)  # type: ignore[call-arg]
    assert celery.BREAKER.allows()


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="the queue is Redis here")
def test_a_hint_is_one_whole_file_of_json(empty_queue: None) -> None:
    tasks.send_message.delay(17)
    (path,) = queued()
    message: dict[str, Any] = json.loads(path.read_text())
    assert message["headers"]["task"] == "send_message"
    assert message["content-type"] == "application/json"
    assert not list(path.parent.glob("*.unfinished"))


def test_only_json_is_understood_and_no_result_is_kept() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == app.conf.event_serializer == "json"
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None


def test_a_task_is_acknowledged_after_it_ran_and_taken_one_at_a_time() -> None:
    task = app.tasks["send_message"]
    assert (task.acks_late, task.ignore_result) == (True, True)
    assert (app.conf.worker_prefetch_multiplier, app.conf.task_time_limit) == (1, 300)
    assert str(app.timezone) == "UTC"


def test_every_line_of_the_timetable_names_a_task_and_drops_stale_runs() -> None:
    app.loader.import_default_modules()
    for name, line in TIMETABLE.items():
        assert line["task"] == name
        assert name in app.tasks
        assert line["options"]["expires"] > 0
    assert TIMETABLE["send_owed_messages"]["schedule"] <= 30


def test_a_lease_outlasts_the_slowest_conversation_with_a_mail_server() -> None:
    n_waits = 12  # connect, greeting, EHLO, STARTTLS, EHLO, three for AUTH, MAIL, RCPT, DATA, the text
    assert settings.EMAIL_TIMEOUT <= 10
    assert LEASE.total_seconds() >= n_waits * settings.EMAIL_TIMEOUT
