"""PostgreSQL for races: a server of these tests' own, and a new database for each race and for each control.

They are marked slow, so that `make test-slow` runs them, one at a time. They need no service to be given, and fail
where PostgreSQL is not installed: a race that was skipped would look like one that was won.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
import pytest

from services import own_postgres
from tests.races.crew import ROOT, Crew, crew

Muster = Callable[..., Crew]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server, up to the name of a database."""
    # Not pytest's own folder: PostgreSQL may run as another user, who cannot look into that.
    with TemporaryDirectory(prefix="epoch-races-") as folder, own_postgres(Path(folder)) as url:
        yield url.rpartition("/")[0]


@pytest.fixture(scope="session")
def template(server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with every table and no row, to be copied."""
    order(server, "CREATE DATABASE epoch_template")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EPOCH_", "DJANGO_"))}
    var = str(tmp_path_factory.mktemp("var"))
    mine = {"EPOCH_DEVELOPMENT": "1", "EPOCH_VAR": var, "DATABASE_URL": f"{server}/epoch_template", "REDIS_URL": ""}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(migrate, cwd=ROOT, env=kept | mine, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return "epoch_template"


@pytest.fixture
def copy(server: str, template: str) -> Iterator[Callable[[], str]]:
    """Makes databases, and removes them."""
    made: list[str] = []

    def make() -> str:
        name = f"epoch_{uuid.uuid4().hex[:12]}"
        order(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return f"{server}/{name}"

    yield make
    for name in made:
        order(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def muster(copy: Callable[[], str]) -> Iterator[Muster]:
    """Calls a crew together on a database of its own: `muster(2)`, or as a control `muster(2, without=["lock"])`."""
    with ExitStack() as stack:

        def call(n_hands: int, without: Sequence[str] = ()) -> Crew:
            return stack.enter_context(crew(copy(), n_hands, without))

        yield call


def order(server: str, sql: str) -> None:
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()
