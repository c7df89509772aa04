"""Engines that run SQL: one way to ask any of them, whatever it calls its connection, cursor or session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ...errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Batches: TypeAlias = Callable[[str], Iterator[Sequence[NDArray[np.integer]]]]

Row: TypeAlias = tuple[Any, ...]
_MARKS = {"spark": "`", "mysql": "`", "mariadb": "`"}


@dataclass(frozen=True)
class Engine:
    """What runs SQL.

    ask       takes the text of a query, gives its rows
    quote     the mark around the names of tables and columns
    batches   takes the text of a query for whole numbers, gives its columns, some rows at a time; only of an engine in
              this process that may make tables of its own
    room      how many bytes may be taken beside such an engine
    """

    ask: Callable[[str], list[Row]]
    quote: str = '"'
    batches: Batches | None = None
    room: int = 0

    def name(self, name: str) -> str:
        """Return the name of a table or column as it stands in SQL, quoted; dots part schema and table.

        Raises InputError for an empty name and for one with a quotation mark or a character that does not print.
        """
        parts = name.split(".")
        if not all(parts) or not name.isprintable() or any(mark in name for mark in "\"'`\\;"):
            raise InputError(
                f'"{name}" is no name of a table or column.', fix="Names have no quotation marks, backslashes or ;."
            )
        return ".".join(f"{self.quote}{part}{self.quote}" for part in parts)


def engine_of(execute: Any) -> Engine:
    """Return the engine behind `execute`: a function from SQL to rows, or an object that runs SQL.

    That is a connection or a cursor of a driver (DB-API, PEP 249; sqlite3, psycopg, DuckDB), a connection of
    SQLAlchemy, a Spark session or its `sql`, or a SQLContext of polars. Raises InputError for anything else.
    """
    if isinstance(execute, Engine):
        return execute
    package = type(getattr(execute, "__self__", execute)).__module__.split(".")[0].lstrip("_")
    if package == "sqlalchemy" and hasattr(execute, "exec_driver_sql"):
        return _of_sqlalchemy(execute)
    names = ("sql", "execute") if package == "pyspark" else ("execute",)
    run = next((found for name in names if callable(found := getattr(execute, name, None))), execute)
    if package not in ("pyspark", "duckdb", "polars") and hasattr(execute, "cursor") and not callable(execute):
        run = execute.cursor().execute
    if not callable(run):
        raise InputError(
            f"an object of the type {type(execute).__name__} does not run SQL.",
            fix="Give a connection, a cursor, or a function that takes SQL and returns rows.",
        )
    mark = _MARKS.get("spark" if package == "pyspark" else package, '"')
    return Engine(lambda statement: _rows(run(statement), run), mark)


def _of_sqlalchemy(connection: Any) -> Engine:
    from sqlalchemy import text

    def ask(statement: str) -> list[Row]:
        return [tuple(row) for row in connection.execute(text(statement.replace(":", r"\:")))]

    return Engine(ask, _MARKS.get(connection.dialect.name, '"'))


def _rows(answer: Any, run: Any) -> list[Row]:
    """Return the rows of whatever an engine answers: a cursor, a frame, rows; or nothing, the cursor having them."""
    if answer is None or isinstance(answer, int):
        answer = getattr(run, "__self__", None)
    if callable(getattr(answer, "fetchall", None)):
        answer = answer.fetchall()
    elif callable(getattr(answer, "collect", None)):
        answer = answer.collect()
    if callable(getattr(answer, "rows", None)):
        answer = answer.rows()
    elif callable(getattr(answer, "itertuples", None)):
        answer = answer.itertuples(index=False, name=None)
    return [tuple(row) for row in answer]
