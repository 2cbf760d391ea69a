"""What a quiz page sends: an answer for each question that it showed. And what is said about a question later."""

import re
from functools import partial

from django import forms
from django.http import QueryDict

from quizzes.actions.attempts import Given
from quizzes.answers import response_from_form
from quizzes.models import Challenge

REVISION = re.compile(r"revision-([1-9]\d{0,3})")
NUMBER = re.compile(r"\d{1,9}")
LONGEST_WORDS = 2_000


class ChallengeForm(forms.Form):
    reason = forms.ChoiceField(
        label="What is wrong?",
        choices=Challenge.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong.", "invalid_choice": "Choose one of these."},
    )
    words = forms.CharField(
        label="Say it in your own words",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "aria-describedby": "id_words_help"}),
        error_messages={"required": "Say what is wrong, so that somebody else can see it too."},
    )


class RulingForm(forms.Form):
    verdict = forms.ChoiceField(
        choices=[(Challenge.State.UPHELD.value, "Uphold"), (Challenge.State.DECLINED.value, "Decline")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether to uphold or to decline.",
            "invalid_choice": "Choose one of these.",
        },
    )
    note = forms.CharField(
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "aria-describedby": "id_note_help"}),
        error_messages={"required": "Say why: each of the learners reads it."},
    )


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
        # For statistics: what is no number counts as none, and is no reason to lose an answer.
        told = str(post.get(f"seconds-{position}", ""))
        seconds = int(told) if NUMBER.fullmatch(told) and told.isascii() else 0
        flagged = f"flag-{position}" in post
        found[position] = Given(position, int(revision), read, flagged=flagged, typed=typed, seconds=seconds)
    return found
