"""Tidy tables are checked at every door."""

from __future__ import annotations

import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.tables import CASES, CODINGS, COVERAGE, UNITS, Table


@pytest.mark.parametrize("table", [CASES, UNITS, CODINGS, COVERAGE])
def test_an_empty_table_has_its_columns_and_passes(table: Table) -> None:
    for frame in (table.empty(), table.of([])):
        assert tuple(frame.columns) == table.columns
        assert table.check(frame) is frame


def test_rows_are_taken_in_the_order_of_the_columns() -> None:
    frame = CODINGS.of([("u1", "A", "x"), ("u1", "B", "x")])
    assert frame.to_dict("list") == {"unit": ["u1", "u1"], "coder": ["A", "B"], "code": ["x", "x"]}
    assert CODINGS.check(frame) is frame


def test_further_columns_are_welcome() -> None:
    assert "model" in CASES.check(pd.DataFrame({"case": ["1"], "model": [None]}))


def test_a_missing_column_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r'table coverage: there is no column "coder". Did you mean "coders"'):
        COVERAGE.check(pd.DataFrame({"unit": ["1"], "coders": ["A"]}))
    with pytest.raises(InputError, match="Choose one of: a, b"):
        COVERAGE.check(pd.DataFrame({"a": [], "b": []}))


@pytest.mark.parametrize("nothing", [None, float("nan"), ""])
def test_an_empty_id_is_refused(nothing: object) -> None:
    with pytest.raises(InputError, match=r"unit and coder must not be empty \(rows 1\)"):
        COVERAGE.check(pd.DataFrame({"unit": ["1", nothing], "coder": ["A", "A"]}))


def test_rows_that_come_twice_are_refused() -> None:
    with pytest.raises(InputError, match=r'a.csv: 2 rows come twice, the first is unit "1", coder "A"'):
        COVERAGE.check(COVERAGE.of([("1", "A"), ("1", "A"), ("1", "A"), ("1", "B")]), where="a.csv")
