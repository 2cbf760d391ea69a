"""Who studies what, by when, and how far they are."""

from progress.models.changes import DateChange
from progress.models.days import ActivityDay
from progress.models.exports import Export
from progress.models.notices import Feed, FeedEntry, Notice, OptOut, QuietHours, Watermark
from progress.models.papers import Certificate
from progress.models.records import Bookmark, LabResult, LessonRecord, Note
from progress.models.study import Cohort, CohortStaff, Plan, Study

__all__ = [
    "ActivityDay",
    "Bookmark",
    "Certificate",
    "Cohort",
    "CohortStaff",
    "DateChange",
    "Export",
    "Feed",
    "FeedEntry",
    "LabResult",
    "LessonRecord",
    "Note",
    "Notice",
    "OptOut",
    "Plan",
    "QuietHours",
    "Study",
    "Watermark",
]
