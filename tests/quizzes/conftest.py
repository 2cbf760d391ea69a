"""The tiny course with its quizzes, loaded, and a learner before each."""

from pathlib import Path

import pytest

from tests.curriculum.rows import load
from tests.curriculum.trees import write
from tests.quizzes.course import TEXTS
from tests.quizzes.sitting import WRONG, Sitting


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


@pytest.fixture
def done(exam: Sitting) -> Sitting:
    """A learner whose last attempt at the graded quiz is marked: the key is open to them."""
    for _ in range(2):
        exam.finish(WRONG)
    return exam
