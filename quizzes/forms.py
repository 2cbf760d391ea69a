"""What a quiz page sends: an answer for each question that it showed."""

import re
from functools import partial

from django.http import QueryDict

from quizzes.actions.attempts import Given
from quizzes.answers import response_from_form

REVISION = re.compile(r"revision-([1-9]\d{0,3})")
NUMBER = re.compile(r"\d{1,9}")


def field_of(position: int) -> str:
    """The name of a question's field."""
    return f"q{position}"


def given_in(post: QueryDict) -> dict[int, Given]:
    """The answers by position. A question counts as sent when its revision is there, whether or not it was answered.

    Raises ValueError for a revision that is none.
    """
    found: dict[int, Given] = {}
    # Each question reads its own fields, so that many fields cost what they weigh and not the square of it.
    fields: dict[str, dict[str, list[str]]] = {}
    for name, values in post.lists():
        fields.setdefault(name.partition("-")[0], {})[name] = [str(value) for value in values]
    for name in post:
        sent = REVISION.fullmatch(name)
        if sent is None:
            continue
        position, revision = int(sent[1]), str(post[name])
        if not NUMBER.fullmatch(revision):
            raise ValueError("a revision is a number")
        prefix = field_of(position)
        read = partial(response_from_form, fields=fields.get(prefix, {}), prefix=prefix)
        typed = fields.get(prefix, {}).get(prefix, [""])[0]
        found[position] = Given(position, int(revision), read, flagged=f"flag-{position}" in post, typed=typed)
    return found
