"""Background work: the Celery app, its timetable, and a Task class that never makes a page wait.

The queue is a hint. What is owed stands in the database, and the sweeps of the timetable pay it whether or not
the hint arrived. So a publisher tries once, for half a second at most, and goes on.
"""

import logging
import os
from typing import Any

from celery import Celery, Task
from celery.schedules import crontab
from django.conf import settings
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from config.breaker import Breaker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

logger = logging.getLogger("epoch.queue")

SECONDS = 0.5
BREAKER = Breaker("the broker")


class Hint(Task[Any, Any]):
    """A task whose publishing may fail: the failure is logged, and the sweep does the work later."""

    def apply_async(self, *args: Any, **options: Any) -> Any:
        if not BREAKER.allows():
            return None
        try:
            sent = super().apply_async(*args, **{**options, "retry": False})
        except (KombuError, RedisError, OSError) as problem:
            BREAKER.failed(problem)
            logger.warning("%s was not queued (%s); a sweep will do it", self.name, type(problem).__name__)
            return None
        BREAKER.worked()
        return sent


class Epoch(Celery):
    """Publishers give up quickly; the worker's own connection keeps its patience."""

    def connection_for_write(self, url: str | None = None, **kwargs: Any) -> Any:
        impatient = {
            "socket_connect_timeout": SECONDS,
            "socket_timeout": SECONDS,
            "retry_on_timeout": False,
            "max_retries": 0,
        }
        given = kwargs.pop("transport_options", None) or {}
        return super().connection_for_write(
            url, connect_timeout=SECONDS, transport_options={**impatient, **given}, **kwargs
        )


def broker() -> dict[str, Any]:
    """Where the queue is: Redis by REDIS_URL, or else a folder that all processes of this machine share."""
    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {"visibility_timeout": 600},
            "broker_connection_retry_on_startup": True,
        }
    queue = settings.VAR_DIR / "queue"
    (queue / "control").mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport": "config.queue:Transport",
        "broker_transport_options": {
            "data_folder_in": str(queue),
            "data_folder_out": str(queue),
            "control_folder": str(queue / "control"),
            "polling_interval": 0.2,
        },
    }


# When each sweep runs. A sweep that waited longer than its own period is dropped: the next one does its work.
TIMETABLE: dict[str, dict[str, Any]] = {
    "send_owed_messages": {"task": "send_owed_messages", "schedule": 15.0, "options": {"expires": 15}},
    "sweep_attempts": {"task": "sweep_attempts", "schedule": 30.0, "options": {"expires": 30}},
    "sweep_regrades": {"task": "sweep_regrades", "schedule": 30.0, "options": {"expires": 30}},
    "sweep_exports": {"task": "sweep_exports", "schedule": 30.0, "options": {"expires": 30}},
    "plan_reminders": {"task": "plan_reminders", "schedule": 600.0, "options": {"expires": 600}},
    "announce_marks": {"task": "announce_marks", "schedule": 60.0, "options": {"expires": 60}},
    "tell_calendars": {"task": "tell_calendars", "schedule": 300.0, "options": {"expires": 300}},
    "announce_rulings": {"task": "announce_rulings", "schedule": 60.0, "options": {"expires": 60}},
    "keep_figures": {"task": "keep_figures", "schedule": 300.0, "options": {"expires": 300}},
    "keep_days": {"task": "keep_days", "schedule": 3600.0, "options": {"expires": 3600}},
    "post_notices": {"task": "post_notices", "schedule": 60.0, "options": {"expires": 60}},
    "clear_ended_sessions": {
        "task": "clear_ended_sessions",
        "schedule": crontab(hour="3", minute="10"),
        "options": {"expires": 3600},
    },
}

app = Epoch("epoch", task_cls=Hint)
app.conf.update(
    **broker(),
    result_backend=None,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    event_serializer="json",
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_time_limit=300,
    task_publish_retry=False,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    enable_utc=True,
    timezone="UTC",
    beat_schedule=TIMETABLE,
    beat_schedule_filename=str(settings.VAR_DIR / "beat-schedule"),
)
app.autodiscover_tasks()
