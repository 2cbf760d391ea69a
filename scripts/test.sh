#!/bin/sh
# Every check and test, in order, or those that are named: scripts/test.sh lint types
# Each part runs even where an earlier one failed; the summary at the end names what did.
set -u

cd "$(dirname "$0")/.."
scripts/venv.sh requirements-dev.txt || exit 1
export PATH="$PWD/.venv/bin:$PATH"
export EPOCH_DEVELOPMENT=1
# Nothing here may touch the state of an installation that runs from this folder.
EPOCH_VAR=$(mktemp -d)
export EPOCH_VAR
trap 'rm -rf "$EPOCH_VAR"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
unset DJANGO_SETTINGS_MODULE

summary=
failed=0

# step NAME COMMAND…: run it under a heading and remember how it went.
step() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    begun=$(date +%s)
    if "$@"; then
        outcome=ok
    else
        outcome=FAILED
        failed=1
    fi
    summary="$summary$(printf '%-7s %4ss  %s' "$outcome" "$(($(date +%s) - begun))" "$name")
"
}

# As an operator would set it, but for the values: what `check --deploy` judges is production.
production_check() {
    env -u EPOCH_DEVELOPMENT \
        EPOCH_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        EPOCH_SITE_URL=https://learn.example.org EPOCH_MAIL_FROM='Epoch <learn@example.org>' \
        EPOCH_SMTP_URL=smtp+tls://mail.example.org:587 DATABASE_URL="sqlite:///$EPOCH_VAR/deploy.sqlite3" \
        python -W error manage.py check --deploy --fail-level WARNING
}

browser_tests() {
    scripts/chromium.sh && pytest "$@"
}

# What the audits of pages take from npm; the copy of the lock says what is installed.
npm_packages() {
    cmp -s package-lock.json node_modules/installed-package-lock.json && return
    if ! command -v npm >/dev/null; then
        echo "npm is not installed; on Debian or Ubuntu: apt-get install npm" >&2
        return 1
    fi
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error &&
        cp package-lock.json node_modules/installed-package-lock.json
}

# What measures time or races on purpose, one at a time; the rest side by side, since much of it waits.
ALONE="tests/races tests/audits tests/accounts tests/services tests/faults/test_worker.py tests/curriculum/test_limits.py"

slow_alone() {
    # shellcheck disable=SC2086  # paths without blanks
    npm_packages && HYPOTHESIS_PROFILE=ci browser_tests -m slow $ALONE
}

slow_together() {
    set -- -m slow -n 3 --dist loadfile
    for path in $ALONE; do
        set -- "$@" --ignore "$path"
    done
    HYPOTHESIS_PROFILE=ci browser_tests "$@"
}

# The scripts of pages, by the types in their comments.
script_types() {
    npm_packages && node_modules/.bin/tsc -p jsconfig.json
}

lab_tests() {
    if ! command -v node >/dev/null; then
        echo "node is not installed; on Debian or Ubuntu: apt-get install nodejs" >&2
        return 1
    fi
    # Named one by one: what a folder means to `node --test` differs between its versions.
    set -- tests/labs/*.test.*js
    if [ ! -e "$1" ]; then
        echo "tests/labs holds no tests" >&2
        return 1
    fi
    node --test --test-reporter=dot "$@"
}

part() {
    case $1 in
    lint)
        step "layout: ruff format --check" ruff format --check .
        step "lint: ruff check" ruff check --quiet .
        ;;
    types) step "types: mypy" mypy . ;;
    layers) step "layers: lint-imports" lint-imports --no-cache ;;
    migrations) step "migrations: makemigrations --check" python manage.py makemigrations --check --dry-run ;;
    deploy) step "settings: check --deploy" production_check ;;
    content) step "content: load_content --check" python manage.py load_content --check ;;
    unit) step "tests without a browser: pytest" pytest -n 3 -m "not slow and not journey" ;;
    journeys) step "journeys in a browser: pytest" browser_tests -n 3 --dist worksteal -m "journey and not slow" ;;
    tests) step "tests: pytest" browser_tests -n 3 --dist worksteal -m "not slow" ;;
    labs) step "labs: node --test" lab_tests ;;
    services) step "tests on PostgreSQL and Redis: pytest" python scripts/services.py pytest -n 3 -m "services or not slow" ;;
    slow)
        step "types of the pages' scripts: tsc" script_types
        step "faults, large samples: pytest" slow_together
        step "races, audits, what is timed: pytest" slow_alone
        ;;
    *)
        echo "There is no part $1; see make help." >&2
        exit 2
        ;;
    esac
}

[ $# -gt 0 ] || set -- lint types layers migrations deploy content tests labs
for wanted in "$@"; do
    part "$wanted"
done
printf '\n%s' "$summary"
exit $failed
