"""A codebook of categories: a table that lists, variable by variable, which ones are possible and in which order."""

from __future__ import annotations

from pathlib import Path

from ...errors import InputError
from ..cells import tidy
from ..headers import headed
from ..tabular import read_table

NAMES = ("variable", "category")
SUFFIXES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")


def is_table(name: str) -> bool:
    """Return whether this names a table, not a category."""
    return name.casefold().endswith(SUFFIXES)


def read_categories(path: Path | str) -> dict[str, tuple[str, ...]]:
    """Return the categories of each variable, in the order of the rows, from the columns variable and category.

    Raises InputError when the file cannot be read, when a column is missing, and for a row with an empty cell.
    """
    return {name: tuple(listed) for name, listed in _grouped(path, *NAMES).items()}


def read_themes(path: Path | str) -> dict[str, tuple[str, ...]]:
    """Return the themes (or parents) of each code, from the columns code and theme.

    Raises InputError as `read_categories` does.
    """
    return {name: tuple(listed) for name, listed in _grouped(path, "code", "theme").items()}


def _grouped(path: Path | str, key: str, value: str) -> dict[str, dict[str, None]]:
    table = headed(read_table(path), names=[key, value])
    keys, values = table.find(key, what=f"each {key}"), table.find(value, what=f"each {value}")
    found: dict[str, dict[str, None]] = {}
    for row in table.rows:
        name, held = (tidy(table.cell(row, column)) for column in (keys, values))
        if not name or not held:
            raise InputError(f"the {value if name else key} is empty.", where=table.where(row), fix="Fill it in.")
        found.setdefault(name, {}).setdefault(held)
    return found
