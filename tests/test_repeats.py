"""A text or cell that a workbook says once and uses often is weighed as if it were written out each time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from intercoder.errors import InputError
from intercoder.spreadsheet import SHEETS_LIMIT, read_workbook

MEGABYTE = b"a" * (1 << 20)
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def an_xlsx(path: Path, uses: int, *, cell: bytes = b'<c r="A%d" t="s"><v>0</v></c>', text: bytes = MEGABYTE) -> Path:
    """Save a workbook whose cells all name the first of its shared texts."""
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(["unit"])
    book.save(buffer)
    rows = b"".join(b'<row r="%d">%s</row>' % (row, cell % row) for row in range(1, uses + 1))
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in made.namelist():
            content = made.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start, end = content.index(b"<sheetData>") + len(b"<sheetData>"), content.index(b"</sheetData>")
                content = content[:start] + rows + content[end:]
            out.writestr(name, content)
        out.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (MAIN, text))
    return path


def an_ods(path: Path, rows: bytes) -> Path:
    spaces = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text")).encode()
    body = b'<office:body><office:spreadsheet><table:table table:name="S">%s</table:table></office:spreadsheet>' % rows
    content = b"<office:document-content %s>%s</office:body></office:document-content>" % (spaces, body)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0"/>')
        out.writestr("content.xml", content)
    return path


def a_row(attributes: bytes = b"", cell: bytes = b"", text: bytes = b"x") -> bytes:
    inside = b'<table:table-cell %s office:value-type="string"><text:p>%s</text:p></table:table-cell>' % (cell, text)
    return b"<table:table-row %s>%s</table:table-row>" % (attributes, inside)


@pytest.mark.parametrize(
    "cell", [b'<c r="A%d" t="s"><v>0</v></c>', b"<c r='A%d' t='s'><v>0</v></c>", b'<c r="A%d" t = "s"><f/><v>0</v></c>']
)
def test_a_long_text_named_by_many_cells_is_refused(tmp_path: Path, cell: bytes) -> None:
    with pytest.raises(InputError, match="repeats long texts many times"):
        read_workbook(an_xlsx(tmp_path / "a.xlsx", 600, cell=cell))


def test_a_text_named_often_is_read(tmp_path: Path) -> None:
    rows = read_workbook(an_xlsx(tmp_path / "a.xlsx", 600, text=b"unit"))[0].rows
    assert rows == [["unit"]] * 600


def test_one_long_text_and_many_uses_of_another_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    text = b"short</t></si><si><t>" + MEGABYTE
    rows = read_workbook(an_xlsx(path, 600, text=text))[0].rows
    assert rows == [["short"]] * 600


@pytest.mark.parametrize(
    "row",
    [
        a_row(b'table:number-rows-repeated="1048576"', b'table:number-columns-repeated="16384"'),
        a_row(b"table:number-rows-repeated='99999999'"),
        a_row(b'a=">" table:number-rows-repeated="99999999"'),
        a_row(cell=b'table:number-columns-repeated="99999999"'),
        b'<table:table-row table:number-rows-repeated="1000000"/>' + a_row(cell=b'table:number-columns-repeated="90"'),
    ],
)
def test_cells_repeated_too_far_are_refused(tmp_path: Path, row: bytes) -> None:
    with pytest.raises(InputError, match="spans more than 5,000,000 cells"):
        read_workbook(an_ods(tmp_path / "a.ods", row))


def test_sheets_together_span_no_more_than_one_may(tmp_path: Path) -> None:
    far = a_row() + b'<table:table-row table:number-rows-repeated="60000"/>'
    far += b'<table:table-row><table:table-cell table:number-columns-repeated="59"/>%s</table:table-row>'
    far %= b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    assert len(read_workbook(an_ods(tmp_path / "one.ods", far))[0].rows) == 60_002
    another = b'</table:table><table:table table:name="T">' + far
    with pytest.raises(InputError, match="sheets together span more than 5,000,000 cells"):
        read_workbook(an_ods(tmp_path / "a.ods", far + another))


def test_a_long_text_repeated_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="repeats long texts many times"):
        read_workbook(an_ods(tmp_path / "a.ods", a_row(b'table:number-rows-repeated="600"', text=MEGABYTE)))


def test_a_number_of_times_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no number"):
        read_workbook(an_ods(tmp_path / "a.ods", a_row(b'table:number-rows-repeated="&#57;9999999"')))


def test_repeated_cells_and_the_empty_rest_of_a_sheet_are_read(tmp_path: Path) -> None:
    rest = b'<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    row = a_row(b'table:number-rows-repeated="2"', b'table:number-columns-repeated="3"')
    assert read_workbook(an_ods(tmp_path / "a.ods", row + rest))[0].rows == [["x"] * 3] * 2


def test_more_sheets_than_anyone_has_are_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for _ in range(SHEETS_LIMIT):
        book.create_sheet()
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="more than 1,000 sheets"):
        read_workbook(tmp_path / "a.xlsx")
