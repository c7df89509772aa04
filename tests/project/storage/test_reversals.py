"""What undoes a step brings every row back exactly, whatever it holds."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from intercoder.project.storage import reversals, store

METADATA = sa.MetaData()
THINGS = sa.Table(
    "things",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    sa.Column("size", sa.Integer),
    sa.Column("more", sa.JSON),
)
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=5)
SIZES = st.none() | st.integers(-(2**63), 2**63 - 1)
ROWS = st.dictionaries(st.tuples(TEXT, st.integers(0, 3)), st.tuples(SIZES, st.lists(TEXT, max_size=2)), max_size=5)


@pytest.fixture(scope="module")
def engine() -> sa.Engine:
    """A file in memory with the tables that undoing needs, and one more that is watched."""
    made = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    METADATA.create_all(made)
    store.metadata.create_all(made)
    return made


@pytest.fixture(scope="module", autouse=True)
def _watched(engine: sa.Engine) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reversals, "_watched", lambda: [THINGS])
        patch.setattr(store.metadata, "tables", {"things": THINGS})
        yield


@given(ROWS, ROWS)
def test_whatever_a_step_does_is_undone(engine: sa.Engine, before: dict, after: dict) -> None:
    with engine.connect() as connection:
        put(connection, before)
        kept = rows(connection)
        reversals.watch(connection)
        put(connection, after)
        reversals.keep(connection, 1)
        if before or after:  # otherwise there is no step to undo
            reversals.undo(connection, 1)
        assert rows(connection) == kept
        connection.rollback()


def put(connection: sa.Connection, wanted: dict) -> None:
    """Change the table to hold these rows: take out, change and add, as need be."""
    there = {(name, part) for name, part, *_ in rows(connection)}
    for name, part in there - wanted.keys():
        connection.execute(THINGS.delete().where(THINGS.c.name == name, THINGS.c.part == part))
    for (name, part), (size, more) in wanted.items():
        if (name, part) in there:
            same = (THINGS.c.name == name, THINGS.c.part == part)
            connection.execute(THINGS.update().where(*same).values(size=size, more=more))
        else:
            connection.execute(THINGS.insert().values(name=name, part=part, size=size, more=more))


def rows(connection: sa.Connection) -> set[tuple[object, ...]]:
    return {tuple(row) for row in connection.exec_driver_sql("SELECT name, part, size, more FROM things")}
