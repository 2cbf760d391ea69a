"""Two loads at once stand in line, whatever they find, and so do a load and an author (P30)."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections

from curriculum.actions import load as load_action
from curriculum.actions import projection
from curriculum.actions import publication as publish_action
from curriculum.actions.publication import Overtaken
from curriculum.models import Course, Lesson, Revision
from tests.curriculum.rows import document, load, publish, published
from tests.curriculum.trees import TINY, varied, write

ROOT = Path(__file__).resolve().parents[2]
WAIT = 10.0

on_postgresql = pytest.mark.skipif(
    "not __import__('django.db').db.connection.vendor == 'postgresql'", reason="SQLite is tested by processes, below"
)


class Together:
    """Runs one piece of work up to its middle, begins another, and then lets the first one end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.in_the_middle = threading.Event()
        self.go_on = threading.Event()
        self.errors: list[BaseException] = []
        self.second_ended_first = False
        self.armed = False
        project = projection.project

        def pausing(*what: object) -> None:
            if self.armed:
                self.armed = False
                self.in_the_middle.set()
                assert self.go_on.wait(WAIT)
            project(*what)  # type: ignore[arg-type]

        monkeypatch.setattr(load_action, "project", pausing)
        monkeypatch.setattr(publish_action, "project", pausing)

    def run(self, first: Callable[[], object], second: Callable[[], object]) -> None:
        threads = [threading.Thread(target=self._run, args=(work,)) for work in (first, second)]
        self.armed = True
        threads[0].start()
        assert self.in_the_middle.wait(WAIT)
        threads[1].start()
        threads[1].join(1.0)
        self.second_ended_first = not threads[1].is_alive()
        self.go_on.set()
        for thread in threads:
            thread.join(WAIT)

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            self.errors.append(error)
        finally:
            connections.close_all()


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> Iterator[Together]:
    yield Together(monkeypatch)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    write(tmp_path / "old" / "tiny")
    write(tmp_path / "new" / "tiny", varied("two/gamma.md", "The last lead.", "The newer lead."))
    return tmp_path / "old" / "tiny", tmp_path / "new" / "tiny"


@on_postgresql
@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_loads_of_a_new_course_stand_in_line(together: Together, folders: tuple[Path, Path]) -> None:
    old, new = folders
    together.run(lambda: load(old), lambda: load(new))
    assert (together.errors, together.second_ended_first) == ([], False)
    assert "The newer lead." in Lesson.objects.get(slug="gamma").body_html
    assert Course.objects.count() == 1
    assert sorted(document("lesson:gamma").revisions.values_list("number", flat=True)) == [1, 2]
    assert Revision.objects.count() == 8


@on_postgresql
@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_an_author_waits_for_a_load_is_told_and_looks_again(together: Together, folders: tuple[Path, Path]) -> None:
    """What the author looked at is no longer what would happen, so nothing of it does until they have looked again."""
    old, new = folders
    load(old)
    authored = TINY["one/alpha.md"].replace("title: Alpha", "title: Authored")
    together.run(lambda: load(new), lambda: publish("lesson:alpha", authored))
    assert ([type(error) for error in together.errors], together.second_ended_first) == ([Overtaken], False)
    assert "The newer lead." in Lesson.objects.get(slug="gamma").body_html
    assert Lesson.objects.get(slug="alpha").title == "Alpha"

    publish("lesson:alpha", authored)
    assert "The newer lead." in Lesson.objects.get(slug="gamma").body_html
    assert Lesson.objects.get(slug="alpha").title == "Authored"


def written_twice(together: Together, folders: tuple[Path, Path]) -> str:
    """An author publishes a text; before they are done, a newer file of the same text is loaded. What is published?"""
    old, new = folders
    load(old)
    together.run(
        lambda: publish("lesson:gamma", TINY["two/gamma.md"].replace("last", "authored")),
        lambda: load(new),
    )
    return published("lesson:gamma")


@on_postgresql
@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_load_that_waited_for_an_author_sees_the_conflict(together: Together, folders: tuple[Path, Path]) -> None:
    assert "authored" in written_twice(together, folders)
    assert [str(error)[:37] for error in together.errors] == ["1 in conflict; nothing was changed. Br"[:37]]


@on_postgresql
@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_race_is_seen(
    together: Together, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the lock taken away, the load does not see what the author writes, and says nothing of it."""
    monkeypatch.setattr(type(Course.objects.all()), "select_for_update", lambda rows: rows)
    written_twice(together, folders)
    assert [error for error in together.errors if "1 in conflict" in str(error)] == []


@pytest.mark.slow
def test_two_processes_on_sqlite_stand_in_line(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EPOCH_", "DJANGO_"))}
    environment = kept | {"EPOCH_DEVELOPMENT": "1", "EPOCH_VAR": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": ""}

    def manage(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    migrated = manage("migrate", "--verbosity", "0")
    assert migrated.communicate()[0] == ""
    for _ in range(3):
        running = [manage("load_content", str(folder)) for folder in (*folders, *folders)]
        said = [process.communicate()[0] for process in running]
        assert [process.returncode for process in running] == [0, 0, 0, 0], said
    again = [manage("load_content", str(folders[1])) for _ in range(1)]
    assert again[0].communicate()[0].startswith("tiny: 0 created")
