"""Every report by its name, in the order in which they are offered."""

from collections.abc import Mapping

from progress.reports.tables import answers, attempts, gradebook, objectives, progress
from progress.reports.tables.report import Report

MODULES = (progress, gradebook, objectives, attempts, answers)
REPORTS: Mapping[str, Report] = {module.REPORT.name: module.REPORT for module in MODULES}
