"""Deeds about what a learner keeps at a lesson: that it is done, a note, a bookmark."""

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from curriculum.models import Lesson
from progress.actions import notes, reading
from progress.models import Bookmark, LessonRecord, Note


def newest_learner() -> int:
    return User.objects.latest("pk").pk


def forget_kept() -> None:
    for model in (LessonRecord, Note, Bookmark):
        model.objects.all().delete()


def _lesson() -> Lesson:
    return Lesson.objects.select_related("module").get()


def mark_done(learner: int) -> None:
    reading.mark_lesson(learner, _lesson(), done=True, now=timezone.now())


def write_note(learner: int, text: str, revision: int) -> bool:
    """Whether it was kept."""
    return not notes.save_note(learner, _lesson(), text, revision, timezone.now()).in_conflict


def bookmark(learner: int) -> None:
    notes.keep_bookmark(learner, _lesson(), "", timezone.now())


def count_kept() -> dict[str, int]:
    return {
        "records": LessonRecord.objects.count(),
        "notes": Note.objects.count(),
        "bookmarks": Bookmark.objects.count(),
        "revision": Note.objects.aggregate(n=Max("revision"))["n"] or 0,
    }


DEEDS = (newest_learner, forget_kept, mark_done, write_note, bookmark, count_kept)
