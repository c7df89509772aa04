"""Headers: where they are, what columns are called, which rows are data."""

from __future__ import annotations

from pathlib import Path

import pytest

from intercoder.errors import InputError
from intercoder.exchange.headers import HeadedTable, find_header, headed, without_legend, without_totals
from intercoder.exchange.tabular import RawTable


def table(*rows: list[str], sheet: str = "S", names: tuple[str, ...] = ()) -> HeadedTable:
    return headed(RawTable(Path("a.xlsx"), sheet, [list(row) for row in rows]), names=names)


def repairs(of: HeadedTable) -> list[str]:
    return [str(repair) for repair in of.raw.repairs.listed()]


def test_title_rows_are_left_out_and_listed() -> None:
    found = table(["Coding", "", ""], [], ["unit", "coder", "code"], ["1", "A", "x"])
    assert (found.header, found.rows) == (2, (3,))
    assert repairs(found) == ["a.xlsx, sheet S: row 1 above the header left out"]


def test_the_header_is_the_row_with_the_names_that_are_asked_for() -> None:
    rows = [["a", "b", "c"], ["Unit ", "y", ""], ["1", "2", "3"]]
    assert find_header(rows) == 0
    assert find_header(rows, ["unit"]) == 1
    assert find_header(rows, ["nowhere"]) == 0


def test_a_title_row_of_two_cells_is_no_header() -> None:
    assert find_header([["Coder:", "A", "", ""], ["unit", "P", "Q", "R"], ["1", "", "x", ""]]) == 1
    assert find_header([["", "P", "Q"], ["u1", "1", "0"]]) == 0


def test_blank_and_double_headings_get_the_letter_of_the_column() -> None:
    found = table(["id", "Notes", "", "Notes", ""], ["1", "a", "b", "c", ""])
    assert [column.name for column in found.columns] == ["id", "Notes (column B)", "column C", "Notes (column D)"]
    assert 'sheet S, cell C1: there is no heading; the column is called "column C"' in repairs(found)[1]
    assert found.find("Notes (column D)", what="x").index == 3
    with pytest.raises(InputError, match="2 columns are called"):
        found.find("notes", what="the notes")


@pytest.mark.parametrize("name", ["Q5", "q5 ", "How  do you co-produce?", "how do you CO-PRODUCE?"])
def test_a_column_is_found_whatever_its_case_and_spaces(name: str) -> None:
    found = table(["id", "Q5" if name.lower().startswith("q5") else "How do you co-produce?"], ["1", "a"])
    assert found.find(name, what="the notes").index == 1


def test_an_unknown_column_names_the_nearest_or_all() -> None:
    found = table(["service_id", "s1_q1::Would a label help?"], ["1", "a"])
    for asked, says in {
        "servce_id": 'Did you mean "service_id"',
        "s1_q1": 'Did you mean "s1_q1::Would a label help?"',
        "zzz": 'Its columns are "service_id"',
    }.items():
        with pytest.raises(InputError, match=says.replace("?", "[?]")):
            found.find(asked, what="the notes")


def test_blank_rows_are_no_data() -> None:
    assert table(["a", "b"], ["1", "2"], ["", " "], [], ["3", "4"]).rows == (1, 4)


def test_a_row_of_text_with_more_cells_than_the_header_is_refused() -> None:
    with pytest.raises(InputError, match="has 3 cells, the header has 2") as caught:
        table(["a", "b"], ["1", "x", "y"], sheet="")
    assert caught.value.where == "a.xlsx, row 2"
    assert table(["a", "b"], ["1", "x", ""], sheet="").rows == (1,)


def test_labels_are_tidied_and_the_cells_listed() -> None:
    found = table(["id", "x"], ["1", " a\u00a0"], ["2", "b"], ["3", "c\u200b"])
    assert found.labels(found.columns[1]) == ["a", "b", "c"]
    assert repairs(found) == ["a.xlsx, sheet S, cells B2, B4: stray spaces or invisible characters removed"]


def test_failed_formulas_are_named_by_their_cells() -> None:
    found = table(["id", "x", "y"], ["1", "#REF!", "#REF!"], ["2", "b", ""])
    assert [error.where for error in found.errors([found.columns[1]])] == ["a.xlsx, sheet S, cell B2"]


@pytest.mark.parametrize("last", [["Total", "3", "1"], ["", "3", "1"], ["", "Sum:", "4"], ["TOTAL", "", "75 %"]])
def test_totals_at_the_end_are_left_out_and_listed(last: list[str]) -> None:
    found = table(["id", "x", "y"], ["1", "1", "0"], ["2", "2", "1"], [], last)
    assert without_totals(found, found.columns[0]).rows == (1, 2)
    assert "row 5 at the end taken for totals" in repairs(found)[0]


@pytest.mark.parametrize(
    "last", [["Total", "3", "a note"], ["3", "1", "1"], ["", "text", ""], ["Total care", "3", "1"]]
)
def test_data_are_not_taken_for_totals(last: list[str]) -> None:
    found = table(["id", "x", "y"], ["Total", "1", "0"], ["2", "2", "1"], last)
    assert without_totals(found, found.columns[0]).rows == (1, 2, 3)


def test_what_is_explained_below_the_table_is_left_out_and_listed() -> None:
    rows = [["id", "x", "y"], ["P1", "1", "0"], ["P2", "", ""], ["Total", "1", "0"]]
    found = table(*rows, [], ["x = the code applies", "", ""], ["", "Coded by Ann", ""])
    assert without_legend(found, found.columns[0]).rows == (1, 2, 3)
    assert repairs(found) == ["a.xlsx, sheet S: rows 6, 7 below the table left out"]
    below_totals = table(*rows[:3], [], rows[3], ["Coded by Ann", "", ""])
    assert without_legend(below_totals, below_totals.columns[0]).rows == (1, 2, 4)


@pytest.mark.parametrize("last", [["P3", "", ""], ["", "3", ""], ["Coded by Ann", "x", ""]])
def test_units_below_an_empty_row_are_no_legend(last: list[str]) -> None:
    found = table(["id", "x", "y"], ["P1", "1", "0"], ["P2", "", ""], [], last)
    assert without_legend(found, found.columns[0]) is found


def test_in_a_table_of_several_blocks_nothing_is_taken_for_a_legend() -> None:
    found = table(["id", "x", "y"], ["P1", "1", "0"], [], ["Q1", "1", ""], [], ["R1", "", ""])
    assert without_legend(found, found.columns[0]) is found
