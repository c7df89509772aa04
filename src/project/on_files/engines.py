"""Agreement counted where the codings are: in large files, in a database, on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ...errors import InputError, did_you_mean
from ...exchange.large_tables import Columns, opened
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
        if any(map(is_url, self.codings)):
            return f"counted in the database: table {self.table}"
        return f"counted by {'Spark' if self.engine == 'spark' else 'DuckDB'}: {', '.join(map(str, self.codings))}"

    @property
    def counted_there(self) -> bool:
        """Whether to count in an engine: it was asked for, or these are no sheets to be read into memory."""
        if self.engine is not None and self.engine not in ENGINES:
            hint = did_you_mean(self.engine, ENGINES) or f"Choose one of {', '.join(ENGINES)}."
            raise InputError(f'there is no engine "{self.engine}".', where="--engine", fix=hint)
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
        return self.engine != "memory" and bool(self.engine or given or parquet or any(map(is_url, self.codings)))


def is_url(name: Path | str) -> bool:
    """Return whether this is the URL of a database."""
    return "://" in str(name)


@contextmanager
def sources_at(where: Where) -> Iterator[Sources]:
    """Open the place where the codings are; raises InputError for what is not there."""
    if any(map(is_url, where.codings)):
        with _in_database(where) as sources:
            yield sources
    elif where.engine == "spark":
        with _on_spark(where) as sources:
            yield sources
    else:
        with opened(
            where.codings, where.coverage, where.columns, memory=where.memory, progress=where.progress
        ) as sources:
            yield sources


def reliability_there(
    where: Where, *, case: str | None = None, by: str | None = None, show: str | None = None, **options: Any
) -> OnFiles:
    """Compute the agreement of coders, counted where the codings are; options as for `files.reliability_of_files`.

    `case` and `by` name columns of the coverage. Codings that come twice are counted once, as in sheets. Raises
    InputError for an option, or a view, that needs the single units.
    """
    from ...reliability.counts.coded_units import ComeTwice

    given = {name: value for name, value in options.items() if value is not None and value is not False}
    for name in given.keys() & _IN_MEMORY.keys():
        raise InputError(
            f"{_IN_MEMORY[name]}, which is not done in an engine.",
            where=f"--{name.replace('_', '-')}",
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


@contextmanager
def _in_database(where: Where) -> Iterator[Sources]:
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    from ...reliability.counts.sql_sources import sources_of

    if where.table is None:
        raise InputError("which table has the codings?", where="--codings", fix="Name it: --codings TABLE.")
    try:
        url = make_url(str(where.codings[0]))
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        shown = url.render_as_string(hide_password=True)
        _check_file(url.database, shown, is_file=url.drivername.startswith("sqlite"))
        database = create_engine(url)
    except (ArgumentError, NoSuchModuleError) as error:
        fix = "Write it as postgresql://user@host/database, or sqlite:///file."
        raise InputError("this is no URL of a database that can be read.", fix=fix) from error
    except ImportError as error:
        missing = f"the driver of this database is not installed ({error.name})."
        fix = "Install it; for PostgreSQL: pip install 'intercoder[postgresql]'."
        raise InputError(missing, where=shown, fix=fix) from error
    try:
        with database.connect() as connection:
            names = {name: value for name, value in vars(where.columns).items() if value is not None}
            yield sources_of(connection, where.table, where.coverage, **names)
    except SQLAlchemyError as error:
        told = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        told = told.replace(url.password, "***") if url.password else told
        raise InputError(f"the database says: {told}", where=shown, fix="Look at the names and the access.") from None
    finally:
        database.dispose()


def _check_file(name: str | None, shown: str, *, is_file: bool) -> None:
    from pathlib import Path

    if is_file and name not in (None, "", ":memory:") and not Path(str(name)).exists():
        raise InputError("there is no such file.", where=shown, fix="Look at the path: sqlite:///relative.db.")


@contextmanager
def _on_spark(where: Where) -> Iterator[Sources]:
    from ...reliability.counts.sql_sources import sources_of

    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError(
            "Spark is not installed.", where="--engine spark", fix="Install it: pip install 'intercoder[spark]'."
        ) from error
    session = SparkSession.builder.appName("intercoder").getOrCreate()
    try:
        tables = {"codings": list(map(str, where.codings))}
        if where.coverage is not None:
            tables["coverage"] = [where.coverage]
        for name, paths in tables.items():
            text = any(path.casefold().endswith((".csv", ".tsv", ".txt", ".gz")) for path in paths)
            table = session.read.csv(paths, header=True) if text else session.read.parquet(*paths)
            table.createOrReplaceTempView(f"intercoder_{name}")
        names = {name: value for name, value in vars(where.columns).items() if value is not None}
        covered = None if where.coverage is None else "intercoder_coverage"
        yield sources_of(session, "intercoder_codings", covered, **names)
    finally:
        session.stop()
