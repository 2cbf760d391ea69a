#!/bin/sh
# `make run`: look first, then bring everything up to date, then start. Each step may end it with one line.
set -eu

cd "$(dirname "$0")/.."
export EPOCH_DEVELOPMENT="${EPOCH_DEVELOPMENT:-1}"
if [ -x .venv/bin/python ]; then
    look=.venv/bin/python
else
    look=$(scripts/python.sh)
fi
"$look" scripts/preflight.py
scripts/venv.sh requirements.txt
export PATH="$PWD/.venv/bin:$PATH"
python manage.py prepare
exec python scripts/supervise.py
