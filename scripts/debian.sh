#!/bin/sh
# Install Debian packages where that can be done without asking: as root, or where sudo needs no password.
set -eu

if ! command -v apt-get >/dev/null; then
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    sudo=
elif sudo -n true 2>/dev/null; then
    sudo="sudo -n"
else
    exit 1
fi
echo "installing $*"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -5 "$log" >&2
    exit 1
fi
