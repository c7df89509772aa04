"""Counts of cases and of codes that come together, made by an engine, are those of the tables in memory."""

import sqlite3

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.findings.cooccurrence import co_occurrence
from intercoder.findings.sql_counts import case_counts_from_sql, co_occurrence_from_sql
from intercoder.framework.codes import Code, Framework

CODES = ["Cost", "Time", "Trust"]
UNITS = pd.DataFrame({"unit": [f"u{at}" for at in range(12)], "case": [f"c{at % 5}" for at in range(12)]})
SITES = {"c0": "N", "c1": "N", "c2": "S", "c3": "S", "c4": "S"}

applied = st.lists(st.tuples(st.integers(0, 11), st.sampled_from(CODES)), max_size=40)


def in_sqlite(rows):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE codings (unit TEXT, code TEXT)")
    connection.executemany("INSERT INTO codings VALUES (?, ?)", [(f"u{at}", code) for at, code in rows])
    UNITS.assign(site=UNITS["case"].map(SITES)).to_sql("units", connection, index=False)
    return connection


def in_duckdb(rows):
    connection = duckdb.connect()
    connection.execute("CREATE TABLE codings (unit VARCHAR, code VARCHAR)")
    for at, code in rows:
        connection.execute("INSERT INTO codings VALUES (?, ?)", [f"u{at}", code])
    given_units = UNITS.assign(site=UNITS["case"].map(SITES)).astype(object)
    connection.register("given_units", given_units)
    connection.execute("CREATE TABLE units AS SELECT * FROM given_units")
    return connection


@pytest.mark.parametrize("load", [in_sqlite, in_duckdb])
@given(rows=applied)
def test_cases_are_counted_once_under_each_code_and_in_each_group(load, rows):
    connection = load(rows)
    found = case_counts_from_sql(connection, "codings", "units", by="site")
    connection.close()
    cases = {code: {f"c{at % 5}" for at, name in rows if name == code} for code in CODES}
    assert list(found["code"]) == [code for code in CODES if cases[code]]
    for row in found.to_dict("records"):
        having = cases[row["code"]]
        assert (row["n"], row["percent"]) == (len(having), pytest.approx(20 * len(having)))
        assert row["group: N"] == sum(SITES[case] == "N" for case in having)
        assert row["group: N"] + row["group: S"] == row["n"]


@pytest.mark.parametrize("load", [in_sqlite, in_duckdb])
@pytest.mark.parametrize("level", ["case", "unit"])
@given(rows=applied, at_least=st.integers(1, 3))
def test_pairs_of_codes_are_those_of_memory(load, level, rows, at_least):
    connection = load(rows)
    found = co_occurrence_from_sql(connection, "codings", "units", case=level, at_least=at_least)
    connection.close()
    framework = Framework([Code(code, code) for code in CODES])
    codings = pd.DataFrame([(f"u{at}", code) for at, code in rows], columns=["unit", "code"], dtype=object)
    cases = pd.DataFrame({"case": sorted(SITES)})
    expected = co_occurrence(codings, UNITS, cases, framework, level=level, at_least=at_least).to_frame()
    assert found.to_dict("records") == expected.to_dict("records")


def test_a_case_in_two_groups_is_refused():
    connection = in_sqlite([(1, "Cost")])
    connection.execute("UPDATE units SET site = 'S' WHERE unit = 'u0'")
    with pytest.raises(InputError, match="several groups"):
        case_counts_from_sql(connection, "codings", "units", by="site")
