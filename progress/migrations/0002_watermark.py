from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_study")]

    operations = [
        migrations.CreateModel(
            name="Watermark",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("reached", models.BigIntegerField(default=0)),
            ],
        ),
    ]
