"""The words of passages, indexed by the database itself: FTS5 on SQLite, a text-search vector on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    """CREATE VIRTUAL TABLE curriculum_passage_words USING fts5(
        title, heading, text, content='curriculum_passage', content_rowid='id',
        tokenize="porter unicode61 remove_diacritics 2"
    )""",
    """CREATE TRIGGER curriculum_passage_added AFTER INSERT ON curriculum_passage BEGIN
        INSERT INTO curriculum_passage_words(rowid, title, heading, text)
        VALUES (new.id, new.title, new.heading, new.text);
    END""",
    """CREATE TRIGGER curriculum_passage_removed AFTER DELETE ON curriculum_passage BEGIN
        INSERT INTO curriculum_passage_words(curriculum_passage_words, rowid, title, heading, text)
        VALUES ('delete', old.id, old.title, old.heading, old.text);
    END""",
    """CREATE TRIGGER curriculum_passage_changed AFTER UPDATE ON curriculum_passage BEGIN
        INSERT INTO curriculum_passage_words(curriculum_passage_words, rowid, title, heading, text)
        VALUES ('delete', old.id, old.title, old.heading, old.text);
        INSERT INTO curriculum_passage_words(rowid, title, heading, text)
        VALUES (new.id, new.title, new.heading, new.text);
    END""",
]
SQLITE_BACK = [
    "DROP TRIGGER curriculum_passage_added",
    "DROP TRIGGER curriculum_passage_removed",
    "DROP TRIGGER curriculum_passage_changed",
    "DROP TABLE curriculum_passage_words",
]
POSTGRESQL = [
    """ALTER TABLE curriculum_passage ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A') ||
        setweight(to_tsvector('english', heading), 'B') ||
        setweight(to_tsvector('english', text), 'D')
    ) STORED""",
    "CREATE INDEX curriculum_passage_words ON curriculum_passage USING gin (words)",
]
POSTGRESQL_BACK = ["ALTER TABLE curriculum_passage DROP COLUMN words"]


def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def backwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if editor.connection.vendor == "postgresql" else SQLITE_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
