"""Cells in and cells out: the one place where Excel workbooks are opened and saved.

Values are read through python-calamine and written through openpyxl. What goes out as text comes back as the same text:
a note that begins with `=` is never a formula, control characters that XML forbids travel as Excel's own `_xHHHH_`
escapes, ids such as 0012 stay text. Saving the same cells twice gives the same bytes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from .atomic import replacing
from .errors import InputError
from .opening import begins_with, require_file
from .parts import inspect
from .repeats import CELLS_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet
    from python_calamine import CalamineWorkbook, SheetMetadata

    from .parts import Failed

CELL_LIMIT = 32_767  # characters in a cell, by Excel's specification

SHEETS_LIMIT = 1000  # that are read of a workbook

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how an .xls begins
_EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - zip archives and openpyxl hold local times without a zone
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


Place = tuple[int, int]
"""The row and the column of a cell, both counted from 0."""


@dataclass(frozen=True)
class Sheet:
    """The values of one worksheet; `rows[0][0]` is cell A1. A formula that failed has its error, such as `#REF!`.

    `merged` holds the first and last cell of each merged range; only its first cell has the value.
    """

    name: str
    rows: list[list[object]]
    visible: bool = True
    merged: tuple[tuple[Place, Place], ...] = ()


def cell_name(row: int, column: int) -> str:
    """Return the name of the cell at `row` and `column`, both counted from 0.

    >>> cell_name(13, 5)
    'F14'
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def cell_text(value: object) -> str:
    """Return what a cell shows as text: whole numbers without a fraction, dates in ISO form, nothing for an empty cell.

    >>> cell_text(12.0), cell_text("0012"), cell_text(None), cell_text(True)
    ('12', '0012', '', 'TRUE')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):  # Excel keeps 15 digits
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def read_workbook(path: Path) -> list[Sheet]:
    """Return the sheets of an .xlsx, .xlsm, .xls or .ods file, with the values that formulas had last.

    Raises InputError when the file is missing, is no workbook, is damaged, is protected by a password, or is
    unreasonably large, which is found out before it is loaded.
    """
    import python_calamine as calamine

    where = str(path)
    require_file(path)
    if begins_with(path, _OLD):
        from .old_workbooks import inspect_old

        inspect_old(path)
    failed = inspect(path) if zipfile.is_zipfile(path) else {}
    try:
        with calamine.CalamineWorkbook.from_path(where) as book:
            metas = [meta for meta in book.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
            return list(_sheets(book, metas, failed, where))
    except calamine.PasswordError as error:
        raise InputError(
            "is protected by a password.", where=where, fix="Save a copy without a password and read that."
        ) from error
    except (InputError, KeyboardInterrupt):
        raise
    except BaseException as error:  # what calamine raises when it gives up is no Exception
        if type(error).__name__ != "PanicException" and not isinstance(error, Exception):
            raise
        raise InputError(
            f"cannot be read as a workbook ({error}).",
            where=where,
            fix="Open it in Excel or LibreOffice and save it as .xlsx.",
        ) from error


def _sheets(
    book: CalamineWorkbook, metas: list[SheetMetadata], failed: dict[str, Failed], where: str
) -> Iterator[Sheet]:
    n_cells = 0
    for meta in metas:
        yield (sheet := _sheet(book, meta, failed.get(meta.name, {}), where))
        n_cells += sum(map(len, sheet.rows))
        if n_cells > CELLS_LIMIT or len(metas) > SHEETS_LIMIT:
            raise InputError(
                f"has more than {SHEETS_LIMIT:,} sheets, or {CELLS_LIMIT:,} cells on them together.",
                where=where,
                fix="Keep the sheets with the data, and save the others elsewhere.",
            )


def _sheet(book: CalamineWorkbook, meta: SheetMetadata, failed: Failed, where: str) -> Sheet:
    import python_calamine as calamine

    sheet = book.get_sheet_by_name(meta.name)
    if sheet.total_height * sheet.total_width > CELLS_LIMIT:
        raise InputError(
            f'sheet "{meta.name}" spans more than {CELLS_LIMIT:,} cells.',
            where=where,
            fix="Delete the empty rows and columns around the data, or save the data as .csv.",
        )
    rows = cast("list[list[object]]", sheet.to_python(skip_empty_area=False))
    for (row, column), error in failed.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = error
    visible = meta.visible == calamine.SheetVisibleEnum.Visible
    return Sheet(meta.name, rows, visible, tuple(sheet.merged_cell_ranges or ()))


def cell_indents(path: Path, sheet: str, column: int) -> list[float]:
    """Return how far the text of each cell of a column (from 0) is indented; nothing where the file does not say.

    The file is one that `read_workbook` has read.
    """
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return []
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl leaves out of a file is of no concern here
        try:
            with contextlib.closing(load_workbook(path, read_only=True)) as book:  # cell by cell, in little memory
                cells = book[sheet].iter_rows(min_col=column + 1, max_col=column + 1)
                return [float(cell.alignment.indent or 0) if cell.alignment else 0.0 for (cell,) in cells]
        except (KeyError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile):
            return []


def fitting(text: str, ending: str = " …") -> str:
    """Return `text`, or as much of it as a cell holds and the `ending` that says it was cut."""
    as_counted = text.encode("utf-16-le", "surrogatepass")  # as Excel counts: an emoji is two
    if len(as_counted) // 2 <= CELL_LIMIT:
        return text
    return as_counted[: 2 * (CELL_LIMIT - len(ending))].decode("utf-16-le", "ignore") + ending


def put_text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write `text` as text, never as a formula, into the cell at `row` and `column` (from 1); return the cell.

    Read again it is the same text, except that U+FFFE, U+FFFF and halves of surrogate pairs, which are no characters,
    stay escapes such as `_xFFFE_`.

    Raises InputError when the text is longer than a cell can hold.
    """
    from openpyxl.cell.cell import Cell

    length = len(text.encode("utf-16-le", "surrogatepass")) // 2  # as Excel counts: an emoji is two
    if length > CELL_LIMIT:
        raise InputError(
            f"a text of {length:,} characters does not fit into a cell, which holds {CELL_LIMIT:,}.",
            where=f"sheet {sheet.title}, cell {cell_name(row - 1, column - 1)}",
            fix="Split the text into paragraphs or sentences.",
        )
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - a merged cell here would be our own mistake
    cell.value = "text"  # sets the cell's type to text; the setter would take a leading "=" for a formula
    cell._value = _ESCAPED.sub(_escape, text)  # type: ignore[attr-defined] # the only way past that setter
    return cell


def _save(workbook: Workbook, buffer: io.BytesIO, path: Path) -> None:
    """Write `workbook`; its sheets stand in the machine's folder of temporary files meanwhile, which may be full."""
    from openpyxl.writer.excel import ExcelWriter

    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        try:
            ExcelWriter(workbook, archive).save()
        except Exception as error:
            if not isinstance(error, OSError) and not type(error).__module__.startswith("lxml"):
                raise
            problem = f"cannot be written, for there is no room for temporary files ({error})."
            raise InputError(problem, where=str(path), fix="Make room on the disk.") from error


def _escape(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def in_attribute(text: str) -> str:
    """Return `text` as it may stand outside of cells, in hints and page headers, which know no escapes."""
    return _ESCAPED.sub(lambda match: "\ufffd" if match[0] != "_" else "_", text)


def save_workbook(workbook: Workbook, path: Path, *, compressed: bool = True) -> None:
    """Save `workbook` at `path` as a whole or not at all, with the same bytes for the same cells.

    `compressed=False` gives bytes that do not depend on the machine's compression library.
    """
    workbook.properties.created = _EPOCH
    buffer = io.BytesIO()
    _save(workbook, buffer, path)
    method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with (
        replacing(path) as temporary,
        zipfile.ZipFile(buffer) as made,
        zipfile.ZipFile(temporary, "w", method) as archive,
    ):
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            archive.writestr(zipfile.ZipInfo(name, _EPOCH.timetuple()[:6]), content, method)
