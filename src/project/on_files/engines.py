"""Agreement counted where the codings are: in large files, in a database, on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ...errors import InputError, no_such, option_named
from ...exchange.engines import database_tables, large_tables, spark_tables
from ...exchange.engines.large_tables import Columns
from .agreement import OnFiles

if TYPE_CHECKING:
    from pathlib import Path

    from ...reliability.counts.sql_sources import Sources
    from ...results import Result

ENGINES = ("memory", "duckdb", "spark")
_IN_MEMORY = {
    "rollup": "counts sub-codes with their parents",
    "compare_with": "needs the single units",
    "layout": "is for sheets",
    "sheet": "is for sheets",
    "separator": "is for sheets",
    "levels": "is for sheets",
    "blanks": "is for sheets",
    "spans": "is for stretches of text",
    "scale": "is for categories",
    "categories": "is for categories",
    "weights": "is for categories",
    "unlisted": "is for categories",
    "as_written": "is for categories",
    "themes": "is for sheets",
    "without": "is for sheets",
}


@dataclass(frozen=True)
class Where:
    """Where the codings are and how they are counted.

    codings    files, or one URL of a database
    table      in a database the name of the table of codings
    coverage   the file, or the table, of who finished which unit
    columns    the names of the columns
    engine     one of ENGINES; by default as the codings ask for
    memory     how much DuckDB may take
    progress   is told how many parts are counted, of how many
    """

    codings: Sequence[Path | str]
    table: str | None = None
    coverage: str | None = None
    columns: Columns = field(default_factory=Columns)
    engine: str | None = None
    memory: str | None = None
    progress: Callable[[int, int], None] | None = None

    @classmethod
    def of(
        cls,
        codings: Sequence[Path | str],
        *,
        table: str | None = None,
        coverage: str | None = None,
        engine: str | None = None,
        memory: str | None = None,
        **columns: str | None,
    ) -> Where:
        """Return where the codings are; `columns` are unit, coder, code and value, None for their usual names."""
        named = Columns(**{name: column for name, column in columns.items() if column is not None})
        return cls(codings, table, coverage, named, engine, memory)

    def told(self, progress: Callable[[int, int], None]) -> Where:
        """Return the same with whom to tell how much is counted."""
        return replace(self, progress=progress)

    @property
    def description(self) -> str:
        """Return where and how the codings are counted, in words."""
        if any(map(database_tables.is_url, self.codings)):
            return f"counted in the database: table {self.table}"
        return f"counted by {'Spark' if self.engine == 'spark' else 'DuckDB'}: {', '.join(map(str, self.codings))}"

    @property
    def counted_there(self) -> bool:
        """Whether to count in an engine: it was asked for, or these are no sheets to be read into memory."""
        if self.engine is not None and self.engine not in ENGINES:
            raise no_such("engine", self.engine, ENGINES, where="--engine")
        asked = {
            "--coverage": self.coverage,
            "--codings": self.table,
            "--memory": self.memory,
            "--value": self.columns.value,
            "--code": self.columns.code != Columns().code,
        }
        given = [option for option, value in asked.items() if value]
        if self.engine == "memory" and given:
            raise InputError("is for an engine.", where=given[0], fix="Leave it out, or --engine memory.")
        parquet = any(str(path).casefold().endswith(".parquet") for path in self.codings)
        return self.engine != "memory" and bool(
            self.engine or given or parquet or any(map(database_tables.is_url, self.codings))
        )


def sources_at(where: Where) -> AbstractContextManager[Sources]:
    """Open the place where the codings are; raises InputError for what is not there."""
    if any(map(database_tables.is_url, where.codings)):
        return database_tables.opened(str(where.codings[0]), where.table, where.coverage, where.columns)
    if where.engine == "spark":
        return spark_tables.opened(where.codings, where.coverage, where.columns)
    return large_tables.opened(
        where.codings, where.coverage, where.columns, memory=where.memory, progress=where.progress
    )


def reliability_there(
    where: Where, *, case: str | None = None, by: str | None = None, show: str | None = None, **options: Any
) -> OnFiles:
    """Compute the agreement of coders, counted where the codings are; options as for `agreement.reliability_of_files`.

    `case` and `by` name columns of the coverage. Codings that come twice are counted once, as in sheets. Raises
    InputError for an option, or a view, that needs the single units.
    """
    from ...reliability.counts.coded_units import ComeTwice

    given = {name: value for name, value in options.items() if value is not None and value is not False}
    for name in given.keys() & _IN_MEMORY.keys():
        raise InputError(
            f"{_IN_MEMORY[name]}, which is not done in an engine.",
            where=option_named(name),
            fix="Leave it out, or count in memory (--engine memory).",
        )
    where = replace(where, columns=replace(where.columns, cluster=by or case))
    view = show or ("groups" if by else None)
    with sources_at(where) as sources:
        try:
            return OnFiles(_agreement(sources, view, given), where.description, ())
        except ComeTwice as error:
            repair = f"{error.problem.partition(',')[0]}; counted once"
            return OnFiles(_agreement(sources.once(), view, given), where.description, (repair,))


def _agreement(sources: Sources, show: str | None, options: dict[str, Any]) -> Result:
    from ...reliability.counted_agreement import agreement_of_sources, view_of_sources

    if show is None:
        return agreement_of_sources(sources, **options)
    return view_of_sources(show, sources, **options)
