"""Every variable that Epoch reads is documented, offered in .env.example, and set rightly by docker-compose.yml."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("config", "accounts", "curriculum", "quizzes", "progress")
# Read by docker-compose.yml itself.
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "EPOCH_PUBLISH"}
# Meaningless or dangerous in a container: the image fixes the folders, the address and the port.
NOT_IN_COMPOSE = {
    "EPOCH_DEVELOPMENT",
    "EPOCH_DEBUG",
    "EPOCH_VAR",
    "EPOCH_CONTENT",
    "EPOCH_BIND",
    "PORT",
}
# Of the programs around Epoch.
FOREIGN = {"PATH", "PWD", "PYTHON", "PYTHONWARNINGS", "DJANGO_SETTINGS_MODULE", "HYPOTHESIS_PROFILE", "CI"}


def read_by_python() -> set[str]:
    found: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            text = path.read_text()
            found |= set(re.findall(r'(?:\benv\.\w+|_required|environ\.get|getenv)\(\s*"([A-Z][A-Z_]+)"', text))
            found |= set(re.findall(r'environ\["([A-Z][A-Z_]+)"\]', text))
    return found - FOREIGN


def read_by_scripts() -> set[str]:
    """By what runs Epoch; the scripts of the tests have variables of their own."""
    texts = [(ROOT / "scripts" / name).read_text() for name in ("web.sh", "worker.sh", "beat.sh", "healthcheck.py")]
    return set(re.findall(r'(?:\$\{|environ\.get\(")([A-Z][A-Z_]+)', "\n".join(texts))) - FOREIGN


READ = read_by_python() | read_by_scripts()


def compose_environment() -> dict[str, str]:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    environment: dict[str, str] = services["web"]["environment"]
    return environment


def test_the_scan_finds_what_it_should() -> None:
    assert {"EPOCH_SECRET_KEY", "EPOCH_ALLOWED_HOSTS", "REDIS_URL", "EPOCH_WEB_WORKERS", "PORT"} <= READ


def test_the_operators_table_is_complete_and_has_nothing_else() -> None:
    text = (ROOT / "docs" / "operators.md").read_text()
    assert set(re.findall(r"(?m)^\| `([A-Z][A-Z_]+)` \|", text)) == READ | COMPOSE_ONLY


def test_the_example_is_complete_and_has_nothing_else() -> None:
    text = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"(?m)^#?([A-Z][A-Z_]+)=", text)) == READ | COMPOSE_ONLY


def test_compose_sets_what_is_read_and_only_that() -> None:
    assert set(compose_environment()) == READ - NOT_IN_COMPOSE


def test_compose_asks_for_no_variable_that_the_example_lacks() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked - set(re.findall(r"(?m)^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text())) == set()


@pytest.mark.parametrize("name", ["EPOCH_SECRET_KEY", "EPOCH_SITE_URL", "EPOCH_SMTP_URL", "EPOCH_MAIL_FROM"])
def test_compose_does_not_start_without_what_production_needs(name: str) -> None:
    assert compose_environment()[name].startswith(f"${{{name}:?")


def test_the_example_holds_no_secret() -> None:
    text = (ROOT / ".env.example").read_text()
    assert re.findall(r"(?m)^[A-Z_]+=.+$", text) == []
