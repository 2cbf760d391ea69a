"""How a test of worked numbers asks what a lesson says."""

import re

from tests.content.prose import COURSE


class Lesson:
    """The text of a lesson as its author wrote it, with runs of space as one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = " ".join((COURSE / f"{name}.md").read_text(encoding="utf-8").replace("\\$", "$").split())

    def says(self, *fragments: str) -> None:
        """Fail unless each fragment stands in the text, as numbers and words of their own."""
        for fragment in fragments:
            found = re.search(rf"(?<![\w.]){re.escape(' '.join(fragment.split()))}(?![\w]|[.,]\d)", self.text)
            assert found, f"{self.name} does not say {fragment!r}"
