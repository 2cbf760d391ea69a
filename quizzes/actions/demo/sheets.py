"""What a number of learners answered, kept until it is written together."""

from datetime import datetime

from quizzes.actions.demo.rows import Table
from quizzes.models import Attempt, AttemptItem, CheckResponse, HandMark, MarkChange


class Sheets:
    """`marker_id` is who marks essays by hand, `now` the moment after which nothing has happened yet."""

    def __init__(self, marker_id: int, now: datetime) -> None:
        self.marker_id, self.now = marker_id, now
        self.attempts = Table(
            Attempt,
            "id", "learner_id", "quiz_id", "number", "limit", "seed", "state", "started_at", "time_limit", "ends_at",
            "pass_mark", "marking", "shuffle", "submitted_at", "finished_at", "graded_at", "points", "possible",
            "n_waiting", "passed", "shares",
        )  # fmt: skip
        self.items = Table(
            AttemptItem,
            "id", "attempt_id", "version_id", "position", "response", "revision", "saved_at", "seconds", "possible",
            "points", "outcome", "remarks", "comment",
        )  # fmt: skip
        self.changes = Table(MarkChange, "attempt_id", "item_id", "kind", "new_points", "by_id", "made_at")
        self.hand_marks = Table(
            HandMark,
            "item_id", "number", "state", "points", "criteria", "comment", "comment_html", "by_id", "made_at",
            "released_at", "released_by_id",
        )  # fmt: skip
        self.checks = Table(
            CheckResponse,
            "learner_id", "question_id", "version_id", "response", "outcome", "first_outcome", "n_tries",
            "answered_at",
        )  # fmt: skip

    def write(self) -> None:
        for table in (self.attempts, self.items, self.changes, self.hand_marks, self.checks):
            table.write()
