"""What a learner keeps for themselves at a lesson: a note, and bookmarks."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from curriculum.models import Lesson
from progress.actions.reading import UnknownPlace, touch
from progress.models import Bookmark, Note

MOST_CHARACTERS = 20_000


class BadNote(Exception):
    """Says why the text cannot be kept, in words for the learner."""


@dataclass(frozen=True)
class Saved:
    """The note as it stands now; `in_conflict` where it had been changed elsewhere, and so was left alone."""

    text: str
    revision: int
    in_conflict: bool = False


@transaction.atomic
def save_note(learner_id: int, lesson: Lesson, text: str, revision: int, now: datetime) -> Saved:
    """Keep the text, if the note is still at the revision that it was written over; 0 where there was none.

    The same text again is no conflict, so that what is sent twice is kept once. Raises BadNote.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_CHARACTERS:
        raise BadNote(f"A note has at most {MOST_CHARACTERS:,} characters; this one has {len(text):,}.")
    if "\x00" in text:
        raise BadNote("A note cannot hold the character NUL.")
    rows = Note.objects.filter(learner=learner_id, lesson=lesson)
    if not revision:
        if not text.strip() and not rows.exists():
            return Saved("", 0)
        first = {"text": text, "changed_at": now}
        _, is_made = Note.objects.get_or_create(learner_id=learner_id, lesson=lesson, defaults=first)
        if is_made:
            touch(learner_id, lesson.module.course_id, now)
            return Saved(text, 1)
    if rows.filter(revision=revision).exclude(text=text).update(text=text, revision=F("revision") + 1, changed_at=now):
        touch(learner_id, lesson.module.course_id, now)
    held, at = rows.values_list("text", "revision").first() or ("", 0)
    return Saved(held, at, in_conflict=held != text)


@transaction.atomic
def keep_bookmark(learner_id: int, lesson: Lesson, anchor: str, now: datetime) -> str:
    """Keep that heading, or the whole lesson where `anchor` is empty; once. Its title. Raises UnknownPlace."""
    titles = {heading["anchor"]: heading["title"] for heading in lesson.headings}
    titles[""] = lesson.short or lesson.title
    if anchor not in titles:
        raise UnknownPlace
    title: str = titles[anchor]
    Bookmark.objects.get_or_create(
        learner_id=learner_id, lesson=lesson, anchor=anchor, defaults={"title": title, "made_at": now}
    )
    touch(learner_id, lesson.module.course_id, now)
    return title


@transaction.atomic
def remove_bookmark(learner_id: int, lesson: Lesson, anchor: str) -> bool:
    """Whether there was one."""
    n_removed, _ = Bookmark.objects.filter(learner=learner_id, lesson=lesson, anchor=anchor).delete()
    return bool(n_removed)
