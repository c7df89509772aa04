"""Forms (`forms.py`) read back: what people filled in, by the hidden keys, wherever rows and columns now stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .. import spreadsheet
from ..errors import InputError
from .forms import HEADING_ROW, IDENTITY_SHEET

HIDE = "Hide columns instead of deleting them."


@dataclass(frozen=True)
class FilledRow:
    """A row that was read back: its texts by key, and the cell of each, for error messages."""

    texts: Mapping[str, str]
    cells: Mapping[str, str]


@dataclass(frozen=True)
class FilledForm:
    """A form that was read back."""

    path: Path
    sheet: str
    identity: Mapping[str, str]
    rows: Sequence[FilledRow]
    keys: frozenset[str] = field(default_factory=frozenset)
    added: Sequence[str] = ()
    """What stands at the head of columns that somebody added and filled in; they are not read."""

    def where(self, row: FilledRow, key: str) -> str:
        """Return the place of one cell in words: file, sheet, cell."""
        return f"{self.path.name}, sheet {self.sheet}, cell {row.cells[key]}"

    def lost_columns(self, keys: Sequence[str], fix: str = HIDE) -> list[InputError]:
        """Return a problem for each of the columns with these keys that is gone."""
        where = f"{self.path.name}, sheet {self.sheet}"
        gone = [key for key in keys if key not in self.keys]
        return [InputError(f'the column "{key}" is gone.', where=where, fix=fix) for key in gone]


def read_form(path: Path, *, kind: str) -> FilledForm:
    """Return what people filled in, for a form whose identity says that it is of this `kind`.

    Raises InputError when the workbook is none that intercoder wrote, or one of another kind.
    """
    sheets = {sheet.name: sheet for sheet in spreadsheet.read_workbook(path)}
    if IDENTITY_SHEET not in sheets:
        raise InputError(
            "is not a workbook that intercoder wrote.",
            where=str(path),
            fix="Fill in the workbook that intercoder wrote, and keep its hidden sheet.",
        )
    pairs = [[spreadsheet.cell_text(cell) for cell in row] for row in sheets[IDENTITY_SHEET].rows]
    identity = {row[0]: row[1] for row in pairs if len(row) > 1}
    if identity.get("kind") != kind:
        raise InputError(
            f"is a {identity.get('kind', 'workbook of an unknown kind')}, not a {kind}.",
            where=str(path),
            fix=f"Give the {kind} that intercoder wrote.",
        )
    for sheet in sheets.values():
        keys = [spreadsheet.cell_text(cell) for cell in sheet.rows[0]] if sheet.rows else []
        if identity.get("first key", "") in keys:
            _refuse_doubled(path, sheet.name, keys)
            rows = list(_filled_rows(sheet, keys))
            return FilledForm(path, sheet.name, identity, rows, frozenset(filter(None, keys)), _added(sheet, keys))
    raise InputError(
        "the hidden first row with the keys of the columns is gone.",
        where=str(path),
        fix="Copy what was filled in into a fresh workbook.",
    )


def _refuse_doubled(path: Path, sheet: str, keys: Sequence[str]) -> None:
    for at, key in enumerate(keys):
        if key and key in keys[:at]:
            first, second = (spreadsheet.cell_name(HEADING_ROW - 1, column) for column in (keys.index(key), at))
            raise InputError(
                f"the column of cell {first} is there a second time, so it is not clear which one counts.",
                where=f"{path.name}, sheet {sheet}, cell {second}",
                fix="Delete one of the two columns.",
            )


def _added(sheet: spreadsheet.Sheet, keys: Sequence[str]) -> tuple[str, ...]:
    filled = []
    for at, key in enumerate(keys):
        below = [spreadsheet.cell_text(row[at]).strip() for row in sheet.rows[HEADING_ROW - 1 :]]
        if not key and any(below[1:]):
            filled.append(below[0] or f"column of cell {spreadsheet.cell_name(HEADING_ROW - 1, at)}")
    return tuple(filled)


def _filled_rows(sheet: spreadsheet.Sheet, keys: Sequence[str]) -> Iterator[FilledRow]:
    places = {key: at for at, key in enumerate(keys) if key}
    for at_row, row in enumerate(sheet.rows[HEADING_ROW:], start=HEADING_ROW):
        values = {key: spreadsheet.cell_text(row[at]) for key, at in places.items()}
        if any(text.strip() for key, text in values.items() if key != "done"):
            yield FilledRow(values, {key: spreadsheet.cell_name(at_row, at) for key, at in places.items()})


def plain(text: str) -> str:
    """Return a text as it compares with what was written: line ends alike, no space at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
