"""What is taught, and to whom."""

from curriculum.models.figures import Asset, AssetRevision
from curriculum.models.membership import CourseStaff, Enrolment, StaffChange
from curriculum.models.taught import (
    Course,
    Goal,
    Handout,
    Lesson,
    Module,
    Objective,
    Page,
    Passage,
    Term,
)
from curriculum.models.texts import Document, Revision

__all__ = [
    "Asset",
    "AssetRevision",
    "Course",
    "CourseStaff",
    "Document",
    "Enrolment",
    "Goal",
    "Handout",
    "Lesson",
    "Module",
    "Objective",
    "Page",
    "Passage",
    "Revision",
    "StaffChange",
    "Term",
]
