#!/bin/sh
# The worker. With --beat it keeps the timetable too, which only one process of an installation may do.
set -eu

cd "$(dirname "$0")/.."
# Whoever runs `make run` as root knows it; tasks come as JSON, so nothing in them is ever executed.
PYTHONWARNINGS="${PYTHONWARNINGS:+$PYTHONWARNINGS,}ignore:You're running the worker with superuser"
export PYTHONWARNINGS
exec celery --quiet --app config.celery worker --pool threads --concurrency "${EPOCH_WORKER_THREADS:-4}" \
    --loglevel warning --without-gossip --without-mingle "$@"
