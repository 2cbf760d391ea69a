#!/bin/sh
# The timetable: one process of an installation sends out what is due (scripts/worker.sh --beat does it too).
set -eu

cd "$(dirname "$0")/.."
exec celery --quiet --app config.celery beat --loglevel warning --pidfile=
