"""The workbooks that intercoder makes for coders, read without their project: as the plain coding sheets they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..coding.forms import FIRST_ROW, GROUP_ROW, HEADING_ROW, IDENTITY_SHEET, KEY_ROW
from ..coding.workbooks import CODE, KIND, SHEET, SLOT
from ..framework.paths import SEPARATOR
from .cells import is_missing

_DEFINITIONS = "Codes"
_IN_GENERAL = " (in general)"


def as_plain_sheet(sheets: Sequence[tuple[str, list[list[str]]]]) -> list[list[str]] | None:
    """Return the coding sheet of a coder's workbook, each cell in its place, or None for any other workbook.

    Headings become paths of codes, and a column with the coder is added. Rows that have marks get a 0 in their empty
    cells, rows marked as "No code applies" a 0 in all; rows without any mark, which were not coded, become empty.
    """
    by_name = dict(sheets)
    identity = {row[0]: row[1] for row in by_name.get(IDENTITY_SHEET, []) if len(row) > 1}
    rows = by_name.get(SHEET, [])
    if identity.get("kind") != KIND or len(rows) < HEADING_ROW:
        return None
    keys = rows[KEY_ROW - 1]
    heads = dict(_headings(rows, [row[0] for row in by_name.get(_DEFINITIONS, [])[1:] if row]))
    plain = [[""] * (len(keys) + 1) for _ in range(HEADING_ROW - 1)]
    plain.append([*(heads.get(at, "") for at in range(len(keys))), "coder"])
    for row in rows[FIRST_ROW - 1 :]:
        cells = [cell if at in heads else "" for at, cell in enumerate(row)]
        coded = _coded(cells, row, keys)
        plain.append([*coded, identity.get("coder", "")] if coded else [])
    return plain


def _headings(rows: list[list[str]], paths: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the columns that matter and their headings: unit, text, paths of codes, slots."""
    group = ""
    heads = zip(rows[KEY_ROW - 1], rows[GROUP_ROW - 1], rows[HEADING_ROW - 1], strict=True)
    for at, (key, above, heading) in enumerate(heads):
        group = above or group
        if key in ("unit", "text"):
            yield at, key
        elif key.startswith(CODE):
            yield at, _path(group, heading, paths)
        elif key.startswith(SLOT):
            yield at, f"Code {key.removeprefix(SLOT)}"


def _path(group: str, heading: str, paths: Sequence[str]) -> str:
    """Return the path of the code with this heading, which leaves out the name of the group above it."""
    name = heading.removesuffix(_IN_GENERAL)
    fitting = [path for path in paths if name in (path, path.partition(SEPARATOR)[2])]
    below = f"{group}{SEPARATOR}{name}" if name != group else group
    return fitting[0] if len(fitting) == 1 else below


def _coded(cells: list[str], row: Sequence[str], keys: Sequence[str]) -> list[str]:
    """Return the cells with every code answered, or nothing when the unit was not coded."""
    codes = [at for at, key in enumerate(keys) if key.startswith((CODE, SLOT))]
    none = any(key == "none" and not is_missing(row[at]) for at, key in enumerate(keys))
    if not none and all(is_missing(cells[at]) for at in codes):
        return []
    slots = [at for at in codes if keys[at].startswith(SLOT)]
    for at in codes:
        if is_missing(cells[at]) and at not in slots:
            cells[at] = "0"
    if none and slots and is_missing(cells[slots[0]]):
        cells[slots[0]] = "none"
    return cells
