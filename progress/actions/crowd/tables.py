"""What becomes of a chunk of them, kept until it is written together."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import Role, User
from curriculum.models import Enrolment
from progress.models import Certificate, LabResult, LessonRecord, Notice, Plan, Study
from quizzes.actions.demo.rows import Table
from quizzes.actions.demo.sheets import Sheets


class Tables:
    def __init__(self, instructor_id: int, now: datetime) -> None:
        self.now = now
        self.learners = Group.objects.get_or_create(name=Role.LEARNER.value)[0].pk
        self.users = Table(User, "id", "email", "display_name", "time_zone", "password", "joined_at", "last_login")
        self.roles = Table(User.groups.through, "user_id", "group_id")
        self.addresses = Table(EmailAddress, "user_id", "email", "primary", "verified")
        self.enrolments = Table(Enrolment, "id", "user_id", "course_id", "enrolled_at", "left_at")
        self.plans = Table(
            Plan, "id", "study_id", "number", "reason", "begins_on", "study_days", "daily_minutes", "made_at"
        )
        self.studies = Table(
            Study, "enrolment_id", "cohort_id", "plan_id", "most_minutes", "last_active_at", "next_look_at"
        )
        self.records = Table(LessonRecord, "learner_id", "lesson_id", "opened_at", "place", "read_at", "done_at")
        self.labs = Table(LabResult, "learner_id", "course_id", "lab", "response", "met_at")
        self.notices = Table(
            Notice,
            "enrolment_id", "kind", "occasion", "facts", "made_at", "mail_at", "stale_at", "handled_at", "dropped",
            "read_at",
        )  # fmt: skip
        self.certificates = Table(
            Certificate, "enrolment_id", "code", "name", "course_title", "statement", "finished_on", "issued_at"
        )
        self.sheets = Sheets(instructor_id, now)

    def write(self) -> None:
        """In an order in which no row points to one that is not there yet, but for studies and their plans."""
        for table in (self.users, self.roles, self.addresses, self.enrolments, self.studies, self.plans):
            table.write()
        for table in (self.records, self.labs, self.notices, self.certificates):
            table.write()
        self.sheets.write()
