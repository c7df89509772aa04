"""A project as a folder of plain files that need no intercoder to be read, and back again without any loss."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ...atomic import replacing
from ...errors import InputError, ProjectError
from ...opening import content_of
from ...wording import number_of
from ..file import Outcome, ProjectFile, project_path
from ..storage import checks, store
from ..storage.database import Store
from ..storage.plain_tables import FRAMEWORK, MEANING, Cell, PlainTable, digest, plain_tables, stored_rows

if TYPE_CHECKING:
    from openpyxl import Workbook

WORKBOOK, README, CONTENTS = "everything.xlsx", "README.txt", "contents.csv"

_CONTENTS_COLUMNS = ("table", "rows", "sha256")
_LONGEST_FIELD = (1 << 31) - 1
_MOST_ROWS = 1_000_000  # of a sheet
_CUT = " [cut here: the whole text is in the .csv file]"


class ExportVerbs(ProjectFile):
    """The verbs `project export` and `project import`."""

    def project_export(self, folder: Path | str, *, replace: bool = False) -> Outcome:
        """Write everything in the project to `folder`: a .csv file per table, and all of them in one workbook.

        Text stands in the .csv files exactly as it is; in the workbook no text is a formula. Raises InputError when
        the folder holds something already and `replace` is not set.
        """
        folder = Path(folder)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not replace:
            raise InputError("is there already.", where=str(folder), fix="Choose another name, or use --replace.")
        folder.mkdir(parents=True, exist_ok=True)
        with self._store.reading() as connection:
            tables = list(plain_tables(connection))
            stored = {table.name: stored_rows(connection, table) for table in store.metadata.sorted_tables}
        for table in tables:
            _write(folder / f"{table.name}.csv", table.columns, table.rows)
        listed = [(name, len(rows), digest(rows)) for name, rows in stored.items()]
        _write(folder / CONTENTS, _CONTENTS_COLUMNS, listed)
        remarks = _write_workbook(folder / WORKBOOK, tables)
        with replacing(folder / README) as temporary:
            temporary.write_text(_readme(tables), encoding="utf-8")
        n_rows = sum(len(rows) for rows in stored.values())
        return Outcome(
            f"Exported {number_of(n_rows, 'row')} of {number_of(len(stored), 'table')} to {folder}.", tuple(remarks)
        )

    @staticmethod
    def project_import(folder: Path | str, path: Path | str) -> Outcome:
        """Make a project file at `path` of what `project_export` wrote to `folder`: the same, to the last character.

        Raises InputError when a file of the folder is missing or is not as it was exported, ProjectError when the
        project file is there already or what was read does not hold together; then nothing is made.
        """
        folder, path = Path(folder), project_path(path)
        found = _read_folder(folder)
        about = {str(key): str(value) for key, value in found["about"]}
        _refuse_newer(about.pop("format", ""), folder)

        def begin(connection: sa.Connection) -> None:
            _insert(connection, found, folder)

        Store.create(path, about, begin).close()
        return Outcome(f"Made {path} of the {number_of(sum(map(len, found.values())), 'row')} in {folder}.")


# --- out


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    with (  # utf-8-sig: its mark tells Excel that the file is UTF-8
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(columns)
        writer.writerows(rows)


def _write_workbook(path: Path, tables: Sequence[PlainTable]) -> list[str]:
    """Write the tables that hold something, a sheet each; return what did not fit."""
    from openpyxl import Workbook

    from ...spreadsheet import save_workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    remarks = []
    for table in tables:
        if table.name == store.reversals.name or not table.rows:
            continue
        if len(table.rows) > _MOST_ROWS:
            remarks.append(f"{table.name} has more rows than a sheet holds; it is in {table.name}.csv alone.")
            continue
        n_cut = _fill(book, table)
        if n_cut:
            texts = "1 text is" if n_cut == 1 else f"{n_cut} texts are"
            remarks.append(f"{texts} longer than a cell holds and cut in {WORKBOOK}; {table.name}.csv has the whole.")
    save_workbook(book, path)
    return remarks


def _fill(book: Workbook, table: PlainTable) -> int:
    """Write a table to a sheet of its own; return how many texts had to be cut."""
    from ...spreadsheet import fitting, put_text

    sheet = book.create_sheet(table.name)
    n_cut = 0
    for at, row in enumerate([table.columns, *table.rows], start=1):
        for column, cell in enumerate(row, start=1):
            if isinstance(cell, int):
                sheet.cell(at, column, cell)
            elif cell:
                shown = fitting(cell, _CUT)
                n_cut += shown != cell
                put_text(sheet, at, column, shown)
    sheet.freeze_panes = "A2"
    return n_cut


def _readme(tables: Sequence[PlainTable]) -> str:
    listed = "\n".join(f"{table.name + '.csv':<30}{MEANING[table.name]} ({len(table.rows):,})" for table in tables)
    return (
        "Everything that an intercoder project holds, in plain files. Each table is a .csv file (UTF-8, commas, every\n"
        f"cell in quotation marks); {WORKBOOK} has the same tables as sheets, and is the one to open in Excel.\n"
        'Columns that begin with "(readable)" only say again what numbers and ids of other columns stand for.\n\n'
        f"{listed}\n\n"
        f"{CONTENTS} has the SHA-256 of the rows of each table. `intercoder project import` makes the project of\n"
        f"this folder again, the same in everything; it reads the .csv files (but {FRAMEWORK}.csv) and refuses any\n"
        "that was changed.\n"
    )


# --- in


@contextmanager
def _long_fields() -> Iterator[None]:
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a file that was exported."""
    try:
        text = content_of(path, limit=_LONGEST_FIELD).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"cannot be read ({error}).", where=str(path), fix="Export the project again.") from error
    try:
        with _long_fields():
            header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (csv.Error, ValueError) as error:
        raise _changed(path) from error
    return header, rows


def _changed(path: Path) -> InputError:
    fix = "Export the project again; changes belong into the project, not into its export."
    return InputError("is not as it was exported.", where=str(path), fix=fix)


def _read_folder(folder: Path) -> dict[str, list[tuple[Cell, ...]]]:
    """Return the rows of each table, as they are stored. Raises InputError for a table that was changed."""
    contents = folder / CONTENTS
    header, listed = _read(contents)
    if tuple(header) != _CONTENTS_COLUMNS or any(len(row) != len(header) for row in listed):
        raise _changed(contents)
    digests = {name: sha256 for name, _, sha256 in listed}
    found = {}
    for table in store.metadata.sorted_tables:
        path = folder / f"{table.name}.csv"
        rows = _typed(table, path) if table.name in digests or path.exists() else []
        if digest(rows) != digests.get(table.name, digest([])):
            raise _changed(path)
        found[table.name] = rows
    return found


def _typed(table: sa.Table, path: Path) -> list[tuple[Cell, ...]]:
    header, rows = _read(path)
    columns = list(table.columns)
    if header[: len(columns)] != [column.name for column in columns] or any(len(row) != len(header) for row in rows):
        raise _changed(path)
    try:
        return [tuple(_value(cell, column) for cell, column in zip(row, columns, strict=False)) for row in rows]
    except ValueError as error:
        raise _changed(path) from error


def _value(cell: str, column: sa.Column[object]) -> Cell:
    """Return what is stored for a cell; an empty one of a column that may be empty is nothing at all."""
    if not cell and column.nullable:
        return None
    return int(cell) if isinstance(column.type, sa.Integer | sa.Boolean) else cell


def _refuse_newer(made_with: str, folder: Path) -> None:
    if not made_with.isdecimal() or int(made_with) > store.FORMAT:
        raise ProjectError(
            f"was exported by a newer intercoder (format {made_with}; this one knows {store.FORMAT}).",
            where=str(folder),
            fix="Update intercoder: pip install --upgrade intercoder",
        )


def _insert(connection: sa.Connection, found: Mapping[str, list[tuple[Cell, ...]]], folder: Path) -> None:
    """Write the rows into a new project. Raises ProjectError when they do not hold together."""
    try:
        for table in store.metadata.sorted_tables:
            names = [column.name for column in table.columns]
            rows = [dict(zip(names, row, strict=True)) for row in found[table.name]]
            if rows and table is not store.about:
                plain = sa.table(table.name, *map(sa.column, names))  # without types: values go back as they stood
                connection.execute(plain.insert(), rows)
        problems = [problem for problems in checks.check(connection).values() for problem in problems]
    except (sa.exc.DatabaseError, ValueError, KeyError, TypeError) as error:
        raise ProjectError("does not hold together.", where=str(folder), fix="Export the project again.") from error
    if problems:
        raise ProjectError(f"{'; '.join(problems[:3])}.", where=str(folder), fix="Export the project again.")
