"""Filling in a workbook as a person would: each row's entries put into its cells, and the workbook saved."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook

from intercoder import spreadsheet
from intercoder.atomic import replacing
from intercoder.coding.forms import FIRST_ROW, KEY_ROW

Values = Mapping[str, str]
"""What stands in, or is put into, the cells of a row, by the key of the column."""


def fill(written: Path, entries: Callable[[Values], Values], filled: Path) -> None:
    """Put `entries`, given what stands in a row, into each row of a workbook, and save it as `filled`.

    The sheet is that on which the form stands: the first one. The same entries give the same bytes.
    """
    book = load_workbook(written)
    sheet = book.worksheets[0]
    columns = {str(cell.value): cell.column for cell in sheet[KEY_ROW] if cell.value}
    for row in range(FIRST_ROW, sheet.max_row + 1):
        given = {key: str(sheet.cell(row, at).value or "") for key, at in columns.items()}
        for key, text in entries(given).items():
            spreadsheet.put_text(sheet, row, columns[key], text)
    spreadsheet.save_workbook(book, filled, compressed=False)


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table as .csv: UTF-8 with a byte order mark, as spreadsheet programs save it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([headings, *rows])
    with replacing(path) as temporary:
        temporary.write_bytes(text.getvalue().encode("utf-8-sig"))
