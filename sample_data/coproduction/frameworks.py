"""The versions of the example study's framework, one workbook each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from intercoder import spreadsheet

if TYPE_CHECKING:
    from .study import CodeEntry, Study

VERSIONS = (1, 2, 3, 4)
FIELDS = {
    "Definition": "definition",
    "When to use": "use",
    "When not to use": "not",
    "Example": "example",
    "Origin": "origin",
    "Added by": "by",
    "Reason": "reason",
}
_WIDTHS = (60, 50, 50, 45, 40, 11, 16, 45, 14)


def write_framework(study: Study, version: int, path: Path) -> None:
    """Write the framework as it was in a version: a row per code, a parent before its children."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        sheet = book.create_sheet()
    sheet.title = f"Version {version} (synthetic)"
    headings = ["Code", *FIELDS, "May be applied"]
    codes = [code for code in study.codes if code.since <= version]
    for at_row, row in enumerate([headings, *(_row(code, version) for code in codes)], start=1):
        for at, text in enumerate(row, start=1):
            cell = spreadsheet.put_text(sheet, at_row, at, text)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if at_row == 1:
                cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHI", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    spreadsheet.save_workbook(book, path, compressed=False)


def _row(code: CodeEntry, version: int) -> list[str]:
    texts = [code.text(field, version) for field in FIELDS.values()]
    return [code.path, *texts, "yes" if code.applicable(version) else "no"]
