"""What millions of codings cost, from parquet to the 2 x 2 table of every code, against peers in one run.

    python benchmarks/scale.py [--units 1000000] [--big 10000000] [--write]

With the bench extra (`pip install -e '.[dev,bench]'`). Two coders, 100 codes, each applied to 5.5 % of the units: 11
rows of codings per unit. Every way of counting runs in processes of its own, one after the other, which give back the
seconds of the processor and, in brackets, of the clock, of the median run (of three, for the largest file of one), the
peak of their memory (resident, with all they import) and the tables; these must be the same to the last unit. `--write`
puts the figures into docs/scale.md.
"""

# ruff: noqa: ARG001, PLC0415, S608 - ways share a signature, load only what they measure, and read the path they are given

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGIN, END = "<!-- measured -->\n", "<!-- until here -->\n"
CODES, DENSITY, DIFFERING = 100, 0.052, 0.0033
CODERS = ("A", "B")
PLACES: Any = range(CODES)  # the codes of a file, which are numbers there
AT_ONCE = 100_000  # units made at a time
MEMORY = "1GB"  # of DuckDB, which else takes most of the machine


def make(path: Path, units: int) -> int:
    """Write the codings of `units` units, shuffled within every 100,000 of them, and return how many there are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(7)
    schema = pa.schema({"unit": pa.int32(), "coder": pa.int8(), "code": pa.int16()})
    rows = 0
    with pq.ParquetWriter(path, schema) as writer:
        for first in range(0, units, AT_ONCE):
            n = min(AT_ONCE, units - first)
            truth = rng.random((n, 1, CODES), np.float32) < DENSITY
            applied = truth ^ (rng.random((n, 2, CODES), np.float32) < DIFFERING)
            rows_here = np.stack(np.nonzero(applied))
            unit, coder, code = rows_here[:, rng.permutation(rows_here.shape[1])]
            columns = [(unit + first).astype(np.int32), coder.astype(np.int8), code.astype(np.int16)]
            writer.write_table(pa.table(columns, schema=schema))
            rows += len(unit)
    everyone = [np.repeat(np.arange(units, dtype=np.int32), 2), np.tile(np.arange(2, dtype=np.int8), units)]
    pq.write_table(pa.table(everyone, names=["unit", "coder"]), coverage_of(path))
    return rows


def coverage_of(path: Path) -> Path:
    return path.with_name(f"coverage of {path.name}")


# --- the ways of counting: each from a file to the tables (codes, 2, 2)


def _batches(path: Path) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, pre_buffer=False) as file:
        for batch in file.iter_batches(1 << 18):
            yield tuple(column.to_numpy() for column in batch.columns)


def by_command(path: Path, units: int) -> np.ndarray:
    import pandas as pd

    from intercoder.cli import main as command

    asked = ["reliability", str(path), "--coverage", str(coverage_of(path)), "--memory", MEMORY, "--csv"]
    with redirect_stdout(io.StringIO()) as told:
        command(asked, standalone_mode=False)
    table = pd.read_csv(io.StringIO(told.getvalue())).dropna(subset="n_units").sort_values("code")
    return table[["neither", "only_b", "only_a", "both"]].to_numpy(np.int64)[:CODES].reshape(-1, 2, 2)


def in_batches(path: Path, units: int) -> np.ndarray:
    from intercoder.reliability.counts.batches import patterns_of_batches

    names = [f"code {place}" for place in range(CODES)]
    return patterns_of_batches(_batches(path), n_units=units, coders=CODERS, codes=names).tables()


def in_frames(path: Path, units: int) -> np.ndarray:
    import pandas as pd

    from intercoder.reliability.counts.coded_units import read_codings
    from intercoder.reliability.counts.counting import patterns_of_codings

    coverage = pd.DataFrame({"unit": np.tile(np.arange(units, dtype=np.int32), 2), "coder": np.repeat([0, 1], units)})
    return patterns_of_codings(read_codings(pd.read_parquet(path), coverage, codes=PLACES)).tables()


def in_duckdb(path: Path, units: int) -> np.ndarray:
    from intercoder.reliability.counts.sql import counts_from_sql

    with _duckdb() as engine:
        engine.execute(f"CREATE VIEW codings AS SELECT * FROM '{path}'")
        everyone = f"SELECT unit, coder FROM range({units}) AS u(unit), (VALUES (0), (1)) AS c(coder)"
        engine.execute(f"CREATE VIEW coverage AS {everyone}")
        return counts_from_sql(engine, "codings", "coverage", codes=PLACES).tables()


def duckdb_by_hand(path: Path, units: int) -> np.ndarray:
    with _duckdb() as engine:
        by_unit = f"SELECT unit, code, SUM(1 << coder) AS who FROM '{path}' GROUP BY unit, code"
        rows = engine.execute(f"SELECT code, who, COUNT(*) FROM ({by_unit}) GROUP BY code, who").fetchall()
    return _tables(np.array(rows, np.int64), units)


@contextmanager
def _duckdb() -> Iterator[Any]:
    import duckdb

    with tempfile.TemporaryDirectory() as private:
        settings: dict[str, Any] = {
            "memory_limit": MEMORY,
            "preserve_insertion_order": False,
            "temp_directory": private,
        }
        with duckdb.connect(config=settings) as engine:
            yield engine


def polars_by_hand(path: Path, units: int) -> np.ndarray:
    import polars as pl

    by_unit = (
        pl.scan_parquet(path).group_by("unit", "code").agg((pl.col("coder") + 1).sum().cast(pl.Int64).alias("who"))
    )
    counted = by_unit.group_by("code", "who").agg(pl.len().cast(pl.Int64)).collect(engine="streaming")
    return _tables(counted.to_numpy(), units)


def pandas_by_hand(path: Path, units: int) -> np.ndarray:
    import pandas as pd

    codings = pd.read_parquet(path)
    who = (codings["coder"].astype(np.int64) + 1).groupby([codings["code"], codings["unit"]], sort=False).sum()
    counted = who.groupby([who.index.get_level_values(0), who.to_numpy()]).size().reset_index()
    return _tables(counted.to_numpy(np.int64), units)


def scipy_by_hand(path: Path, units: int) -> np.ndarray:
    import pyarrow.parquet as pq
    from scipy import sparse

    unit, coder, code = (column.to_numpy() for column in pq.read_table(path).columns)
    a, b = (
        sparse.csr_array((np.ones(mine.sum(), np.int8), (unit[mine], code[mine])), shape=(units, CODES))
        for mine in (coder == 0, coder == 1)
    )
    n_a, n_b = (np.bincount(each.indices, minlength=CODES) for each in (a, b))
    both = np.bincount(a.multiply(b).tocsr().indices, minlength=CODES)
    return np.stack([units - n_a - n_b + both, n_b - both, n_a - both, both], 1).reshape(-1, 2, 2)


def _tables(rows: np.ndarray, units: int) -> np.ndarray:
    """Return the tables of rows of code, who applied it (1 the first, 2 the second, 3 both), and how often."""
    tables = np.zeros((CODES, 4), np.int64)
    tables[rows[:, 0], np.array([0, 2, 1, 3])[rows[:, 1]]] = rows[:, 2]
    tables[:, 0] = units - tables.sum(1)
    return tables.reshape(-1, 2, 2)


WAYS: dict[str, tuple[str, Callable[[Path, int], np.ndarray]]] = {
    "command": (f"`intercoder reliability` ({MEMORY}), with intervals", by_command),
    "batches": ("intercoder, batch by batch (numpy)", in_batches),
    "frames": ("intercoder, frames in memory", in_frames),
    "sql": (f"intercoder, SQL in DuckDB ({MEMORY})", in_duckdb),
    "duckdb": (f"DuckDB by hand ({MEMORY})", duckdb_by_hand),
    "polars": ("polars by hand (streaming)", polars_by_hand),
    "scipy": ("scipy.sparse by hand", scipy_by_hand),
    "pandas": ("pandas by hand", pandas_by_hand),
}
WHOLE = ("frames", "pandas", "scipy", "sql")  # hold all rows in memory, or take minutes: not asked for the largest file


def measure(way: str, path: Path, units: int, runs: int) -> None:
    """Count in this process and print the seconds of the median run, the peak of the memory and the tables."""
    _, count = WAYS[way]
    seconds, busy = [], []
    for _ in range(runs):
        start, began = time.perf_counter(), time.process_time()
        tables = count(path, units)
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - began)
    found = {"seconds": statistics.median(seconds), "busy": statistics.median(busy), "peak": peak_memory()}
    print(json.dumps({**found, "tables": tables.tolist()}))


def peak_memory() -> int:
    """Return the most memory, in bytes, that this process had in use; getrusage would count its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def measured(way: str, path: Path, units: int, runs: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--way", way, "--path", str(path), "--units", str(units), "--runs", str(runs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    print(
        f"{units:>12,} units  {way:8} {found['seconds']:8.2f} s  {found['busy']:8.2f} s  {found['peak'] / 1e9:5.2f} GB",
        file=sys.stderr,
    )
    return found


def compared(path: Path, units: int, ways: list[str], runs: int) -> dict[str, dict[str, Any]]:
    """Return what each way took, after a check that all tables are the same."""
    found = {way: measured(way, path, units, runs) for way in ways}
    first, *others = ways
    for other in others:
        np.testing.assert_array_equal(found[other]["tables"], found[first]["tables"])
    return found


def page(units: int, big: int, folder: Path) -> str:
    steps = [units // 10, units, big]
    results = []
    for n in steps:
        path = folder / f"codings_{n}.parquet"
        rows = make(path, n)
        ways = [way for way in WAYS if n <= units or way not in WHOLE]
        results.append((n, rows, path.stat().st_size, compared(path, n, ways, 3 if n <= units else 1)))
        path.unlink()
        coverage_of(path).unlink()
    lines = [f"| | {' | '.join(f'{rows:,} rows' for _, rows, _, _ in results)} | per row, smallest to largest |"]
    lines.append("|---|" + "---:|" * (len(results) + 1))
    for way, (title, _) in WAYS.items():
        cells = [_cell(found.get(way)) for _, _, _, found in results]
        costs = [f"{found[way]['busy'] / rows * 1e9:.0f}" for _, rows, _, found in results if way in found]
        lines.append(f"| {title} | {' | '.join(cells)} | {', '.join(costs)} ns |")
    files = ", ".join(f"{n:,} units, {rows:,} rows, {size / 1e6:,.0f} MB" for n, rows, size, _ in results)
    return "\n".join([*lines, "", f"Files: {files}. {_machine()}", ""])


def _cell(found: dict[str, Any] | None) -> str:
    return f"{found['busy']:.2f} s ({found['seconds']:.2f} s), {found['peak'] / 1e9:.2f} GB" if found else "–"


def _machine() -> str:
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "pandas", "duckdb", "polars", "scipy", "pyarrow")
    )
    load = ", ".join(f"{each:.2f}" for each in os.getloadavg())
    return (
        f"Measured on {platform.machine()} with {os.cpu_count()} processors, Python {platform.python_version()}, "
        f"{libraries}; load of the machine at the end (1, 5, 15 minutes): {load}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--big", type=int, default=10_000_000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the files are made, some 500 MB; by default a temporary one")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        measure(asked.way, asked.path, asked.units, asked.runs)
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        table = page(asked.units, asked.big, Path(folder))
    print(table)
    if asked.write:
        text = PAGE.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        PAGE.write_text(before + BEGIN + "\n" + table + "\n" + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
