"""The workbook of results: real numbers under one header row, text that is never a formula, and the notes."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest

from intercoder.report.workbook import sheet_name, write_workbook
from intercoder.spreadsheet import read_workbook


@pytest.fixture
def book(result, tmp_path):
    write_workbook([result, result], tmp_path / "tables.xlsx")
    return openpyxl.load_workbook(tmp_path / "tables.xlsx")


def column(sheet, heading: str) -> list[object]:
    headings = [cell.value for cell in sheet[1]]
    return [cell.value for cell in next(sheet.iter_cols(headings.index(heading) + 1))][1:]


def test_there_is_a_sheet_for_each_result_and_one_for_the_notes(book, result) -> None:
    assert book.sheetnames == ["Agreement per code", "Agreement per code 2", "Notes"]
    rows = [[cell.value for cell in row] for row in book["Notes"].iter_rows(min_row=2)]
    assert rows == [[sheet, result.title, note] for sheet in book.sheetnames[:2] for note in result.sentences]


def test_numbers_are_numbers_unrounded_with_a_format(book, result) -> None:
    sheet = book.worksheets[0]
    assert column(sheet, "Kappa")[:4] == result.frame["kappa"].tolist()[:4]
    assert column(sheet, "95 % CI, low")[:4] == result.frame["ci_low"].tolist()[:4]
    assert column(sheet, "95 % CI, high")[:4] == result.frame["ci_high"].tolist()[:4]
    formats = {sheet.cell(1, place).value: sheet.cell(2, place).number_format for place in range(1, 11)}
    assert (formats["n"], formats["% agreement"], formats["Kappa"]) == ("0", "0.0", ".00")


def test_an_undefined_number_is_an_empty_cell_with_its_reason_beside(book, result) -> None:
    sheet = book.worksheets[0]
    assert column(sheet, "Kappa")[-1] is None
    assert column(sheet, "95 % CI, low")[-1] is None
    assert column(sheet, "Reason") == [None, None, None, None, result.frame["reason"].iloc[-1]]


def test_reasons_have_a_column_only_where_there_is_one(result, tmp_path) -> None:
    write_workbook([replace(result, frame=result.frame.assign(reason=""))], tmp_path / "tables.xlsx")
    header = [cell.value for cell in openpyxl.load_workbook(tmp_path / "tables.xlsx").worksheets[0][1]]
    assert "Reason" not in header
    assert header[-1] == "Flag"


def test_no_word_of_a_heading_is_broken(book) -> None:
    sheet = book.worksheets[0]
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert all(widths[heading] >= 1.15 * len(word) + 2 for heading in widths for word in heading.split())


def test_a_code_that_looks_like_a_formula_is_text(result, tmp_path) -> None:
    frame = result.frame.assign(code=["=1+1", "+1", "@x", "0012", "\x1b"])
    write_workbook([replace(result, frame=frame)], tmp_path / "tables.xlsx")
    assert [row[0] for row in read_workbook(tmp_path / "tables.xlsx")[0].rows[1:]] == frame["code"].tolist()
    sheet = openpyxl.load_workbook(tmp_path / "tables.xlsx").worksheets[0]
    assert {sheet.cell(row, 1).data_type for row in range(2, 7)} == {"s"}


def test_the_header_is_bold_and_stays_in_sight(book) -> None:
    sheet = book.worksheets[0]
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"


def test_a_flagged_row_is_tinted_and_says_so(book) -> None:
    sheet = book.worksheets[0]
    assert column(sheet, "Flag") == [None, "flagged", None, "flagged", None]
    tinted = [row for row in range(2, 7) if sheet.cell(row, 1).fill.fgColor.rgb == "00FFF4DE"]
    assert tinted == [3, 5]


def test_names_of_sheets_are_such_as_excel_accepts() -> None:
    long = "Agreement of the coders on the reliability sample"
    name = sheet_name(long, [])
    assert (name, len(name) <= 31) == ("Agreement of the coders on the", True)
    second = sheet_name(long, [name])
    assert second.endswith(" 2")
    assert len(second) <= 31
    assert sheet_name("[:*?]", []) == "Table"
    assert len(sheet_name("x" * 40, [])) == 31
