"""The project file as a database: opening it, and transactions on it.

One SQLite file through SQLAlchemy Core. Every write is one transaction that takes the file's write lock first, so two
programs that write at once wait for each other, and a program that is killed leaves the file as it was before the step.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ...atomic import is_there, replacing, taken
from ...errors import ProjectError
from .store import FORMAT, about, metadata
from .trust import Unreadable, refuse_strange, said

BUSY_SECONDS = 20


class Store:
    """An open project file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = _engine(path)
        self._refused: ProjectError | None = None

    @classmethod
    def create(cls, path: Path, entries: dict[str, str], begin: Callable[[sa.Connection], None]) -> Store:
        """Make a new project file with these entries of `about` and what `begin` writes, as a whole or not at all.

        Raises ProjectError when there is a file of that name already, even when it was made at the same moment.
        """
        if is_there(path):
            raise taken(path)
        with replacing(path, new=True) as temporary, said(path):
            engine = _engine(temporary)
            try:
                with engine.begin() as connection:
                    metadata.create_all(connection)
                    rows = [{"key": key, "value": value} for key, value in {"format": str(FORMAT), **entries}.items()]
                    connection.execute(about.insert(), rows)
                    begin(connection)
            finally:
                engine.dispose()
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a project file.

        Raises ProjectError when it is missing, is no project file, was made by a newer intercoder, or holds what
        intercoder never writes (see `refuse_strange`).
        """
        if not is_there(path) or not path.is_file():
            raise ProjectError(
                "there is no such project file.", where=str(path), fix="Make one with `intercoder project new`."
            )
        store = cls(path)
        try:
            with store.reading() as connection:
                query = sa.select(about.c.value).where(about.c.key == "format")
                made_with = int(connection.execute(query).scalar_one())
                refuse_strange(connection, path)
        except (Unreadable, sa.exc.NoResultFound, ValueError, TypeError) as error:
            raise ProjectError(
                "is not an intercoder project.", where=str(path), fix="Check the file's name."
            ) from error
        if made_with > FORMAT:
            raise ProjectError(
                f"was made by a newer intercoder (format {made_with}; this one knows {FORMAT}).",
                where=str(path),
                fix="Update intercoder: pip install --upgrade intercoder",
            )
        store._complete()
        return store

    def _complete(self) -> None:
        """Make the tables that a file does not have which an earlier intercoder of the same format made.

        A file that cannot be written to now is read as if it had them, empty; every step is refused.
        """
        with self.reading() as connection:
            missing = metadata.tables.keys() - set(sa.inspect(connection).get_table_names())
        if not missing:
            return
        try:
            with self.writing() as connection:
                metadata.create_all(connection)
        except Unreadable:
            raise
        except ProjectError as error:
            self._refused = error
            self._stand_in([metadata.tables[name] for name in missing])

    def _stand_in(self, tables: Iterable[sa.Table]) -> None:
        """Give every connection empty tables in the place of those that the file does not have."""
        self._engine.dispose()

        @sa.event.listens_for(self._engine, "connect")
        def _add(connection: Any, _: object) -> None:
            for table in tables:
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                connection.execute(f'CREATE TEMPORARY TABLE "{table.name}" ({columns})')

    def _refuse(self) -> None:
        if self._refused is not None:
            raise self._refused

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the file throughout."""
        with said(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextlib.contextmanager
    def trying(self) -> Iterator[sa.Connection]:
        """Give a connection on which a step can be tried: its changes are let go of when the block ends."""
        self._refuse()
        with said(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are all kept when the block ends, or none when it raises."""
        self._refuse()
        with said(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _engine(path: Path) -> sa.Engine:
    options = {"timeout": BUSY_SECONDS, "isolation_level": None}  # transactions are begun by Store, not by the driver
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), connect_args=options)

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")  # no text of participants in the machine's folder of scraps

    return engine
