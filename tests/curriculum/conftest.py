"""Composed pages are forgotten between tests, since the editions that they are kept by begin anew."""

from collections.abc import Iterator

import pytest

from tests.curriculum.rows import forget_pages


@pytest.fixture(autouse=True)
def forgotten_pages() -> Iterator[None]:
    forget_pages()
    yield
    forget_pages()
