"""Any file that holds tables, as tables of text: the one door through which other people's tables come in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from ..coding.forms import IDENTITY_SHEET
from ..errors import InputError, no_such
from ..opening import require_file
from ..spreadsheet import Place, cell_name, cell_text, read_workbook
from .delimited import DELIMITERS, read_delimited
from .repairs import RepairLog

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
TEXTS = frozenset({".csv", ".tsv", ".tab", ".txt"})

_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_OTHER_STARTS = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "a Word document (.rtf)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
    b"\x1f\x8b": "a compressed file (.gz)",
    b"Rar!": "a compressed file (.rar)",
}
_GARBLED = re.compile("[\u00c3\u00c2][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]|\u00e2\u20ac")
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table")


@dataclass(frozen=True)
class RawTable:
    """A sheet of a workbook or a text file, before anyone says what its rows are; `rows[0][0]` is cell A1.

    `own` says that it is of a workbook that intercoder makes for coders; `turned`, that its rows are the columns of the
    file.
    """

    path: Path
    sheet: str
    rows: list[list[str]]
    merged: tuple[tuple[Place, Place], ...] = ()
    repairs: RepairLog = field(default_factory=RepairLog, compare=False)
    own: bool = False
    turned: bool = False

    @property
    def where(self) -> str:
        """File and sheet, as error messages name them."""
        return f"{self.path}, sheet {self.sheet}" if self.sheet else str(self.path)

    def at(self, row: int, column: int | None = None) -> str:
        """Return file, sheet and cell (or row), as error messages name them; `row` and `column` count from 0."""
        if column is None:
            place = f"column {cell_name(0, row)[:-1]}" if self.turned else f"row {row + 1}"
            return f"{self.where}, {place}"
        return f"{self.where}, cell {self.cell(row, column)}"

    def cell(self, row: int, column: int) -> str:
        """Return the name of a cell in the file, such as B3; `row` and `column` count from 0."""
        return cell_name(column, row) if self.turned else cell_name(row, column)


def read_table(path: Path | str, *, sheet: str | None = None) -> RawTable:
    """Return the one table of a workbook or text file, or the sheet with this name.

    Raises InputError when it cannot be read, holds nothing, or when several sheets hold something and none is named.
    """
    tables = read_tables(path, sheet=sheet)
    if len(tables) > 1:
        raise InputError(
            f"has {len(tables)} sheets with data: {_named(table.sheet for table in tables)}.",
            where=str(path),
            fix="Say which one with --sheet.",
        )
    return tables[0]


def read_tables(path: Path | str, *, sheet: str | None = None) -> list[RawTable]:
    """Return every visible sheet that holds something, all as text; or only the one named, even when it is hidden.

    Raises InputError when the file is missing, is not what its name says, cannot be read, or holds nothing.
    """
    path = Path(path)
    content = _content(path)
    tables = _from_workbook(path, sheet) if content == "workbook" else [_from_text(path, sheet)]
    filled = [table for table in tables if any(cell.strip() for row in table.rows for cell in row)]
    for table in filled:
        _list_garbled(table)
    if not filled:
        raise InputError("holds no data.", where=str(path), fix="Check that it is the right file, and save it again.")
    return filled


def _list_garbled(table: RawTable) -> None:
    """List the cells whose letters were garbled before, by a program that took UTF-8 for Windows-1252."""
    for at, row in enumerate(table.rows):
        if "".join(row).isascii():
            continue
        for column, cell in enumerate(row):
            if _GARBLED.search(cell):
                what = "the letters look garbled (saved in one encoding, opened in another); they are kept as they are"
                table.repairs.cell(table.where, cell_name(at, column), what)


def _content(path: Path) -> str:
    """Return "workbook" or "text", by what is in the file; its name must not say otherwise."""
    require_file(path)
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError as error:
        raise InputError(f"cannot be opened ({error.strerror}).", where=str(path), fix="Check the name.") from error
    if not start:
        raise InputError("is empty.", where=str(path), fix="Save it again from the program that made it.")
    _refuse_other_contents(path, start)
    found = "workbook" if start.startswith(_WORKBOOK_STARTS) else "text"
    _refuse_wrong_extension(path, found)
    return found


def _refuse_other_contents(path: Path, start: bytes) -> None:
    plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    other = next((name for mark, name in _OTHER_STARTS.items() if start.startswith(mark)), None)
    if plain.startswith(_HTML_STARTS):
        other = "a web page, perhaps the error page of a download"
    elif plain.startswith(b"<?xml"):
        other = "an XML file"
    if other:
        fix = "Open it to see what it is, and save the table as .xlsx or .csv."
        if path.suffix == ".intercoder":
            other, fix = "a project", "Do not name it as a file; name it with --project FILE."
        raise InputError(f"is not a table but {other}.", where=str(path), fix=fix)


def _refuse_wrong_extension(path: Path, found: str) -> None:
    suffix = path.suffix.lower()
    if found == "text" and suffix in WORKBOOKS:
        raise InputError(
            f"is named {suffix} but is no workbook: it holds plain text, or is damaged.",
            where=str(path),
            fix="If it opens as a table in a text editor, rename it to .csv; otherwise save it again from Excel.",
        )
    if found == "workbook" and suffix in TEXTS:
        raise InputError(
            f"is named {suffix} but is a workbook or another packed file.",
            where=str(path),
            fix="If it opens in Excel, rename it to .xlsx.",
        )
    if suffix not in WORKBOOKS | TEXTS:
        raise InputError(
            f'files of the kind "{suffix}" are not read as tables.', where=str(path), fix="Save it as .xlsx or .csv."
        )


def _from_workbook(path: Path, sheet: str | None) -> list[RawTable]:
    sheets = read_workbook(path)
    if any(each.name == IDENTITY_SHEET for each in sheets):
        from ..coding.workbooks import SHEET
        from .own_workbooks import as_plain_sheet

        plain = as_plain_sheet([(each.name, _texts(each.rows)) for each in sheets])
        if plain is not None and sheet in (None, SHEET):
            return [RawTable(path, SHEET, plain, own=True)]
    hidden: list[str] = []
    if sheet is None:
        hidden = [each.name for each in sheets if not each.visible]
        chosen = [each for each in sheets if each.visible]
    else:
        name = _sheet_named(sheet, [each.name for each in sheets], str(path))
        chosen = [each for each in sheets if each.name == name]
    return [RawTable(path, each.name, _texts(each.rows), each.merged, _hidden(path, hidden)) for each in chosen]


def _hidden(path: Path, names: Sequence[str]) -> RepairLog:
    log = RepairLog()
    for name in names:
        log.note(str(path), f'the hidden sheet "{name}" is left out; --sheet "{name}" reads it')
    return log


class _Numbers(dict[object, str]):
    """What cells with numbers show, the same few of which fill most sheets; a text shows itself."""

    def __missing__(self, value: object) -> str:
        if isinstance(value, str):
            return value
        self[value] = cell_text(value)
        return self[value]


def _texts(rows: list[list[object]]) -> list[list[str]]:
    shown = _Numbers().__getitem__
    texts = []
    for row in rows:
        kinds = set(map(type, row))
        if kinds <= {str}:
            texts.append(cast("list[str]", row))
        else:
            texts.append(list(map(shown if kinds <= {str, float} else cell_text, row)))  # True equals 1.0
    return texts


def _sheet_named(sheet: str, names: Sequence[str], where: str) -> str:
    for name in names:
        if name == sheet or name.casefold().strip() == sheet.casefold().strip():
            return name
    raise no_such("sheet", sheet, names, where=where)


def _from_text(path: Path, sheet: str | None) -> RawTable:
    if sheet is not None:
        raise InputError(f'a text file has no sheet "{sheet}".', where=str(path), fix="Leave --sheet out.")
    found = read_delimited(path)
    log = RepairLog()
    if found.encoding == "cp1252":
        log.note(str(path), "the characters are read as Windows-1252")
    if found.delimiter != ",":
        log.note(str(path), f"the cells are separated by {DELIMITERS.get(found.delimiter, found.delimiter)}s")
    return RawTable(path, "", found.rows, repairs=log)


def _named(names: object) -> str:
    return ", ".join(f'"{name}"' for name in names)  # type: ignore[attr-defined]
