"""The pages of quizzes and knowledge checks."""

from quizzes.views.attempt import attempt, review, submit
from quizzes.views.challenge import challenge, withdraw
from quizzes.views.check import check
from quizzes.views.quiz import give_up, quiz, start
from quizzes.views.result import result

__all__ = ["attempt", "challenge", "check", "give_up", "quiz", "result", "review", "start", "submit", "withdraw"]
