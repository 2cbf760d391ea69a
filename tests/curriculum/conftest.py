"""Composed pages are forgotten between tests, since the editions that they are kept by begin anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.curriculum.rows import forget_pages, load
from tests.curriculum.trees import write


@pytest.fixture(autouse=True)
def forgotten_pages() -> Iterator[None]:
    forget_pages()
    yield
    forget_pages()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny")


@pytest.fixture
def loaded(db: None, folder: Path) -> Path:
    load(folder)
    return folder
