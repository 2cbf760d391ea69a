"""Is this process well? Exit status 0 if so: python scripts/healthcheck.py web | worker | beat"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

# The timetable is written down every three minutes; three times that is silence.
SILENCE = 600


def web() -> bool:
    """The process answers. Asked under the site's own name, since it answers to no other."""
    port = os.environ.get("PORT") or "8000"
    host = urlsplit(os.environ.get("EPOCH_SITE_URL", "")).netloc or f"localhost:{port}"
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=4) as response:
        return bool(response.status == 200)


def worker() -> bool:
    """The worker of this host answers through the broker."""
    command = ["celery", "--quiet", "--app", "config.celery", "inspect", "ping", "--timeout", "5"]
    destination = f"celery@{socket.gethostname()}"
    asked = subprocess.run([*command, "--destination", destination], capture_output=True, timeout=15)
    return asked.returncode == 0


def beat() -> bool:
    """The timetable was written down lately."""
    schedule = Path(os.environ.get("EPOCH_VAR") or "var").glob("beat-schedule*")
    return any(time.time() - path.stat().st_mtime < SILENCE for path in schedule)


CHECKS = {"web": web, "worker": worker, "beat": beat}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in CHECKS:
        print(f"usage: healthcheck.py {' | '.join(CHECKS)}", file=sys.stderr)
        return 2
    try:
        well = CHECKS[arguments[0]]()
    except (OSError, subprocess.SubprocessError) as problem:
        print(problem, file=sys.stderr)
        well = False
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
