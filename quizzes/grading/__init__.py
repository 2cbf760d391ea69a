"""What a response is worth: keys are read, responses marked, marks become points."""

from quizzes.grading.mark import BadKey, Mark, Outcome, Policy, is_blank, points, total
from quizzes.grading.marking import grade, possible_guess, right_response
from quizzes.grading.numbers import parse_number
from quizzes.grading.rubric import rubric_points
from quizzes.grading.words import fold

__all__ = [
    "BadKey",
    "Mark",
    "Outcome",
    "Policy",
    "fold",
    "grade",
    "is_blank",
    "parse_number",
    "points",
    "possible_guess",
    "right_response",
    "rubric_points",
    "total",
]
