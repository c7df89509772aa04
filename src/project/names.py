"""The names in a project that a shell completes: read from the file as it is, without the libraries of a project."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any, Literal

from ..framework.paths import join

Kind = Literal["codes", "rounds", "coders", "attributes", "cases", "units", "samples"]

QUERIES: dict[Kind, str] = {
    "codes": "SELECT codes FROM framework_versions ORDER BY version DESC LIMIT 1",
    "rounds": "SELECT name FROM rounds ORDER BY number",
    "coders": "SELECT coders FROM rounds ORDER BY number",
    "attributes": "SELECT attributes FROM cases ORDER BY position",
    "cases": 'SELECT "case" FROM cases ORDER BY position',
    "units": "SELECT unit FROM units ORDER BY position",
    "samples": "SELECT name FROM samples ORDER BY at",
}


def names_in(path: Path, kind: Kind) -> list[str]:
    """Return the names of one kind in a project file, in its order; none when the file cannot be read."""
    with contextlib.suppress(sqlite3.Error, ValueError, KeyError, TypeError, OSError):
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=0.2)) as file:
            cells = [cell for (cell,) in file.execute(QUERIES[kind])]
        if kind == "codes":
            return [path for cell in cells for path in _paths(json.loads(cell))]
        if kind in ("coders", "attributes"):
            cells = [name for cell in cells for name in json.loads(cell)]
        return list(dict.fromkeys(map(str, cells)))
    return []


def _paths(codes: list[dict[str, Any]]) -> list[str]:
    parts: dict[str, list[str]] = {}
    for code in codes:
        parts[code["id"]] = [*parts.get(code["parent"], []), code["name"]]
    return [join(names) for names in parts.values()]
