"""The way back: what is published, as the files that would load it."""

from collections.abc import Mapping

from django.db import transaction

from curriculum.actions.assets import figure_files
from curriculum.actions.publish import published_texts
from curriculum.models import Course


def courses_taught() -> list[str]:
    return sorted(Course.objects.taught().values_list("slug", flat=True))


@transaction.atomic
def course_files(slug: str) -> Mapping[str, str | bytes]:
    """Texts and figures of the course by path, as of one moment. Raises Course.DoesNotExist where none is taught.

    What is retired, and drafts, are not among them. No pointer moves: what was loaded last stays so.
    """
    course = Course.objects.taught().select_for_update().get(slug=slug)
    return {**published_texts(course), **figure_files(course)}
