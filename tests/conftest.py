"""What tests of several packages need: people who type into workbooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, settings

# How long an example takes depends on what else the machine does: no test is timed.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

Typed = Mapping[tuple[str, ...], Mapping[str, str]]
Type = Callable[..., None]


def type_into(path: Path, sheet: str, typed: Typed, *, row_named_by: Sequence[str] = ("unit",)) -> None:
    """Type texts into a form, as a person would: {names of the row: {key of the column: text}}."""
    book = openpyxl.load_workbook(path)
    form = book[sheet]
    column = {cell.value: cell.column for cell in form[1]}
    rows = {
        tuple(str(form.cell(row, column[key]).value) for key in row_named_by): row for row in range(4, form.max_row + 1)
    }
    for name, texts in typed.items():
        for key, text in texts.items():
            form.cell(rows[name], column[key]).value = text
    book.save(path)


@pytest.fixture
def type_in() -> Type:
    return type_into
