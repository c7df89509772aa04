"""Codings in a table of a database, counted there: SQLite, PostgreSQL, or any other that SQLAlchemy reaches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError
from ...opening import no_file

if TYPE_CHECKING:
    from ...reliability.counts.sql_sources import Sources
    from .large_tables import Columns


def is_url(name: Path | str) -> bool:
    """Return whether this is the URL of a database."""
    return "://" in str(name)


@contextmanager
def opened(address: str, table: str | None, coverage: str | None, columns: Columns) -> Iterator[Sources]:
    """Open the database at `address` for counting in its tables of codings and of coverage.

    Raises InputError when no table is named, when the URL or its driver is none, and for what the database says; a
    password is never shown.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    from ...reliability.counts.sql_sources import sources_of

    if table is None:
        raise InputError("which table has the codings?", where="--codings", fix="Name it: --codings TABLE.")
    try:
        url = make_url(address)
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        shown = url.render_as_string(hide_password=True)
        _check_file(url.database, shown, is_file=url.drivername.startswith("sqlite"))
        database = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:  # a port that is no number is a ValueError
        fix = "Write it as postgresql://user@host/database, or sqlite:///file."
        raise InputError("this is no URL of a database that can be read.", fix=fix) from error
    except ImportError as error:
        missing = f"the driver of this database is not installed ({error.name})."
        fix = "Install it; for PostgreSQL: pip install 'intercoder[postgresql]'."
        raise InputError(missing, where=shown, fix=fix) from error
    try:
        with database.connect() as connection:
            yield sources_of(connection, table, coverage, **columns.named())
    except SQLAlchemyError as error:
        told = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        told = told.replace(url.password, "***") if url.password else told
        raise InputError(f"the database says: {told}", where=shown, fix="Look at the names and the access.") from None
    finally:
        database.dispose()


def _check_file(name: str | None, shown: str, *, is_file: bool) -> None:
    if is_file and name not in (None, "", ":memory:") and not Path(str(name)).exists():
        raise no_file(shown, "Look at the path: sqlite:///relative.db.")
