"""What is taught, and to whom."""

from curriculum.models.membership import CourseStaff, Enrolment
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
from curriculum.models.texts import Asset, Document, Revision

__all__ = [
    "Asset",
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
