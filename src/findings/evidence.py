"""From a number back to its evidence: the cases that a count stands for, with their notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..coding.questions import KEY, several
from ..results import Column
from ..wording import number_of
from .finding import Finding
from .groups import chosen_cases, said
from .names import Replacements
from .presence import presence_in_units

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Framework


@dataclass(frozen=True, repr=False)
class Evidence(Finding):
    """The units with a code or any of its sub-codes: case, unit, the codes that were applied, question and notes."""

    title: ClassVar[str] = "Evidence for a count"
    frame: pd.DataFrame
    code: str
    n_cases: int
    among: str

    def to_frame(self) -> pd.DataFrame:
        """Return a row per unit, in the order of the notes."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return case, unit (where it is not the case), the codes, the question (of several) and the notes."""
        unit = () if (self.frame["case"] == self.frame["unit"]).all() else (Column("unit", "Unit"),)
        codes = Column("codes", "Coded as")
        return Column("case", "Case"), *unit, codes, *question_column(self.frame), Column("text", "Notes")

    def notes(self) -> tuple[str, ...]:
        """Return which number this is the evidence for."""
        number = f"{number_of(self.n_cases, 'case')}{self.among}, {number_of(len(self.frame), 'unit')}"
        return f"{self.code}: {number}.", *self.rests_on

    def to_dict(self) -> dict[str, Any]:
        """Return {"code", "n", "mentions", "rests_on", "units": [{"case", "unit", "codes", "question", "text"}]}."""
        units = [
            {**row, "codes": row["codes"].split("; ")}
            for row in self.frame[["case", "unit", "codes", KEY, "text"]].to_dict("records")
        ]
        found = {"code": self.code, "n": self.n_cases, "mentions": len(units), "rests_on": list(self.rests_on)}
        return {**found, "units": units}


def evidence(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    cases: pd.DataFrame,
    framework: Framework,
    code: str,
    *,
    where: Mapping[str, str] | None = None,
    names: Replacements | None = None,
) -> Evidence:
    """Return the units behind the count of `code` (a path): those of the chosen cases with it or any code below it.

    The tables are those of `counts.count_cases`; `units` may have a further column, question. Raises InputError when
    there is no such code.
    """
    wanted = framework.find(code, where="--code")
    chosen = chosen_cases(cases, where)
    inside = units[units["case"].isin(chosen["case"])]
    having = set(presence_in_units(codings, inside, framework).having(wanted.id))
    below = {other.id for other in framework if wanted in framework.line(other.id)}
    applied = paths_by_unit(codings[codings["code"].isin(below)], framework)
    found = inside[inside["unit"].isin(having)]
    replace, asked = (names or Replacements({})).applied, questions_by_unit(units)
    frame = found[["case", "unit"]].assign(
        codes=[applied[unit] for unit in found["unit"]],
        question=[asked.get(unit, "") for unit in found["unit"]],
        text=[replace(text) for text in found["text"]],
    )
    path = framework.path(wanted.id)
    return Evidence(frame.reset_index(drop=True), path, int(found["case"].nunique()), said(where))


def questions_by_unit(units: pd.DataFrame) -> dict[str, str]:
    """Return the question of each unit, out of a table of units that may have a column for it."""
    return dict(zip(units["unit"], units[KEY], strict=True)) if KEY in units.columns else {}


def question_column(frame: pd.DataFrame) -> tuple[Column, ...]:
    """Return the column that shows the question in a list of units, where they answer several."""
    return (Column(KEY, "Question"),) if several(frame[KEY]) else ()


def paths_by_unit(codings: pd.DataFrame, framework: Framework) -> dict[str, str]:
    """Return the paths of the codes applied to each unit, in the order of the framework, separated by semicolons."""
    rank = {code.id: at for at, code in enumerate(framework)}
    applied: dict[str, set[str]] = {}
    for unit, code in zip(codings["unit"].tolist(), codings["code"].tolist(), strict=True):
        applied.setdefault(unit, set()).add(code)
    return {
        unit: "; ".join(framework.path(code) for code in sorted(codes, key=rank.__getitem__))
        for unit, codes in applied.items()
    }
