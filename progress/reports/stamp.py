"""Whether anything has changed that a learner's desk shows: one cheap question in place of many."""

from django.db import connection

# By the learner's own indexes. Points are weighed by the attempt, so that two changes do not cancel each other out.
SQL = """
SELECT records.n, records.done_at, records.read_at, labs.n, runs.n, runs.graded_at, runs.finished_at, runs.points,
    runs.n_waiting, allowances.n, allowances.n_withdrawn, given_up.n, checks.n, checks.answered_at,
    notices.n
FROM
    (SELECT COUNT(done_at) AS n, MAX(done_at) AS done_at, MAX(read_at) AS read_at
        FROM progress_lessonrecord WHERE learner_id = %(learner)s) records,
    (SELECT COUNT(*) AS n FROM progress_labresult WHERE learner_id = %(learner)s) labs,
    (SELECT COUNT(*) AS n, MAX(graded_at) AS graded_at, MAX(finished_at) AS finished_at, SUM(points * id) AS points,
        SUM(n_waiting) AS n_waiting FROM quizzes_attempt WHERE learner_id = %(learner)s) runs,
    (SELECT COUNT(*) AS n, COUNT(withdrawn_at) AS n_withdrawn
        FROM quizzes_allowance WHERE learner_id = %(learner)s) allowances,
    (SELECT COUNT(*) AS n FROM quizzes_givenup WHERE learner_id = %(learner)s) given_up,
    (SELECT COUNT(*) AS n, MAX(answered_at) AS answered_at
        FROM quizzes_checkresponse WHERE learner_id = %(learner)s) checks,
    (SELECT COUNT(*) AS n FROM progress_notice notice JOIN curriculum_enrolment enrolment
        ON enrolment.id = notice.enrolment_id WHERE enrolment.user_id = %(learner)s AND notice.read_at IS NULL) notices
"""


def stamp_of(learner_id: int) -> tuple[object, ...]:
    """Equal as long as nothing was read, done, answered, marked, granted or given up. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"learner": learner_id})
        return tuple(cursor.fetchone())
