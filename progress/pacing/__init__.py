"""By when each part is due, how that compares with what is done, and the plans that catch up. Pure.

Everything is a date in the learner's own zone, and *due* means by the end of that day. Work fills the study days in the
order of the course, so many minutes a day; where the rule goes by the week, a module is not begun before its own week.
Days of a pause do not count: the weeks behind it move on.
"""

from progress.pacing.days import Change, describe_change, due_dates
from progress.pacing.offers import MOST_WEEKS, Offer, Remedy, offers, usual_minutes
from progress.pacing.rule import (
    EARLIEST,
    LATEST,
    LEAST_MINUTES,
    LONGEST_PAUSE,
    MOST_MINUTES,
    MOST_PAUSES,
    STEP,
    WEEK,
    Pause,
    Rule,
)
from progress.pacing.standing import Day, Pace, Standing, pace

__all__ = [
    "EARLIEST",
    "LATEST",
    "LEAST_MINUTES",
    "LONGEST_PAUSE",
    "MOST_MINUTES",
    "MOST_PAUSES",
    "MOST_WEEKS",
    "STEP",
    "WEEK",
    "Change",
    "Day",
    "Offer",
    "Pace",
    "Pause",
    "Remedy",
    "Rule",
    "Standing",
    "describe_change",
    "due_dates",
    "offers",
    "pace",
    "usual_minutes",
]
