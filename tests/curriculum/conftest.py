"""What the tests of the curriculum share: pages are forgotten between tests, since their editions begin anew."""

from collections.abc import Iterator

import pytest

from curriculum import pages as curriculum_pages
from progress import pages as progress_pages


@pytest.fixture(autouse=True)
def forgotten_pages() -> Iterator[None]:
    for page in (
        curriculum_pages.glossary_page,
        progress_pages.course_page,
        progress_pages.module_page,
        progress_pages.lesson_page,
    ):
        page.cache_clear()
    yield
