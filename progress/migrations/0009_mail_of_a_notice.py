import django.db.models.deletion
from django.db import migrations, models

PURPOSE = "reminder-"


def name_mails(apps, _schema_editor):
    """The mails that were posted until now, by their purpose and occasion, which say whose notice it was."""
    Message, Notice = apps.get_model("accounts", "Message"), apps.get_model("progress", "Notice")
    rows = Message.objects.filter(purpose__startswith=PURPOSE).order_by("pk")
    for pk, purpose, named in rows.values_list("pk", "purpose", "occasion").iterator():
        enrolment, _, occasion = named.partition(":")
        kind = purpose.removeprefix(PURPOSE)
        Notice.objects.filter(enrolment=enrolment, kind=kind, occasion=occasion, message=None).update(message=pk)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_roles"),
        ("progress", "0008_study_without_an_end"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="message",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notice",
                to="accounts.message",
            ),
        ),
        migrations.RunPython(name_mails, migrations.RunPython.noop),
    ]
