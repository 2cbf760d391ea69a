#!/bin/sh
# Bring .venv up to a lock file: `scripts/venv.sh requirements.txt`. Does nothing where it already is.
# What was installed is remembered as a copy of the lock inside .venv.
set -eu

cd "$(dirname "$0")/.."
lock=$1
stamp=.venv/installed-$lock

usable() {
    [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# An interpreter that was asked for by name replaces an environment of another version.
same_version() {
    [ -z "${PYTHON:-}" ] && return 0
    ask='import sys; print(sys.version_info[:2])'
    [ "$("$PYTHON" -c "$ask" 2>/dev/null)" = "$(.venv/bin/python -c "$ask" 2>/dev/null)" ]
}

if [ -f "$stamp" ] && cmp -s "$lock" "$stamp" && same_version && [ -x .venv/bin/python ]; then
    exit 0
fi
if ! usable || ! same_version; then
    python=$(scripts/python.sh)
    echo "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
echo "installing $lock into .venv"
if ! .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: -r "$lock"; then
    echo "$lock could not be installed; the reason stands above." >&2
    exit 1
fi
cp "$lock" "$stamp"
