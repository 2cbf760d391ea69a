"""Each marked attempt keeps what its answers come to by objective; those that are there get theirs a chunk at a time."""

from collections import defaultdict
from typing import Any

from django.db import migrations, models

from quizzes.grading.shares import by_objective, written

CHUNK = 500


def fill(apps: Any, schema_editor: Any) -> None:
    attempts = apps.get_model("quizzes", "Attempt").objects.filter(state="graded", shares="")
    items = apps.get_model("quizzes", "AttemptItem").objects
    last = 0
    while chunk := list(attempts.filter(pk__gt=last).order_by("pk").only("pk")[:CHUNK]):
        last = chunk[-1].pk
        rows: dict[int, list[Any]] = defaultdict(list)
        asked = ("attempt", "version__objective", "outcome", "points", "possible")
        for pk, *row in items.filter(attempt__in=[each.pk for each in chunk]).values_list(*asked):
            rows[pk].append(row)
        for each in chunk:
            each.shares = written(by_objective(rows[each.pk]))
        # Of those alone that nobody has marked anew meanwhile.
        attempts.bulk_update(chunk, ["shares"])


class Migration(migrations.Migration):
    # No lock is held from one chunk to the next.
    atomic = False

    dependencies = [
        ("quizzes", "0009_seconds"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="shares",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
