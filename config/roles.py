"""What each role may do in the admin, as data. `sync_roles` writes it to the groups of the same names.

A right that a page checks by membership of a course (enrolled, teaching) is not here: it is a row there.
"""

from accounts.models import Role

AUTHORING = (
    *(
        f"curriculum.{right}_{row}"
        for row in ("course", "module", "lesson", "handout", "term")
        for right in ("view", "change")
    ),
    "curriculum.view_document",
    "curriculum.view_revision",
    "quizzes.view_quiz",
    "quizzes.change_quiz",
    "quizzes.view_question",
    "quizzes.view_questionversion",
)
# What concerns learners, of the courses that the person teaches (rows of CourseStaff).
TEACHING = (
    "curriculum.view_enrolment",
    "quizzes.view_attempt",
    "quizzes.view_attemptitem",
    "quizzes.change_attemptitem",
    "quizzes.view_allowance",
    "quizzes.add_allowance",
    "quizzes.view_challenge",
    "quizzes.change_challenge",
    "progress.view_study",
    "progress.view_certificate",
    "progress.see_reports",
    *(f"progress.{right}_cohort" for right in ("view", "add", "change")),
    *(f"progress.{right}_cohortstaff" for right in ("view", "add", "change", "delete")),
)
ROLES: dict[Role, tuple[str, ...]] = {
    Role.LEARNER: (),
    Role.INSTRUCTOR: (*AUTHORING, *TEACHING),
    Role.ADMIN: (
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_user",
        "accounts.view_message",
        "curriculum.oversee_course",
        *(f"curriculum.{right}_coursestaff" for right in ("view", "add", "change", "delete")),
        "progress.change_certificate",
        "progress.see_audit",
        *AUTHORING,
        *TEACHING,
    ),
}
