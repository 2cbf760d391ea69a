"""`prepare` does what a start needs, says so in one line a step, and does nothing twice."""

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from accounts.models import User
from config.management.commands import seed_demo
from config.management.commands.seed_demo import PASSWORD
from curriculum.models import Course

pytestmark = pytest.mark.django_db


SMALL = {
    "course.md": "---\nid: small\ntitle: Small\nsummary: A course.\nweekly_minutes: 60\n"
    "modules: [one]\n---\n\nA lead.\n",
    "glossary.md": "---\nid: glossary\ntitle: Glossary\n---\n\n## Word {#word}\nA term.\n",
    "one/module.md": "---\nid: one\ntitle: One\nsummary: A module.\nweek: 1\ndifficulty: Foundational\n"
    "lessons: [first]\nobjectives: [{id: know, text: Know it.}]\n---\n\nA lead.\n",
    "one/first.md": "---\nid: first\ntitle: First\nsummary: A lesson.\nminutes: 5\n"
    "objectives: [know]\n---\n\nA lead.\n",
}


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    for name, text in SMALL.items():
        path = tmp_path / "content" / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    settings.CONTENT_DIR = tmp_path / "content"
    settings.VAR_DIR = tmp_path / "var"
    settings.STATIC_ROOT = tmp_path / "var" / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.static.BundlingStorage"}}


def prepare() -> tuple[list[str], str]:
    """The lines it says, and what it warns of."""
    out, err = StringIO(), StringIO()
    call_command("prepare", stdout=out, stderr=err)
    return [line.removeprefix("prepare | ") for line in out.getvalue().splitlines()], err.getvalue()


def test_a_folder_that_cannot_be_made_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.VAR_DIR = tmp_path / "file" / "var"
    with pytest.raises(CommandError, match="file/var cannot be made: Not a directory"):
        prepare()


def test_each_step_is_one_line_and_the_second_time_collects_nothing(settings: Settings) -> None:
    steps = ["database: up to date", "roles and permissions", "course content", "demo accounts"]
    assert prepare() == ([*steps, "static files: collecting"], "")
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    collected = manifest.stat().st_mtime_ns
    assert prepare() == ([*steps, "static files: up to date"], "")
    assert manifest.stat().st_mtime_ns == collected
    assert Course.objects.count() == 1


def test_a_static_root_that_was_emptied_is_collected_again(settings: Settings) -> None:
    prepare()
    shutil.rmtree(settings.STATIC_ROOT)
    lines, _ = prepare()
    assert lines[-1] == "static files: collecting"


def test_production_gets_no_demo_accounts(settings: Settings) -> None:
    settings.DEVELOPMENT = False
    lines, _ = prepare()
    assert "demo accounts" not in lines
    assert User.objects.count() == 0


@pytest.mark.parametrize("role", ["learner", "behind", "finished", "instructor", "admin"])
def test_production_does_not_start_while_a_demo_account_keeps_its_password(settings: Settings, role: str) -> None:
    settings.DEVELOPMENT = False
    user = User.objects.create_user(f"{role}@example.org", PASSWORD)
    with pytest.raises(CommandError, match=f"^{role}@example.org still has the demo password"):
        prepare()
    user.set_password("another one, and long")
    user.save()
    prepare()


DEMO_DATABASES = [
    ({"HOST": "db.example.org"}, "db.example.org"),
    ({"HOST": "localhost,db.example.org"}, "db.example.org"),
    ({"HOST": "", "OPTIONS": {"host": "db.example.org"}}, "db.example.org"),
    ({"HOST": "localhost"}, ""),
    ({"HOST": "127.0.0.1"}, ""),
    ({"HOST": ""}, ""),
    ({"HOST": "/run/postgresql"}, ""),
]


@pytest.mark.parametrize(("database", "elsewhere"), DEMO_DATABASES)
def test_a_database_elsewhere_is_told_from_one_of_this_machine(database: dict[str, Any], elsewhere: str) -> None:
    assert seed_demo.elsewhere({"ENGINE": "django.db.backends.postgresql", **database}) == elsewhere


def test_demo_accounts_go_into_a_database_of_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed_demo, "elsewhere", lambda database: "db.example.org")
    with pytest.raises(CommandError, match=r"DATABASE_URL names db\.example\.org"):
        call_command("seed_demo", verbosity=0)
    assert not User.objects.exists()


def test_a_mistake_in_the_content_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "content" / "small" / "course.md").write_text("---\nid: small\n---\n")
    lines, warnings = prepare()
    assert "the content was not loaded; what was there before stays" in lines
    assert lines[-1] == "static files: collecting"
    assert "course.md:" in warnings
    assert "nothing was changed" in warnings
