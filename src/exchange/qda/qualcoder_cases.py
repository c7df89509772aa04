"""Cases of a QualCoder project: which stretches of which files are about them, and their attributes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ...wording import number_of
from ..cells import folded, tidy
from ..repairs import Repair
from .databases import missing_table

_NEEDED = {
    "cases": {"caseid", "name"},
    "case_text": {"caseid", "fid", "pos0", "pos1"},
    "attribute": {"name", "attr_type", "value", "id"},
}

Given = dict[str, dict[str, None]]


@dataclass
class Cases:
    """What a project says of its cases, and what follows while segments are given to them.

    `stretches` are those of each file, by its id, with the case; `of_cases` the attributes by case, `of_files` by file.
    """

    stretches: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    of_cases: dict[str, Given] = field(default_factory=dict)
    of_files: dict[int, Given] = field(default_factory=dict)
    case_files: dict[str, set[int]] = field(default_factory=dict)
    several: int = 0

    def of(self, file: int, document: str, start: int, end: int) -> str:
        """Return the case that most of a segment of a file belongs to, or the document when it belongs to none."""
        shares: dict[str, int] = {}
        for first, last, name in self.stretches.get(file, ()):
            if (share := min(end, last) - max(start, first)) > 0:
                shares[name] = shares.get(name, 0) + share
        self.several += len(shares) > 1
        case = max(shares, key=lambda name: shares[name], default=document)
        self.case_files.setdefault(case, set()).add(file)
        return case

    def names(self) -> list[str]:
        """Return the names of all attributes."""
        groups: Iterable[Given] = (*self.of_cases.values(), *self.of_files.values())
        return list(dict.fromkeys(name for given in groups for name in given))

    def attributes(self) -> dict[str, dict[str, str]]:
        """Return the attributes of each case with segments: its own, else those of its files, all that differ."""
        return {case: self._of(case, files) for case, files in self.case_files.items()}

    def _of(self, case: str, files: Iterable[int]) -> dict[str, str]:
        found: Given = {}
        for file in sorted(files):
            for name, values in self.of_files.get(file, {}).items():
                found.setdefault(name, {}).update(values)
        return {name: "; ".join(values) for name, values in (found | self.of_cases.get(case, {})).items()}

    def told(self, path: Path) -> tuple[Repair, ...]:
        """Return what was decided about segments of several cases."""
        if not self.several:
            return ()
        counted = number_of(self.several, "segment")
        return (Repair(str(path), f"{counted} of several cases, counted for the one that holds most of it"),)


def read_cases(connection: sqlite3.Connection) -> Cases:
    """Return what the database says of cases: nothing when it has no such tables, or their names are doubtful."""
    found = Cases()
    if missing_table(connection, _NEEDED):
        return found
    names = {
        number: tidy(str(name)) for number, name in connection.execute("SELECT caseid, name FROM cases ORDER BY caseid")
    }
    stretches = connection.execute("SELECT caseid, fid, pos0, pos1 FROM case_text ORDER BY caseid, pos0")
    for case, file, first, last in stretches:
        if case in names and are_numbers(file, first, last):
            found.stretches.setdefault(file, []).append((first, last, names[case]))
    attributes = connection.execute("SELECT name, attr_type, value, id FROM attribute ORDER BY name, id")
    for name, kind, value, owner in attributes:
        given = tidy(str(value)) if value is not None else ""
        if given and kind == "case" and owner in names:
            found.of_cases.setdefault(names[owner], {}).setdefault(_attribute(name), {})[given] = None
        elif given and kind == "file" and are_numbers(owner):
            found.of_files.setdefault(owner, {}).setdefault(_attribute(name), {})[given] = None
    return found


def are_numbers(*values: object) -> bool:
    """Return whether all values are whole numbers, as positions and ids in a sound database are."""
    return all(isinstance(value, int) for value in values)


def _attribute(name: object) -> str:
    """Return the name of an attribute, told from the columns that every table has."""
    plain = tidy(str(name))
    return f"{plain} (attribute)" if folded(plain) in ("case", "document") else plain
