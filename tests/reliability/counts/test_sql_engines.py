"""The same text of SQL gives the same counts on every engine that there is here."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import create_engine

from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.counts.counting import patterns_of_codings
from intercoder.reliability.counts.sql import counts_from_sql

if TYPE_CHECKING:
    from intercoder.reliability.counts.patterns import Patterns

CODES = ("Cost", "Time: any", "Trust %")
CODERS = ("Ann", "Bo's", "Cy")


@pytest.fixture(scope="module")
def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(5)
    coded = rng.random((200, 3)) < 0.8
    marks = (rng.random((200, 3, 3)) < 0.3) & coded[:, :, None]
    unit, coder, code = np.nonzero(marks)
    who, what = np.array(CODERS, object), np.array(CODES, object)
    units, coders = np.nonzero(coded)
    codings = pd.DataFrame({"unit": unit.astype(str), "coder": who[coder], "code": what[code]})
    return codings, pd.DataFrame({"unit": units.astype(str), "coder": who[coders]})


def cells(patterns: Patterns) -> list[tuple[object, ...]]:
    occurs = patterns.counts.any(0)
    answers, counts = patterns.answers[occurs].tolist(), patterns.counts[:, occurs].T.tolist()
    return [patterns.coders, patterns.variables, *sorted(zip(map(tuple, answers), map(tuple, counts), strict=True))]


@pytest.fixture(scope="module")
def expected(tables: tuple[pd.DataFrame, pd.DataFrame]) -> list[tuple[object, ...]]:
    return cells(patterns_of_codings(read_codings(*tables, codes=CODES, coders=CODERS)))


NAMES = ("codings", "coverage")


def test_polars(tables, expected) -> None:
    polars = pytest.importorskip("polars")
    frames = {name: polars.DataFrame(frame.to_dict("list")) for name, frame in zip(NAMES, tables, strict=True)}
    assert cells(counts_from_sql(polars.SQLContext(frames), *NAMES)) == expected


def test_sqlalchemy(tables, expected) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        for name, frame in zip(NAMES, tables, strict=True):
            frame.to_sql(name, connection, index=False)
        assert cells(counts_from_sql(connection, *NAMES)) == expected
    engine.dispose()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Path]:
    """Start a server that listens on a socket in a folder of its own and nowhere else; yield the folder."""
    initdb, server = shutil.which("initdb"), shutil.which("pg_ctl")
    if initdb is None or server is None:
        pytest.skip("PostgreSQL is not installed here")
    pytest.importorskip("psycopg")
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        root = os.geteuid() == 0  # a server never runs as root
        who: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []} if root else {}
        if root:
            shutil.chown(folder, "nobody", "nogroup")
        data, log = folder / "data", folder / "log"

        def run(*command: object) -> None:
            subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd=folder, **who)

        run(initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run(server, "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield folder
        finally:
            run(server, "-D", data, "-m", "immediate", "stop")


@pytest.mark.postgresql
def test_postgresql(postgresql: Path, tables, expected) -> None:
    import psycopg

    engine = create_engine(f"postgresql+psycopg://tester@/postgres?host={postgresql}")
    with engine.begin() as connection:
        for name, frame in zip(NAMES, tables, strict=True):
            frame.to_sql(name, connection, index=False)
        assert cells(counts_from_sql(connection, *NAMES)) == expected
    engine.dispose()
    with psycopg.connect(f"host={postgresql} user=tester dbname=postgres") as connection:
        assert cells(counts_from_sql(connection, *NAMES)) == expected
        assert cells(counts_from_sql(connection.cursor(), *NAMES)) == expected


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_spark(tmp_path: Path, tables, expected) -> None:
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not installed here")
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    for option, value in (
        ("spark.driver.host", "127.0.0.1"),
        ("spark.driver.bindAddress", "127.0.0.1"),
        ("spark.sql.shuffle.partitions", "2"),
        ("spark.sql.warehouse.dir", str(tmp_path)),
    ):
        builder = builder.config(option, value)
    session = builder.getOrCreate()
    try:
        for name, frame in zip(NAMES, tables, strict=True):
            columns = list(frame.columns)
            session.createDataFrame(list(frame.itertuples(index=False, name=None)), columns).createOrReplaceTempView(
                name
            )
        assert cells(counts_from_sql(session, *NAMES)) == expected
        assert cells(counts_from_sql(session.sql, *NAMES)) == expected
    finally:
        session.stop()
