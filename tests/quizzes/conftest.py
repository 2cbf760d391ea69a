"""The tiny course with its quizzes, loaded; and nothing that a process keeps from one test to the next."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizzes.actions import marking
from tests.curriculum.rows import forget_pages, load
from tests.curriculum.trees import write
from tests.quizzes.course import TEXTS
from tests.quizzes.sitting import Sitting


def forget() -> None:
    """Composed pages and keys are kept by numbers of rows, and in the next test other rows have those numbers."""
    forget_pages()
    marking._kept().clear()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny", TEXTS)


@pytest.fixture
def loaded(db: None, folder: Path) -> Path:
    load(folder)
    return folder


@pytest.fixture
def exam(loaded: Path) -> Sitting:
    """An enrolled learner before the graded quiz."""
    return Sitting("exam")


@pytest.fixture
def drill(loaded: Path) -> Sitting:
    """An enrolled learner before the practice quiz."""
    return Sitting("drill")
