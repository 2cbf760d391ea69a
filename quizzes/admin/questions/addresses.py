"""Where a quiz is edited as one text, and its course as an outline: pages that a higher app serves."""

from django.urls import NoReverseMatch, reverse


def whole_text(document_id: int) -> str:
    """Where the whole quiz is edited as one text; empty where nobody serves that."""
    return _served("authoring:edit", document_id)


def outline(course: str) -> str:
    """Where the course is seen as an outline; empty where nobody serves that."""
    return _served("authoring:outline", course)


def _served(name: str, argument: object) -> str:
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:
        return ""
