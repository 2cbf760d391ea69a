#!/bin/sh
# Make sure that there is a Chromium for the journeys: the system's, or else Debian's package, or Playwright's own.
set -eu

cd "$(dirname "$0")/.."
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
        exit 0
    fi
done
ask='from playwright.sync_api import sync_playwright as p
import os, sys
with p() as run: sys.exit(not os.path.exists(run.chromium.executable_path))'
if .venv/bin/python -c "$ask" 2>/dev/null; then
    exit 0
fi
if scripts/debian.sh chromium fonts-liberation || .venv/bin/python -m playwright install chromium; then
    exit 0
fi
echo "There is no Chromium for the browser tests; on Debian or Ubuntu: apt-get install chromium" >&2
exit 1
