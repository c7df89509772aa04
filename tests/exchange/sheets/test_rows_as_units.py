"""A sheet of nothing but answers is read row by row when there is no doubt that its columns are coders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from intercoder.errors import InputError
from intercoder.exchange.sheets.codings import read_codings

SaveText = Callable[..., Path]

ANSWERS = ["1,1", "0,0", "1,0", "1,1", "0,0"]


def test_numbers_alone_are_a_column_per_coder(text_file: SaveText) -> None:
    sheets = read_codings(text_file("recal.csv", *ANSWERS))
    assert sheets.coders == ("Coder 1", "Coder 2")
    assert list(sheets.units["unit"]) == ["1", "2", "3", "4", "5"]
    assert "no headings: each column taken for a coder" in [repair.what for repair in sheets.repairs]


def test_rows_are_numbered_as_in_the_file(text_file: SaveText) -> None:
    sheets = read_codings(text_file("a.csv", "coder1,coder2", *ANSWERS, ",", "1,1"))
    assert list(sheets.units["unit"]) == ["2", "3", "4", "5", "6", "8"]


def test_columns_named_after_people_are_coders_when_named(text_file: SaveText) -> None:
    path = text_file("a.csv", "Ali,Bea", "x,x", "y,y", "y,x")
    with pytest.raises(InputError, match="--coders Ali,Bea"):
        read_codings(path)
    assert read_codings(path, coders=["Ali", "Bea"]).coders == ("Ali", "Bea")


def test_answers_that_all_differ_are_no_names_of_units(text_file: SaveText) -> None:
    sheets = read_codings(text_file("a.csv", "coder1,coder2", "1.5,1.4", "2.5,2.6", "3.5,3.5", "4.5,4.5"))
    assert sheets.coders == ("coder1", "coder2")


def test_totals_below_are_left_out(text_file: SaveText) -> None:
    sheets = read_codings(text_file("a.csv", "coder1,coder2", "1,1", "2,2", "Total,2"))
    assert list(sheets.units["unit"]) == ["2", "3"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["1,1,1", "2,0,0", "3,1,0"], "may number the units"),
        (["1,3,1,1", "2,3,2,1", "1,1,1,2"], "4 coders, or 2 for each variable"),
    ],
)
def test_two_readings_are_refused(lines: list[str], said: str, text_file: SaveText) -> None:
    with pytest.raises(InputError, match=said):
        read_codings(text_file("a.csv", *lines))


def test_files_are_not_matched_row_by_row(text_file: SaveText) -> None:
    with pytest.raises(InputError, match="which column names the units"):
        read_codings([text_file("a.csv", "score", "1", "2"), text_file("b.csv", "score", "1", "1")])
