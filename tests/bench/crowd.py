"""A database as after a year: learners, sessions, enrolments, marked attempts with a few answers each, allowances.

Made by the database itself, without triggers: the rows are right by construction.
"""

import json
import time

import django
from django.db import connection, transaction

django.setup()

from quizzes.models import Quiz  # noqa: E402  (apps are ready only now)

LEARNERS, EACH, ITEMS = 100_000, 10, 3
STATEMENTS = (
    # No foreign key is asked for each row.
    "SET LOCAL session_replication_role = replica",
    """
    INSERT INTO accounts_user (password, is_superuser, email, display_name, time_zone, is_active, is_staff, joined_at)
    SELECT '!', false, 'crowd-' || n || '@example.org', 'Learner ' || n, 'UTC', true, false, now() - interval '1 year'
    FROM generate_series(1, %(learners)s) n
    """,
    "CREATE TEMP TABLE crowd ON COMMIT DROP AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts_user "
    "WHERE email LIKE 'crowd-%%'",
    """
    INSERT INTO django_session (session_key, session_data, expire_date)
    SELECT md5(n::text), repeat(md5(n::text), 8), now() + interval '30 days' FROM generate_series(1, %(learners)s) n
    """,
    """
    INSERT INTO curriculum_enrolment (user_id, course_id, enrolled_at)
    SELECT crowd.id, %(course)s, now() - interval '1 year' FROM crowd
    """,
    """
    INSERT INTO quizzes_attempt (learner_id, quiz_id, number, "limit", seed, state, started_at, time_limit, ends_at,
        pass_mark, marking, shuffle, submitted_at, finished_at, graded_at, points, possible, n_waiting, passed,
        n_failures, failure)
    SELECT crowd.id, quiz.id, each / %(quizzes)s + 1, NULL, md5(crowd.id::text), 'graded', began, quiz.time_limit,
        began + interval '20 minutes', quiz.pass_mark, quiz.marking, quiz.shuffle, began + interval '15 minutes',
        began + interval '15 minutes', began + interval '15 minutes', (crowd.n + each) %% 4, 3, 0,
        (crowd.n + each) %% 4 > 2, 0, ''
    FROM crowd CROSS JOIN generate_series(0, %(each)s - 1) each
    JOIN (SELECT q.*, row_number() OVER (ORDER BY q.id) - 1 AS place FROM quizzes_quiz q WHERE q.id = ANY(%(ids)s)) quiz
        ON quiz.place = each %% %(quizzes)s
    CROSS JOIN LATERAL (SELECT now() - interval '1 day' * (1 + (crowd.n + 37 * each) %% 360) AS began) moment
    """,
    """
    INSERT INTO quizzes_attemptitem (attempt_id, version_id, position, response, revision, saved_at, flagged, possible,
        points, outcome, remarks, comment)
    SELECT attempt.id, versions.ids[(attempt.id + place) %% array_length(versions.ids, 1) + 1], place,
        '"0123456789"'::jsonb, 1, attempt.finished_at, false, 1, 1, 'right', '["0123456789"]'::jsonb, ''
    FROM quizzes_attempt attempt
    JOIN (SELECT question.quiz_id, array_agg(version.id) AS ids FROM quizzes_questionversion version
        JOIN quizzes_question question ON version.question_id = question.id GROUP BY question.quiz_id) versions
        ON versions.quiz_id = attempt.quiz_id
    JOIN crowd ON crowd.id = attempt.learner_id
    CROSS JOIN generate_series(1, %(items)s) place
    """,
    """
    INSERT INTO quizzes_markchange (attempt_id, kind, new_points, reason, made_at)
    SELECT attempt.id, 'graded', attempt.points, '', attempt.graded_at
    FROM quizzes_attempt attempt JOIN crowd ON crowd.id = attempt.learner_id
    """,
    """
    INSERT INTO quizzes_allowance (learner_id, quiz_id, extra_minutes, extra_attempts, reason, granted_at)
    SELECT crowd.id, %(quiz)s, 10, 1, 'a year of them', now() FROM crowd WHERE crowd.n %% 10 = 0
    """,
)


def main() -> dict[str, float]:
    began = time.perf_counter()
    quizzes = list(Quiz.objects.taught().filter(slug__regex="^(?!pool-)").order_by("pk"))
    asked: dict[str, int | list[int]] = {
        "learners": LEARNERS,
        "each": EACH,
        "items": ITEMS,
        "course": quizzes[0].course_id,
        "quiz": quizzes[0].pk,
        "quizzes": len(quizzes),
        "ids": [quiz.pk for quiz in quizzes],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, asked)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "learners": LEARNERS,
        "attempts": LEARNERS * EACH,
        "answers": LEARNERS * EACH * ITEMS,
        "seconds to seed": time.perf_counter() - began,
    }


if __name__ == "__main__":
    print(json.dumps(main()))
