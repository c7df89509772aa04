"""Coding sheets in any layout: who applied which code to which unit, or gave it which category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..levels import keeps_whole
from ..qda import exports
from ..qda.comparison_tables import refuse_comparisons
from ..qda.segments import Asked
from ..readers import reads_all
from ..repairs import RepairLog, of_no_use
from . import detection
from .answers import Blanks, check_blanks, refuse_for_codes
from .category_sheets import categories_of
from .code_sheets import codes_of
from .context import Context
from .layouts import BY_CODE, MEANING
from .lists import signs_of
from .sources import sources
from .tables import open_tables
from .turned import turned_sources

if TYPE_CHECKING:
    from ..headers import Column
    from .coding_sheets import CodingSheets
    from .source import Source


def read_codings(
    paths: Path | str | Iterable[Path | str],
    *,
    layout: str = detection.AUTO,
    unit: str | None = None,
    coder: str | None = None,
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    sheet: str | Sequence[str] | None = None,
    separator: str | None = None,
    levels: str | None = None,
    blanks: Blanks = "auto",
    beside: Sequence[str] = (),
    as_written: bool = False,
) -> CodingSheets:
    """Read codings from workbooks and text files in any of the layouts of `layouts.MEANING`, or exported by QDA tools.

    layout     "auto", or the name of the layout
    unit       the column that names the units
    coder      the column that names the coder; or, when there is none of this name, who coded all of it
    coders     the columns of the coders, the coders in headings such as Trust_A, or which coders to keep
    codes      the columns that are codes or variables; for codes in cells, the codes there are
    sheet      the sheet or sheets to read; of a database with several projects, the project
    separator  what stands between codes in a cell, several signs together where each separates; "none" for one code per
               cell
    levels     the sign between the levels of a code, in its name; "none" where names have no levels
    blanks     what an empty answer means; "auto": a coder who also writes 0 (or "none") did not code the unit, one who
               only makes marks found nothing to apply. A category that is empty was not given, unless with "category"
               being empty is a category too. In exports of other tools, with "not applied" every coder has read all
    beside     columns about the units, such as their case, to keep in `units` under these names
    as_written   whether categories that differ only by case or spaces are different ones

    Units that a coder has no row for are not covered by the coder. Raises InputError when a file cannot be read, when
    it holds the kappas of another tool, when nothing says who coded, when two layouts fit and differ; and, all
    together, marks that are none, formulas that failed, and units that a coder coded twice with different answers.
    """
    detection.check_layout(layout)
    check_blanks(blanks)
    files = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    project = sheet if isinstance(sheet, str) else None
    asked = Asked(coder, coders, codes, separator, levels, beside, reads_all(blanks), project)
    if files and all(map(exports.is_qda_file, files)):
        refuse_for_codes(blanks, as_written=as_written)
        return exports.read_qda_files(files, asked)
    tables = open_tables(files, sheet, [unit] if unit else [])
    refuse_comparisons(tables)
    if layout == detection.AUTO and unit is None and (exported := exports.read_qda_tables(tables, asked)):
        refuse_for_codes(blanks, as_written=as_written)
        return exported
    turned = turned_sources(tables, layout=layout, unit=unit, coder=coder, coders=coders)
    layout = detection.TURNED if turned else layout
    found, arrangement = turned or sources(tables, unit=unit, coder=coder, coders=coders, layout=layout)
    found = [replace(source, beside=_columns(source, beside)) for source in found]
    by_columns = coders if arrangement == "columns" else None
    reading = detection.Detection(found, arrangement, layout, by_columns, codes, separator).reading()
    context = Context(found, arrangement, reading, coders, blanks, RepairLog(), tuple(beside), as_written, levels)
    _tell_useless(context, separator)
    if reading.layout not in BY_CODE:
        return categories_of(context)
    refuse_for_codes(blanks, as_written=as_written)
    return codes_of(context)


def _tell_useless(context: Context, separator: str | None) -> None:
    """List options that were given and change nothing in this layout."""
    meaning = MEANING[context.reading.layout]
    if separator and signs_of(separator) and not context.reading.signs:
        context.log.note(context.where, of_no_use("--separator", meaning))
    if context.levels and not keeps_whole(context.levels) and context.reading.layout not in BY_CODE:
        context.log.note(context.where, of_no_use("--levels", meaning))


def _columns(source: Source, names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(source.table.find(name, what="the units") for name in names)
