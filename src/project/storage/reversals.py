"""What undoes a step: for every row that a step adds, changes or takes out, the row as it was before.

While a step is under way, temporary triggers note each change of each table; when it succeeds, the notes are kept with
its number in the history. So every step can be undone, whatever it did, and no step needs to know how. The notes are
rows, never statements: nothing that stands in a project file is run. They are exact because no column is a float, which
SQLite's JSON would round; fractions are kept in columns of JSON.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ...errors import ProjectError
from . import store

KEPT = 50
"""How far back steps can be undone, in entries of the history."""

_NOTED = "step_changes"
_UNWATCHED = (store.history, store.reversals)


def _watched() -> list[sa.Table]:
    return [table for table in store.metadata.sorted_tables if table not in _UNWATCHED]


def watch(connection: sa.Connection) -> None:
    """Begin to note the changes that are made through `connection`."""
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE IF NOT EXISTS {_NOTED} (id INTEGER PRIMARY KEY, place TEXT, kind TEXT, row TEXT)"
    )
    connection.execute(sa.delete(sa.table(_NOTED)))
    for table in _watched():
        for trigger in _triggers(table):
            connection.exec_driver_sql(trigger)


def _triggers(table: sa.Table) -> Iterator[str]:
    every, key = [column.name for column in table.columns], [column.name for column in table.primary_key]

    def as_json(names: list[str], side: str) -> str:
        listed = ", ".join(f"'{name}', {side}.\"{name}\"" for name in names)
        return f"json_object({listed})"

    noted = {
        "insert": as_json(key, "NEW"),
        "delete": as_json(every, "OLD"),
        "update": f"json_object('key', {as_json(key, 'NEW')}, 'row', {as_json(every, 'OLD')})",
    }
    for kind, row in noted.items():
        name, note = f"note_{table.name}_{kind}", f"(place, kind, row) VALUES ('{table.name}', '{kind}', {row})"
        yield (  # only names that stand in store.py go into the statement
            f"CREATE TEMP TRIGGER IF NOT EXISTS {name} AFTER {kind.upper()} ON main.{table.name} "
            f"BEGIN INSERT INTO {_NOTED} {note}; END"
        )


def keep(connection: sa.Connection, step: int) -> None:
    """Keep what was noted as what undoes `step`, and let go of what undoes steps of long ago."""
    noted = sa.table(_NOTED, *map(sa.column, ("id", "place", "kind", "row")))
    found = sa.select(sa.literal(step), noted.c.place, noted.c.kind, noted.c.row).order_by(noted.c.id)
    kept = store.reversals
    connection.execute(kept.insert().from_select(["step", "place", "kind", "row"], found))
    connection.execute(kept.delete().where(kept.c.step <= step - KEPT))


def undo(connection: sa.Connection, step: int) -> int:
    """Put back every row as it was before `step`; return how many rows.

    Raises ProjectError when the rows are not as the step left them, or what undoes it was let go of.
    """
    kept = store.reversals
    query = sa.select(kept.c.place, kept.c.kind, kept.c.row).where(kept.c.step == step).order_by(kept.c.id.desc())
    changes = [(place, kind, json.loads(row)) for place, kind, row in connection.execute(query)]
    if not changes or not {place for place, *_ in changes} <= {table.name for table in _watched()}:
        raise ProjectError(
            f"step {step} can no longer be undone.",
            where="history",
            fix=f"What undoes a step is kept for {KEPT} steps.",
        )
    for (place, kind), rows in itertools.groupby(changes, key=lambda change: change[:2]):
        _put_back(connection, store.metadata.tables[place], kind, [row for *_, row in rows])
    connection.execute(kept.delete().where(kept.c.step == step))
    return len(changes)


def _put_back(connection: sa.Connection, known: sa.Table, kind: str, rows: list[dict[str, Any]]) -> None:
    names = [column.name for column in known.columns]
    table = sa.table(known.name, *map(sa.column, names))  # without types: values go back as they stood in the file
    if kind == "delete":
        done = connection.execute(table.insert(), rows).rowcount
    else:
        keys = [column.name for column in known.primary_key]
        same = sa.and_(*(table.c[name] == sa.bindparam(f"key_{name}") for name in keys))
        given = [{f"key_{name}": (row if kind == "insert" else row["key"])[name] for name in keys} for row in rows]
        if kind == "insert":
            done = connection.execute(table.delete().where(same), given).rowcount
        else:
            change = table.update().where(same).values({name: sa.bindparam(f"old_{name}") for name in names})
            old = [{f"old_{name}": value for name, value in row["row"].items()} for row in rows]
            done = connection.execute(change, [a | b for a, b in zip(given, old, strict=True)]).rowcount
    if done != len(rows):
        raise ProjectError(
            f"the rows of {known.name} are not as the step left them.",
            where="history",
            fix="Run `intercoder project check`.",
        )
