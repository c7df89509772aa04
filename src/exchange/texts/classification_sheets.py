"""NVivo's classification sheets: the names of cases without the numbers and folders that NVivo puts before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..tabular import RawTable

_NUMBERED = re.compile(r"(?P<mark>\d{1,7}|[A-Z]{1,3}) : (?P<name>\S.*)", re.DOTALL)
_FOLDERS = r"\\"


def without_marks(raw: RawTable) -> RawTable:
    r"""Return the table with plain names where all cases have NVivo's marks, and the names stay different.

    A sheet numbers its rows (`1 : Anna`) and columns (`A : Age`), or has the whole way to each case
    (`Cases\\Interviews\Anna`). What was taken off is told in the repairs of the table.
    """
    heads, rows = raw.rows[0], [row for row in raw.rows[1:] if row and row[0].strip()]
    names = [row[0].strip() for row in rows]
    plain = _without_folders(_without_numbers(names, [str(number) for number in range(1, len(names) + 1)]))
    if plain == names or len(set(plain)) < len(names):
        return raw
    letters = [chr(ord("A") + at) for at in range(26)]
    columns = _without_numbers(heads[1:], letters) if len(heads) <= len(letters) else heads[1:]
    raw.repairs.note(raw.where, f'the names of cases are read as NVivo writes them: "{names[0]}" is "{plain[0]}"')
    changed = [[name, *row[1:]] for name, row in zip(plain, rows, strict=True)]
    return replace(raw, rows=[[heads[0].strip() or "Case", *columns], *changed])


def _without_numbers(names: Sequence[str], marks: Sequence[str]) -> list[str]:
    """Return the names without their numbers or letters, when these are `marks`, one after the other."""
    found = [_NUMBERED.fullmatch(name) for name in names]
    if all(match and match["mark"] == mark for match, mark in zip(found, marks, strict=False)):
        return [match["name"] for match in found if match]
    return list(names)


def _without_folders(names: Sequence[str]) -> list[str]:
    """Return what comes after the last folder, when every name begins with a folder."""
    return [name.rpartition("\\")[2] for name in names] if all(_FOLDERS in name for name in names) else list(names)
