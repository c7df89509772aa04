"""Files that hold tables: what they really are, which sheets are read, and what is said about the rest."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from intercoder.errors import InputError
from intercoder.exchange.tabular import read_table, read_tables

SaveText = Callable[..., Path]
SaveBook = Callable[..., Path]


def test_a_text_file_and_a_workbook_with_the_same_cells_give_the_same_rows(
    text_file: SaveText, workbook: SaveBook
) -> None:
    rows = [["unit", "n"], ["0012", "3"], ["1-2", "=x"]]
    book = workbook("a.xlsx", {"Data": [["unit", "n"], ["0012", 3], ["1-2", "x"]]})
    assert read_table(text_file("a.csv", *map(",".join, rows))).rows == rows
    assert read_table(book).rows == [["unit", "n"], ["0012", "3"], ["1-2", "x"]]


def test_cells_are_named_by_file_sheet_and_cell(workbook: SaveBook) -> None:
    path = workbook("a.xlsx", {"Data": [["a"], ["b"]]})
    table = read_table(path)
    assert table.at(13, 5) == f"{path}, sheet Data, cell F14"
    assert table.at(13) == f"{path}, sheet Data, row 14"


def test_hidden_sheets_are_left_out_and_listed_unless_named(workbook: SaveBook) -> None:
    path = workbook("a.xlsx", {"Data": [["a", "b"]], "Old": [["c", "d"]]}, hidden=["Old"])
    table = read_table(path)
    assert table.rows == [["a", "b"]]
    assert [r.what for r in table.repairs.listed()] == ['the hidden sheet "Old" is left out; --sheet "Old" reads it']
    assert read_table(path, sheet="old ").rows == [["c", "d"]]


def test_of_several_sheets_one_must_be_named(workbook: SaveBook) -> None:
    path = workbook("a.xlsx", {"One": [["a", "b"]], "Two": [["c", "d"]], "Empty": []})
    assert [table.sheet for table in read_tables(path)] == ["One", "Two"]
    with pytest.raises(InputError, match='2 sheets with data: "One", "Two"'):
        read_table(path)
    with pytest.raises(InputError, match='Did you mean "Two"'):
        read_table(path, sheet="Twoo")


def test_what_was_assumed_about_a_text_file_is_listed(text_file: SaveText) -> None:
    table = read_table(text_file("a.csv", "unit;text", "1;Grüße", encoding="cp1252"))
    assert [repair.what for repair in table.repairs.listed()] == [
        "the characters are read as Windows-1252",
        "the cells are separated by semicolons",
    ]


def test_garbled_letters_are_listed_and_kept(text_file: SaveText) -> None:
    garbled = "Fr\u00fch und caf\u00e9 \u2013 \u201cja\u201d".encode().decode("cp1252", "replace")
    table = read_table(text_file("a.csv", "id,text", f"1,{garbled}", "2,Fr\u00fch \u00c3 la carte \u4f60"))
    assert table.rows[1][1] == garbled
    assert [str(repair).split(": ")[0].rsplit(", ", 1)[1] for repair in table.repairs.listed()] == ["cell B2"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b"<!DOCTYPE html><html>Not found</html>", "a web page"),
        ("a.csv", b"\xef\xbb\xbf <HTML><body>", "a web page"),
        ("a.xlsx", b"unit,coder\nu1,A\n", "is no workbook"),
        ("a.csv", b"PK\x03\x04rest", "is a workbook"),
        ("a.xlsx", b"%PDF-1.7", "a PDF document"),
        ("a.csv", b"SQLite format 3\0", "a database"),
        ("a.intercoder", b"SQLite format 3\0", "a project. .*--project"),
        ("a.csv", b'<?xml version="1.0"?><a/>', "an XML file"),
        ("a.docx", b"PK\x03\x04rest", "are not read as tables"),
        ("a.xlsb", b"PK\x03\x04rest", "are not read as tables"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n \n,,\n", "holds no data"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=says):
        read_table(tmp_path / name)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a folder"):
        read_table(tmp_path)


def test_a_text_file_has_no_sheets(text_file: SaveText) -> None:
    with pytest.raises(InputError, match="no sheet"):
        read_table(text_file("a.csv", "a,b"), sheet="Data")


def test_a_workbook_of_another_program_without_cell_places_is_read(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    sheet += b"<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData></worksheet>"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as made, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as other:
        for name in made.namelist():
            other.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else made.read(name))
    assert read_table(tmp_path / "b.xlsx").rows == [["1", "2"], ["3", ""]]
