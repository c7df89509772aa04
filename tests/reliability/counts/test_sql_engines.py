"""The same text of SQL gives the same counts on every engine that there is here."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine

from intercoder.cli import main
from intercoder.errors import InputError
from intercoder.findings.sql_counts import case_counts_from_sql
from intercoder.reliability.agreement import agreement
from intercoder.reliability.counted_agreement import agreement_from_sql
from intercoder.reliability.counts import sql
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.counts.counting import patterns_of_codings
from intercoder.reliability.counts.joint import joint_patterns_of
from intercoder.reliability.counts.sql import count, count_by_cluster, counts_from_sql
from intercoder.reliability.counts.sql_sources import sources_of
from intercoder.reliability.counts.value_counts import value_counts_of_codings

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
    coverage = pd.DataFrame({"unit": units.astype(str), "coder": who[coders]})
    return codings, coverage.assign(case=[f"case {unit % 7}" for unit in units])


def cells(patterns: Patterns) -> list[tuple[object, ...]]:
    occurs = patterns.counts.any(0)
    answers, counts = patterns.answers[occurs].tolist(), patterns.counts[:, occurs].T.tolist()
    return [patterns.coders, patterns.variables, *sorted(zip(map(tuple, answers), map(tuple, counts), strict=True))]


@pytest.fixture(scope="module")
def expected(tables: tuple[pd.DataFrame, pd.DataFrame]) -> dict[str, Any]:
    """Count in memory what every engine is asked for."""
    codings, coverage = tables
    coded_units = read_codings(codings, coverage, codes=CODES, coders=CODERS)
    case_of = dict(zip(coverage["unit"], coverage["case"], strict=True))
    joint = joint_patterns_of(coded_units)
    by_case = pd.Series([case_of[unit] for unit in coded_units.units])
    return {
        "units": cells(patterns_of_codings(coded_units)),
        "case by case": [cells(joint.patterns.with_counts(counts)) for counts in joint.by_case(by_case)],
        "cases": cells(patterns_of_codings(coded_units.coded_by_all().by_case(case_of))),
        "without names": cells(value_counts_of_codings(coded_units)),
        "kappa": agreement(codings, coverage, codes=CODES, coders=CODERS, cases=case_of).to_dict()["codes"],
        "cases with codes": [
            (code, of["unit"].map(case_of).nunique()) for code, of in codings.groupby("code", sort=True)
        ],
    }


NAMES = ("codings", "coverage")


def counted(execute: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Count the same in an engine."""
    sources = sources_of(execute, *NAMES, cluster="case")
    grouped = count_by_cluster(sources)
    few = count_by_cluster(sources_of(execute, *NAMES), groups=20)
    assert len(few.groups) == 20
    assert cells(few.patterns) == cells(grouped.patterns)
    twice = f"SELECT * FROM {sources.codings} AS c UNION ALL SELECT * FROM {sources.codings} AS d"  # noqa: S608
    with pytest.raises(InputError, match="codings come twice"):
        count(replace(sources, codings=f"({twice})"))
    fewer = f"(SELECT v.unit, v.coder, v.cluster FROM {sources.coverage} AS v WHERE v.unit > '5')"  # noqa: S608
    with pytest.raises(InputError, match="not among those the coder finished"):
        count(replace(sources, coverage=fewer))
    found = {
        "units": cells(counts_from_sql(execute, *NAMES)),
        "case by case": [cells(grouped.patterns.with_counts(counts)) for counts in grouped.counts],
        "cases": cells(count(sources.common([1, 2, 3]).by_cluster())),
        "kappa": agreement_from_sql(execute, *NAMES, case="case").to_dict()["codes"],
        "cases with codes": list(
            case_counts_from_sql(execute, "codings", "coverage")[["code", "n"]].itertuples(index=False, name=None)
        ),
    }
    monkeypatch.setattr(sql, "MANY_CODERS", 2)
    return {**found, "without names": cells(counts_from_sql(execute, *NAMES))}


def test_sqlite(tables, expected, monkeypatch) -> None:
    with sqlite3.connect(":memory:") as connection:
        for name, frame in zip(NAMES, tables, strict=True):
            frame.to_sql(name, connection, index=False)
        assert counted(connection, monkeypatch) == expected
    connection.close()


def test_duckdb(tables, expected, monkeypatch) -> None:
    with duckdb.connect() as connection:
        for name, frame in zip(NAMES, tables, strict=True):
            connection.register(name, frame.astype(object))
        assert counted(connection, monkeypatch) == expected


def test_polars(tables, expected, monkeypatch) -> None:
    polars = pytest.importorskip("polars")
    frames = {name: polars.DataFrame(frame.to_dict("list")) for name, frame in zip(NAMES, tables, strict=True)}
    assert counted(polars.SQLContext(frames), monkeypatch) == expected


def test_sqlalchemy(tables, expected, monkeypatch) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        for name, frame in zip(NAMES, tables, strict=True):
            frame.to_sql(name, connection, index=False)
        assert counted(connection, monkeypatch) == expected
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
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c jit=off"
        run(server, "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield folder
        finally:
            run(server, "-D", data, "-m", "immediate", "stop")


@pytest.mark.postgresql
def test_postgresql(postgresql: Path, tables, expected, monkeypatch) -> None:
    import psycopg

    url = f"postgresql://tester@/postgres?host={postgresql}"
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        for name, frame in zip(NAMES, tables, strict=True):
            frame.to_sql(name, connection, index=False)
        connection.exec_driver_sql("ANALYZE")
    with engine.connect() as connection, monkeypatch.context() as patch:
        assert counted(connection, patch) == expected
    engine.dispose()
    with psycopg.connect(f"host={postgresql} user=tester dbname=postgres") as connection:
        assert cells(counts_from_sql(connection, *NAMES)) == expected["units"]
        assert cells(counts_from_sql(connection.cursor(), *NAMES)) == expected["units"]
    done = CliRunner().invoke(
        main, ["reliability", url, "--codings", "codings", "--coverage", "coverage", "--case", "case", "--json"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["codes"] == expected["kappa"]


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_spark(tmp_path: Path, tables, expected, monkeypatch) -> None:
    spark = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not installed here")
    builder = spark.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    for option, value in (
        ("spark.driver.host", "127.0.0.1"),
        ("spark.driver.bindAddress", "127.0.0.1"),
        ("spark.sql.shuffle.partitions", "2"),
        ("spark.sql.warehouse.dir", str(tmp_path)),
    ):
        builder = builder.config(option, value)
    session = builder.getOrCreate()
    for name, frame in zip(NAMES, tables, strict=True):
        rows = list(frame.itertuples(index=False, name=None))
        session.createDataFrame(rows, list(frame.columns)).createOrReplaceTempView(name)
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    with monkeypatch.context() as patch:
        assert counted(session, patch) == expected
    assert cells(counts_from_sql(session.sql, *NAMES)) == expected["units"]
    files = [str(tmp_path / f"{name}.csv") for name in NAMES]
    given = ["reliability", files[0], "--coverage", files[1], "--case", "case", "--engine", "spark", "--json"]
    done = CliRunner().invoke(main, given)  # it takes this session, and stops it
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["codes"] == expected["kappa"]
