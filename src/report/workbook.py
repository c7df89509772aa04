"""Results as an Excel workbook: a sheet each with real numbers under one header row, and a sheet with their notes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..results import REASON, Column, Kind, Result
from ..spreadsheet import in_attribute, put_text, save_workbook
from ..tables import rows_of
from .display import NUMBERS, share_width

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FORMATS: dict[Kind, str] = {
    "count": "0",
    "percent": "0.0",
    "share": "0.0",
    "coefficient": ".00",
    "p": '[<0.001]"< .001";[<0.9995].000;0.000',
}
NAME_LIMIT = 31  # characters in the name of a sheet, by Excel's specification

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NARROWEST, _WIDEST = 8.0, 60.0  # widths of columns, in characters
_READABLE, _PAGE = 14.0, 165.0  # of a column of texts, and of all columns where a page across can still be read
_BOLD = 1.15  # how much wider a word of a heading is
_LINE, _HIGHEST = 15.0, 409.0  # heights of rows, in points
_FLAGGED = "FFF4DE"
_RULE = "444444"


@dataclass(frozen=True)
class _Field:
    """One column of the sheet; an interval has two."""

    key: str
    heading: str
    kind: Kind

    def value(self, row: dict[str, Any]) -> str | int | float | None:
        value = row[self.key]
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        if self.kind == "flag":
            return "flagged" if value else None
        if self.kind == "text":
            return str(value) or None
        if self.kind == "share":
            return 100 * float(value)
        return int(value) if self.kind == "count" else float(value)


def write_workbook(results: Sequence[Result], path: Path) -> None:
    """Write `results` to the workbook `path`: a sheet each, then the sheet Notes with what belongs beneath each table.

    Numbers are unrounded with a number format, intervals are two columns, an undefined number is an empty cell whose
    reason stands in a column of its own. Raises InputError when the file cannot be written.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    del workbook["Sheet"]
    noted = [(_add_sheet(workbook, result), result) for result in results]
    _add_notes(workbook, noted)
    save_workbook(workbook, path)


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """Return a name for a sheet that Excel accepts and that is not among `taken`, made from `title`.

    >>> sheet_name("Agreement: A/B", []), sheet_name("counts", ["Counts"])
    ('Agreement A B', 'counts 2')
    """
    name = " ".join(_FORBIDDEN.sub(" ", title).split()).strip("'") or "Table"
    used = {other.casefold() for other in taken}
    for number in range(1, len(used) + 2):
        ending = f" {number}" if number > 1 else ""
        tried = _shortened(name, NAME_LIMIT - len(ending)) + ending
        if tried.casefold() not in used:
            return tried
    raise AssertionError("more names are taken than were given")


def _sheet_title(result: Result) -> str:
    """Return the heading, or where it is too long the first word of the title with what is added to it."""
    heading = result.heading()
    added = heading.removeprefix(result.title)
    return heading if len(heading) <= NAME_LIMIT or not added else result.title.split()[0] + added


def _shortened(name: str, limit: int) -> str:
    if len(name) <= limit:
        return name
    return name[: limit + 1].rsplit(" ", 1)[0][:limit].rstrip(" ,.;:'")


def _add_sheet(workbook: Workbook, result: Result) -> Worksheet:
    name = sheet_name(_sheet_title(result), [*workbook.sheetnames, "Notes", "History"])
    sheet: Worksheet = workbook.create_sheet(name)
    frame = result.to_frame()
    fields = list(_fields(result, frame))
    _put_header(sheet, fields)
    rows = [dict(zip(frame.columns, values, strict=True)) for values in frame.itertuples(index=False, name=None)]
    flags = [column.key for column in result.columns() if column.kind == "flag"]
    for number, row in enumerate(rows, start=2):
        _put_row(sheet, number, [field.value(row) for field in fields], fields)
        if any(_Field(key, "", "flag").value(row) for key in flags):
            _tint(sheet, number)
    _finish(sheet, result.heading())
    return sheet


def _fields(result: Result, frame: pd.DataFrame) -> Iterator[_Field]:
    for column in result.filled_columns():
        if column.kind == "interval":
            yield _Field(f"{column.key}_low", f"{column.heading}, low", "coefficient")
            yield _Field(f"{column.key}_high", f"{column.heading}, high", "coefficient")
        else:
            yield _Field(column.key, column.heading, column.kind)
    reason = Column(REASON, "Reason")
    unsaid = reason.key in frame.columns and reason.key not in [column.key for column in result.columns()]
    if unsaid and any(map(reason.text, rows_of(frame))):
        yield _Field(reason.key, reason.heading, reason.kind)


def _put_header(sheet: Worksheet, fields: Sequence[_Field]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    for column, field in enumerate(fields, start=1):
        cell = put_text(sheet, 1, column, field.heading)
        cell.font = Font(bold=True)
        side = "right" if field.kind in NUMBERS else "left"
        cell.alignment = Alignment(side, "bottom", wrap_text=True, indent=_indent(field, column))
        cell.border = Border(bottom=Side("medium", color=_RULE))
    sheet.freeze_panes = "B2"


def _put_row(sheet: Worksheet, row: int, values: Sequence[str | int | float | None], fields: Sequence[_Field]) -> None:
    from openpyxl.styles import Alignment

    for column, (field, value) in enumerate(zip(fields, values, strict=True), start=1):
        if isinstance(value, str):
            cell = put_text(sheet, row, column, value)
            cell.alignment = Alignment("left", "top", wrap_text=True, indent=_indent(field, column))
        elif value is not None:
            cell = sheet.cell(row, column, value)
            cell.number_format = FORMATS[field.kind]
            cell.alignment = Alignment(vertical="top")


def _indent(field: _Field, column: int) -> int:
    """Keep text away from the numbers on its left."""
    return 0 if column == 1 or field.kind in NUMBERS else 1


def _tint(sheet: Worksheet, row: int) -> None:
    from openpyxl.styles import PatternFill

    for cell in sheet[row]:
        cell.fill = PatternFill("solid", fgColor=_FLAGGED)


def _size(sheet: Worksheet) -> None:
    """Make columns as wide as their texts up to a limit, and rows as high as the texts wrapped to it."""
    from openpyxl.utils import get_column_letter

    lines: dict[int, int] = {}
    columns = [[cell.value if isinstance(cell.value, str) else "" for cell in cells] for cells in sheet.iter_cols()]
    for column, (texts, width) in enumerate(zip(columns, _widths(columns), strict=True), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        for row, text in enumerate(texts, start=1):
            wrapped = sum(math.ceil((len(part) + 1) / (width - 3)) for part in text.split("\n"))
            lines[row] = max(lines.get(row, 1), wrapped)
    for row, count in lines.items():
        if count > 1:
            sheet.row_dimensions[row].height = min(count * _LINE, _HIGHEST)


def _widths(columns: Sequence[Sequence[str]]) -> list[float]:
    """Return the widths of columns of texts; where several are wide, they share what can be read on a printed page."""
    needs = []
    for heading, *texts in columns:
        least = max([_NARROWEST, *(_BOLD * len(word) + 3.0 for word in heading.split())])
        wished = min(max([least, *(len(text) + 3.0 for text in texts)]), _WIDEST)
        needs.append((min(max(least, _READABLE), wished), wished))
    if sum(wished for _, wished in needs) <= _PAGE or sum(least for least, _ in needs) > _PAGE:
        return [wished for _, wished in needs]
    return share_width(needs, _PAGE)


def _finish(sheet: Worksheet, title: str) -> None:
    """Set widths, heights, the filter, and how the sheet prints."""
    from openpyxl.worksheet.properties import PageSetupProperties

    _size(sheet)
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter.oddHeader.left.text = in_attribute(title).replace("&", "&&")  # type: ignore[union-attr] # always there
    sheet.HeaderFooter.oddFooter.right.text = "&P / &N"  # type: ignore[union-attr]


def _add_notes(workbook: Workbook, noted: Sequence[tuple[Worksheet, Result]]) -> None:
    sheet = workbook.create_sheet("Notes")
    fields = [_Field(heading, heading, "text") for heading in ("Sheet", "Table", "Note")]
    _put_header(sheet, fields)
    rows = [(made.title, result.heading(), note) for made, result in noted for note in result.notes() or ("",)]
    for number, row in enumerate(rows, start=2):
        _put_row(sheet, number, [text or None for text in row], fields)
    _finish(sheet, "Notes")
