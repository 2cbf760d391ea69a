"""The plain admin of the curriculum: texts, who teaches, who studies. Staff see the courses that they teach."""

from curriculum.admin.members import CourseStaffAdmin, EnrolmentAdmin
from curriculum.admin.texts import (
    CourseAdmin,
    DocumentAdmin,
    HandoutAdmin,
    LessonAdmin,
    ModuleAdmin,
    RevisionAdmin,
    TermAdmin,
)

__all__ = [
    "CourseAdmin",
    "CourseStaffAdmin",
    "DocumentAdmin",
    "EnrolmentAdmin",
    "HandoutAdmin",
    "LessonAdmin",
    "ModuleAdmin",
    "RevisionAdmin",
    "TermAdmin",
]
