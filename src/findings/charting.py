"""The workbook in which an analyst writes the summaries of the framework matrix, and reading it back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..coding.filled_forms import FilledForm, FilledRow, read_form
from ..coding.forms import SORTING, Form, FormColumn, Leaf, write_form
from ..coding.marks import mark
from ..errors import InputError, IntercoderError, raise_all
from ..spreadsheet import fitting
from ..wording import number_of
from .matrix import FrameworkMatrix, Summary

if TYPE_CHECKING:
    from ..framework.codes import Framework
    from .matrix import Cell

KIND = "matrix workbook"
SHEET = "Matrix"

_BETWEEN = re.compile(r"[;,\s]+")


def write_matrix_workbook(
    path: Path,
    project: str,
    matrix: FrameworkMatrix,
    framework: Framework,
    texts: Mapping[str, str],
) -> None:
    """Write a row per cell of `matrix`: its quotations to read (`texts` by unit), and its summary to write."""
    heading = (matrix.by or "").replace("_", " ").capitalize()
    columns = [
        *([FormColumn("group", heading, width=12)] if matrix.by else []),
        FormColumn("case", "Participant", width=11),
        FormColumn("category", "Category", width=30),
        FormColumn("text", "Quotations", width=64),
        FormColumn("changes", "Changed since", width=14),
        FormColumn(
            "summary", "Summary", "Matrix", 48, entry=True, prompt="What this participant says about it, in brief."
        ),
        FormColumn(
            "cited", "Points to", "Matrix", 15, entry=True, prompt="Units to point to; empty for all of the cell."
        ),
        FormColumn(
            "holds", "Still holds", "Matrix", 9, entry=True, choices=("x",), prompt="x: I have read what changed."
        ),
        FormColumn("units", "Units", "Matrix", hidden=True),
        FormColumn("code", "Id", "Matrix", hidden=True),
    ]
    form = Form(
        sheet=SHEET,
        identity={"kind": KIND, "first key": "case", "project": project},
        columns=columns,
        rows=[_row(cell, matrix, texts) for cell in matrix.entries],
        leaves=(_instructions(matrix), _categories(matrix, framework)),
        frozen=3 if matrix.by else 2,
    )
    write_form(form, path)


def _row(cell: Cell, matrix: FrameworkMatrix, texts: Mapping[str, str]) -> dict[str, str]:
    summary = cell.summary or Summary("")
    return {
        "group": cell.group,
        "case": cell.case,
        "category": matrix.categories[cell.code],
        "text": _quotations(cell, texts),
        "changes": cell.changes,
        "summary": summary.text,
        "cited": ", ".join(summary.cited),
        "units": "\n".join(cell.units),
        "code": cell.code,
    }


def _quotations(cell: Cell, texts: Mapping[str, str]) -> str:
    """Return the quotations, each after the id of its unit; where a cell cannot hold them all, the last are cut."""
    told = "\n".join(f"{unit}: {texts[unit]}" for unit in cell.units) or "(nothing coded)"
    return fitting(told)


def _instructions(matrix: FrameworkMatrix) -> Leaf:
    cases = len({cell.case for cell in matrix.entries})
    steps = [
        (
            "What this is",
            f"The framework matrix: {number_of(cases, 'participant')} by "
            f"{number_of(len(matrix.categories), 'category')}.",
        ),
        (
            "Write each summary",
            "Say in a few words what the quotations of the row say. Keep the participant's own terms.",
        ),
        (
            "Points to",
            "Write the units that the summary rests on, such as P03.2; empty means all quotations of the row.",
        ),
        ("Nothing coded", "Leave the summary empty; the matrix then shows that the cell is empty."),
        (
            "Changed since",
            "Codings that came or went after the summary was written. Write it anew, or put x under Still holds.",
        ),
        ("You may", f"Filter and hide: by category to write across participants, or by participant. {SORTING}"),
        ("When you have finished", "Read the file back with: intercoder matrix read FILE"),
    ]
    return Leaf("Instructions", ("", "How to chart"), steps, (24, 100))


def _categories(matrix: FrameworkMatrix, framework: Framework) -> Leaf:
    rows = [(path, framework[code].definition) for code, path in matrix.categories.items()]
    return Leaf("Categories", ("Category", "Description"), rows, (60, 90))


def open_matrix_workbook(path: Path) -> FilledForm:
    """Return what was filled in, still unread; raises InputError when the file is no matrix workbook."""
    return read_form(path, kind=KIND)


def read_summaries(
    form: FilledForm,
    before: Mapping[tuple[str, str], Summary],
    case_of: Mapping[str, str],
    framework: Framework,
    silent: Collection[str] = (),
) -> dict[tuple[str, str], Summary]:
    """Return the summaries that are new, changed or emptied, by case and id of the code.

    `before` are the summaries known so far, `case_of` the case of each unit, `silent` the cases without one. A summary
    that is left as it was keeps the codings that it was written for, unless it is marked as still holding. Raises all
    problems together, with cells: an unknown case, code or unit, a cell that comes twice, a unit of another case.
    """
    problems: list[IntercoderError] = list(_problems(form, case_of, framework, {*case_of.values(), *silent}))
    raise_all(problems, where=form.path.name, fix="Correct the workbook and read it again.")
    found = {}
    for row in form.rows:
        place = _place(row)
        old = before.get(place)
        written = Summary(row.texts["summary"].strip(), _listed(row, "cited"), tuple(row.texts["units"].split()))
        same = old is not None and (written.text, written.cited) == (old.text, old.cited)
        holds = mark(row.texts.get("holds", "")) and old is not None and old.seen != written.seen
        if (written.text or old is not None) and (not same or holds):
            found[place] = written
    return found


def _place(row: FilledRow) -> tuple[str, str]:
    return row.texts["case"].strip(), row.texts["code"].strip()


def _listed(row: FilledRow, key: str) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN.split(row.texts.get(key, "").strip(" []"))))


def _problems(
    form: FilledForm, case_of: Mapping[str, str], framework: Framework, cases: Collection[str]
) -> Iterator[IntercoderError]:
    gone = form.lost_columns(("case", "code", "units", "summary"))
    yield from gone
    if gone:
        return
    seen = set()
    for row in form.rows:
        case, code = place = _place(row)
        if case not in cases:
            yield InputError(f'there is no case "{case}".', where=form.where(row, "case"), fix="Delete the row.")
        elif code not in framework:
            problem = f'"{row.texts.get("category", code)}" is not a code of the framework.'
            yield InputError(problem, where=form.where(row, "code"), fix="Delete the row.")
        elif place in seen:
            yield InputError(
                "this cell of the matrix comes twice.", where=form.where(row, "code"), fix="Delete one row."
            )
        seen.add(place)
        yield from _unknown_units(form, row, case, case_of)
        yield from _no_mark(form, row)


def _unknown_units(
    form: FilledForm, row: FilledRow, case: str, case_of: Mapping[str, str]
) -> Iterator[IntercoderError]:
    for unit in _listed(row, "cited"):
        if case_of.get(unit) != case:
            known = ", ".join(row.texts["units"].split()) or "none"
            problem = f'"{unit}" is not a unit of case "{case}".'
            yield InputError(problem, where=form.where(row, "cited"), fix=f"The quotations of the row: {known}.")


def _no_mark(form: FilledForm, row: FilledRow) -> Iterator[IntercoderError]:
    try:
        mark(row.texts.get("holds", ""))
    except ValueError:
        problem = f'"{row.texts["holds"]}" is not a mark.'
        yield InputError(problem, where=form.where(row, "holds"), fix="Put an x, or nothing.")
