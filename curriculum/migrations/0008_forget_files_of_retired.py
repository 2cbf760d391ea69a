"""A load that retires a document forgets what was loaded, so that what was taken out in the admin can be told from it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forget(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("curriculum", "Document").objects.filter(retired_at__isnull=False).update(loaded=None)


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0007_pictures")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
