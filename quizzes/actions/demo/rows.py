"""Many rows at once: by COPY on PostgreSQL, by one prepared statement elsewhere. Who writes them does not know which.

Neither signals nor `save` are heard. To be used in a transaction.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from io import StringIO
from typing import Any, TypeAlias

from django.db import connection, models

# So many numbers are taken from a sequence at a time.
BLOCK = 5_000
SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Field: TypeAlias = "models.Field[Any, Any]"


class Table:
    """Rows of one table, kept until they are written. `names` say what a row holds, foreign keys as `learner_id`; what
    they leave out has its default. JSON is handed in as it is written, as text."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        self.model = model
        by_name: Mapping[str, Field] = {field.attname: field for field in model._meta.concrete_fields}
        self.fields = [by_name[name] for name in names]
        rest = [field for name, field in by_name.items() if name not in names and not field.primary_key]
        self.rest = [(field, _default(field)) for field in rest]
        self.rows: list[Sequence[object]] = []
        self.ids = _ids(model)

    def new_id(self) -> int:
        return next(self.ids)

    def add(self, *row: object) -> None:
        self.rows.append(row)

    def write(self) -> None:
        rows, self.rows = self.rows, []
        if rows and connection.vendor == "postgresql":
            self._copy(rows)
        elif rows:
            self._execute(rows)

    def _columns(self) -> str:
        fields = [*self.fields, *(field for field, _ in self.rest)]
        return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)

    def _copy(self, rows: Iterable[Sequence[object]]) -> None:
        rest = "".join(f"\t{_copied(value)}" for _, value in self.rest) + "\n"
        lines = StringIO()
        for row in rows:
            lines.write("\t".join([COPIED[type(value)](value) for value in row]) + rest)
        lines.seek(0)
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({self._columns()}) FROM STDIN", lines, 1 << 16)

    def _execute(self, rows: Iterable[Sequence[object]]) -> None:
        adapt = [_adapter(field) for field in self.fields]
        rest = [_adapter(field)(value) for field, value in self.rest]
        places = ", ".join(["%s"] * (len(adapt) + len(rest)))
        table = connection.ops.quote_name(self.model._meta.db_table)
        # Names of tables and columns are the models' own.
        statement = f"INSERT INTO {table} ({self._columns()}) VALUES ({places})"  # noqa: S608
        adapted: list[list[Any]] = [
            [*(one(value) for one, value in zip(adapt, row, strict=True)), *rest] for row in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(statement, adapted)


def _ids(model: type[models.Model]) -> Iterator[int]:
    """Numbers that nobody else gets: a sequence's, or those behind the last row, while no other can write."""
    table, column = model._meta.db_table, model._meta.pk.column
    last = 0
    while True:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
                cursor.execute(sequence, [f'"{table}"', column, BLOCK])
                found = [number for (number,) in cursor.fetchall()]
            else:
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
                last = max(last, *(number for (number,) in cursor.fetchall()), 0)
                found = list(range(last + 1, last + 1 + BLOCK))
                last += BLOCK
        yield from found


def _default(field: Field) -> object:
    value = field.get_default()
    # In JSON, as rows have it.
    return json.dumps(value) if isinstance(value, list | dict) else value


def _adapter(field: Field) -> Callable[[Any], object]:
    if isinstance(field, models.JSONField):
        return lambda value: value
    return partial(field.get_db_prep_save, connection=connection)


def _text(value: str) -> str:
    return value.translate(ESCAPES) if SPECIAL.search(value) else value


COPIED: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    str: _text,
    Decimal: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
}


def _copied(value: object) -> str:
    return COPIED[type(value)](value)
