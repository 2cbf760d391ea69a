#!/bin/sh
# Lock the dependencies: newest versions that fit requirements*.in, with hashes, for Python 3.11 and later.
# uv does it, in an environment that is thrown away. With an argument, only that package is moved:
#   scripts/lock.sh django
set -eu

cd "$(dirname "$0")/.."
python=$(scripts/python.sh)
away=$(mktemp -d)
trap 'rm -rf "$away"' EXIT
"$python" -m venv "$away"
"$away/bin/python" -m pip install --quiet --disable-pip-version-check uv

if [ $# -gt 0 ]; then
    upgrade="--upgrade-package $1"
else
    upgrade=--upgrade
fi

compile() {
    # shellcheck disable=SC2086  # $upgrade is two words on purpose
    "$away/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes $upgrade \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" "$@"
}

compile requirements.in -o requirements.txt
# The development lock takes the versions of the first, so that tests run on what is served.
compile requirements-dev.in -c requirements.txt -o requirements-dev.txt
