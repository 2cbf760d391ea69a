#!/bin/sh
# The web process. This is the one place that names the web server (docs/decisions/0003 says why this one).
# EPOCH_BIND and PORT say where it listens; EPOCH_WEB_WORKERS processes of EPOCH_WEB_THREADS each serve.
set -eu

cd "$(dirname "$0")/.."
exec granian --interface wsgi --no-ws --http 1 \
    --host "${EPOCH_BIND:-127.0.0.1}" --port "${PORT:-8000}" \
    --workers "${EPOCH_WEB_WORKERS:-1}" --blocking-threads "${EPOCH_WEB_THREADS:-$((2 * $(getconf _NPROCESSORS_ONLN) + 1))}" \
    --workers-kill-timeout 10 --respawn-failed-workers --log-level warning \
    config.wsgi:application
