"""What is taught, and to whom."""

from curriculum.models.membership import CourseStaff, Enrolment
from curriculum.models.taught import (
    Asset,
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
