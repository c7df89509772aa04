"""Codings in files larger than memory: parquet and text read by DuckDB, with a bound on memory and no other access."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, no_such
from ...opening import no_file
from ...reliability.counts.engines import engine_of
from ...reliability.counts.sql_sources import Sources, sources_of

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection, DuckDBPyRelation
    from numpy.typing import NDArray

    Progress = Callable[[int, int], None]

TABLES = (".parquet", ".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz")
_MEMORY = "2GB"
_ROWS_AT_ONCE = 3_000_000  # codings counted at a time: what is made of them stays in a fraction of the memory
_VECTORS = 128  # of 2048 rows, that are taken from DuckDB at a time
_UNITS = {name: 1024**power for power, name in enumerate(("bytes", "KiB", "MiB", "GiB", "TiB"))}
_WHOLE_NUMBERS = ("INT32", "INT64")


@dataclass(frozen=True)
class Columns:
    """The names of the columns of codings and coverage: `value` (1 or 0), `cluster` (a case), `group` (of cases)."""

    unit: str = "unit"
    coder: str = "coder"
    code: str = "code"
    value: str | None = None
    cluster: str | None = None
    group: str | None = None

    def named(self) -> dict[str, str]:
        """Return those that there are, as `reliability.counts.sql_sources.sources_of` takes them."""
        return {name: column for name, column in vars(self).items() if column is not None}


def is_table_file(path: Path | str) -> bool:
    """Return whether the path is a file, a folder or a pattern of files that DuckDB is asked to read."""
    return Path(path).is_dir() or str(path).casefold().endswith(TABLES)


@contextmanager
def opened(
    codings: Sequence[Path | str],
    coverage: Path | str | None,
    columns: Columns,
    *,
    memory: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Sources]:
    """Open codings and coverage for counting; files, patterns such as codings/*.parquet, folders (also partitioned).

    memory     how much DuckDB (three quarters) and the bits that count may take, as 2GB; what does not fit is kept in a
               private folder that is removed
    progress   is told how many parts are counted, of how many

    Raises InputError when DuckDB is not installed, when there are no such files, or a column is missing.
    """
    duckdb = installed()
    files, finished = _files(codings), [] if coverage is None else _files([coverage])
    with tempfile.TemporaryDirectory(prefix="intercoder-") as private:
        options = {"temp_directory": private, "autoinstall_known_extensions": False}
        connection = duckdb.connect(":memory:", config={**options, "autoload_known_extensions": False})
        try:
            room = _bounded(connection, [*files, *finished], private, memory or _MEMORY)
            has = _view(connection, "codings", files)
            if columns.value is None and coverage is None and "value" in has:
                columns = replace(columns, value="value")
            covered = _view(connection, "coverage", finished) if finished else has
            _check_columns(columns, has, covered, str(codings[0]), str(coverage or codings[0]))
            sources = _sources(connection, columns, files, bool(finished), progress)
            engine = replace(sources.engine, batches=partial(_batches, connection), room=room)
            yield replace(sources, engine=engine)
        except duckdb.Error as error:
            raise _told(error, str(codings[0])) from error
        finally:
            connection.close()


def installed() -> Any:
    """Return the module duckdb; raises InputError when it is not installed."""
    try:
        import duckdb
    except ImportError as error:
        raise InputError(
            "to count in large files DuckDB is needed, which is not installed.",
            fix="Install it: pip install 'intercoder[engine]'.",
        ) from error
    return duckdb


def _files(paths: Sequence[Path | str]) -> list[str]:
    """Return the files behind names, patterns and folders, all of one kind."""
    found: list[Path] = []
    for path in map(Path, paths):
        here = sorted(path.rglob("*")) if path.is_dir() else [path] if path.exists() else _matching(path)
        files = [file for file in here if file.is_file() and is_table_file(file)]
        if not files:
            fix = "Name parquet, .csv or .tsv files, or a folder of them."
            if not path.exists():
                raise no_file(path, fix)
            raise InputError("there is nothing that can be counted here.", where=str(path), fix=fix)
        found += files
    kinds = {_kind(file) for file in found}
    if len(kinds) > 1:
        raise InputError(
            f"the files are of several kinds: {', '.join(sorted(kinds))}.",
            where=str(paths[0]),
            fix="Give files of one kind.",
        )
    return [str(file.resolve()) for file in found]


def _matching(path: Path) -> list[Path]:
    parts = path.parts
    at = next((place for place, part in enumerate(parts) if any(sign in part for sign in "*?[")), None)
    return [] if at is None else sorted(Path(*parts[:at]).glob(str(Path(*parts[at:]))))


def _kind(file: Path | str) -> str:
    return "parquet" if str(file).casefold().endswith(".parquet") else "text"


def _bounded(connection: DuckDBPyConnection, files: Sequence[str], private: str, memory: str) -> int:
    """Bound the memory, and let the engine see these files and the private folder, and nothing else.

    Three quarters are the engine's; the rest, in bytes, is returned: it is for what is made of its answers.
    """
    try:
        connection.execute("SET memory_limit = ?", [memory])
        ((limit,),) = connection.execute("SELECT current_setting('memory_limit')").fetchall()
        number, unit = limit.split()
        room = int(float(number) * _UNITS[unit] / 4)  # a unit beyond these is how DuckDB says: without any bound
    except Exception as error:
        raise InputError(f'"{memory}" is no amount of memory.', where="--memory", fix="Write it as 2GB.") from error
    connection.execute("SET memory_limit = ?", [f"{3 * room // 1024} KiB"])
    connection.execute("SET enable_progress_bar = false")  # it would stand among the rows of the answer
    connection.execute("SET allowed_paths = ?", [list(files)])
    connection.execute("SET allowed_directories = ?", [[private]])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return room


def _view(connection: DuckDBPyConnection, name: str, files: list[str]) -> list[str]:
    """Make a view of the files and return its columns; text files are read as text throughout."""
    table: DuckDBPyRelation
    if _kind(files[0]) == "parquet":
        table = connection.read_parquet(files, hive_partitioning=True, union_by_name=True)
    else:
        table = connection.read_csv(files, all_varchar=True, header=True)  # type: ignore[arg-type]
    table.create_view(name)
    return list(table.columns)


def _check_columns(columns: Columns, has: list[str], covered: list[str], codings: str, coverage: str) -> None:
    wanted = [(name, has, codings) for name in (columns.unit, columns.coder, columns.code, columns.value)]
    wanted += [(name, covered, coverage) for name in (columns.unit, columns.coder, columns.cluster, columns.group)]
    for name, there, where in wanted:
        if name is not None and name not in there:
            raise no_such("column", name, there, where=where)


def _sources(
    connection: DuckDBPyConnection, columns: Columns, files: list[str], covered: bool, progress: Progress | None
) -> Sources:
    sources = sources_of(engine_of(connection), "codings", "coverage" if covered else None, **columns.named())
    connection.execute(f"CREATE TEMP TABLE who AS SELECT * FROM {sources.in_order()} AS k")  # noqa: S608 - names checked
    cuts = _cuts(connection, files, columns.unit)
    return replace(
        sources,
        coders="who",
        spread=lambda cluster, groups: f"CAST(hash({cluster}) % {groups} AS BIGINT)",
        split=lambda whole: _slices(whole, cuts, progress),
    )


def _batches(connection: DuckDBPyConnection, statement: str) -> Iterator[Sequence[NDArray[np.integer]]]:
    """Yield the columns of the answer, some hundred thousand rows at a time."""
    answer = connection.execute(statement)
    while len(frame := answer.fetch_df_chunk(_VECTORS)):
        yield [column.to_numpy() for _, column in frame.items()]


def _cuts(connection: DuckDBPyConnection, files: list[str], unit: str) -> list[int]:
    """Return where to cut the units so that a slice has some million codings; nowhere unless files are in their order.

    Parquet tells the lowest and highest unit of every stretch of rows, and a stretch outside a slice is not read.
    """
    if _kind(files[0]) != "parquet":
        return []
    rows = connection.execute(
        "SELECT stats_min_value, stats_max_value, row_group_num_rows, type FROM parquet_metadata(?) "
        "WHERE path_in_schema = ?",
        [files, unit],
    ).fetchall()
    if not rows or any(low is None or high is None or kind not in _WHOLE_NUMBERS for low, high, _, kind in rows):
        return []
    groups = sorted((int(low), int(high), int(n)) for low, high, n, _ in rows)
    breadth = max(high for _, high, _ in groups) - groups[0][0] + 1
    if sum(high - low + 1 for low, high, _ in groups) > 4 * breadth:
        return []
    cuts: list[int] = []
    filled = 0
    for low, _, n in groups:
        if filled >= _ROWS_AT_ONCE and (not cuts or low > cuts[-1]):
            cuts.append(low)
            filled = 0
        filled += n
    return cuts


def _slices(whole: Sources, cuts: list[int], progress: Progress | None) -> Iterator[Sources]:
    bounds = [None, *cuts, None]
    for number, (low, high) in enumerate(pairwise(bounds)):
        limits = [f"t.unit >= {low}"] if low is not None else []
        limits += [f"t.unit < {high}"] if high is not None else []
        only = f" WHERE {' AND '.join(limits)}" if limits else ""
        yield replace(
            whole,
            codings=f"(SELECT * FROM {whole.codings} AS t{only})",  # noqa: S608 - whole numbers
            coverage=f"(SELECT * FROM {whole.coverage} AS t{only})",  # noqa: S608 - whole numbers
            split=None,
        )
        if progress is not None:
            progress(number + 1, len(bounds) - 1)


def _told(error: Exception, where: str) -> InputError:
    first = str(error).splitlines()[0]
    fix = "Give it more memory (--memory 4GB)." if "memory" in first.casefold() else "Look at the file."
    return InputError(f"DuckDB could not read or count it: {first}", where=where, fix=fix)
