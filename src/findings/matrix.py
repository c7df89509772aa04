"""The framework matrix: a row per case, a column per category, a summary with its quotations in each cell.

Gale, Heath, Cameron, Rashid & Redwood (2013), BMC Medical Research Methodology 13, 117.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..framework import paths
from ..results import Column
from ..wording import number_of
from .finding import Finding
from .groups import groups_of
from .presence import presence_in_units

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Code, Framework

NOTHING = "–"
"""What stands in a cell of a case without any coding of the category."""


@dataclass(frozen=True)
class Summary:
    """What an analyst wrote into a cell: the text, the units that it points to, and the units that were coded then."""

    text: str
    cited: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A cell of the matrix: the units of the case with the category now, and the summary, if there is one."""

    case: str
    group: str
    code: str
    units: tuple[str, ...]
    summary: Summary | None

    @property
    def added(self) -> tuple[str, ...]:
        """The units that were coded with the category after the summary was written."""
        return tuple(unit for unit in self.units if unit not in self.summary.seen) if self.summary else ()

    @property
    def gone(self) -> tuple[str, ...]:
        """The units that had the category when the summary was written, and have it no more."""
        return tuple(unit for unit in self.summary.seen if unit not in self.units) if self.summary else ()

    @property
    def stale(self) -> bool:
        """Whether the codings of the cell changed after its summary was written."""
        return bool(self.added or self.gone)

    @property
    def changes(self) -> str:
        """What changed after the summary was written, in words; empty when nothing did."""
        told = [f"{', '.join(self.added)} added"] if self.added else []
        told += [f"{', '.join(self.gone)} taken out"] if self.gone else []
        return "; ".join(told)

    @property
    def pointers(self) -> tuple[str, ...]:
        """The quotations that the cell points to: those chosen by the analyst, or all of the cell."""
        return (self.summary.cited if self.summary else ()) or self.units

    def shown(self) -> str:
        """Return the cell as it is read: the summary, its quotations, and whether it must be looked at again."""
        pointers = f" [{', '.join(self.pointers)}]" if self.pointers else ""
        if not self.summary:
            count = number_of(len(self.units), "quotation")
            return f"(no summary yet, {count}){pointers}" if self.units else NOTHING
        changed = f" (codings changed since: {self.changes})" if self.stale else ""
        return f"{self.summary.text}{pointers}{changed}"


@dataclass(frozen=True, repr=False)
class FrameworkMatrix(Finding):
    """The matrix: a row per case, grouped by an attribute, and a column of texts per category (its path)."""

    title: ClassVar[str] = "Framework matrix"
    entries: tuple[Cell, ...]
    categories: Mapping[str, str]
    """The categories that are columns: path by id."""
    by: str | None

    def to_frame(self) -> pd.DataFrame:
        """Return a row per case: group, case, and the text of each cell under the path of its category."""
        import pandas as pd

        rows: dict[str, dict[str, str]] = {}
        for cell in self.entries:
            row = rows.setdefault(cell.case, {"group": cell.group, "case": cell.case})
            row[self.categories[cell.code]] = cell.shown()
        return pd.DataFrame(list(rows.values()), columns=["group", "case", *self.categories.values()], dtype=object)

    def columns(self) -> tuple[Column, ...]:
        """Return the group, the case, and the categories."""
        group = (Column("group", (self.by or "").replace("_", " ").capitalize()),) if self.by else ()
        categories = (Column(path, heading) for path, heading in short_headings(self.categories.values()).items())
        return *group, Column("case", "Participant"), *categories

    def notes(self) -> tuple[str, ...]:
        """Return what is in the cells and how many are empty, unwritten or out of date."""
        empty = sum(not cell.units and not cell.summary for cell in self.entries)
        unwritten = sum(bool(cell.units) and not cell.summary for cell in self.entries)
        stale = sum(cell.stale for cell in self.entries)
        return (
            "Summaries, with the units that hold their quotations in brackets. "
            f"{len(self.entries)} cells: {empty} without codings ({NOTHING}), {unwritten} not summarised yet, "
            f"{stale} whose codings changed after the summary was written.",
            *self.rests_on,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return {"by", "categories", "rests_on", "rows": [{"case", "group", "cells": {path: {"summary", ..}}}]}."""
        rows: dict[str, dict[str, Any]] = {}
        for cell in self.entries:
            row = rows.setdefault(cell.case, {"case": cell.case, "group": cell.group, "cells": {}})
            row["cells"][self.categories[cell.code]] = {
                "summary": cell.summary.text if cell.summary else None,
                "quotations": list(cell.pointers),
                "units": list(cell.units),
                "stale": cell.stale,
                "changes": cell.changes or None,
            }
        found = {"by": self.by, "categories": list(self.categories.values()), "rests_on": list(self.rests_on)}
        return {**found, "rows": list(rows.values())}


def short_headings(full: Any) -> dict[str, str]:
    """Return the last name of each path, or the whole path where two would have the same heading."""
    last = {path: paths.split(path)[-1] for path in full}
    names = list(last.values())
    return {path: name if names.count(name) == 1 else path for path, name in last.items()}


def categories_of(framework: Framework, wanted: Sequence[str] = ()) -> tuple[Code, ...]:
    """Return the codes that are columns: those at the paths `wanted`, or all that have none below them.

    Raises InputError for a path that is no code.
    """
    if wanted:
        return tuple(framework.find(path, where="--code") for path in wanted)
    return tuple(code for code in framework if not framework.children(code.id))


def framework_matrix(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    cases: pd.DataFrame,
    framework: Framework,
    summaries: Mapping[tuple[str, str], Summary],
    *,
    by: str | None = None,
    codes: Sequence[str] = (),
) -> FrameworkMatrix:
    """Chart the cases by the categories at the paths `codes` (see `categories_of`), grouped by the attribute `by`.

    `summaries` are those written so far, by case and id of the code. The tables are those of `counts.count_cases`.
    """
    categories = categories_of(framework, codes)
    found = presence_in_units(codings, units, framework)
    case_of = dict(zip(units["unit"], units["case"], strict=True))
    coded: dict[tuple[str, str], list[str]] = {}
    for code in categories:
        for unit in found.having(code.id):
            coded.setdefault((case_of[unit], code.id), []).append(unit)
    group_of = groups_of(cases, by)
    order = list(dict.fromkeys(group_of.values()))
    ordered = sorted(cases["case"], key=lambda case: order.index(group_of[case])) if by else list(cases["case"])
    entries = tuple(
        Cell(
            case, group_of.get(case, ""), code.id, tuple(coded.get((case, code.id), ())), summaries.get((case, code.id))
        )
        for case in ordered
        for code in categories
    )
    return FrameworkMatrix(entries, {code.id: framework.path(code.id) for code in categories}, by)
