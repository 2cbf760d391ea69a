"""`Study.finished_at` was written by nothing.

The column stays for this release, empty: processes of the last one read it until they have ended. The next may drop it.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("progress", "0007_activity_days")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="study", name="finished_at")]
        )
    ]
