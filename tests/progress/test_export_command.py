"""`manage.py export_report`: the same rows from a shell, whole or not at all."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from config.management.commands import export_report
from curriculum.models import Course
from progress.models import Export
from tests.progress.cohorts import a_cohort, another_course
from tests.progress.exporting import NAMES, add_learners, fill_disk, folder, made, meet, somebody

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def out(course: Course, tmp_path: Path, settings: Any) -> Path:
    settings.EXPORTS_DIR = tmp_path / "exports"
    add_learners(course)
    return tmp_path / "report.csv"


def export(out: Path | str, *options: str, name: str = "progress") -> str:
    said = io.StringIO()
    call_command("export_report", name, "--out", str(out), *options, stderr=said)
    return said.getvalue()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--course", "nowhere"], "no course 'nowhere'; there are: tiny, another"),
        (["--cohort", "99"], "no such cohort"),
        (["--cohort", "x"], "named by its number"),
        (["--quiz", "exam"], "no such filter"),
        (["--pace", "late"], "is none of"),
        (["--role", "guest"], "is none of"),
        (["--from", "2026-02-30"], "is no day"),
        (["--from", "2026-02-02", "--to", "2026-02-01"], "comes before"),
        (["--sort", "shoe_size"], "is no column"),
        (["--format", "pdf"], "invalid choice"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(out: Path, options: list[str], said: str) -> None:
    another_course()
    with pytest.raises(CommandError, match=said):
        export(out, *options)
    assert not out.exists()


def test_a_report_that_is_not_there_is_refused(out: Path) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        export(out, name="shoes")


def test_a_file_that_is_there_is_replaced_only_where_that_is_meant(out: Path) -> None:
    out.write_text("precious")
    with pytest.raises(CommandError, match="is there already; name another file, or replace it by --force"):
        export(out)
    assert out.read_text() == "precious"
    export(out, "--force")
    assert out.read_text().startswith("Learner,")


def test_a_folder_that_is_not_there_is_named(out: Path) -> None:
    with pytest.raises(CommandError, match=r"No such file or directory.*nothing was written"):
        export(out.parent / "nowhere" / "report.csv")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_fails_half_way_leaves_what_was_there(out: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out.write_text("precious")
    meet(monkeypatch, 2, fill_disk)
    with pytest.raises(CommandError, match="No space left on device"):
        export(out, "--force", "--format", form)
    assert out.read_text() == "precious"
    assert [path.name for path in out.parent.iterdir() if "report" in path.name] == ["report.csv"]


def test_it_writes_what_the_pages_write(out: Path) -> None:
    said = export(out, "--course", "tiny", "--sort=-learner")
    job = made(somebody(), sort="-learner")
    assert out.read_bytes() == folder()[job.code]
    assert f"progress: {len(NAMES)} rows in {out}" in said
    assert job.checksum in said
    # A shell has no account: its record is a line in the log.
    assert Export.objects.count() == 1


def test_filters_hold(out: Path) -> None:
    cohort = a_cohort()
    export(out, "--cohort", str(cohort.pk), "--pace", "behind", "--role", "learner", "--from", "2026-01-01")
    assert len(out.read_text().splitlines()) == 1


def test_each_kind_of_file_can_be_had(out: Path) -> None:
    export(out, "--format", "csv-bom")
    assert out.read_bytes().startswith(b"\xef\xbb\xbfLearner")
    export(out, "--format", "jsonl", "--force")
    assert len([json.loads(line) for line in out.read_text().splitlines()]) == len(NAMES)
    export(out, "--format", "xlsx", "--force")
    assert openpyxl.load_workbook(io.BytesIO(out.read_bytes()))["Rows"].max_row == len(NAMES) + 1


def test_it_says_how_far_it_is(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_report, "SECOND", 0.0)
    meet(monkeypatch, 9)
    said = export(out)
    assert "2 of 9 rows" in said
    assert " a second" in said


def test_standard_output_holds_the_rows_and_nothing_else(tmp_path: Path) -> None:
    """Of a database of its own, without a course; and of one that is not there."""
    environment = {**os.environ, "EPOCH_DEVELOPMENT": "1", "EPOCH_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": ""}

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    assert run("migrate", "--verbosity", "0").returncode == 0
    done = run("export_report", "progress", "--out", "-")
    assert (done.returncode, done.stdout, "there is no course; load one first" in done.stderr) == (1, "", True)
    add = 'from curriculum.models import Course; Course.objects.create(slug="c", title="C", weekly_minutes=60)'
    assert run("shell", "-c", add).returncode == 0
    done = run("export_report", "progress", "--out", "-")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert done.stdout.startswith("Learner,Address,")
    assert "0 rows in standard output" in done.stderr
