"""What is taught, and to whom."""

from curriculum.models.figures import Asset, AssetRevision
from curriculum.models.membership import CourseStaff, Enrolment
from curriculum.models.taught import (
    Course,
    Document,
    Goal,
    Handout,
    Lesson,
    Module,
    Objective,
    Page,
    Passage,
    Revision,
    Term,
)

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
    "Term",
]
