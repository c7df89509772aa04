"""Disagreements one by one: the units on which coders differ, who applied what, and the text to reread."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...results import Column, Result, rows_for_json
from ...wording import listed, number_of
from ..remarks import LISTED

if TYPE_CHECKING:
    import pandas as pd

    from ..counts.coded_units import CodedUnits
    from ..result import Level

CATEGORY = "category:"


@dataclass(frozen=True, repr=False, eq=False)
class DisagreementsByUnit(Result):
    """The units and codes on which coders differ, with who applied the code and who did not.

    frame        code, unit, applied_by, not_applied_by, text (empty where it is not known), by code, then unit
    coders       who is compared
    n_units      units that two or more coded
    n_decisions  these units x codes
    level        what a row of the column `unit` is: a unit, or a case
    """

    frame: pd.DataFrame
    coders: tuple[str, ...]
    n_units: int
    n_decisions: int
    level: Level = "unit"

    title: ClassVar[str] = "Disagreements"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per disagreement."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see: the text where any is known."""
        return (
            Column("code", "Code"),
            Column("unit", self.level.capitalize()),
            Column("applied_by", "Applied by"),
            Column("not_applied_by", "Not applied by"),
            *self._text(),
        )

    def _text(self) -> list[Column]:
        return [Column("text", "Text")] if (self.frame["text"] != "").any() else []

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        counts = {"n_units": self.n_units, "n_decisions": self.n_decisions}
        return {"coders": list(self.coders), **counts, "disagreements": rows_for_json(self.frame)}

    def notes(self) -> tuple[str, ...]:
        """Return in how many decisions coders differ, and on how many units and codes."""
        if not self.n_units:
            return (f"No {self.level} was coded by two coders.",)
        differ = f"{self._who()} differ in {len(self.frame):,} of {number_of(self.n_decisions, 'decision')}"
        units = f"{self.frame['unit'].nunique():,} of the {number_of(self.n_units, self.level)} that {self._coded()}"
        n_codes = self.n_decisions // self.n_units
        codes = f"{self.frame['code'].nunique():,} of {number_of(n_codes, 'code')}"
        return (f"{differ} (one per {self.level} and code): on {units}, and on {codes}.",)

    def _who(self) -> str:
        return listed(self.coders) if len(self.coders) <= LISTED else f"{len(self.coders):,} coders"

    def _coded(self) -> str:
        return "both coded" if len(self.coders) == 2 else "two or more coded"


@dataclass(frozen=True, repr=False, eq=False)
class CategoryDisagreementsByUnit(DisagreementsByUnit):
    """The units to which coders gave different categories, with the category of each, variable by variable.

    frame        variable, unit, a column "category:NAME" per coder (empty where the coder gave none), text
    n_units      units that two or more coded in any variable
    n_decisions  units x variables that two or more coded
    variables    what was compared
    """

    variables: tuple[str, ...] = ()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see: the variable where there are several."""
        return (
            *([Column("variable", "Variable")] if len(self.variables) > 1 else []),
            Column("unit", "Unit"),
            *(Column(CATEGORY + coder, coder) for coder in self.coders),
            *self._text(),
        )

    def notes(self) -> tuple[str, ...]:
        """Return on how many units coders differ, and of several variables in how many cells."""
        if not self.n_units:
            return super().notes()
        units = f"on {self.frame['unit'].nunique():,} of the {number_of(self.n_units, 'unit')} that {self._coded()}"
        if len(self.variables) == 1:
            return (f"{self._who()} differ {units}.",)
        cells = f"in {len(self.frame):,} of {number_of(self.n_decisions, 'cell')} (units x variables)"
        concerned = f"{self.frame['variable'].nunique():,} of {number_of(len(self.variables), 'variable')}"
        return (f"{self._who()} differ {cells}: {units}, and on {concerned}.",)


def disagreements_by_unit(
    coded_units: CodedUnits, text_of: Mapping[Any, str] | None = None, *, level: Level = "unit"
) -> DisagreementsByUnit:
    """Return every unit and code that one coder applied and another, who coded the unit too, did not.

    `text_of` gives the text of units; `level` says what the units are.
    """
    import pandas as pd

    texts = text_of or {}
    rows = [(*row, texts.get(row[1], "")) for row in _differing(coded_units)]
    frame = pd.DataFrame(rows, columns=["code", "unit", "applied_by", "not_applied_by", "text"])
    n_units = int((coded_units.coded.sum(1) >= 2).sum())
    return DisagreementsByUnit(frame, coded_units.coders, n_units, n_units * len(coded_units.codes), level)


def _differing(coded_units: CodedUnits) -> Iterator[tuple[str, Hashable, str, str]]:
    """Yield code, unit, who applied it and who did not, by code, then unit."""
    n, r = max(len(coded_units.units), 1), max(len(coded_units.coders), 1)
    marks = np.unique((coded_units.code * n + coded_units.unit) * r + coded_units.coder)
    cells, first, often = np.unique(marks // r, return_index=True, return_counts=True)
    names = np.array(coded_units.coders, dtype=object)
    for at in np.flatnonzero(often < coded_units.coded.sum(1)[cells % n]):
        code, unit = divmod(int(cells[at]), n)
        applied = np.zeros(r, bool)
        applied[marks[first[at] : first[at] + often[at]] % r] = True
        without = names[coded_units.coded[unit] & ~applied]
        yield coded_units.codes[code], coded_units.units[unit], ", ".join(names[applied]), ", ".join(without)


def category_disagreements_by_unit(
    variables: Mapping[str, pd.DataFrame], text_of: Mapping[Any, str] | None = None
) -> CategoryDisagreementsByUnit:
    """Return every unit to which two coders gave different categories; by variable a frame of units x coders."""
    import pandas as pd

    coders = tuple(map(str, next(iter(variables.values())).columns))
    texts, rows, n_decisions = text_of or {}, list[tuple[object, ...]](), 0
    compared: dict[Hashable, None] = {}
    for name, ratings in variables.items():
        several = ratings[ratings.notna().sum(axis=1) >= 2]
        n_decisions += len(several)
        compared.update(dict.fromkeys(several.index))
        rows += [(name, unit, *given, texts.get(unit, "")) for unit, given in _different(several)]
    columns = ["variable", "unit", *(CATEGORY + coder for coder in coders), "text"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return CategoryDisagreementsByUnit(frame, coders, len(compared), n_decisions, variables=tuple(variables))


def _different(several: pd.DataFrame) -> Iterator[tuple[Hashable, Sequence[object]]]:
    """Yield the units with more than one category, and what each coder gave, None for none."""
    answered = several.notna().to_numpy()
    for unit, given, known in zip(several.index, several.to_numpy(object), answered, strict=True):
        if len(set(given[known])) > 1:
            yield unit, [answer if there else None for answer, there in zip(given, known, strict=True)]
