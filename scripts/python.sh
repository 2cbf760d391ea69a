#!/bin/sh
# Print a Python that can make Epoch's environment: 3.11 or newer, with venv. Otherwise say in one line what to
# install. PYTHON=… names the one to take.
set -u

wanted='import sys; sys.exit(sys.version_info < (3, 11))'
found=
seen=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    [ -n "$version" ] || continue
    if "$candidate" -c "$wanted" 2>/dev/null; then
        found=$candidate
        break
    fi
    [ -n "$seen" ] || seen="$candidate is Python $version; "
done

if [ -z "$found" ]; then
    if [ -n "${PYTHON:-}" ] && [ -z "$seen" ]; then
        echo "PYTHON=$PYTHON does not run; name a Python 3.11 or newer, or leave PYTHON out." >&2
    else
        echo "${seen}Epoch needs Python 3.11 or newer; on Debian or Ubuntu: apt-get install python3 python3-venv" >&2
    fi
    exit 1
fi
if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$found has no venv; on Debian or Ubuntu: apt-get install python$version-venv" >&2
    exit 1
fi
echo "$found"
