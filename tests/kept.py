"""What a process keeps from one request to the next, by numbers of rows or of editions. In the next test other rows
have those numbers, so everything of it is forgotten between tests."""

from progress.reports import evidence, outline, reading, standing
from progress.reports.tables import answers, marks, objectives, progress
from progress.views import desk
from quizzes.actions import marking
from tests.curriculum.rows import forget_pages


def forget() -> None:
    forget_pages()
    marking._kept().clear()
    outline._outline.cache_clear()
    standing._due_dates.cache_clear()
    standing._day_of.cache_clear()
    evidence._goals.cache_clear()
    evidence._asked.cache_clear()
    reading._lesson.cache_clear()
    progress._known.cache_clear()
    progress._counted.cache_clear()
    objectives._known.cache_clear()
    answers._versions.cache_clear()
    answers._words.cache_clear()
    marks._quizzes.cache_clear()
    desk._bodies().clear()
