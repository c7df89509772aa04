"""Lists of names and what is shown instead of them."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError, IntercoderError, raise_all
from .headers import headed
from .tabular import read_table

NAME, INSTEAD = "Name", "Replacement"


def read_replacements(path: Path) -> dict[str, str]:
    """Read a table (.xlsx, .csv) with the columns Name and Replacement; return what replaces each name.

    Raises all problems together, with cells: a name without a replacement, or one that comes twice.
    """
    table = headed(read_table(path), names=[NAME, INSTEAD])
    name, instead = table.find(NAME, what="the names"), table.find(INSTEAD, what="what replaces them")
    problems: list[IntercoderError] = []
    found: dict[str, str] = {}
    for row in table.rows:
        old, new = table.cell(row, name).strip(), table.cell(row, instead).strip()
        if not old and not new:
            continue
        if not old or not new:
            column = instead if old else name
            problems.append(InputError("is empty.", where=table.where(row, column), fix="Write both, or neither."))
        elif found.get(old, new) != new:
            where = table.where(row, name)
            problems.append(InputError(f'"{old}" comes twice, differently.', where=where, fix="Delete one row."))
        else:
            found[old] = new
    raise_all(problems, where=path.name, fix="Correct the file and read it again.")
    return found
