"""Files as other people save them, made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

Rows = Sequence[Sequence[object]]


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that saves lines as a text file."""

    def save(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
        return path

    return save


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that saves {sheet: rows} as a workbook; sheets named in `hidden` are hidden."""

    def save(name: str, sheets: dict[str, Rows], *, hidden: Sequence[str] = ()) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            sheet.sheet_state = "hidden" if title in hidden else "visible"
            for row in rows:
                sheet.append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return save
