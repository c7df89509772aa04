"""Codings in large files and databases are counted where they are, and give what sheets of the same give."""

import json
import sqlite3
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.reliability.agreement import agreement
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.explaining.subgroups import kappa_by_group

CODES = ("Cost", "Time", "Trust")


def run(*arguments):
    return CliRunner().invoke(main, ["reliability", *map(str, arguments)])


def answered(*arguments):
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(*arguments):
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    return done.stderr


def nearly(average):
    """Return an average with its numbers rounded: sums in another order differ in the last digits."""
    texts = {name: value for name, value in average.items() if not isinstance(value, float | list)}
    numbers = [value for value in average.values() if isinstance(value, float)] + average["ci"]
    return texts, np.round(numbers, 12).tolist()


@pytest.fixture(scope="module")
def tables():
    rng = np.random.default_rng(8)
    coded = rng.random((90, 2)) < 0.9
    marks = ((rng.random((90, 1, 3)) < 0.4) ^ (rng.random((90, 2, 3)) < 0.1)) & coded[:, :, None]
    unit, coder, code = np.nonzero(marks)
    names, codes = np.array(["Ann", "Bo"], object), np.array(CODES, object)
    codings = pd.DataFrame({"unit": 1000 + unit, "coder": names[coder], "code": codes[code]})
    finished, who = np.nonzero(coded)
    coverage = pd.DataFrame({"unit": 1000 + finished, "coder": names[who]})
    return codings, coverage.assign(case=coverage["unit"] // 3, site=np.where(coverage["unit"] % 20 < 10, "N", "S"))


@pytest.fixture
def files(tmp_path, tables, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, frame in zip(("codings", "coverage"), tables, strict=True):
        frame.to_csv(f"{name}.csv", index=False)
        duckdb.from_df(frame.astype({"coder": object})).write_parquet(f"{name}.parquet")
    Path("parts").mkdir()
    for coder, rows in tables[0].groupby("coder"):
        Path(f"parts/coder={coder}").mkdir()
        duckdb.from_df(rows[["unit", "code"]]).write_parquet(f"parts/coder={coder}/rows.parquet")
    rows = tables[0]
    duckdb.from_df(rows[rows["unit"] < 1040]).write_parquet("half 1.parquet")
    duckdb.from_df(rows[rows["unit"] >= 1040]).write_parquet("half 2.parquet")
    with sqlite3.connect("codings.db") as connection:
        for name, frame in zip(("codings", "coverage"), tables, strict=True):
            frame.to_sql(name, connection, index=False)
    connection.close()
    return tmp_path


@pytest.fixture(scope="module")
def expected(tables):
    return agreement(*tables, codes=CODES, coders=["Ann", "Bo"]).to_dict()


PLACES = {
    "parquet": ("codings.parquet", "--coverage", "coverage.parquet"),
    "text": ("codings.csv", "--coverage", "coverage.csv"),
    "text and parquet": ("codings.csv", "--coverage", "coverage.parquet"),
    "several files": ("half 1.parquet", "half 2.parquet", "--coverage", "coverage.parquet"),
    "a pattern": ("half*.parquet", "--coverage", "coverage.parquet", "--memory", "300MB"),
    "a partitioned folder": ("parts", "--coverage", "coverage.parquet"),
    "a database": ("sqlite:///codings.db", "--codings", "codings", "--coverage", "coverage"),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_table_is_that_of_memory(files, expected, place):
    found = answered(*PLACES[place])
    assert found["codes"] == expected["codes"]
    assert nearly(found["average"]) == nearly(expected["average"])
    assert found["notes"] == expected["notes"]


def test_the_terminal_says_what_was_counted(files):
    done = run(*PLACES["parquet"])
    assert "Counted by DuckDB: codings.parquet." in done.stderr
    assert "Cohen's kappa of Ann and Bo" in done.stdout


def test_files_are_counted_in_slices_when_they_are_in_the_order_of_units(files, tables, monkeypatch):
    from intercoder.exchange.engines import large_tables

    monkeypatch.setattr(large_tables, "_ROWS_AT_ONCE", 20)
    told = []
    columns = large_tables.Columns()
    duckdb.sql("COPY (SELECT * FROM 'codings.parquet' ORDER BY unit) TO 'o.parquet' (ROW_GROUP_SIZE 2048)")
    halves = ["half 1.parquet", "half 2.parquet"]
    with large_tables.opened(halves, "coverage.parquet", columns, progress=lambda *at: told.append(at)) as sources:
        from intercoder.reliability.counts.sql import count

        sliced = count(sources, codes=CODES)
    assert told == [(1, 2), (2, 2)]
    whole = agreement(*tables, codes=CODES, coders=["Ann", "Bo"]).patterns
    assert (sliced.complete().tables() == whole.tables()).all()


def test_cases_and_groups(files, tables):
    codings, coverage = tables
    cases = dict(zip(coverage["unit"], coverage["case"], strict=True))
    for level in ("unit", "case"):
        here = answered(*PLACES["parquet"], "--case", "case", "--level", level)
        there = agreement(codings, coverage, codes=CODES, coders=["Ann", "Bo"], cases=cases, level=level).to_dict()
        assert here["codes"] == there["codes"]
        assert nearly(here["average"]) == nearly(there["average"])
    groups = answered(*PLACES["parquet"], "--by", "site")
    sites = dict(zip(coverage["unit"], coverage["site"], strict=True))
    in_memory = kappa_by_group(read_codings(codings, coverage, codes=CODES, coders=["Ann", "Bo"]), sites)
    assert groups == json.loads(json.dumps(in_memory.to_dict()))
    for view in ("diagnosis", "gold"):
        assert answered(*PLACES["parquet"], "--show", view)
    for view in ("confusion", "disagreements"):
        assert "needs the single units" in refused(*PLACES["parquet"], "--show", view)


def test_marks_of_1_and_0_need_no_coverage(files, tables, expected):
    codings, coverage = tables
    every = coverage[["unit", "coder"]].merge(pd.DataFrame({"code": CODES}), how="cross")
    marked = every.merge(codings.assign(value=1), how="left").fillna({"value": 0}).astype({"value": int})
    duckdb.from_df(marked).write_parquet("marks.parquet")
    assert answered("marks.parquet")["codes"] == expected["codes"]
    duckdb.from_df(marked.rename(columns={"value": "yes", "unit": "id"})).write_parquet("renamed.parquet")
    assert answered("renamed.parquet", "--value", "yes", "--unit", "id")["codes"] == expected["codes"]
    assert "codings alone do not say" in refused("codings.parquet")


def test_codings_that_come_twice_are_counted_once_and_told(files, expected):
    duckdb.sql("COPY (FROM 'codings.parquet' UNION ALL FROM 'half 1.parquet') TO 'twice.parquet'")
    done = run("twice.parquet", "--coverage", "coverage.parquet", "--json")
    assert json.loads(done.stdout)["codes"] == expected["codes"]
    assert "codings come twice; counted once" in done.stderr


def test_what_is_wrong_is_told(files):
    covered = ("--coverage", "coverage.parquet")
    assert "there is no such file" in refused("nothing*.parquet", *covered)
    assert 'Did you mean "coder"' in refused("codings.parquet", *covered, "--coder", "codr")
    for memory in ("much", "-1", "0"):
        assert "is no amount of memory" in refused("codings.parquet", *covered, "--memory", memory)
    assert "several kinds" in refused("codings.parquet", "codings.csv", *covered)
    assert 'Did you mean "duckdb"?' in refused("codings.parquet", *covered, "--engine", "duckdv")
    assert "--coverage: is for an engine" in refused("codings.csv", *covered, "--engine", "memory")
    Path("sheet.xlsx").write_bytes(b"")
    assert "nothing that can be counted" in refused("sheet.xlsx", *covered)
    assert "counts sub-codes" in refused("codings.parquet", *covered, "--rollup")
    Path("broken.parquet").write_text("nothing", encoding="utf-8")
    assert "could not read" in refused("broken.parquet", *covered)
    duckdb.sql("COPY (SELECT unit + 500 AS unit, coder, code FROM 'codings.parquet') TO 'outside.parquet'")
    assert "not among those the coder finished" in refused("outside.parquet", *covered)


def test_what_is_wrong_with_a_database_is_told(files):
    tables = ("--codings", "codings", "--coverage", "coverage")
    assert "which table" in refused("sqlite:///codings.db")
    assert "there is no such file" in refused("sqlite:///nowhere.db", *tables)
    assert not Path("nowhere.db").exists()
    assert "no such table: codes" in refused("sqlite:///codings.db", "--codings", "codes", "--coverage", "coverage")
    assert "no name of a table" in refused("sqlite:///codings.db", "--codings", 'a"b', "--coverage", "coverage")
    for address in ("nonsense://host", "postgresql://user:secret@host:port/base"):
        said = refused(address, *tables)
        assert "no URL of a database" in said
        assert "secret" not in said


def test_a_password_is_never_shown(files):
    url = "postgresql://ann:hunter2@127.0.0.1:1/none"
    told = refused(url, "--codings", "codings", "--coverage", "coverage")
    assert "hunter2" not in told
    assert "ann:***@127.0.0.1" in told


@pytest.mark.parametrize(
    ("module", "extra", "engine"), [("duckdb", "engine", "duckdb"), ("pyspark.sql", "spark", "spark")]
)
def test_a_missing_extra_is_named(files, monkeypatch, module, extra, engine):
    monkeypatch.setitem(sys.modules, module, None)
    told = refused("codings.parquet", "--coverage", "coverage.parquet", "--engine", engine)
    assert f"pip install 'intercoder[{extra}]'" in told


def test_the_engine_sees_no_other_files_and_leaves_none(files, monkeypatch, tmp_path):
    from intercoder.exchange.engines import large_tables

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    Path("secret.csv").write_text("a\n1\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    with large_tables.opened(["codings.parquet"], "coverage.parquet", large_tables.Columns()) as sources:
        assert sorted(tmp_path.iterdir()) != before
        with pytest.raises(duckdb.PermissionException):
            sources.engine.ask(f"SELECT * FROM read_csv('{tmp_path}/secret.csv')")  # noqa: S608 - a name of this test
        with pytest.raises(duckdb.Error, match="locked"):
            sources.engine.ask("SET enable_external_access = true")
    assert sorted(tmp_path.iterdir()) == before


def test_ids_that_are_whole_numbers_are_shown_as_text(files, tables):
    ids = {"Ann": 10, "Bo": 9}
    for name, frame in zip(("numbers", "seen"), tables, strict=True):
        numbers = {
            "coder": frame["coder"].map(ids),
            "code": frame.get("code", pd.Series(dtype=object)).map(CODES.index),
        }
        duckdb.from_df(frame[["unit"]].assign(**numbers)).write_parquet(f"{name}.parquet")
    found = answered("numbers.parquet", "--coverage", "seen.parquet", "--coders", "10,9")
    assert found["codes"][0]["code"] == "0"
    assert (
        "Cohen's kappa of 10 and 9" in run("numbers.parquet", "--coverage", "seen.parquet", "--coders", "10,9").stdout
    )


def counts_of(monkeypatch, coverage="coverage.parquet", *, room=1 << 20, columns=None, groups=None, **given):
    """Return the counts by bits (in so much room) and by SQL alone."""
    from dataclasses import replace

    from intercoder.exchange.engines import large_tables
    from intercoder.reliability.counts.sql import count_by_cluster

    with large_tables.opened(["codings.parquet"], coverage, columns or large_tables.Columns()) as sources:
        engine = sources.engine
        assert engine.batches is not None
        asked = []
        batches = lambda statement: asked.append(statement) or engine.batches(statement)  # noqa: E731
        with_bits = replace(sources, engine=replace(engine, batches=batches, room=room))
        without = replace(sources, engine=replace(engine, batches=None))
        return *(count_by_cluster(each, groups=groups, **given) for each in (with_bits, without)), len(asked)


@pytest.mark.parametrize(("room", "asks"), [(1 << 20, 2), (70 * 64 * 6 // 8 // 2, 3), (8, 0)])
@pytest.mark.parametrize("groups", [7, None])
def test_bits_and_sql_count_the_same(files, monkeypatch, room, asks, groups):
    from intercoder.exchange.engines.large_tables import Columns

    columns = Columns(cluster="case" if groups else "site")
    by_bits, by_sql, asked = counts_of(monkeypatch, room=room, columns=columns, groups=groups)
    assert by_bits.groups == by_sql.groups
    assert by_bits.patterns.variables == by_sql.patterns.variables
    assert (by_bits.patterns.answers == by_sql.patterns.answers).all()
    assert (by_bits.counts == by_sql.counts).all()
    assert by_bits.counts.sum() > 0
    assert (asked > 0) == (asks > 0)
