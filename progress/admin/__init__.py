"""The plain admin of progress: cohorts, rosters and members. Staff see the courses they teach."""

from progress.admin.cohorts import CohortAdmin
from progress.admin.members import MemberAdmin

__all__ = ["CohortAdmin", "MemberAdmin"]
