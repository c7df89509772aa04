"""What a computation of agreement on several variables answers: a row per variable, the average, the pooled share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from ..errors import no_such
from ..results import Column, Result, coefficient_text, decimals, for_json
from . import remarks
from .bands import band_scale
from .rating_coefficients import ALPHA, COEFFICIENTS, IDENTITY
from .result import row_for_json

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from .averages import Average
    from .ratings import RatingReliability

ALWAYS = ("percent_agreement", ALPHA)
UNANSWERED = "Nobody gave an answer."


@dataclass(frozen=True, repr=False, eq=False)
class VariablesReliability(Result):
    """Agreement on several variables: one row per variable, the average over them, and the share of equal cells.

    frame         the numbers, unrounded: variable, n_units that two or more coded, n_categories, percent_agreement,
                  kappa (Cohen's for two coders, Conger's for more, Fleiss' for a crowd) with its interval, band and
                  flag, krippendorff_alpha and what else was asked for
    by_variable   every coefficient of each variable that anybody answered
    average       over the variables for which kappa is defined
    pooled        percent agreement over all cells (units x variables) that two or more coders filled
    n_cells       how many cells these are
    statistics    the further coefficients
    bands         the published words for kappa
    """

    frame: pd.DataFrame
    by_variable: Mapping[str, RatingReliability]
    average: Average
    pooled: float
    n_cells: int
    threshold: float
    confidence: float
    statistics: tuple[str, ...] = ()
    bands: str = "landis-koch"

    title: ClassVar[str] = "Agreement between coders"

    def __getitem__(self, variable: str) -> RatingReliability:
        """Return every coefficient of one variable."""
        if variable not in self.by_variable:
            no_variable(variable, list(self.by_variable))
        return self.by_variable[variable]

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables, in order."""
        return tuple(self.frame["variable"])

    @property
    def coders(self) -> tuple[str, ...]:
        """Who is compared, in order."""
        return tuple(dict.fromkeys(who for found in self.by_variable.values() for who in found.coders))

    @property
    def flagged(self) -> tuple[str, ...]:
        """The variables with kappa strictly below the threshold."""
        return tuple(self.frame.loc[self.frame["flagged"], "variable"])

    def means(self) -> dict[str, float]:
        """Return the mean of each coefficient over the variables for which it is defined."""
        return {name: float(self.frame[name].mean()) for name in ("kappa", *ALWAYS, *self.statistics)}

    def heading(self) -> str:
        """Return the title with the coders who are compared."""
        who = self.coders
        return f"{self.title}: {', '.join(who) if len(who) <= remarks.LISTED else f'{len(who)} coders'}"

    def to_frame(self) -> pd.DataFrame:
        """Return every number, one row per variable."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        further = [Column(name, _title(name), "coefficient") for name in (ALPHA, *self.statistics)]
        return (
            Column("variable", "Variable"),
            Column("n_units", "n", "count"),
            Column("n_categories", "Categories", "count"),
            Column("percent_agreement", "Agreement", "coefficient"),
            Column("kappa", "Kappa", "coefficient"),
            Column("ci", f"{remarks.percent(self.confidence)} interval", "interval"),
            Column("band", "Band"),
            *further,
            Column("flagged", "Flag", "flag"),
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw kappa and its interval variable by variable, in a new figure or in `ax`, and return the axes."""
        from .plot import plot_intervals

        return plot_intervals(
            self.frame.rename(columns={"kappa": "value"}),
            list(self.variables),
            label=f"kappa, {remarks.percent(self.confidence)} interval",
            ax=ax,
            threshold=self.threshold,
            words=band_scale(self.bands),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON: None where a number is undefined."""
        return {
            "coders": list(self.coders),
            "threshold": self.threshold,
            "confidence": self.confidence,
            "variables": [self._row_for_json(row) for row in self.frame.to_dict("records")],
            "average": self.average.to_dict(),
            "means": {name: for_json(value) for name, value in self.means().items()},
            "pooled_percent_agreement": for_json(self.pooled),
            "n_cells": self.n_cells,
            "notes": list(self.notes()),
        }

    def _row_for_json(self, row: dict[Any, Any]) -> dict[str, Any]:
        found = self.by_variable.get(row["variable"])
        categories = [for_json(category) for category in found.categories] if found else []
        return {**row_for_json(row), "categories": categories}

    def notes(self) -> tuple[str, ...]:
        """Return what was computed, on what, and what is undefined or flagged."""
        return tuple(
            filter(
                None,
                (
                    self._what(),
                    self.average.in_full(self.confidence, self.bands),
                    self._on_cells(),
                    self._on_means(),
                    remarks.left_out(self.frame, "variable"),
                    remarks.intervals(self.frame, self.confidence),
                    remarks.flags(self.frame, "variable", self.threshold),
                    *self._metrics(),
                    self._never_differ(),
                ),
            )
        )

    def _what(self) -> str:
        names = dict.fromkeys(COEFFICIENTS[kappa_of(found)].title for found in self.by_variable.values())
        if not names:
            return UNANSWERED
        return f"{' or '.join(names)} of {len(self.coders)} coders, variable by variable, each with its own categories."

    def _on_cells(self) -> str:
        if not self.n_cells:
            return ""
        among = "the same in both" if len(self.coders) == 2 else "the same, as the mean over the pairs of coders"
        return (
            f"Of the {self.n_cells:,} cells (units x variables) that two or more coders filled, "
            f"{decimals(100 * self.pooled, 1)} % are {among}."
        )

    def _on_means(self) -> str:
        means = {COEFFICIENTS[name].title: value for name, value in self.means().items() if name != "kappa"}
        told = [f"{title} {coefficient_text(value)}" for title, value in means.items()]
        return f"Means over the variables: {', '.join(told)}."

    def _never_differ(self) -> str:
        """Return which variables may be no judgements but something known of the units, such as a site or a date."""
        same = list(self.frame.loc[(self.frame["percent_agreement"] == 1) & (self.frame["n_units"] > 1), "variable"])
        if not same or len(same) == len(self.frame):
            return ""
        named = ", ".join(same[: remarks.LISTED]) + (", ..." if len(same) > remarks.LISTED else "")
        return f"The coders never differ on {named}: leave out (--codes) what was not coded but known of the units."

    def _metrics(self) -> list[str]:
        """Return how near categories count to one another, for the variables where not simply alike or different."""
        kinds: dict[tuple[str, str], list[str]] = {}
        for name, found in self.by_variable.items():
            if (found.scale, found.weights) != ("nominal", IDENTITY):
                kinds.setdefault((found.scale, found.weights), []).append(name)
        return [
            f"{', '.join(names)}: alpha takes the {scale} metric"
            + ("." if weights == IDENTITY else f", the other coefficients {weights} weights.")
            for (scale, weights), names in kinds.items()
        ]


def kappa_of(found: RatingReliability) -> str:
    """Return which coefficient is called kappa: Cohen's for two coders, Conger's for more, Fleiss' for a crowd."""
    if not found.patterns.named:
        return "fleiss_kappa"
    return "cohen_kappa" if len(found.patterns.coders) == 2 else "conger_kappa"


def no_variable(name: str, known: Sequence[str], option: str = "") -> NoReturn:
    """Raise InputError: there is no variable of this name."""
    raise no_such("variable", name, known, where=f"--{option}" if option else "")


def _title(name: str) -> str:
    title = COEFFICIENTS[name].title
    return f"{title[0].upper()}{title[1:]}"
