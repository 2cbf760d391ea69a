"""The plain admin of progress: cohorts, rosters, members, certificates. Staff see the courses they teach."""

from progress.admin.certificates import CertificateAdmin
from progress.admin.cohorts import CohortAdmin
from progress.admin.members import MemberAdmin

__all__ = ["CertificateAdmin", "CohortAdmin", "MemberAdmin"]
