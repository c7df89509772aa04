"""Counts of cases and of codes that come together, made by an engine, are those of the tables in memory."""

import sqlite3
from contextlib import contextmanager

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intercoder.coding.consensus import DECISIONS, final_codings
from intercoder.errors import InputError
from intercoder.findings.cooccurrence import co_occurrence
from intercoder.findings.counts import Extras, count_cases
from intercoder.findings.sql_counts import (
    RULES,
    case_counts_from_sql,
    co_occurrence_from_sql,
    co_occurrence_of_sources,
    counts_of_sources,
)
from intercoder.framework.codes import Code, Framework
from intercoder.reliability.counts.sql_sources import sources_of

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


# A framework of three levels, of which some codes are never applied; codes in the order of their paths.
TREE = Framework(
    [
        Code("c", "Cost"),
        Code("s", "Support"),
        Code("sf", "Family", parent="s"),
        Code("sfp", "Parents", parent="sf"),
        Code("ss", "Staff", parent="s"),
    ]
)
PATHS = {code.id: TREE.path(code.id) for code in TREE}
WHO = ("Ann", "Bo", "Cy")
ATTRIBUTES = pd.DataFrame({"case": ["c0", "c1", "c2", "c3", "c4"], "site": ["N", "N", "", "S", "S"]}, dtype=object)


@st.composite
def coded(draw):
    """Return tidy codings (ids of codes) and coverage of up to three coders on twelve units of five cases."""
    finished = draw(st.sets(st.tuples(st.integers(0, 11), st.sampled_from(WHO)), min_size=1))
    codes = st.sets(st.sampled_from(list(PATHS))).map(sorted)
    codings = [(f"u{at}", who, code) for at, who in sorted(finished) for code in draw(codes)]
    coverage = pd.DataFrame([(f"u{at}", who) for at, who in sorted(finished)], columns=["unit", "coder"], dtype=object)
    return pd.DataFrame(codings, columns=["unit", "coder", "code"], dtype=object), coverage


@contextmanager
def engine(name, codings, coverage):
    """Load codings by path, and the coverage with case and site, into an engine."""
    cases = coverage["unit"].map(dict(zip(UNITS["unit"], UNITS["case"], strict=True)))
    sites = cases.map(dict(zip(ATTRIBUTES["case"], ATTRIBUTES["site"], strict=True)))
    tables = {
        "codings": codings.assign(code=codings["code"].map(PATHS)).astype(object),
        "coverage": coverage.assign(case=cases, site=sites).astype(object),
    }
    connection = sqlite3.connect(":memory:") if name == "sqlite" else duckdb.connect()
    for table, frame in tables.items():
        columns = ", ".join(f'"{column}" VARCHAR' for column in frame)
        connection.execute(f"CREATE TABLE {table} ({columns})")
        if len(frame):
            marks = ", ".join("?" * len(frame.columns))
            rows = list(frame.where(frame.notna(), None).itertuples(index=False, name=None))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names of this test
    yield sources_of(connection, "codings", "coverage", cluster="case", group="site")
    connection.close()


def in_memory(codings, coverage, rule):
    """Return the codings that count and the units covered, as the project has them when nothing was decided."""
    final = final_codings(codings, coverage, list(WHO), DECISIONS.empty(), rule=rule)
    return final.codings, {"covered": final.covered, "n_open": len(final.open), "rule": rule}


@pytest.mark.parametrize("name", ["sqlite", "duckdb"])
@settings(max_examples=25)
@given(data=coded(), rule=st.sampled_from(RULES))
def test_counts_are_those_of_memory_with_sub_codes_groups_and_tests(name, data, rule):
    final, said = in_memory(*data, rule)
    extras = Extras(mentions=True, test=True, group_percent=True)
    cases = ATTRIBUTES[ATTRIBUTES["case"].isin(UNITS.loc[UNITS["unit"].isin(data[1]["unit"]), "case"])]
    there = count_cases(final, UNITS, cases, TREE, by="site", extras=extras, **said)
    with engine(name, *data) as sources:
        here = counts_of_sources(sources, by="site", rule=rule, extras=extras)
    assert (here.n_cases, here.n_open, here.rule) == (there.n_cases, there.n_open, rule)
    assert here.group_sizes == dict(sorted(there.group_sizes.items()))
    applied = there.frame[there.frame["n"] > 0].reset_index(drop=True)
    same = [column for column in applied if not column.startswith("p_")]  # fewer codes, so fewer tests to correct for
    pd.testing.assert_frame_equal(here.frame[same], applied[same], check_dtype=False)


@pytest.mark.parametrize("name", ["sqlite", "duckdb"])
@settings(max_examples=25)
@given(
    data=coded(),
    rule=st.sampled_from(RULES),
    level=st.sampled_from(["case", "unit"]),
    chosen=st.tuples(st.integers(1, 2), st.sampled_from([None, *PATHS])),
)
def test_pairs_are_those_of_memory_with_sub_codes(name, data, rule, level, chosen):
    at_least, code = chosen
    final, _ = in_memory(*data, rule)
    units = UNITS[UNITS["unit"].isin(data[1]["unit"])]
    cases = ATTRIBUTES[ATTRIBUTES["case"].isin(units["case"])]
    path = None if code is None or code not in set(final["code"]) else PATHS[code]
    there = co_occurrence(final, units, cases, TREE, level=level, code=path, at_least=at_least)
    with engine(name, *data) as sources:
        here = co_occurrence_of_sources(sources, level=level, code=path, at_least=at_least, rule=rule)
    assert (here.level, here.n) == (there.level, there.n)
    pd.testing.assert_frame_equal(here.frame, there.frame, check_dtype=False)


def of(**columns):
    return pd.DataFrame(columns, dtype=object)


COVERAGE = of(unit=["u0", "u1", "u0"], coder=["Ann", "Ann", "Bo"])
CODINGS = of(unit=["u0", "u1", "u0"], coder=["Ann", "Ann", "Bo"], code=["sfp", "c", "c"])


def test_some_coders_alone_can_be_counted():
    with engine("sqlite", CODINGS, COVERAGE) as sources:
        alone = counts_of_sources(sources, coders=["Bo"])
        assert alone.frame[["code", "n"]].to_numpy().tolist() == [["Cost", 1]]
        assert (alone.n_cases, alone.rests_on) == (1, ("Counted is what Bo applied.",))
        with pytest.raises(InputError, match='no coder "Cy"'):
            counts_of_sources(sources, coders=["Cy"])
        branch = counts_of_sources(sources, code="Support / Family")
        assert list(branch.frame["code"]) == ["Support / Family", "Support / Family / Parents"]
        with pytest.raises(InputError, match="Did you mean"):
            counts_of_sources(sources, code="Suport")
        with pytest.raises(InputError, match='no rule "decided"'):
            counts_of_sources(sources, rule="decided")
        with pytest.raises(InputError, match='no level "page"'):
            co_occurrence_of_sources(sources, level="page")


@pytest.mark.parametrize(
    ("codings", "coverage", "what"),
    [
        (of(unit=["u9"], coder=["Ann"], code=["c"]), COVERAGE, "not among those the coder finished"),
        (of(unit=["u0"], coder=["Ann"], code=[None]), COVERAGE, "must not be empty"),
        (CODINGS, of(unit=["u0", "u1", "u0", "x"], coder=["Ann", "Ann", "Bo", "Bo"]), "belongs to no case"),
    ],
)
def test_what_cannot_be_counted_is_refused(codings, coverage, what):
    with engine("duckdb", codings, coverage) as sources, pytest.raises(InputError, match=what):
        counts_of_sources(sources)


def test_codes_by_the_thousand_in_levels():
    codes = [f"Theme {at // 100} / Part {at // 10} / Code {at}" for at in range(3000)]
    codings = pd.DataFrame({"unit": np.arange(3000) % 7, "coder": "Ann", "code": codes}, dtype=object)
    connection = sqlite3.connect(":memory:")
    codings.to_sql("codings", connection, index=False)
    pd.DataFrame({"unit": range(7), "coder": "Ann"}).to_sql("coverage", connection, index=False)
    found = counts_of_sources(sources_of(connection, "codings", "coverage"))
    connection.close()
    n = dict(zip(found.frame["code"], found.frame["n"], strict=True))
    assert len(n) == 3330
    assert (n["Theme 3"], n["Theme 3 / Part 30"], n["Theme 3 / Part 30 / Code 300"]) == (7, 7, 1)


def test_names_that_are_written_apart_are_one_path():
    codings = of(unit=["u0", "u1", "u1"], coder=["Ann"] * 3, code=["Support /  Staff", "Support / Staff", "/ Cost /"])
    connection = sqlite3.connect(":memory:")
    codings.to_sql("codings", connection, index=False)
    UNITS.to_sql("units", connection, index=False)
    found = case_counts_from_sql(connection, "codings", "units")
    connection.close()
    assert found[["code", "n"]].to_numpy().tolist() == [["Cost", 1], ["Support", 2], ["Support / Staff", 2]]
