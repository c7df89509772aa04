"""NVivo's codebook, a table of codes in a workbook or a Word document: its names as paths.

A name may be a path of its own, with backslashes between the levels, or how far it is indented says the level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...framework import paths
from ..cells import folded

if TYPE_CHECKING:
    from ..tabular import RawTable

_NAME = {"name", "nombre", "nom", "nome"}
COUNTED = {
    "files", "sources", "references", "dateien", "quellen", "referenzen", "archivos", "recursos", "referencias",
    "fichiers", "r\u00e9f\u00e9rences", "arquivos", "refer\u00eancias",
}  # fmt: skip
_TEXTS = {"description", "beschreibung", "descripci\u00f3n", "descri\u00e7\u00e3o"}
_ROOTS = {"nodes", "codes", "knoten", "nodos", "n\u0153uds", "n\u00f3s", "c\u00f3digos"}
_LOOKED_AT = 25  # rows in which the headings are looked for


def name_column(raw: RawTable) -> tuple[int, int] | None:
    """Return row and column of the heading of the names, or None when the table is no codebook of NVivo."""
    for at, row in enumerate(raw.rows[:_LOOKED_AT]):
        headings = [folded(cell) for cell in row]
        if sum(heading in COUNTED for heading in headings) >= 2:
            return next(((at, column) for column, heading in enumerate(headings) if heading in _NAME), None)
    return None


def as_plain_codebook(raw: RawTable, indents: Sequence[float] = ()) -> RawTable:
    """Return the table with paths for names, headed as framework files are; any other table as it is.

    `indents` say how far the cell in the column of names is indented in each row, where not by spaces.
    """
    place = name_column(raw)
    if place is None:
        return raw
    header, column = place
    rows = [list(row) for row in raw.rows]
    rows[header][column] = "Code"
    rows[header] = ["Definition" if folded(cell) in _TEXTS else cell for cell in rows[header]]
    names = {
        at: row[column] for at, row in enumerate(rows) if at > header and column < len(row) and row[column].strip()
    }
    levels = {at: _parts(name) for at, name in names.items()}
    drop = bool(levels) and all(len(found) > 1 and folded(found[0]) in _ROOTS for found in levels.values())
    above: list[tuple[float, str]] = []
    for at, found in levels.items():
        width = (indents[at] if at < len(indents) else 0) + len(names[at]) - len(names[at].lstrip())
        above = [(indent, name) for indent, name in above if indent < width]
        path = found[1:] if drop else [*(name for _, name in above), *found]
        above.append((width, found[-1]))
        rows[at][column] = paths.join(path)
    return replace(raw, rows=rows)


def _parts(name: str) -> list[str]:
    return [paths.tidy(part) for part in re.split(r"\\+", name) if part.strip()] or [paths.tidy(name)]
