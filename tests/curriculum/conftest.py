"""The tiny course in a folder, and loaded."""

from pathlib import Path

import pytest

from tests.curriculum.rows import load
from tests.curriculum.trees import write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny")


@pytest.fixture
def loaded(db: None, folder: Path) -> Path:
    load(folder)
    return folder
