"""Room for rows that change: an answer that is saved again stays on its page, and no index is touched (PostgreSQL)."""

from django.db import migrations

SETTINGS = (
    ("quizzes_attempt", "fillfactor = 85"),
    ("quizzes_attemptitem", "fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02"),
)


def set_storage(apps, editor):
    if editor.connection.vendor == "postgresql":
        for table, settings in SETTINGS:
            editor.execute(f"ALTER TABLE {table} SET ({settings})")


def reset_storage(apps, editor):
    if editor.connection.vendor == "postgresql":
        for table, settings in SETTINGS:
            names = ", ".join(part.partition(" ")[0] for part in settings.split(", "))
            editor.execute(f"ALTER TABLE {table} RESET ({names})")


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0001_questions")]

    operations = [migrations.RunPython(set_storage, reset_storage)]
