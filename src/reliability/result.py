"""What a computation of agreement answers: the table of codes, the average, the pairs of coders, and the notes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from ..results import Column, Result, for_json
from . import remarks
from .averages import average_of
from .bands import band_scale
from .coefficients import MEASURES, cohen_kappa

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from .averages import Average
    from .counts.patterns import Patterns

Level = Literal["unit", "case"]

TITLES = {**{name: made.title for name, made in MEASURES.items()}, "gwet_ac1": "Gwet's AC1", "pabak": "PABAK"}
COUNTED = ("both", "only_a", "only_b", "neither")


@dataclass(frozen=True)
class Choices:
    """The options of one computation, so that a result can say how it was made."""

    threshold: float
    confidence: float
    interval: str
    scale: str
    statistics: tuple[str, ...]
    level: Level
    seed: int
    population: float = math.inf


@dataclass(frozen=True, repr=False, eq=False)
class Reliability(Result):
    """Agreement on codes: one row per code, with the average over codes and, for three or more coders, each pair.

    frame      the numbers, unrounded, as `to_frame()` gives them
    patterns   the counts they were computed from: the units that all the coders coded
    average    over the codes for which kappa is defined
    choices    the options
    pairs      for three or more coders, the agreement of each two of them
    source     where the codings come from, in a sentence, when it is known
    """

    frame: pd.DataFrame
    patterns: Patterns
    average: Average
    choices: Choices
    pairs: tuple[Reliability, ...] = ()
    source: str = ""

    title: ClassVar[str] = "Agreement between coders"

    @property
    def coders(self) -> tuple[str, ...]:
        """Who is compared, in order."""
        return self.patterns.coders

    @property
    def coefficient(self) -> str:
        """The coefficient called kappa here."""
        return "Cohen's kappa" if len(self.coders) == 2 else "Conger's kappa"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in order."""
        return self.patterns.variables

    @property
    def n_units(self) -> int:
        """How many units (or cases) all the coders coded."""
        return int(self.patterns.n_units.max(initial=0))

    @property
    def threshold(self) -> float:
        """The kappa below which a code is flagged."""
        return self.choices.threshold

    @property
    def flagged(self) -> tuple[str, ...]:
        """The codes with kappa strictly below the threshold."""
        return tuple(self.frame.loc[self.frame["flagged"], "code"])

    def heading(self) -> str:
        """Return the title with the coders who are compared."""
        return f"{self.title}: {', '.join(self.coders)}"

    def to_frame(self) -> pd.DataFrame:
        """Return every number, one row per code."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        head = (Column("code", "Code"), Column("n_units", "n", "count"))
        return (*head, *self._counted(), *self._measured(), *self._further(), Column("flagged", "Flag", "flag"))

    def _counted(self) -> tuple[Column, ...]:
        if len(self.coders) != 2:
            return ()
        first, second = self.coders
        headings = ("Both", f"Only {first}", f"Only {second}", "Neither")
        return tuple(Column(key, heading, "count") for key, heading in zip(COUNTED, headings, strict=True))

    def _measured(self) -> tuple[Column, ...]:
        return (
            Column("percent_agreement", "Agreement", "coefficient"),
            Column("kappa", "Kappa", "coefficient"),
            Column("ci", f"{remarks.percent(self.choices.confidence)} interval", "interval"),
            Column("band", "Band"),
        )

    def _further(self) -> tuple[Column, ...]:
        names = dict.fromkeys([*self._extra(), *self.choices.statistics])
        headings = {name: TITLES[name][:1].upper() + TITLES[name][1:] for name in names}
        return tuple(Column(name, heading, "coefficient") for name, heading in headings.items())

    def _extra(self) -> tuple[str, ...]:
        """Return the coefficients that people see beside kappa without asking."""
        return ("light_kappa", "krippendorff_alpha") if len(self.coders) > 2 else ()

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw kappa and its interval code by code on the bands, in a new figure or in `ax`, and return the axes.

        Needs a notebook, or `axes.figure.savefig(...)`, to be seen. A diamond is a flagged code.

        >>> import intercoder as ic, pandas as pd
        >>> marks = {"unit": ["u1", "u2", "u1", "u2"], "coder": ["A", "A", "B", "B"], "Trust": [1, 0, 1, 0]}
        >>> ic.reliability(pd.DataFrame(marks)).plot().get_xlabel()
        'kappa, 95 % interval'
        """
        from .plot import plot_intervals

        return plot_intervals(
            self.frame.rename(columns={"kappa": "value"}),
            [str(code) for code in self.codes],
            label=f"kappa, {remarks.percent(self.choices.confidence)} interval",
            ax=ax,
            threshold=self.threshold,
            words=band_scale(self.choices.scale),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON: None where a number is undefined."""
        answer: dict[str, Any] = {
            "coders": list(self.coders),
            "source": self.source,
            "level": self.choices.level,
            "n_units": self.n_units,
            "threshold": self.threshold,
            "confidence": self.choices.confidence,
            "codes": [row_for_json(row) for row in self.frame.to_dict("records")],
            "average": self.average.to_dict(),
            "notes": list(
                filter(None, (self._what(), self._on_average(), remarks.undefined(self.frame, "code"), *self._rest()))
            ),
        }
        if len(self.coders) > 2:
            answer["pairs"] = [pair.to_dict() for pair in self.pairs]
        return answer

    def notes(self) -> tuple[str, ...]:
        """Return what was computed, on what, and what is undefined, flagged or uninformative."""
        return tuple(
            note
            for note in (
                self.source,
                self._what(),
                self._on_average(),
                remarks.left_out(self.frame, "code"),
                *self._rest(),
            )
            if note
        )

    def _rest(self) -> tuple[str, ...]:
        flags = remarks.flags(self.frame, "code", self.threshold)
        return self._intervals(), flags, *self._remarks(), *self._by_pair()

    def _what(self) -> str:
        things = {"unit": ("unit", "units"), "case": ("case", "cases")}[self.choices.level]
        named = f"{self.n_units} {things[self.n_units != 1]}"
        if len(self.coders) == 2:
            return f"Cohen's kappa of {' and '.join(self.coders)}, code by code, on the {named} that both coded."
        return (
            f"Conger's kappa of {', '.join(self.coders)}, code by code, on the {named} that all coded; "
            "agreement is the mean over pairs of coders."
        )

    def _on_average(self) -> str:
        return self.average.in_full(self.choices.confidence, self.choices.scale)

    def _intervals(self) -> str:
        used = remarks.intervals(self.frame, self.choices.confidence)
        corpus = self.choices.population
        about = f" Standard errors speak of this corpus of {corpus:g} alone."
        return f"{used}{about}" if used and not math.isinf(corpus) else used

    def _remarks(self) -> list[str]:
        if "remark" not in self.frame:
            return []
        remarked = self.frame[self.frame["remark"] != ""]
        return [f"{code}: {remark}" for code, remark in zip(remarked["code"], remarked["remark"], strict=True)]

    def _by_pair(self) -> list[str]:
        return [self._pair(pair) for pair in self.pairs]

    def _pair(self, pair: Reliability) -> str:
        """Return what two coders reached on what both coded and, to compare pairs, on what all coded."""
        told = f"{' and '.join(pair.coders)}: {pair.average.sentence()}, on the {pair.n_units} that both coded"
        if pair.n_units == self.n_units:
            return f"{told}."
        kappa = cohen_kappa(self.patterns.pair(*pair.coders))
        here = average_of(self.codes, kappa, threshold=self.threshold, scale=self.choices.scale)
        return f"{told}; {here.sentence()}, on the {self.n_units} that all coded."


def row_for_json(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a row with plain values, None for NaN and for an empty text, and the interval as one pair."""
    plain = {str(key): None if value == "" else for_json(value) for key, value in row.items()}
    low, high = plain.pop("ci_low"), plain.pop("ci_high")
    answer: dict[str, Any] = {}
    for key, value in plain.items():
        if key == "ci_method":
            answer["ci"] = None if low is None or high is None else [low, high]
        answer[key] = value
    return answer
