"""Whether anything has changed that a learner's desk shows: one cheap question in place of many."""

from operator import itemgetter

from django.db import connection

# By the learner's own indexes. Points are weighed by the attempt, so that two changes do not cancel each other out.
# A union, which PostgreSQL plans in three quarters of the time that a join of the same takes it.
SQL = """
SELECT 'records' AS kind, COUNT(done_at) AS n, MAX(done_at) AS at, MAX(read_at) AS also_at, 0 AS weight, 0 AS n_open
    FROM progress_lessonrecord WHERE learner_id = %(learner)s
UNION ALL SELECT 'labs', COUNT(*), NULL, NULL, 0, 0 FROM progress_labresult WHERE learner_id = %(learner)s
UNION ALL SELECT 'runs', COUNT(*), MAX(graded_at), MAX(finished_at), SUM(points * id), SUM(n_waiting)
    FROM quizzes_attempt WHERE learner_id = %(learner)s
UNION ALL SELECT 'allowances', COUNT(*), NULL, NULL, 0, COUNT(withdrawn_at)
    FROM quizzes_allowance WHERE learner_id = %(learner)s
UNION ALL SELECT 'given up', COUNT(*), NULL, NULL, 0, 0 FROM quizzes_givenup WHERE learner_id = %(learner)s
UNION ALL SELECT 'checks', COUNT(*), MAX(answered_at), NULL, 0, 0
    FROM quizzes_checkresponse WHERE learner_id = %(learner)s
UNION ALL SELECT 'notices', COUNT(*), NULL, NULL, 0, 0 FROM progress_notice notice JOIN curriculum_enrolment enrolment
    ON enrolment.id = notice.enrolment_id WHERE enrolment.user_id = %(learner)s AND notice.read_at IS NULL
"""


def stamp_of(learner_id: int) -> tuple[object, ...]:
    """Equal as long as nothing was read, done, answered, marked, granted or given up. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"learner": learner_id})
        return tuple(sorted(cursor.fetchall(), key=itemgetter(0)))
