"""What is read out of files of codings, however they are laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ..errors import InputError
from ..tables import CASES

if TYPE_CHECKING:
    import pandas as pd

    from .layouts import Layout
    from .repairs import Repair
    from .sources import Arrangement


@dataclass(frozen=True)
class CodingSheets:
    """What coders wrote, out of files in any layout; `kind` says which of the fields are filled.

    kind "codes"       `codings` (unit, coder, code: applied), `coverage` (unit, coder: coded), `codes` in order
    kind "categories"  `variables`: by name, a frame of units by coders with the category each gave, None for none

    layout, arrangement   how the file was laid out, and where it says who coded
    description           the same in one line, with numbers and with what was decided
    coders                in the order in which they were found, or asked for
    units                 unit and text (empty where the file has none), in the order of the files
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
