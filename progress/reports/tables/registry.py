"""Every report by its name, in the order in which they are offered."""

from collections.abc import Mapping

from progress.reports.tables import (
    activity,
    answers,
    attempts,
    audit,
    gradebook,
    items,
    objectives,
    progress,
    reminders,
)
from progress.reports.tables.report import Report

MODULES = (progress, gradebook, objectives, attempts, answers, items, activity, reminders, audit)
REPORTS: Mapping[str, Report] = {module.REPORT.name: module.REPORT for module in MODULES}
