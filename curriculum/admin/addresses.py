"""Where a text is edited and its history told, and its course is an outline: pages that a higher app serves."""

from django.urls import NoReverseMatch, reverse


def whole_text(document_id: int) -> str:
    """Where the text is edited as a whole; empty where nobody serves that."""
    return _served("authoring:edit", document_id)


def history(document_id: int) -> str:
    """Where every revision of the text is told; empty where nobody serves that."""
    return _served("authoring:history", document_id)


def outline(course: str) -> str:
    """Where the course is seen as an outline; empty where nobody serves that."""
    return _served("authoring:outline", course)


def _served(name: str, argument: object) -> str:
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:
        return ""
