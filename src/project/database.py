"""The project file as a database: opening it, and transactions on it.

One SQLite file through SQLAlchemy Core. Every write is one transaction that takes the file's write lock first, so two
programs that write at once wait for each other, and a program that is killed leaves the file as it was before the step.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ..atomic import replacing
from ..errors import ProjectError
from .store import FORMAT, about, metadata

BUSY_SECONDS = 20


class Store:
    """An open project file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = _engine(path)

    @classmethod
    def create(cls, path: Path, entries: dict[str, str], begin: Callable[[sa.Connection], None]) -> Store:
        """Make a new project file with these entries of `about` and what `begin` writes, as a whole or not at all.

        Raises ProjectError when there is a file of that name already.
        """
        if path.exists():
            raise ProjectError("there is such a file already.", where=str(path), fix="Choose another name.")
        with replacing(path) as temporary:
            engine = _engine(temporary)
            with engine.begin() as connection:
                metadata.create_all(connection)
                rows = [{"key": key, "value": value} for key, value in {"format": str(FORMAT), **entries}.items()]
                connection.execute(about.insert(), rows)
                begin(connection)
            engine.dispose()
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a project file.

        Raises ProjectError when it is missing, is no project file, or was made by a newer intercoder.
        """
        if not path.is_file():
            raise ProjectError(
                "there is no such project file.", where=str(path), fix="Make one with `intercoder project new`."
            )
        store = cls(path)
        try:
            with store.reading() as connection:
                query = sa.select(about.c.value).where(about.c.key == "format")
                made_with = int(connection.execute(query).scalar_one())
        except (sa.exc.DatabaseError, sa.exc.NoResultFound, ValueError) as error:
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
        """Make the tables that a file does not have which an earlier intercoder of the same format made."""
        with self.reading() as connection:
            missing = metadata.tables.keys() - set(sa.inspect(connection).get_table_names())
        if missing:
            with self.writing() as connection:
                metadata.create_all(connection)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the file throughout."""
        with self._said(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextlib.contextmanager
    def trying(self) -> Iterator[sa.Connection]:
        """Give a connection on which a step can be tried: its changes are let go of when the block ends."""
        with self._said(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are all kept when the block ends, or none when it raises."""
        with self._said(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Say in plain words what the file system or another program did not allow."""
        try:
            yield
        except sa.exc.OperationalError as error:
            reason = str(error.orig)
            if "locked" in reason:
                problem, fix = "another program is writing to the project.", "Wait until it has finished and try again."
            elif "readonly" in reason or "unable to open" in reason:
                problem, fix = (
                    "the project cannot be written to.",
                    "Check that you may write to the file and its folder.",
                )
            elif "full" in reason:
                problem, fix = "the disk is full.", "Make room and try again; the project is as it was."
            else:
                raise
            raise ProjectError(problem, where=str(self.path), fix=fix) from error

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

    return engine
