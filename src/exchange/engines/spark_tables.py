"""Codings in files that Spark reads, and counts on its cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from ...reliability.counts.sql_sources import Sources
    from .large_tables import Columns

_TEXT = (".csv", ".tsv", ".txt", ".gz")


@contextmanager
def opened(codings: Sequence[Path | str], coverage: str | None, columns: Columns) -> Iterator[Sources]:
    """Start Spark, and open files of codings and of coverage in it; raises InputError when it is not installed."""
    from ...reliability.counts.sql_sources import sources_of

    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError(
            "Spark is not installed.", where="--engine spark", fix="Install it: pip install 'intercoder[spark]'."
        ) from error
    session = SparkSession.builder.appName("intercoder").getOrCreate()
    try:
        tables = {"codings": list(map(str, codings))}
        if coverage is not None:
            tables["coverage"] = [coverage]
        for name, paths in tables.items():
            text = any(path.casefold().endswith(_TEXT) for path in paths)
            table = session.read.csv(paths, header=True) if text else session.read.parquet(*paths)
            table.createOrReplaceTempView(f"intercoder_{name}")
        covered = None if coverage is None else "intercoder_coverage"
        yield sources_of(session, "intercoder_codings", covered, **columns.named())
    finally:
        session.stop()
