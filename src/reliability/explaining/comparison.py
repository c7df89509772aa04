"""Your other tool says something else: its numbers on the same codings beside ours, and why they differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ...errors import InputError, no_such
from ...results import Column, Kind, Result, for_json
from ..coefficients import cohen_kappa, conger_kappa
from ..coefficients.kappas import mean_defined
from ..counts.counting import patterns_of_codings
from ..counts.patterns import Patterns
from ..unitizing.spans import continuum_of_units
from . import other_tools
from .other_tools import Number, ToolData

if TYPE_CHECKING:
    import pandas as pd

    from ..counts.coded_units import CodedUnits

ALL_CODES = "All codes"
CATEGORIES = "All categories"
VARIABLE = ""  # the name of a variable with categories, which is not a code


@dataclass(frozen=True)
class Tool:
    """Another tool: its name for people, what it computes, how many coders it takes, and why it differs from us."""

    title: str
    numbers: Callable[[ToolData], list[Number]]
    why: str
    two_coders: bool = False


TOOLS: dict[str, Tool] = {
    "nvivo": Tool(
        "NVivo",
        other_tools.nvivo,
        "NVivo takes Cohen's kappa over characters, file by file: long passages weigh more than short ones, and a file "
        "in which neither coder used the code counts as full agreement, where our kappa takes every unit once and "
        "leaves a code that nobody used undefined.",
        two_coders=True,
    ),
    "maxqda": Tool(
        "MAXQDA",
        other_tools.maxqda,
        "MAXQDA looks only at what at least one coder coded, and its kappa takes chance as 1 divided by the number of "
        "codes (Brennan and Prediger), one value for all codes; ours is Cohen's kappa, code by code, with chance from "
        "how often each coder used the code and with the units that both left uncoded.",
        two_coders=True,
    ),
    "atlas": Tool(
        "ATLAS.ti",
        other_tools.atlas,
        "ATLAS.ti takes chance from all coders' codings pooled (Krippendorff's alpha) and counts lengths of text, "
        "where our kappa takes it from each coder's own and counts units; cu-alpha speaks only of text that several "
        "coders marked.",
    ),
    "recal": Tool(
        "ReCal",
        other_tools.recal,
        "ReCal computes the same formulas as we do, but takes no missing answers, gives no interval, and for three or "
        "more coders its kappas are Fleiss' and the mean over pairs, where ours is Conger's.",
    ),
    "spss": Tool(
        "SPSS",
        other_tools.spss,
        "SPSS prints the same kappa, but none when the coders did not use the same categories; its standard error is "
        "the large-sample one, too small in small samples, and its T tests only whether kappa is 0.",
        two_coders=True,
    ),
    "irr": Tool(
        "R irr",
        other_tools.irr,
        "The kappas of irr drop units with a missing answer and come with a z that tests only whether kappa is 0; its "
        "kripp.alpha is slightly too low for more than two coders without missing answers, and 1 where alpha is "
        "undefined.",
    ),
}


@dataclass(frozen=True, repr=False, eq=False)
class Comparison(Result):
    """The numbers that another tool gives on the same codings, beside our kappa, and why they differ.

    numbers  of the tool, NaN with a reason where it gives none; those for all codes together have no code
    ours     kappa code by code, and the mean over the codes for which it is defined
    """

    title: ClassVar[str] = "What another tool says"
    tool: Tool
    coders: tuple[str, ...]
    numbers: tuple[Number, ...]
    ours: dict[str, float]
    our_mean: float

    def to_frame(self) -> pd.DataFrame:
        """Return one row per code, and one for all together where the tool has it.

        `code`, a column for every number of the tool under its own name there, `ours` and `reason`.
        """
        import pandas as pd

        return pd.DataFrame([self._row(code) for code in self._codes()])

    def _codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.ours, *(number.code for number in self.numbers)]))

    def _statistics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(number.statistic for number in self.numbers))

    def _row(self, code: str) -> dict[str, Any]:
        mine = [number for number in self.numbers if number.code == code]
        reasons = dict.fromkeys(number.reason for number in mine if number.reason)
        return {
            "code": self._shown(code),
            **dict.fromkeys(self._statistics(), math.nan),
            **{number.statistic: number.value for number in mine},
            "ours": self.ours.get(code, self.our_mean),
            "reason": " ".join(reasons),
        }

    def _shown(self, code: str) -> str:
        if self.on_categories:
            return CATEGORIES
        return code if code in self.ours else ALL_CODES

    @property
    def on_categories(self) -> bool:
        """Whether one variable with categories is compared, rather than codes."""
        return set(self.ours) == {VARIABLE}

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        theirs = (Column(name, f"{self.tool.title}: {name}", _kind(name)) for name in self._statistics())
        what = Column("code", "Compared on" if self.on_categories else "Code")
        return what, *theirs, Column("ours", "Our kappa", "coefficient"), Column("reason", "Reason")

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON: every number of the tool with its code, None for all codes together."""
        numbers = [
            {
                "code": number.code if number.code in self.ours and not self.on_categories else None,
                "statistic": number.statistic,
                "theirs": for_json(number.value),
                "ours": for_json(self.ours.get(number.code, self.our_mean)),
                "reason": number.reason or None,
            }
            for number in self.numbers
        ]
        return {"tool": self.tool.title, "coders": list(self.coders), "numbers": numbers, "why": self.tool.why}

    def notes(self) -> tuple[str, ...]:
        """Return why the tool's numbers differ from ours."""
        return (self.tool.why,)


def _kind(statistic: str) -> Kind:
    if statistic in other_tools.PROBABILITIES:
        return "p"
    return "percent" if statistic in other_tools.PERCENTAGES else "coefficient"


def compare(
    tool: str,
    data: CodedUnits | Patterns,
    *,
    length_of: Mapping[Hashable, float] | None = None,
    source_of: Mapping[Hashable, Hashable] | None = None,
) -> Comparison:
    """Return the numbers that `tool` (nvivo, maxqda, atlas, recal, spss or irr) gives on the same data.

    data        coded units, or the patterns of one variable with categories
    length_of   the characters of each unit, for the tools that count characters; by default every unit counts alike
    source_of   the file or document that each unit is part of; by default all are one

    Raises InputError for an unknown tool, for a number of coders that the tool does not take, and for a variable with
    categories where the tool compares codes.
    """
    chosen = _tool(tool)
    if isinstance(data, Patterns):
        material = ToolData(data)
    else:
        continuum = continuum_of_units(data, length_of=length_of, source_of=source_of)
        material = ToolData(patterns_of_codings(data), continuum)
    coders = material.patterns.coders
    if len(coders) < 2 or (chosen.two_coders and len(coders) != 2):
        takes = "two coders" if chosen.two_coders else "two coders or more"
        raise InputError(f"{chosen.title} compares {takes}, here are {len(coders)}.", fix="Choose which with coders.")
    shared = material.patterns.complete()
    kappa = (cohen_kappa if len(coders) == 2 else conger_kappa)(shared).value
    ours = dict(zip(shared.variables, map(float, kappa), strict=True))
    return Comparison(chosen, coders, tuple(chosen.numbers(material)), ours, float(mean_defined(kappa)))


def _tool(name: str) -> Tool:
    if name not in TOOLS:
        raise no_such("tool", name, TOOLS, among="to compare with")
    return TOOLS[name]
