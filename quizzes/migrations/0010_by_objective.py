"""Each marked attempt keeps what its answers come to by objective; those that are there get theirs a chunk at a time."""

from collections import defaultdict
from typing import Any

from django.db import migrations, models

from quizzes.grading.shares import by_objective

CHUNK = 500


def fill(apps: Any, schema_editor: Any) -> None:
    attempts = apps.get_model("quizzes", "Attempt").objects.filter(state="graded", by_objective__isnull=True)
    items = apps.get_model("quizzes", "AttemptItem").objects
    last = 0
    while chunk := list(attempts.filter(pk__gt=last).order_by("pk").only("pk")[:CHUNK]):
        last = chunk[-1].pk
        rows: dict[int, list[Any]] = defaultdict(list)
        asked = ("attempt", "version__objective", "outcome", "points", "possible")
        for pk, *row in items.filter(attempt__in=[each.pk for each in chunk]).values_list(*asked):
            rows[pk].append(row)
        for each in chunk:
            each.by_objective = by_objective(rows[each.pk])
        # Of those alone that nobody has marked anew meanwhile; what is left out is read answer by answer.
        attempts.bulk_update(chunk, ["by_objective"])


class Migration(migrations.Migration):
    # No lock is held from one chunk to the next.
    atomic = False

    dependencies = [
        ("quizzes", "0009_seconds"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="by_objective",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
