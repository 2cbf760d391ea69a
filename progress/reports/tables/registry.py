"""Every report by its name, in the order in which they are offered."""

from collections.abc import Mapping

from progress.reports.tables import progress
from progress.reports.tables.report import Report

REPORTS: Mapping[str, Report] = {report.name: report for report in (progress.REPORT,)}
