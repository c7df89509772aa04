"""Sheets with codes in rows and units in columns, turned: a row per unit, and a column per code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from ...errors import InputError
from ...framework.headings import says_field
from ...wording import some_of
from ..cells import folded, is_missing, is_number, is_total, tidy
from ..headers import Column, HeadedTable, matching, without_legend, without_totals
from .roles import coder_column, coder_groups, is_side_column, names_raters, profile, says_unit, words
from .source import Source
from .sources import placed

if TYPE_CHECKING:
    from .layouts import Arrangement
    from .roles import Profile

_SAYS_CODES = re.compile(
    r"(sub ?)?(code|theme|tag|node|kode|categor(y|ie))s?( (name|label|text))?|codename|codigos?|codici|codice"
)
_NUMBERED = re.compile(r"[^\W\d_]{0,20}[\s_\-.#]*\d+[a-z]?", re.IGNORECASE)
_TWICE, _MOST = 0.2, 0.8  # shares of codes that come twice, of names that are numbered
_MARKS = 0.5  # of the filled cells of a unit


@dataclass(frozen=True)
class _Sheet:
    """A sheet that may be a turned one: its columns of codes, of the coder, and of the units."""

    table: HeadedTable
    code: Column
    coder: Column | None
    units: tuple[Column, ...]

    def names(self) -> list[str]:
        """Return the codes in the rows."""
        return [tidy(cell) for cell in self.table.values(self.code)]

    def headings(self) -> list[str]:
        """Return the units in the columns."""
        return [column.heading for column in self.units]


def turned_sources(
    tables: Sequence[HeadedTable],
    *,
    layout: str,
    unit: str | None,
    coder: str | None,
    coders: Sequence[str] | None,
) -> tuple[list[Source], Arrangement] | None:
    """Return each table, or each coder's rows of it, with rows and columns changed over, and where the coders stand.

    Returns None for other tables. A table is believed to be turned when `layout` says so, or else when a column is
    headed Code, names each code once, and columns of marks follow it, but none that names units. Raises InputError
    where the columns may as well be coders, or the rows units, and for a code that comes twice.
    """
    said = layout == "turned"
    if not said and layout != "auto":
        return None
    if unit and said:
        raise InputError(
            "is for units in rows; with this layout each column is one.", where="--unit", fix="Leave it out."
        )
    if unit:
        return None
    sheets = [_sheet(table, coder, said=said) for table in tables]
    found = [sheet for sheet in sheets if sheet]
    if said and len(found) < len(tables):
        where = tables[[sheet is None for sheet in sheets].index(True)].raw.where
        raise InputError("there are no codes in rows with marks beside them.", where=where, fix="Check --layout.")
    if not said:
        for table in tables:
            if not coders or not all(matching(table.columns, name) for name in coders):
                _ask_of_headings(table)
        if len(found) < len(tables) or not _believed(found, coders):
            return None
        _ask(found, coder)
    turned = [source for sheet in found for source in _turn(sheet)]
    if any(sheet.coder for sheet in found):
        return turned, "coder column"
    return placed(turned, coder, coders)


def _sheet(table: HeadedTable, coder: str | None, *, said: bool) -> _Sheet | None:
    named = matching(table.columns, coder) if coder else []
    by = named[0] if named else None if coder else coder_column(table)
    others = [column for column in table.columns if column != by]
    named_so = [column for column in others if _says_codes(column)]
    code = max(
        named_so, key=lambda each: (len(profile(table, each).counts), "code" in words(each.heading)), default=None
    )
    if code is None and said:
        code = next((column for column in others if not _is_count(table, column)), None)
    if code is None:
        return None
    table = without_totals(without_legend(table, code), code)
    units = tuple(column for column in others if column.index > code.index and _is_unit(profile(table, column)))
    about = [column for column in others if column not in (code, *units)]
    if not units or (not said and (len(table.rows) < 2 or len(units) < 2 or _names_units(table, about, code, by))):
        return None
    return _Sheet(table, code, by, units)


def _says_codes(column: Column) -> bool:
    return _SAYS_CODES.fullmatch(" ".join(words(column.heading))) is not None


def _mostly_once(table: HeadedTable, code: Column, coder: Column | None) -> bool:
    by = table.values(coder) if coder else [""] * len(table.rows)
    pairs = {(folded(name), folded(who)) for name, who in zip(table.values(code), by, strict=True)}
    return len(pairs) > 1 and len(table.rows) - len(pairs) <= max(1, _TWICE * len(table.rows))


def _is_unit(held: Profile) -> bool:
    """Return whether a column holds marks or nothing, and its heading does not speak of the code or of totals."""
    heading = held.column.heading
    if is_side_column(held.column, marked=held.filled > 0 and held.marks == 1) or is_total(heading):
        return False
    if not heading:
        return held.filled > 0 and held.marks == 1
    return held.marks >= _MARKS if held.filled else not says_field(heading)


def _is_count(table: HeadedTable, column: Column) -> bool:
    """Return whether a column numbers the rows 1, 2, ..., perhaps not those that are headings."""
    numbers = [cell.strip().rstrip(".") for cell in table.values(column) if cell.strip()]
    return bool(numbers) and numbers == [str(at + 1) for at in range(len(numbers))]


def _names_units(table: HeadedTable, about: Sequence[Column], code: Column, coder: Column | None) -> bool:
    """Return whether a column beside the codes names units, or the codes come too often for a row each."""
    named = [column for column in about if says_unit(column) and not _is_count(table, column)]
    left = [c for c in about if c.index < code.index and not (says_field(c.heading) or _says_codes(c))]
    keys = [
        column
        for column in left
        if not _is_count(table, column)
        and len({cell for cell in table.values(column) if not is_missing(cell)}) == len(table.rows)
    ]
    return bool(named or keys) or not _mostly_once(table, code, coder)


def _believed(sheets: Sequence[_Sheet], coders: Sequence[str] | None) -> bool:
    """Return whether something is marked, and the columns are not said to be coders."""
    if coders and all(matching(sheets[0].units, name) for name in coders):
        return False
    if any(names_raters(group) for sheet in sheets for group in coder_groups(sheet.units)):
        return False
    return any(profile(sheet.table, column).filled for sheet in sheets for column in sheet.units)


def _ask(sheets: Sequence[_Sheet], coder: str | None) -> None:
    """Raise InputError where the rows may be units that the column Code names, or the columns coders."""
    first = sheets[0]
    where = first.table.raw.where
    names, headings = _quoted(first.names()), _quoted(first.headings())
    if _numbered(first.names()) and not _numbered(first.headings()):
        raise InputError(
            f'the column "{first.code.name}" may name codes, or units: {names}.',
            where=where,
            fix=f'If each row is a unit: --unit "{first.code.name}". If it is a code: --layout turned.',
        )
    if coder or any(sheet.coder for sheet in sheets) or 1 < len(sheets) < len(first.units):
        return
    few = len(first.units) < 7 and not any("," in heading for heading in first.headings())
    named = f'"{",".join(first.headings())}"' if few else "A,B"
    if len(sheets) == 1:
        raise InputError(
            f"nothing says who coded: codes stand in rows, and {headings} beside them may be units, or coders.",
            where=where,
            fix="If they are units, name the coder of the whole file with --coder, or a file for each coder. If they "
            f"are coders: --coders {named}.",
        )
    raise InputError(
        f"codes stand in rows, and {headings} beside them may be units, each table a coder's, or coders, each table a "
        "unit's.",
        where=where,
        fix="If they are units: --layout turned. If they are coders, put the tables into one, with a column that names "
        "the unit.",
    )


def _ask_of_headings(table: HeadedTable) -> None:
    """Raise InputError when headings of marks are numbered as units are, and rows are not, but no heading says Code."""
    first, *others = table.columns or (Column(0, "", ""),)
    if coder_column(table) or says_unit(first) or _says_codes(first):
        return
    held = [profile(table, column) for column in others]
    marked = [each.column for each in held if each.filled and each.marks == 1]
    names = [tidy(cell) for cell in table.values(first)]
    if len(marked) < 3 or not all(map(_says_numbered_unit, marked)) or _numbered(names) or len(set(names)) < len(names):
        return
    if any(map(is_missing, names)) or len(names) < 2 or any(len(name) > 60 for name in names):
        return
    raise InputError(
        f"the rows may be codes ({_quoted(names)}), and the columns units "
        f"({_quoted([column.name for column in marked])}); or the other way round.",
        where=table.raw.where,
        fix="If each row is a code: --layout turned, or write Code above the first column. If each row is a unit: "
        f'--unit "{first.name}".',
    )


def _quoted(names: Sequence[str]) -> str:
    return some_of([f'"{name}"' for name in names], 4)


def _says_numbered_unit(column: Column) -> bool:
    *stem, last = words(column.heading) or ("",)
    return bool(stem) and last.isdigit() and (len(stem[-1]) == 1 or says_unit(replace(column, heading=" ".join(stem))))


def _numbered(names: Sequence[str]) -> bool:
    return sum(_NUMBERED.fullmatch(name) is not None or is_number(name) for name in names) >= _MOST * len(names)


def _turn(sheet: _Sheet) -> list[Source]:
    """Return a source for each coder of a sheet. Raises InputError for codes that are missing or come twice."""
    table = sheet.table
    alone = [column.name for column in table.columns if column not in (sheet.code, sheet.coder, *sheet.units)]
    if alone:
        named = ", ".join(f'"{name}"' for name in alone)
        table.raw.repairs.note(table.raw.where, f"columns left alone: {named}")
    rows_of: dict[str, list[int]] = {}
    for row in table.rows:
        who = tidy(table.cell(row, sheet.coder)) if sheet.coder else ""
        if sheet.coder and is_missing(who):
            fix = "Write the coder into every row."
            raise InputError("the coder is empty.", where=table.where(row, sheet.coder), fix=fix)
        rows_of.setdefault(who, []).append(row)
    width = max(map(len, table.raw.rows))
    grid = [list(cells) for cells in zip_longest(*table.raw.rows, [""] * width, fillvalue="")]
    raw = replace(table.raw, rows=grid, merged=(), turned=True)
    key = Column(table.header, "unit", "")
    units = tuple(column.index for column in sheet.units)
    for column in sheet.units:
        if is_missing(column.heading):
            where = table.raw.at(table.header, column.index)
            raise InputError("the unit is empty.", where=where, fix="Write a heading above every column of marks.")
    return [
        Source(HeadedTable(raw, sheet.code.index, (key, *_codes(sheet, rows)), units), key, None, name=who)
        for who, rows in rows_of.items()
    ]


def _codes(sheet: _Sheet, rows: Sequence[int]) -> list[Column]:
    """Return the codes of some rows, as columns of the turned table."""
    table = sheet.table
    found: dict[str, Column] = {}
    for row in rows:
        name = tidy(table.cell(row, sheet.code))
        if not name and all(is_missing(table.cell(row, column)) for column in sheet.units):
            continue
        if not name:
            where = table.where(row, sheet.code)
            raise InputError("the code is empty.", where=where, fix="Write the code into every row with marks.")
        before = found.setdefault(folded(name), Column(row, name, name))
        if before.index != row:
            fix = f"The other is row {before.index + 1}. Delete one, or make one row of the two."
            raise InputError(f'the code "{name}" comes twice.', where=table.where(row, sheet.code), fix=fix)
    return list(found.values())
