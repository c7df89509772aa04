"""What is read out of files of codings, however they are laid out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from ...errors import InputError, no_such
from ...reliability.counts.value_counts import MANY_CODERS
from ...tables import CASES, CODINGS, RATINGS
from ..cells import folded

if TYPE_CHECKING:
    import pandas as pd

    from ..repairs import Repair
    from .layouts import Arrangement, Layout


_NAMED = 12  # coders that a line says by name


def who_coded(coders: Sequence[str]) -> str:
    """Return the coders as a line names them, or how many there are.

    >>> who_coded(["Ann"]), who_coded(["Ann", "Ben", "Cem"])
    ('coder Ann', 'coders Ann, Ben and Cem')
    """
    if len(coders) == 1:
        return f"coder {coders[0]}"
    if len(coders) > _NAMED:
        return f"{len(coders)} coders"
    return f"coders {', '.join(coders[:-1])} and {coders[-1]}" if coders else "no coder"


def column_beside(name: str) -> str:
    """Return the column of `CodingSheets.units` for what was asked for as `name`: of this name, unless that is taken.

    >>> column_beside("site"), column_beside("unit")
    ('site', 'unit (beside)')
    """
    return f"{name} (beside)" if name in ("unit", "text") else name


def in_short(remarks: Sequence[str]) -> list[str]:
    """Return remarks, one per coder, or the first alone when they are too many to read."""
    if len(remarks) <= _NAMED:
        return list(remarks)
    return [f"{remarks[0]}, and so on for {len(remarks)} coders"]


def kept_coders(found: Sequence[str], wanted: Sequence[str] | None, *, where: str) -> list[str]:
    """Return the coders to keep, in the order asked for. Raises InputError for one that is not there."""
    if not wanted:
        return list(found)
    by_folded = {folded(name): name for name in found}
    for name in wanted:
        if folded(name) not in by_folded:
            raise no_such("coder", name, found, where=where)
    return [by_folded[folded(name)] for name in wanted]


def ratings_frame(
    given: Mapping[tuple[str, str], Hashable], units: Sequence[str], coders: Sequence[str]
) -> pd.DataFrame:
    """Return the categories `given` by unit and coder as a frame of units by coders, None where none was given.

    Of many coders who each coded a few units it is a frame of unit, coder and category.
    """
    import pandas as pd

    if len(coders) > MANY_CODERS and 10 * len(given) < len(coders) * len(units):
        return RATINGS.of((unit, coder, category) for (unit, coder), category in given.items())
    columns = {coder: [given.get((unit, coder)) for unit in units] for coder in coders}
    return pd.DataFrame(columns, index=list(units), dtype=object).rename_axis(index="unit")


@dataclass(frozen=True)
class CodingSheets:
    """What coders wrote, out of files in any layout; `kind` says which of the fields are filled.

    kind "codes"       `codings` (unit, coder, code: applied), `coverage` (unit, coder: coded), `codes` in order
    kind "categories"  `variables`: by name, a frame of units by coders with the category each gave, None for none; of
                       many coders who each coded a few units, a frame of unit, coder and category

    layout, arrangement   how the file was laid out, and where it says who coded
    description           the same in one line, with numbers and with what was decided
    coders                in the order in which they were found, or asked for
    units                 unit and text (empty where the file has none), in the order of the files; and what was asked
                          for beside them, in `column_beside`
    repairs               what was put right or left out
    cases                 of exports of other tools: each case with its attributes (tables.CASES)
    case_of               of exports of other tools: the case of each unit
    """

    kind: Literal["codes", "categories"]
    layout: Layout
    arrangement: Arrangement
    description: str
    coders: tuple[str, ...]
    units: pd.DataFrame
    codings: pd.DataFrame
    coverage: pd.DataFrame
    codes: tuple[str, ...] = ()
    variables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()
    cases: pd.DataFrame = field(default_factory=CASES.empty)
    case_of: Mapping[str, str] = field(default_factory=dict)

    @property
    def ratings(self) -> pd.DataFrame:
        """The categories of the only variable. Raises InputError when there are none, or several variables."""
        if len(self.variables) != 1:
            named = ", ".join(self.variables) or "none"
            raise InputError(f"there is not one variable of categories but: {named}.", fix="Name one with --codes.")
        return next(iter(self.variables.values()))

    @property
    def text_of(self) -> dict[str, str]:
        """The text of each unit, empty where the file has none."""
        return dict(zip(self.units["unit"], self.units["text"], strict=True))

    def without(self, units: Iterable[str]) -> CodingSheets:
        """Return what was written on all other units. Raises InputError for a unit that is not there."""
        left = set(units)
        for unit in left - set(self.units["unit"]):
            fix = "The first column names them, or --unit says which does."
            raise no_such("unit", unit, self.units["unit"], where="--without", fix=fix)
        return replace(
            self,
            units=self.units[~self.units["unit"].isin(left)],
            codings=self.codings[~self.codings["unit"].isin(left)],
            coverage=self.coverage[~self.coverage["unit"].isin(left)],
            variables={name: self._of_others(frame, left) for name, frame in self.variables.items()},
        )

    def by_theme(self, themes: Mapping[str, Iterable[str]]) -> CodingSheets:
        """Return the codings with each code replaced by its themes; a theme is applied once to a unit.

        Raises InputError for a code without a theme.
        """
        lost = [code for code in self.codes if code not in themes]
        if lost:
            fix = "Add a row for each to the table of codes and themes."
            raise InputError(f"no theme is known for: {', '.join(lost[:_NAMED])}.", where="--themes", fix=fix)
        rows = [
            (unit, coder, theme)
            for unit, coder, code in self.codings[list(CODINGS.columns)].itertuples(index=False)
            for theme in themes[code]
        ]
        names = tuple(dict.fromkeys(theme for listed in themes.values() for theme in listed))
        return replace(self, codings=CODINGS.of(dict.fromkeys(rows)), codes=names)

    @staticmethod
    def _of_others(ratings: pd.DataFrame, left: set[str]) -> pd.DataFrame:
        units = ratings["unit"] if list(ratings.columns) == list(RATINGS.columns) else ratings.index
        return ratings[~units.isin(left)]

    def answered(self, variable: str) -> Iterator[tuple[Hashable, Hashable, Hashable]]:
        """Yield unit, coder and category of every answer to a variable, coder by coder or as they came."""
        frame = self.variables[variable]
        if list(frame.columns) == list(RATINGS.columns):
            yield from frame.itertuples(index=False, name=None)
            return
        for coder in frame.columns:
            yield from ((unit, coder, category) for unit, category in frame[coder].dropna().items())
