"""Essays that wait in the queue, and who marks them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from quizzes.models import Attempt, AttemptItem
from tests.quizzes.markers import Marker
from tests.quizzes.sitting import RIGHT, Sitting


@pytest.fixture
def ann() -> Marker:
    return Marker()


def finished(hours_ago: int = 0) -> AttemptItem:
    """The essay of a new learner, who finished so long ago."""
    exam = Sitting("exam")
    exam.finish(RIGHT)
    Attempt.objects.filter(pk=exam.attempt.pk).update(finished_at=timezone.now() - timedelta(hours=hours_ago))
    return exam.items["essay"]


def mark_address(item: AttemptItem) -> str:
    return f"/admin/quizzes/attemptitem/{item.pk}/mark/"


def ways(html: str) -> dict[str, str]:
    """Where Skip and Back lead."""
    return {name: unescape(href) for href, name in re.findall(r'<a class="button" href="([^"]*)" data-(\w+)>', html)}
