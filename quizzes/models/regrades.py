"""Marking answers again by a later key: what it would do, answer by answer, how far it has come, and the way back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.models.attempts import AttemptItem
from quizzes.models.questions import Question, QuestionVersion
from quizzes.querysets import RegradeQuerySet


class Regrade(models.Model):
    """A job: weighing → planned → running → done → taking back → taken back; or stopped, which says why.

    It goes on in chunks. `cursor` is the last answer that the present phase has seen, and moves in the transaction
    that writes what came of the chunk, so that whoever goes on after a kill begins where the rows end.
    """

    class State(models.TextChoices):
        WEIGHING = "weighing", "Dry run under way"
        PLANNED = "planned", "Dry run"
        RUNNING = "running", "Under way"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        TAKING_BACK = "taking_back", "Being taken back"
        TAKEN_BACK = "taken_back", "Taken back"

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="regrades")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    # The database's defaults are for a release that knows only regrades that were done at once.
    state = models.CharField(max_length=12, choices=State, default=State.WEIGHING, db_default="done")
    reason = models.CharField(max_length=300, blank=True)
    over_by_hand = models.BooleanField(db_default=False, help_text="told to replace marks that a person gave")
    # Whoever asked for the dry run, and then whoever applied it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=300, blank=True, db_default="")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The dry run rests on so many answers, and on no change of a mark after this one.
    n_answers = models.PositiveIntegerField(db_default=0)
    last_change = models.PositiveBigIntegerField(db_default=0)
    # Of the present phase.
    n_total = models.PositiveIntegerField(db_default=0)
    n_seen = models.PositiveIntegerField(db_default=0)
    cursor = models.PositiveBigIntegerField(db_default=0)
    n_changed = models.PositiveIntegerField(db_default=0)
    n_left = models.PositiveIntegerField(db_default=0, help_text="whose mark had changed since the dry run")
    n_put_back = models.PositiveIntegerField(db_default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    n_failures = models.PositiveSmallIntegerField(db_default=0)

    objects = RegradeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(state__in=["running", "taking_back"]), name="regrade_one_at_work"
            )
        ]
        indexes = [
            models.Index(
                fields=["claimed_until"],
                condition=Q(state__in=["weighing", "running", "taking_back"]),
                name="regrade_owed",
            )
        ]

    def __str__(self) -> str:
        return f"by {self.version} of {self.question_id}"

    @property
    def is_moving(self) -> bool:
        """Whether a worker is at it, or owes it."""
        return self.state in {self.State.WEIGHING, self.State.RUNNING, self.State.TAKING_BACK}


class RegradeLine(models.Model):
    """What a regrade would do to one answer, and what became of that. It holds what the way back needs.

    Without indexes of its own on what it points to: lines are asked for by their regrade, in the order of the answers.
    """

    class Verdict(models.TextChoices):
        CHANGES = "changes", "Mark changes"
        SAME = "same", "Mark stays"
        OTHER_OPTIONS = "other_options", "Cannot be judged"

    class Fate(models.TextChoices):
        OPEN = "", "Not touched"
        MADE = "made", "Marked again"
        LEFT = "left", "Left: its mark had changed since the dry run"
        PUT_BACK = "put_back", "Put back"
        KEPT = "kept", "Not put back: its mark had changed since"

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=14, choices=Verdict)
    by_hand = models.BooleanField(help_text="a person gave the mark")
    old_points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    old_outcome = models.CharField(max_length=10)
    old_remarks = models.JSONField()
    marked_before_by = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    new_points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    new_outcome = models.CharField(max_length=10, blank=True)
    new_remarks = models.JSONField(null=True)
    # Of the attempt, as it stands and as it would with this mark; null while a person's mark could decide it.
    passed_before = models.BooleanField(null=True)
    passed_after = models.BooleanField(null=True)
    fate = models.CharField(max_length=8, choices=Fate, blank=True, default=Fate.OPEN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regrade", "item"], name="regrade_answer_once")]

    def __str__(self) -> str:
        return f"{self.old_points} → {self.new_points}"
