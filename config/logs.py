"""How a line of the log is written: for people in development, as JSON where machines read it."""

import json
import logging
import re
from datetime import UTC, datetime

# Links that let whoever reads the log sign in, confirm an address, or read a learner's dates.
SECRETS = re.compile(r"(/password/reset/key/|/confirm-email/|/calendar/)[^/\s\"']+")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}


def without_secrets(text: str) -> str:
    return SECRETS.sub(r"\1…", text)


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonLines(logging.Formatter):
    """One object a line: at, level, logger, message, whatever `extra` named, and the traceback if any."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({name: value for name, value in vars(record).items() if name not in STANDARD})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return without_secrets(json.dumps(line, default=str, ensure_ascii=False))


def configuration(form: str) -> dict[str, object]:
    """What Django's LOGGING wants: everything to the standard error, in the `form` "text" or "json"."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"()": Lines, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
            "json": {"()": JsonLines},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": "INFO"},
        # Django's own handlers would write the same lines a second time.
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},
            "django.server": {"handlers": [], "propagate": True},
        },
    }
