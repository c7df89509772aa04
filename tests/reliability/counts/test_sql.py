"""Counting where the data are: whatever the engine, the counts are those of memory, and so are the errors."""

import sqlite3
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.counts.counting import patterns_of_codings
from intercoder.reliability.counts.engines import Engine, engine_of
from intercoder.reliability.counts.joint import joint_patterns_of
from intercoder.reliability.counts.sql import count, count_by_cluster, counts_from_sql
from intercoder.reliability.counts.sql_sources import sources_of
from intercoder.reliability.counts.value_counts import value_counts_of_codings

NAMES = ["Ann", "Bo's", "C 3", "D", "E", "F", "G"]


@st.composite
def codings_and_coverage(draw, most_coders=7):
    n, r, m = draw(st.integers(1, 30)), draw(st.integers(2, most_coders)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    coded = rng.random((n, r)) < draw(st.sampled_from([0.3, 0.8, 1.0]))
    coded[0] = True
    marks = (rng.random((n, r, m)) < draw(st.floats(0, 1))) & coded[:, :, None]
    units, coders = np.nonzero(coded)
    unit, coder, code = np.nonzero(marks)
    who = np.array(NAMES, object)
    codings = {"unit": unit.astype(str), "coder": who[coder], "code": [f"code {c + 1}" for c in code]}
    coverage = pd.DataFrame({"unit": units.astype(str), "coder": who[coders]})
    order = rng.permutation(len(coverage))
    return pd.DataFrame(codings, dtype=object), coverage.iloc[order]


def with_case(coverage):
    case = coverage["case"].astype(object) if "case" in coverage else "all"
    return coverage[["unit", "coder"]].assign(case=case)


def in_sqlite(codings, coverage):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE codings (unit, coder, code)")
    connection.execute('CREATE TABLE coverage (unit, coder, "case")')
    rows = codings[["unit", "coder", "code"]].itertuples(index=False, name=None)
    connection.executemany("INSERT INTO codings VALUES (?, ?, ?)", rows)
    finished = with_case(coverage).itertuples(index=False, name=None)
    connection.executemany("INSERT INTO coverage VALUES (?, ?, ?)", finished)
    return connection


def in_duckdb(codings, coverage):
    connection = duckdb.connect()
    connection.execute("CREATE TABLE codings (unit VARCHAR, coder VARCHAR, code VARCHAR)")
    connection.execute('CREATE TABLE coverage (unit VARCHAR, coder VARCHAR, "case" VARCHAR)')
    for table, frame in (("codings", codings[["unit", "coder", "code"]]), ("coverage", with_case(coverage))):
        if len(frame):
            connection.register("given", frame.astype(object))
            connection.execute(f"INSERT INTO {table} SELECT * FROM given")  # noqa: S608 - a name of this test
            connection.unregister("given")
    return connection


@dataclass(frozen=True)
class Numbering(Engine):
    """An engine that gives numbers in batches, as for files, so that bits count them."""

    connection: Any = None

    def execute(self, statement):
        return self.connection.execute(statement)

    def close(self):
        self.connection.close()


def in_duckdb_with_bits(codings, coverage, room=1 << 20):
    connection = in_duckdb(codings, coverage)

    def batches(statement):
        columns = list(connection.execute(statement).fetchnumpy().values())
        for start in range(0, len(columns[0]), 5):
            yield [column[start : start + 5] for column in columns]

    return Numbering(engine_of(connection).ask, batches=batches, room=room, connection=connection)


def in_duckdb_with_little_room(codings, coverage):
    return in_duckdb_with_bits(codings, coverage, room=64)


ENGINES = [
    pytest.param(in_sqlite, id="sqlite"),
    pytest.param(in_duckdb, id="duckdb"),
    pytest.param(in_duckdb_with_bits, id="bits"),
    pytest.param(in_duckdb_with_little_room, id="bits, little room"),
]


def observed(patterns):
    """Return the patterns that occur, coder by coder and code by code, as numbers that can be compared."""
    occurs = patterns.counts.any(0)
    rows = map(tuple, patterns.answers[occurs].tolist())
    cells = dict(zip(rows, patterns.counts[:, occurs].T.tolist(), strict=True))
    return patterns.variables, patterns.coders, cells


@pytest.mark.parametrize("load", ENGINES)
@settings(max_examples=40, deadline=None)
@given(data=codings_and_coverage())
def test_the_engine_counts_what_memory_counts(load, data):
    codings, coverage = data
    coders = sorted(set(coverage["coder"]))
    codes = ["code 4", *(f"code {c}" for c in (1, 2, 3))]
    expected = patterns_of_codings(read_codings(codings, coverage, codes=codes, coders=coders))
    connection = load(codings, coverage)
    found = counts_from_sql(connection, "codings", "coverage", codes=codes, coders=coders)
    connection.close()
    assert observed(found) == observed(expected)


@pytest.mark.parametrize("load", ENGINES)
def test_without_names_the_coders_and_codes_are_in_alphabetical_order(load):
    codings = pd.DataFrame({"unit": ["1", "2", "1"], "coder": ["B", "B", "A"], "code": ["Trust", "Cost", "Trust"]})
    coverage = pd.DataFrame({"unit": ["1", "2", "3"] * 2, "coder": ["B"] * 3 + ["A"] * 3})
    found = counts_from_sql(load(codings, coverage), "codings", "coverage")
    assert (found.coders, found.variables) == (("A", "B"), ("Cost", "Trust"))
    assert found.tables().tolist() == [[[2, 1], [0, 0]], [[2, 0], [0, 1]]]


FINISHED = [("1", "A"), ("2", "A"), ("1", "B"), ("2", "B")]
MISTAKES = {
    "a unit that the coder did not finish": ([("1", "A", "x"), ("3", "B", "x"), ("4", "B", "y")], FINISHED, {}),
    "a unit that only another finished": ([("1", "A", "x"), ("2", "B", "x")], FINISHED[:3], {}),
    "a coder who is not in the coverage": ([("1", "A", "x"), ("1", "D", "x")], FINISHED, {}),
    "a coding twice": ([("1", "A", "x"), ("1", "A", "x"), ("2", "B", "x")], FINISHED, {}),
    "twice by one is not once by the other": ([("1", "A", "x"), ("1", "A", "x")], FINISHED, {}),
    "a row of the coverage twice": ([("1", "A", "x")], [*FINISHED, ("2", "A")], {}),
    "an unknown coder": ([("1", "A", "x")], FINISHED, {"coders": ["A", "C"]}),
    "an unknown code": ([("1", "A", "Truth")], FINISHED, {"codes": ["Trust"]}),
}


@pytest.mark.parametrize("load", ENGINES)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_told_as_in_memory(load, mistake):
    given, finished, options = MISTAKES[mistake]
    codings = pd.DataFrame(given, columns=["unit", "coder", "code"])
    coverage = pd.DataFrame(finished, columns=["unit", "coder"])
    with pytest.raises(InputError) as in_memory:
        patterns_of_codings(read_codings(codings, coverage, **options))
    with pytest.raises(InputError) as in_engine:
        counts_from_sql(load(codings, coverage), "codings", "coverage", **options)
    assert str(in_engine.value) == str(in_memory.value)


@pytest.mark.parametrize("load", ENGINES)
def test_an_id_that_is_missing_is_refused(load):
    coverage = pd.DataFrame(FINISHED, columns=["unit", "coder"])
    for table in ("codings", "coverage"):
        connection = load(pd.DataFrame([("1", "A", "x")], columns=["unit", "coder", "code"]), coverage)
        values = "(NULL, 'A', 'x')" if table == "codings" else "(NULL, 'A', 'c')"
        connection.execute(f"INSERT INTO {table} VALUES {values}")  # noqa: S608 - names of this test
        with pytest.raises(InputError, match=r"finished|must not be empty"):
            counts_from_sql(connection, "codings", "coverage")


def test_names_of_tables_and_columns_are_quoted_and_checked():
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        'CREATE TABLE "my codings" ("case", who, "group"); INSERT INTO "my codings" VALUES (1, \'A\', \'x\');'
        "CREATE TABLE seen (\"case\", who); INSERT INTO seen VALUES (1, 'A'), (1, 'B');"
    )
    found = counts_from_sql(connection, "my codings", "main.seen", unit="case", coder="who", code="group")
    assert found.tables().tolist() == [[[0, 0], [1, 0]]]
    for name in ('seen"; DROP TABLE seen; --', "a`b", "", "a..b", "a\nb"):
        with pytest.raises(InputError, match="no name of a table"):
            counts_from_sql(connection, "my codings", name, unit="case")


def test_any_function_that_takes_sql_and_gives_rows_will_do():
    codings = pd.DataFrame([("1", "A", "x")], columns=["unit", "coder", "code"])
    coverage = pd.DataFrame(FINISHED, columns=["unit", "coder"])
    connection = in_sqlite(codings, coverage)
    expected = observed(counts_from_sql(connection, "codings", "coverage"))
    for execute in (connection.cursor(), connection.execute, lambda sql: connection.execute(sql).fetchall()):
        assert observed(counts_from_sql(execute, "codings", "coverage")) == expected
    with pytest.raises(InputError, match="does not run SQL"):
        counts_from_sql(7, "codings", "coverage")


def crowd(n=60, r=40, seed=1):
    rng = np.random.default_rng(seed)
    coded = np.zeros((n, r), bool)
    for row in coded:
        row[rng.choice(r, rng.integers(1, 4), replace=False)] = True
    coded[rng.integers(0, n, r), np.arange(r)] = True  # everybody finished something
    unit, coder, code = np.nonzero((rng.random((n, r, 2)) < 0.4) & coded[:, :, None])
    units, coders = np.nonzero(coded)
    names = np.array([f"c{g:02}" for g in range(r)], object)
    codings = pd.DataFrame(
        {"unit": unit.astype(str), "coder": names[coder], "code": np.array(["x", "y"], object)[code]}
    )
    return codings, pd.DataFrame({"unit": units.astype(str), "coder": names[coders]})


@pytest.mark.parametrize("load", ENGINES)
def test_of_many_coders_it_is_counted_how_many_applied_a_code(load):
    codings, coverage = crowd()
    expected = value_counts_of_codings(read_codings(codings, coverage, codes=["x", "y", "z"]))
    found = counts_from_sql(load(codings, coverage), "codings", "coverage", codes=["x", "y", "z"])
    assert not found.named
    assert observed(found) == observed(expected)


@pytest.mark.parametrize("load", ENGINES)
def test_a_few_of_many_coders_are_counted_by_name(load):
    codings, coverage = crowd()
    few = ["c03", "c01", "c39"]
    expected = patterns_of_codings(read_codings(codings, coverage, codes=["x", "y"], coders=few))
    found = counts_from_sql(load(codings, coverage), "codings", "coverage", codes=["x", "y"], coders=few)
    assert observed(found) == observed(expected)


@pytest.mark.parametrize("load", ENGINES)
@pytest.mark.parametrize("mistake", ["twice", "not finished"])
def test_mistakes_of_many_coders_are_told_as_in_memory(load, mistake):
    codings, coverage = crowd()
    if mistake == "twice":
        codings = pd.concat([codings, codings.iloc[[7, 9]]])
    else:
        coverage = coverage[(coverage[["unit", "coder"]] != codings.iloc[7][["unit", "coder"]]).any(axis=1)]
    with pytest.raises(InputError) as in_memory:
        value_counts_of_codings(read_codings(codings, coverage))
    with pytest.raises(InputError) as in_engine:
        counts_from_sql(load(codings, coverage), "codings", "coverage")
    assert str(in_engine.value).partition(", the first")[0] == str(in_memory.value).partition(", the first")[0]


@pytest.mark.parametrize("load", ENGINES)
@settings(max_examples=25)
@given(data=codings_and_coverage(most_coders=4))
def test_cases_are_counted_one_by_one(load, data):
    codings, coverage = data
    coders, codes = sorted(set(coverage["coder"])), [f"code {c}" for c in (1, 2, 3, 4)]
    coded_units = read_codings(codings, coverage, codes=codes, coders=coders)
    joint = joint_patterns_of(coded_units)
    expected = joint.by_case([int(unit) % 4 for unit in coded_units.units])
    connection = load(codings, coverage.assign(case=coverage["unit"].astype(int) % 4))
    found = count_by_cluster(sources_of(connection, "codings", "coverage", cluster="case"), codes=codes, coders=coders)
    connection.close()
    for counts, case in zip(expected, found.counts, strict=True):
        assert observed(joint.patterns.with_counts(counts)) == observed(found.patterns.with_counts(case))
    assert observed(found.patterns) == observed(joint.patterns)


@pytest.mark.parametrize("load", ENGINES)
def test_of_many_cases_some_are_put_together_and_all_is_counted(load):
    codings, coverage = crowd(n=500, r=3)
    connection = load(codings, coverage)
    found = count_by_cluster(sources_of(connection, "codings", "coverage"), groups=20)
    assert len(found.groups) == 20
    sizes = found.counts[:, 0].sum(-1)
    assert sizes.min() > 10
    assert sizes.max() < 45
    assert observed(found.patterns) == observed(counts_from_sql(connection, "codings", "coverage"))


@pytest.mark.parametrize("load", ENGINES)
@pytest.mark.parametrize("rows", [[("1", "A", "p"), ("1", "B", "q")], [("1", "A", "p"), ("1", "B", None)]])
def test_a_unit_is_in_one_case(load, rows):
    codings = pd.DataFrame([("1", "A", "x")], columns=["unit", "coder", "code"])
    connection = load(codings, pd.DataFrame(rows, columns=["unit", "coder", "case"]))
    with pytest.raises(InputError, match='unit "1" belongs to no case'):
        count_by_cluster(sources_of(connection, "codings", "coverage", cluster="case"))


@pytest.mark.parametrize("load", ENGINES)
@settings(max_examples=25)
@given(data=codings_and_coverage(most_coders=4))
def test_cases_take_the_place_of_units(load, data):
    codings, coverage = data
    coders, codes = sorted(set(coverage["coder"])), [f"code {c}" for c in (1, 2, 3, 4)]
    case_of = {unit: str(int(unit) % 5) for unit in coverage["unit"]}
    coded_units = read_codings(codings, coverage, codes=codes, coders=coders)
    connection = load(codings, coverage.assign(case=coverage["unit"].map(case_of)))
    sources = sources_of(connection, "codings", "coverage", cluster="case")
    common = sources.common(range(1, len(coders) + 1))
    for given_units, given_sources in ((coded_units, sources), (coded_units.coded_by_all(), common)):
        expected = patterns_of_codings(given_units.by_case(case_of))
        found = count(given_sources.by_cluster(), codes=codes, coders=None)
        cells = {answers: n for answers, n in observed(expected)[2].items() if max(answers) >= 0}
        assert observed(found) == (expected.variables, expected.coders, cells)
    connection.close()
