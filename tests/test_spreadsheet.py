"""Cells in and cells out: what is written as text comes back as the same text, and nothing becomes a formula."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.spreadsheet import (
    CELL_LIMIT,
    cell_name,
    cell_text,
    fitting,
    put_text,
    read_workbook,
    save_workbook,
)

EXAMPLES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


def a_book(*texts: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row, text in enumerate(texts, start=1):
        put_text(book.worksheets[0], row, 1, text)
    return book


@pytest.mark.parametrize(
    ("place", "name"),
    [((0, 0), "A1"), ((13, 5), "F14"), ((0, 25), "Z1"), ((0, 26), "AA1"), ((9, 701), "ZZ10"), ((0, 16383), "XFD1")],
)
def test_cell_names(place: tuple[int, int], name: str) -> None:
    assert cell_name(*place) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("", ""), ("0012", "0012"), (12.0, "12"), (-3.0, "-3"), (2.5, "2.5"), (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"), (123456789012345.0, "123456789012345"), (True, "TRUE"), (False, "FALSE"), (7, "7"),
        (dt.datetime(2024, 5, 1), "2024-05-01"), (dt.datetime(2024, 5, 1, 9, 30), "2024-05-01 09:30:00"),  # noqa: DTZ001
        (dt.date(2024, 5, 1), "2024-05-01"), (dt.time(9, 30), "09:30:00"), (dt.timedelta(hours=3), "3:00:00"),
    ],
)  # fmt: skip
def test_what_a_cell_shows(value: object, text: str) -> None:
    assert cell_text(value) == text


@EXAMPLES
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=30),
        min_size=1,
        max_size=5,
    )
)
@example(["=1+1", "+1", "-1", "@x", '=HYPERLINK("x")'])
@example(["_x0041_", "_x005F_", "__x0041_x0042_", "\x00\x01\x1f\x7f\x85"])
@example([" leading", "trailing ", "\ttab", "a\nb", "a\r\nb", "\r", "\n"])
@example(["0012", "1-2", "1e5", "TRUE", "#REF!", "2024-05-01", "👨‍👩‍👧", "<a>&amp;]]>"])
def test_any_text_comes_back_unchanged_and_is_no_formula(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "a.xlsx"
    save_workbook(a_book(*texts), path)
    rows = read_workbook(path)[0].rows
    assert [row[0] for row in rows] == texts
    kinds = {cell.data_type for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row}
    assert "f" not in kinds


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\ud800"])
def test_what_is_no_character_comes_back_as_its_escape(tmp_path: Path, text: str) -> None:
    save_workbook(a_book(f"a{text}b"), tmp_path / "a.xlsx")
    assert read_workbook(tmp_path / "a.xlsx")[0].rows == [[f"a_x{ord(text):04X}_b"]]


def test_a_cell_holds_so_many_characters_and_no_more() -> None:
    sheet = openpyxl.Workbook().worksheets[0]
    put_text(sheet, 1, 1, "a" * CELL_LIMIT)
    for long in ("a" * (CELL_LIMIT + 1), "👍" * (CELL_LIMIT // 2 + 1)):
        with pytest.raises(InputError, match="32,768 characters") as caught:
            put_text(sheet, 3, 2, long)
        assert caught.value.where == "sheet Sheet, cell B3"


def test_the_same_cells_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        save_workbook(a_book("x", "y"), tmp_path / name, compressed=False)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


def test_values_of_formulas_are_read_and_failed_ones_are_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["a", 2.0, True, dt.datetime(2024, 5, 1)])  # noqa: DTZ001
    for place, error in (("B3", "#REF!"), ("E1", "#N/A")):
        sheet[place] = error
        sheet[place].data_type = "e"
    other = book.create_sheet("Other & more")
    other["AA2"] = "#DIV/0!"
    other["AA2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    first, second = read_workbook(tmp_path / "a.xlsx")
    assert first.rows[0] == ["a", 2.0, True, dt.date(2024, 5, 1), "#N/A"]
    assert first.rows[2][1] == "#REF!"
    assert (second.name, second.rows[1][26]) == ("Other & more", "#DIV/0!")


def test_a_failed_formula_with_its_formula_beside_is_found(tmp_path: Path) -> None:
    a_book("x").save(buffer := io.BytesIO())
    cell = b'<c r="C4" s="0" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as out:
        for name in made.namelist():
            row = b'<row r="4">' + cell + b"</row></sheetData>"
            out.writestr(name, made.read(name).replace(b"</sheetData>", row))
    assert read_workbook(tmp_path / "a.xlsx")[0].rows[3] == ["", "", "#DIV/0!"]


def test_hidden_sheets_and_merged_ranges_are_told(tmp_path: Path) -> None:
    book = a_book("x")
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.worksheets[0].merge_cells("A1:B3")
    book.save(tmp_path / "a.xlsx")
    first, second = read_workbook(tmp_path / "a.xlsx")
    assert (first.visible, second.visible) == (True, False)
    assert first.merged == (((0, 0), (2, 1)),)


def test_rows_begin_at_a1_wherever_the_data_begin(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C2"] = "x"
    book.save(tmp_path / "a.xlsx")
    assert read_workbook(tmp_path / "a.xlsx")[0].rows == [["", "", ""], ["", "", "x"]]


def test_an_open_document_spreadsheet_is_read(tmp_path: Path) -> None:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in {"office": "office", "table": "table", "text": "text"}.items()
    )
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    empty = '<table:table-cell table:number-columns-repeated="16382"/>'
    rows = [f"<table:table-row>{cell.format(a)}{cell.format(b)}{empty}</table:table-row>" for a, b in ("ab", "cd")]
    rows.append(f'<table:table-row table:number-rows-repeated="1048573">{empty}</table:table-row>')
    content = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">'
    content += "".join(rows) + "</table:table></office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        archive.writestr("content.xml", content)
    assert [sheet.rows for sheet in read_workbook(tmp_path / "a.ods")] == [[["a", "b"], ["c", "d"]]]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("no workbook")
    with pytest.raises(InputError, match="cannot be read as a workbook"):
        read_workbook(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="no such file"):
        read_workbook(tmp_path / "none.xlsx")


def test_a_text_that_is_too_long_for_a_cell_is_cut_as_excel_counts() -> None:
    assert fitting("😀" * 16_383) == "😀" * 16_383
    cut = fitting("😀" * 16_384)
    assert cut == "😀" * 16_382 + " …"
    assert a_book(cut).worksheets[0]["A1"].value == cut
