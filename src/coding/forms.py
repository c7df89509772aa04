"""Workbooks that people fill in: protected cells to read, open cells to fill, and a memory of what they are for.

A coder's workbook, the workbook of a discussion and that of a classification are all such forms. The first row of the
form's sheet is hidden and holds the key of each column, and a hidden sheet holds what the form is for; so rows may be
sorted and filtered, columns moved, hidden, coloured or added, and the form can still be read back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import spreadsheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

IDENTITY_SHEET, LISTS_SHEET = "intercoder", "Lists"
KEY_ROW, GROUP_ROW, HEADING_ROW = 1, 2, 3
FIRST_ROW = HEADING_ROW + 1

SORTING = "To sort, or to move rows and columns, unprotect the sheet first (there is no password); sort whole rows."
"""Of a protected sheet Excel sorts no cells that are locked, whatever the protection allows."""

_FILLS = ("DCE6F1", "E8F0E2", "FBEFD9", "EDE4F0", "E3EEEE", "F6E3E1")
_HEADING_FILL, _ENTRY_FILL = "1F3A5F", "FFFDF2"
_FONT = "Calibri"


@dataclass(frozen=True)
class FormColumn:
    """A column of a form: to read (`entry=False`) or to fill in, from `choices` where there are any."""

    key: str
    heading: str
    group: str = ""
    width: float = 14
    entry: bool = False
    choices: tuple[str, ...] = ()
    prompt: str = ""
    upright: bool = False
    hidden: bool = False
    strict: bool = True
    """Whether only the choices may be entered; otherwise the spreadsheet program asks, and what was typed is read."""
    titled: bool = True
    """Whether the group's name stands above its first column; columns of one group share a colour in any case."""


def unit_column(units: Iterable[str]) -> FormColumn:
    """Return the column that names the units; long names, such as a survey's with a question, stand in two lines."""
    return FormColumn("unit", "Unit", width=13 if max(map(len, units), default=0) > 9 else 9)


@dataclass(frozen=True)
class Leaf:
    """A further sheet to read beside the form: instructions, definitions."""

    name: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Form:
    """What is written: the purpose (`identity`), columns, rows (text by key of the column), and further sheets."""

    sheet: str
    identity: Mapping[str, str]
    columns: Sequence[FormColumn]
    rows: Sequence[Mapping[str, str]]
    leaves: Sequence[Leaf] = ()
    frozen: int = 1
    counted: tuple[str, ...] = ()
    """Keys of columns of which one must be filled in for a row to count as done; empty for no such count."""


def write_form(form: Form, path: Path) -> None:
    """Write `form` to `path` as an .xlsx workbook; the same form gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    if sheet is None:
        sheet = book.create_sheet()
    sheet.title = form.sheet
    _headings(sheet, form)
    _body(sheet, form)
    _choices(book, sheet, form)
    _view(sheet, form)
    for leaf in form.leaves:
        _leaf(book, leaf, form)
    _identity(book, form.identity)
    spreadsheet.save_workbook(book, path)


def _headings(sheet: Worksheet, form: Form) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    groups: dict[str, str] = {}
    for at, column in enumerate(form.columns, start=1):
        spreadsheet.put_text(sheet, KEY_ROW, at, column.key)
        new = bool(column.group) and column.group not in groups
        colour = groups.setdefault(column.group, _FILLS[len(groups) % len(_FILLS)]) if column.group else _HEADING_FILL
        fill = PatternFill("solid", fgColor=colour)
        ink = "000000" if column.group else "FFFFFF"
        over = sheet.cell(GROUP_ROW, at)  # stays empty within a group, so that the group's name can run on over it
        if new and column.titled:
            over = spreadsheet.put_text(sheet, GROUP_ROW, at, column.group)
        over.font = Font(name=_FONT, bold=True, color=ink)
        over.fill = fill
        over.alignment = Alignment(vertical="bottom")
        cell = spreadsheet.put_text(sheet, HEADING_ROW, at, column.heading)
        cell.font = Font(name=_FONT, bold=not column.upright, color=ink)
        cell.fill = fill
        cell.border = Border(left=Side("thin", color="BFBFBF"))
        cell.alignment = Alignment(
            text_rotation=90 if column.upright else 0, vertical="bottom", wrap_text=True, horizontal="left"
        )
        sheet.column_dimensions[cell.column_letter].width = column.width
        sheet.column_dimensions[cell.column_letter].hidden = column.hidden
    sheet.row_dimensions[KEY_ROW].hidden = True
    upright = [len(column.heading) for column in form.columns if column.upright]
    if upright:  # three lines of an upright heading fit into a column
        sheet.row_dimensions[HEADING_ROW].height = min(max(6.2 * math.ceil(max(upright) / 3) + 16, 110.0), 300.0)


def _body(sheet: Worksheet, form: Form) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    top = Alignment(vertical="top", wrap_text=True)
    middle = Alignment(vertical="top", horizontal="center")
    line = Border(bottom=Side("hair", color="999999"), left=Side("hair", color="D9D9D9"))
    read = [each for each in form.columns if not (each.upright or each.hidden or each.key == "done")]
    open_cell, entry = Protection(locked=False), PatternFill("solid", fgColor=_ENTRY_FILL)
    for at_row, values in enumerate(form.rows, start=FIRST_ROW):
        for at, column in enumerate(form.columns, start=1):
            if column.key == "done":
                cell = sheet.cell(at_row, at, _done_formula(form, at_row))
            else:
                cell = spreadsheet.put_text(sheet, at_row, at, values.get(column.key, ""))
                if not values.get(column.key):
                    cell.value = None
            cell.alignment = middle if column.upright or column.key == "done" else top
            cell.border = line
            if column.entry:
                cell.protection = open_cell
                cell.fill = entry
            elif column.key == "unit":
                cell.font = Font(name=_FONT, bold=True)
        sheet.row_dimensions[at_row].height = _height((values.get(each.key, ""), each.width) for each in read)


def _done_formula(form: Form, row: int) -> str:
    letters = [_letter(at) for at, column in enumerate(form.columns) if column.key in form.counted]
    return f'=IF(COUNTA({letters[0]}{row}:{letters[-1]}{row})>0,"done","")'


def _letter(at: int) -> str:
    return spreadsheet.cell_name(0, at)[:-1]


def _height(cells: Iterable[tuple[str, float]]) -> float:
    """Return a row height in points that shows all of texts in columns of some widths.

    Spreadsheet programs do not work it out on opening.
    """
    lines = 1
    for text, width in cells:
        wide = max(int(width * 1.05), 1)
        lines = max(lines, sum(1 + len(part) // wide for part in text.split("\n")))
    return min(15.0 * lines + 4, 409.0)


def _choices(book: Workbook, sheet: Worksheet, form: Form) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    last = max(FIRST_ROW, FIRST_ROW + len(form.rows) - 1)
    lists = _lists(book, form)
    for at, column in enumerate(form.columns):
        if not column.entry or not (column.choices or column.prompt):
            continue
        rule = DataValidation(allow_blank=True)
        if column.choices:
            rule.type, rule.formula1, rule.showErrorMessage = "list", lists[column.choices], True
            rule.errorStyle = "stop" if column.strict else "warning"
            rule.errorTitle = "Not on the list"
            rule.error = _shortened(f"Choose from the list: {', '.join(column.choices)}.", 225)
        if column.prompt:
            rule.promptTitle, rule.prompt = _shortened(column.heading, 32), _shortened(column.prompt, 255)
            rule.showInputMessage = True
        rule.add(f"{_letter(at)}{FIRST_ROW}:{_letter(at)}{last}")
        sheet.add_data_validation(rule)


def _lists(book: Workbook, form: Form) -> dict[tuple[str, ...], str]:
    """Write each list of choices once, on a hidden sheet (a list inside a rule is limited to 255 characters)."""
    distinct = dict.fromkeys(column.choices for column in form.columns if column.choices)
    if not distinct:
        return {}
    sheet = book.create_sheet(LISTS_SHEET)
    sheet.sheet_state = "hidden"
    for at, choices in enumerate(distinct, start=1):
        for row, choice in enumerate(choices, start=1):
            spreadsheet.put_text(sheet, row, at, choice)
    return {
        choices: f"{LISTS_SHEET}!${_letter(at)}$1:${_letter(at)}${len(choices)}" for at, choices in enumerate(distinct)
    }


def _shortened(text: str, limit: int) -> str:
    text = spreadsheet.in_attribute(text)
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"


def _view(sheet: Worksheet, form: Form) -> None:
    last_row = max(HEADING_ROW, FIRST_ROW + len(form.rows) - 1)
    sheet.freeze_panes = f"{_letter(form.frozen)}{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{_letter(len(form.columns) - 1)}{last_row}"
    sheet.sheet_view.zoomScale = 90
    protection = sheet.protection
    protection.sheet = True
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.sort = protection.autoFilter = False
    _fit_to_page(sheet)
    sheet.print_title_rows = f"{GROUP_ROW}:{HEADING_ROW}"


def _fit_to_page(sheet: Worksheet) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _leaf(book: Workbook, leaf: Leaf, form: Form) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet = book.create_sheet(leaf.name)
    for at, (heading, width) in enumerate(zip(leaf.headings, leaf.widths, strict=True), start=1):
        cell = spreadsheet.put_text(sheet, 1, at, heading)
        cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_HEADING_FILL)
        sheet.column_dimensions[cell.column_letter].width = width
    for at_row, row in enumerate(leaf.rows, start=2):
        for at, text in enumerate(row, start=1):
            spreadsheet.put_text(sheet, at_row, at, text).alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[at_row].height = _height(zip(row, leaf.widths, strict=True))
    done = [at for at, column in enumerate(form.columns) if column.key == "done"]
    if leaf.name == "Instructions" and done:
        letter, last = _letter(done[0]), FIRST_ROW + len(form.rows) - 1
        counted = f"COUNTIF('{form.sheet}'!{letter}{FIRST_ROW}:{letter}{last},\"done\")"
        sheet.cell(len(leaf.rows) + 3, 1, "Done so far").font = Font(name=_FONT, bold=True)
        sheet.cell(len(leaf.rows) + 3, 2, f'={counted}&" of {len(form.rows)}"')
    sheet.freeze_panes = "A2"
    _fit_to_page(sheet)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _identity(book: Workbook, identity: Mapping[str, str]) -> None:
    sheet = book.create_sheet(IDENTITY_SHEET)
    for at, (key, value) in enumerate(identity.items(), start=1):
        spreadsheet.put_text(sheet, at, 1, key)
        spreadsheet.put_text(sheet, at, 2, value)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
