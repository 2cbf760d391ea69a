"""Quizzes and questions as they are asked now, and every version of a question that ever was.

`Quiz` and `Question` are projections of published text. A `QuestionVersion` is what a question said once: it is cut
when the text is published and never changed, and an attempt keeps the one that it showed (P7). `shown` is all that a
browser may get before the key is released; `key` is the rest (P13).
"""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from curriculum.models import Course, Document, Lesson, Module, Revision
from quizzes import sampling
from quizzes.querysets import QuestionQuerySet, QuizQuerySet, VersionQuerySet


class Quiz(models.Model):
    class Purpose(models.TextChoices):
        PRACTICE = "practice", "Practice"
        GRADED = "graded", "Graded"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="quizzes")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, null=True, blank=True, related_name="quizzes")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="quiz")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=300)
    purpose = models.CharField(max_length=10, choices=Purpose)
    minutes = models.PositiveSmallIntegerField()
    pass_mark = models.PositiveSmallIntegerField(help_text="per cent of the points")
    marking = models.CharField(max_length=10)
    attempts = models.PositiveSmallIntegerField(null=True, blank=True)
    time_limit = models.PositiveSmallIntegerField(null=True, blank=True, help_text="minutes")
    shuffle = models.CharField(max_length=10, default="all")
    blueprint = models.JSONField(default=list, blank=True, editable=False)
    topics = models.JSONField(default=list, blank=True, editable=False)
    intro_html = models.TextField(blank=True, editable=False)
    position = models.PositiveSmallIntegerField()
    n_questions = models.PositiveSmallIntegerField(default=0, editable=False, help_text="in an attempt")
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    clock: datetime  # the database's time, where the query asked for it

    objects = QuizQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "quizzes"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="quiz_once_per_course")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quiz", args=[self.course.slug, self.slug])

    @property
    def draws(self) -> list[sampling.Draw]:
        """The blueprint's rows."""
        return [sampling.Draw(**{**row, "questions": tuple(row["questions"])}) for row in self.blueprint]

    @property
    def is_graded(self) -> bool:
        return self.purpose == self.Purpose.GRADED


class Question(models.Model):
    """A question by its id; it stands in a quiz, or as a knowledge check in a lesson. `current` is asked next."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="questions")
    slug = models.SlugField(max_length=60)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, null=True, blank=True, related_name="questions")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, null=True, blank=True, related_name="checks")
    current = models.ForeignKey("QuestionVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="question_once_per_course"),
            models.CheckConstraint(
                condition=Q(quiz__isnull=True) | Q(lesson__isnull=True), name="question_stands_in_one_place"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class QuestionVersion(models.Model):
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    objective = models.CharField(max_length=60)
    difficulty = models.CharField(max_length=10)
    points = models.PositiveSmallIntegerField(default=1)
    case = models.CharField(max_length=60, blank=True)
    shown = models.JSONField()
    key = models.JSONField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["question", "-number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="version_numbered_once")]

    def __str__(self) -> str:
        return f"version {self.number}"

    def candidate(self, slug: str) -> sampling.Candidate:
        """What the blueprint asks of the question that is called so."""
        return sampling.Candidate(slug, self.objective, self.difficulty, self.case)
