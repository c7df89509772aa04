"""A second table that says something of each case: read, and joined to the notes by the ids of the cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError
from ...wording import number_of, some_of
from ..cells import folded
from ..headers import headed, matching
from ..repairs import Repair, RepairLog
from ..sheets.roles import unit_column
from ..tabular import read_table
from .classification_sheets import without_marks
from .notes import read_attributes
from .qualtrics import personal_columns

if TYPE_CHECKING:
    import pandas as pd

    from .notes import Notes


@dataclass(frozen=True)
class CaseTable:
    """What a table says of cases (tables.CASES), and what was put right or left out in it."""

    path: Path
    cases: pd.DataFrame
    repairs: tuple[Repair, ...]

    @property
    def names(self) -> list[str]:
        """The names of the attributes."""
        return [str(name) for name in self.cases.columns if name != "case"]


def read_case_table(
    path: Path | str, *, case: str | None = None, attributes: Mapping[str, str] | None = None
) -> CaseTable:
    """Read a table with a row per case. `case` is the column of their ids; by default the one that looks it.

    `attributes` maps names to columns; those that are not in this table are left for the notes. When none is, all
    columns are attributes but those that may tell who somebody is. A classification sheet of NVivo is such a table too.
    Raises InputError when the file cannot be read, when no column names the cases, and, all together, empty ids and ids
    that come twice.
    """
    raw = without_marks(read_table(path))
    look = headed(replace(raw, repairs=RepairLog()), names=[case] if case else [])
    column = look.find(case, what="the case ids") if case else unit_column(look, None)
    if column is None:
        problem = "there is no telling which column names the cases."
        raise InputError(problem, where=raw.where, fix="Name it with --case-id.")
    given = {name: held for name, held in (attributes or {}).items() if matching(look.columns, held)}
    personal: list[str] = []
    if not given:
        personal = [each.name for each in personal_columns(look, {}) if each != column]
        given = {each.name: each.name for each in look.columns if each != column and each.name not in personal}
        given = {("case (attribute)" if folded(name) == "case" else name): held for name, held in given.items()}
    read = read_attributes(raw, case=column.name, attributes=given)
    left = [Repair(raw.where, f"left out, as they may tell who somebody is: {', '.join(personal)}")] if personal else []
    return CaseTable(raw.path, read.cases, (*read.repairs, *left))


def with_attributes(notes: Sequence[Notes], table: CaseTable) -> list[Notes]:
    """Return the notes with the attributes of their cases; cases without a row, and rows without notes, are told.

    Ids may differ in case. Raises InputError when no case has a row, and for an attribute that the notes have already.
    """
    rows = {folded(str(row["case"])): row for row in table.cases.to_dict("records")}
    known = [str(case) for each in notes for case in each.cases["case"]]
    missing = [case for case in known if folded(case) not in rows]
    if len(missing) == len(known):
        first = next((str(row["case"]) for row in rows.values()), "")
        problem = f'none of its cases (such as "{first}") is a case of the notes (such as "{known[0]}").'
        raise InputError(problem, where=str(table.path), fix="Name the column of the same ids with --case-id.")
    joined = []
    for each in notes:
        cases = each.cases.copy()
        for name in table.names:
            if name in cases.columns:
                fix = "Leave it out of one of the two, or name the attributes with --attribute."
                raise InputError(f'the notes have an attribute "{name}" as well.', where=str(table.path), fix=fix)
            cases[name] = [rows.get(folded(str(case)), {}).get(name, "") for case in cases["case"]]
        joined.append(replace(each, cases=cases))
    without = [str(row["case"]) for key, row in rows.items() if key not in set(map(folded, known))]
    told = [*table.repairs, *_unmatched(table, missing, without)]
    joined[0] = replace(joined[0], repairs=(*joined[0].repairs, *told))
    return joined


def _unmatched(table: CaseTable, missing: Sequence[str], without: Sequence[str]) -> list[Repair]:
    where = str(table.path)
    told = []
    if missing:
        told.append(
            Repair(where, f"has no row for {number_of(len(missing), 'case')} of the notes: {some_of(missing, 10)}")
        )
    if without:
        told.append(Repair(where, f"{number_of(len(without), 'row')} without notes left out: {some_of(without, 10)}"))
    return told
