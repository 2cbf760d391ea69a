"""What is taught: projections of published text, rebuilt in the publishing transaction; nothing else writes them.

`slug` is the stable id.
"""

from django.db import models
from django.urls import reverse

from curriculum.querysets import (
    CourseQuerySet,
    LessonQuerySet,
    ModuleQuerySet,
    TaughtQuerySet,
    TermQuerySet,
)


class Page(models.Model):
    """A rendered body. `headings` feed the table of contents; `slots` are what the page fills in when it is shown."""

    body_html = models.TextField(blank=True, editable=False)
    headings = models.JSONField(default=list, blank=True, editable=False)
    slots = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True


class Course(Page):
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=300)
    exam = models.CharField(max_length=300, blank=True)
    guide = models.CharField(max_length=300, blank=True)
    weekly_minutes = models.PositiveIntegerField(default=0)
    # Raised whenever something is published: what a process composed for an older edition is not shown again.
    edition = models.PositiveIntegerField(default=0, editable=False)
    tree_digest = models.CharField(max_length=64, blank=True, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        permissions = [("oversee_course", "Can see the learners of every course")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("course", args=[self.slug])


class Goal(models.Model):
    """A success metric of the course. `objectives` name those whose questions are evidence for it, none meaning all."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="goals")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    text = models.CharField(max_length=600)
    objectives = models.JSONField(default=list, blank=True, editable=False)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TaughtQuerySet["Goal"].as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="goal_once_per_course")]

    def __str__(self) -> str:
        return self.title


class Module(Page):
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="modules")
    document = models.OneToOneField("Document", on_delete=models.PROTECT, related_name="module")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=300)
    week = models.PositiveSmallIntegerField()
    difficulty = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="module_once_per_course")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("module", args=[self.course.slug, self.slug])

    @property
    def phase(self) -> int:
        """Which of the four hues is the module's, 1 to 4."""
        return (self.position - 1) % 4 + 1


class Objective(models.Model):
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="objectives")
    slug = models.SlugField(max_length=60)
    text = models.CharField(max_length=400)
    task = models.CharField(max_length=20, blank=True)
    guide = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TaughtQuerySet["Objective"].as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["module", "slug"], name="objective_once_per_module")]

    def __str__(self) -> str:
        return self.text


class Lesson(Page):
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="lessons")
    document = models.OneToOneField("Document", on_delete=models.PROTECT, related_name="lesson")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    short = models.CharField(max_length=300)
    summary = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    objectives = models.ManyToManyField(Objective, related_name="lessons", blank=True)
    terms = models.JSONField(default=list, blank=True, editable=False)
    labs = models.JSONField(default=list, blank=True, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["module", "slug"], name="lesson_once_per_module")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lesson", args=[self.module.course.slug, self.slug])


class Handout(Page):
    """A page to print and keep beside the lessons, of a module or of the whole course; nobody has to finish it."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="handouts")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, null=True, blank=True, related_name="handouts")
    document = models.OneToOneField("Document", on_delete=models.PROTECT, related_name="handout")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TaughtQuerySet["Handout"].as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="handout_once_per_course")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("handout", args=[self.course.slug, self.slug])


class Term(models.Model):
    """An entry of the glossary; `see` holds the slugs of others."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="terms")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=200, db_index=True)
    also = models.JSONField(default=list, blank=True)
    see = models.JSONField(default=list, blank=True)
    definition_html = models.TextField()
    taught_in_html = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="term_once_per_course")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary', args=[self.course.slug])}#term-{self.slug}"


class Passage(models.Model):
    """A stretch of text that search finds: a lesson's section, a term, a module, a lab, a handout.

    The words are indexed by the database itself (migration 0002): FTS5 on SQLite, a text-search vector on PostgreSQL.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", "Lesson"
        TERM = "term", "Term"
        MODULE = "module", "Module"
        LAB = "lab", "Lab"
        HANDOUT = "handout", "Handout"

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.CharField(max_length=60)
    anchor = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    heading = models.CharField(max_length=300, blank=True)
    trail = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.title} {self.heading}".strip()
