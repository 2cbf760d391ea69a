"""Redis refuses, or accepts and never answers, or falls asleep: pages go on (P29)."""

import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import Installation, wait_for

pytestmark = pytest.mark.slow

HINTS = """
from accounts.tasks import send_message
times = []
for n in range(20):
    begun = time.monotonic()
    send_message.delay(n)
    times.append(time.monotonic() - begun)
print(json.dumps(times))
"""

SIGN_UP_AND_IN = """
from django.test import Client
from allauth.account.models import EmailAddress
client, answers = Client(), []
def ask(path, form, status):
    begun = time.monotonic()
    response = client.post(path, form)
    answers.append(time.monotonic() - begun)
    assert response.status_code == status, (path, response.status_code)
person = {"email": "new@example.org", "display_name": "Nora", "password1": "correct horse battery"}
ask("/accounts/signup/", person, 302)
EmailAddress.objects.update(verified=True)
client = Client()
ask("/accounts/login/", {"login": "new@example.org", "password": "correct horse battery"}, 302)
assert client.get("/accounts/profile/").status_code == 200
for _ in range(5):
    ask("/accounts/logout/", {}, 302)
    ask("/accounts/login/", {"login": "new@example.org", "password": "wrong"}, 200)
ask("/accounts/login/", {"login": "new@example.org", "password": "wrong"}, 429)
print(json.dumps(answers))
"""


@pytest.fixture(params=["refusing", "black_hole"])
def dead_redis(request: pytest.FixtureRequest, installation: Installation) -> Installation:
    installation.environment["REDIS_URL"] = f"redis://{request.getfixturevalue(request.param)}/0"
    return installation


def test_a_hint_to_a_dead_broker_costs_half_a_second_once_and_then_nothing(dead_redis: Installation) -> None:
    first, *others = dead_redis.run(HINTS)
    assert first < 1
    assert max(others) < 0.05


def test_with_a_dead_redis_people_sign_up_and_in_and_limits_still_hold(dead_redis: Installation) -> None:
    assert max(dead_redis.run(SIGN_UP_AND_IN)) < 3


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A Redis server of this test's own."""
    if not (program := shutil.which("redis-server")):
        pytest.skip("no redis-server here")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )

    def answers() -> bool:
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", port)) == 0

    wait_for(answers, 10)
    yield server, f"redis://127.0.0.1:{port}/0"
    server.send_signal(signal.SIGCONT)
    server.kill()
    server.wait(10)


ASLEEP = """
import signal
from accounts.tasks import send_message
from config import cache as limits, celery
from django.core.cache import cache, caches
server = int(os.environ["REDIS_PID"])

assert send_message.delay(1) is not None
cache.set("a", 1, 60)
assert cache.get("a") == 1 and caches["database"].get("a") is None

os.kill(server, signal.SIGSTOP)
times = []
for ask in (lambda: send_message.delay(2), lambda: cache.get("a"), lambda: cache.set("b", 2, 60)) * 3:
    begun = time.monotonic()
    ask()
    times.append(time.monotonic() - begun)
assert cache.get("b") == 2 and caches["database"].get("b") == 2

os.kill(server, signal.SIGCONT)
time.sleep(5.5)
assert cache.get("a") == 1
assert send_message.delay(3) is not None
assert limits.BREAKER.allows() and celery.BREAKER.allows()
print(json.dumps(times))
"""


def test_a_redis_that_falls_asleep_is_spared_and_used_again_once_it_wakes(
    installation: Installation, redis: tuple[subprocess.Popen[bytes], str]
) -> None:
    server, url = redis
    installation.environment.update(REDIS_URL=url, REDIS_PID=str(server.pid))
    times = installation.run(ASLEEP)
    assert max(times) < 1
    assert sum(times) < 1.2


def test_a_living_redis_holds_the_limits(
    installation: Installation, redis: tuple[subprocess.Popen[bytes], str]
) -> None:
    installation.environment["REDIS_URL"] = redis[1]
    assert max(installation.run(SIGN_UP_AND_IN)) < 3
    assert (
        installation.run(
            "from django.db import connection\n"
            "with connection.cursor() as cursor:\n"
            "    cursor.execute('SELECT COUNT(*) FROM cache_entries')\n"
            "    print(json.dumps(cursor.fetchone()[0]))"
        )
        == 0
    )
