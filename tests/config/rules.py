"""What every page of the admin answers, and to whom (P15, P16). A page without a line here fails the matrix.

A page of rows needs its model, so that the matrix can ask for a row of one's own course, for one of another, and for
one that is missing. To add a page, add a line to PAGES under the name of its route; to add a registered model, add a
line to MODELS.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import Model

from accounts.models import Message, User
from curriculum.models import Course, CourseStaff, Document, Enrolment, Handout, Lesson, Module, Revision, Term
from progress.models import Certificate, Cohort, Study
from quizzes.models import Allowance, Attempt, AttemptItem, Challenge, Question, QuestionVersion, Quiz
from tests.config.world import regrade_of

SIGN_IN, REFUSED, MISSING, NO_METHOD = "sign in", "403", "404", "405"
Who = frozenset[str]
NOBODY: Who = frozenset()
ADMINS: Who = frozenset({"admin"})
# The instructor of another course has the same rights, and other courses.
TEACHERS: Who = ADMINS | {"instructor", "instructor elsewhere"}
STAFF: Who = TEACHERS | {"staff"}


@dataclass(frozen=True)
class Page:
    """Who may look and who may send, and what they get. An empty form is sent, which mostly comes back."""

    looks: Who
    sends: Who
    look: str = "200"
    send: str = "200"
    # To staff without the right, whatever row they ask for.
    refused: str = REFUSED
    model: type[Model] | None = None
    # What the address calls the row.
    by: str = "pk"
    # The address's arguments; None stands for the row, and a function finds one of the course.
    arguments: tuple[object, ...] = (None,)


def regrade(look: str, send: str) -> Page:
    """A page of one regrade, below the question that it is about."""
    return Page(TEACHERS, TEACHERS, look, send, MISSING, Question, arguments=(None, regrade_of))


def foreign(look: str, send: str) -> Page:
    """A page of a file that somebody else asked for."""
    return Page(NOBODY, NOBODY, look, send, MISSING, arguments=("A" * 43,))


@dataclass(frozen=True)
class Rights:
    view: Who
    add: Who = NOBODY
    change: Who = NOBODY
    delete: Who = NOBODY


MODELS: Mapping[type[Model], Rights] = {
    User: Rights(ADMINS, add=ADMINS, change=ADMINS),
    Message: Rights(ADMINS),
    # The roles are data (`config/roles.py`); a superuser alone sees what became of them.
    Group: Rights(NOBODY),
    # Texts are read; whoever may change one writes it under `authoring:`.
    Course: Rights(TEACHERS),
    Module: Rights(TEACHERS),
    Lesson: Rights(TEACHERS),
    Handout: Rights(TEACHERS),
    Term: Rights(TEACHERS),
    Document: Rights(TEACHERS),
    Revision: Rights(TEACHERS),
    CourseStaff: Rights(ADMINS, add=ADMINS, change=ADMINS, delete=ADMINS),
    Enrolment: Rights(TEACHERS),
    Quiz: Rights(TEACHERS),
    Question: Rights(TEACHERS),
    QuestionVersion: Rights(TEACHERS),
    Attempt: Rights(TEACHERS),
    AttemptItem: Rights(TEACHERS),
    Allowance: Rights(TEACHERS, add=TEACHERS),
    Challenge: Rights(TEACHERS),
    Study: Rights(TEACHERS),
    Cohort: Rights(TEACHERS, add=TEACHERS, change=TEACHERS),
    Certificate: Rights(TEACHERS),
}
# Pages of one row, by `page_of_row`: to whoever may not, the row is as if not there.
PAGES: Mapping[str, Page] = {
    "admin:auth_user_password_change": Page(ADMINS, ADMINS, model=User),
    "admin:quizzes_quiz_item_analysis": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, Quiz),
    "admin:quizzes_quiz_questions": Page(TEACHERS, TEACHERS, "200", "302", MISSING, Quiz, by="document_id"),
    "admin:quizzes_quiz_question": Page(
        TEACHERS, TEACHERS, "200", "200", MISSING, Quiz, "document_id", (None, "which")
    ),
    # The matrix asks for no kind, of which there is no question.
    "admin:quizzes_quiz_question_add": Page(NOBODY, NOBODY, refused=MISSING, model=Quiz, by="document_id"),
    "admin:quizzes_quiz_question_preview": Page(
        TEACHERS, NOBODY, NO_METHOD, refused=MISSING, model=Quiz, by="document_id"
    ),
    "admin:quizzes_quiz_reckon": Page(TEACHERS, TEACHERS, NO_METHOD, "302", MISSING, Quiz),
    "admin:quizzes_question_challenges": Page(TEACHERS, TEACHERS, "200", "400", MISSING, Question),
    "admin:quizzes_questionversion_aside": Page(TEACHERS, TEACHERS, NO_METHOD, "302", MISSING, QuestionVersion),
    "admin:quizzes_question_mark_again": Page(TEACHERS, TEACHERS, "200", "302", MISSING, Question),
    "admin:quizzes_question_mark_again_job": regrade("200", NO_METHOD),
    "admin:quizzes_question_mark_again_progress": regrade("200", NO_METHOD),
    "admin:quizzes_question_mark_again_csv": regrade("200", NO_METHOD),
    "admin:quizzes_question_mark_again_apply": regrade(NO_METHOD, "302"),
    "admin:quizzes_question_mark_again_stop": regrade(NO_METHOD, "302"),
    "admin:quizzes_question_mark_again_take_back": regrade(NO_METHOD, "302"),
    "admin:quizzes_attemptitem_mark": Page(TEACHERS, TEACHERS, "200", "400", MISSING, AttemptItem),
    "admin:curriculum_course_figures": Page(TEACHERS, TEACHERS, "200", "400", MISSING, Course),
    "admin:curriculum_course_figure_delete": Page(TEACHERS, TEACHERS, "302", "302", MISSING, Course),
    "admin:progress_cohort_desk": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, Cohort),
    "admin:progress_cohort_heat_map": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, Cohort),
    "admin:progress_cohort_lessons": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, Cohort),
    "admin:progress_cohort_log": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, Cohort),
    "admin:progress_cohort_allowances": Page(TEACHERS, TEACHERS, "200", "400", MISSING, Cohort),
    "admin:progress_study_evidence": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, Study),
    "admin:progress_study_log": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, Study),
    "admin:progress_study_dates": Page(TEACHERS, TEACHERS, "200", "400", MISSING, Study),
    "admin:progress_study_allowance": Page(TEACHERS, TEACHERS, "200", "400", MISSING, Study),
    # The matrix names no attempt.
    "admin:progress_study_reopen": Page(TEACHERS, TEACHERS, MISSING, MISSING, MISSING, Study),
    "admin:progress_cohort_code": Page(TEACHERS, TEACHERS, NO_METHOD, "302", MISSING, Cohort),
    "admin:progress_cohort_joining": Page(TEACHERS, TEACHERS, NO_METHOD, "302", MISSING, Cohort),
    "admin:progress_cohort_roster": Page(TEACHERS, TEACHERS, "200", "400", MISSING, Cohort),
    "admin:progress_certificate_revoke": Page(ADMINS, ADMINS, "200", "400", MISSING, Certificate),
    "admin:progress_certificate_restore": Page(ADMINS, ADMINS, "200", "400", MISSING, Certificate),
    "admin:progress_certificate_rename": Page(ADMINS, ADMINS, "200", "400", MISSING, Certificate),
    # --- where authors write ---
    # Whoever has one course is led to it.
    "authoring:courses": Page(TEACHERS, TEACHERS, "200 or 302", "200 or 302", MISSING, arguments=()),
    "authoring:outline": Page(TEACHERS, TEACHERS, "200", MISSING, MISSING, Course, by="slug"),
    "authoring:publish": Page(TEACHERS, TEACHERS, "200", "200", MISSING, Course, by="slug"),
    "authoring:edit": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, Document),
    "authoring:draft": Page(TEACHERS, TEACHERS, NO_METHOD, "400", MISSING, Document),
    "authoring:preview": Page(TEACHERS, TEACHERS, "200", "200", MISSING, Document),
    "authoring:history": Page(TEACHERS, TEACHERS, "200", MISSING, MISSING, Document),
    "authoring:settle": Page(TEACHERS, TEACHERS, NO_METHOD, MISSING, MISSING, Document),
    # --- files of reports: the matrix asks for nobody's own, which `tests/progress/test_exports_pages.py` does ---
    "reports:exports": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, arguments=()),
    "reports:ask": Page(TEACHERS, TEACHERS, NO_METHOD, "400", MISSING, arguments=("progress",)),
    "reports:export": foreign("200", NO_METHOD),
    "reports:progress": foreign("200", NO_METHOD),
    "reports:file": foreign("200", NO_METHOD),
    "reports:cancel": foreign(NO_METHOD, "302"),
    # --- reports, of the reader's first course where none is named ---
    "reports:index": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, arguments=()),
    "reports:report": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, arguments=("progress",)),
    "reports:chart": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, arguments=("progress", "funnel")),
    "reports:summary": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, Cohort),
    # Lists of work, of whatever courses the person teaches.
    "admin:quizzes_challenge_work": Page(TEACHERS, STAFF, "200", NO_METHOD, MISSING, arguments=()),
    "admin:quizzes_attemptitem_queue": Page(TEACHERS, TEACHERS, "200", NO_METHOD, MISSING, arguments=()),
    "admin:quizzes_attemptitem_release": Page(TEACHERS, TEACHERS, NO_METHOD, "302", MISSING, arguments=()),
    # --- of the whole site ---
    "admin:index": Page(STAFF, STAFF, arguments=()),
    "admin:app_list": Page(TEACHERS, TEACHERS, refused=MISSING, arguments=("curriculum",)),
    "admin:jsi18n": Page(STAFF, STAFF, send=NO_METHOD, arguments=()),
    "admin:password_change": Page(STAFF, STAFF, "302", "302", arguments=()),
    "admin:password_change_done": Page(STAFF, STAFF, send=NO_METHOD, arguments=()),
    # Nothing is named here that could be completed.
    "admin:autocomplete": Page(NOBODY, STAFF, send=NO_METHOD, arguments=()),
}
# What the matrix tries by itself: the doors, the way to a row's page on the site, what leads nowhere.
APART = {"admin:login", "admin:logout", "admin:view_on_site", "admin:", "admin:(?P<url>.*)$"}


def of_models() -> Iterator[tuple[str, Page]]:
    """The pages that Django gives to every model."""
    for model, rights in MODELS.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield f"{name}_changelist", Page(rights.view, rights.view, arguments=())
        yield f"{name}_add", Page(rights.add, rights.add, arguments=())
        yield f"{name}_history", Page(rights.view, rights.view, model=model)
        yield f"{name}_change", Page(rights.view, rights.change, model=model)
        yield f"{name}_delete", Page(rights.delete, rights.delete, model=model)


RULES: Mapping[str, Page] = {**dict(of_models()), **PAGES}
