"""Agreement on one variable: a category (or a number) from each coder for each unit, on any scale, with gaps."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..errors import InputError, no_such
from ..results import Column, Result, for_json
from ..wording import number_of
from .agreement_table import GWET, t_interval
from .coefficients import SCALES, Measure, Scale, cohen_kappa_by_category, fleiss_kappa_by_category
from .coefficients.observed import specific_agreement
from .counts.value_counts import is_long, patterns_of_ratings
from .crowd import INTERCHANGEABLE, coders_per_unit
from .inference.intervals import check_confidence, kappa_intervals
from .inference.variance import fleiss_cohen_everitt_variance, gwet_variance
from .rating_coefficients import (
    ALPHA,
    COEFFICIENTS,
    IDENTITY,
    ON_REQUEST,
    SHARES,
    check_statistics,
    named_weights,
    options_of,
)
from .rating_tables import of_coders
from .remarks import percent
from .weights import Weights, numeric, weights_for

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from .chance import Coefficient
    from .counts.patterns import Counts, Patterns


@dataclass(frozen=True, repr=False, eq=False)
class RatingReliability(Result):
    """Agreement on one variable: one row per coefficient, with standard error and interval.

    frame       the numbers, unrounded, as `to_frame()` gives them
    patterns    the counts they were computed from
    scale       nominal, ordinal, interval or ratio: the metric of Krippendorff's alpha
    weights     the name of the weights of the other coefficients, "custom" for given ones
    confidence  of the intervals
    who         the coders, where the columns of `patterns` stand for nobody in particular
    """

    frame: pd.DataFrame
    patterns: Patterns
    scale: Scale
    weights: str
    confidence: float
    who: tuple[str, ...] = ()

    title: ClassVar[str] = "Agreement between coders"

    @property
    def coders(self) -> tuple[str, ...]:
        """Who is compared, in order."""
        return self.who or self.patterns.coders

    @property
    def categories(self) -> tuple[Hashable, ...]:
        """The possible categories, in order."""
        return self.patterns.categories

    @property
    def n_units(self) -> int:
        """How many units two or more coders coded."""
        return int(self.patterns.counts[..., self.patterns.n_coders >= 2].sum())

    def __getitem__(self, coefficient: str) -> float:
        """Return the value of a coefficient by name."""
        values = self.frame.set_index("coefficient")["value"]
        if coefficient not in values.index:
            raise no_such("coefficient", coefficient, values.index, among="here")
        return float(values[coefficient])

    def to_frame(self) -> pd.DataFrame:
        """Return every number, one row per coefficient."""
        return self.frame.copy()

    def by_category(self) -> pd.DataFrame:
        """Return the agreement on each category: Fleiss' kappa; for two coders also Cohen's, category against rest."""
        import pandas as pd

        columns: dict[str, Any] = {
            "category": self.categories,
            "fleiss_kappa": fleiss_kappa_by_category(self.patterns)[0],
        }
        if len(self.coders) == 2:
            tables = self.patterns.tables()
            columns["cohen_kappa"] = cohen_kappa_by_category(tables)[0]
            columns["specific_agreement"] = specific_agreement(tables)[0]
        return pd.DataFrame(columns)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return (
            Column("title", "Coefficient"),
            Column("value", "Value", "coefficient"),
            Column("se", "Standard error", "coefficient"),
            Column("ci", f"{percent(self.confidence)} interval", "interval"),
            Column("reason", "Why undefined"),
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw every coefficient with its interval, in a new figure or in `ax`, and return the axes."""
        from .plot import plot_intervals

        label = f"coefficient, {percent(self.confidence)} interval"
        return plot_intervals(self.frame, list(self.frame["title"]), label=label, ax=ax)

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON: None where a number is undefined."""
        return {
            "coders": list(self.coders),
            "categories": [for_json(category) for category in self.categories],
            "n_units": self.n_units,
            "scale": self.scale,
            "weights": self.weights,
            "confidence": self.confidence,
            "coefficients": [_for_json(row) for row in self.frame.to_dict("records")],
            "notes": list(self.notes()),
        }

    def notes(self) -> tuple[str, ...]:
        """Return what was computed, on what, and with which conventions."""
        answered = int(self.patterns.n_units.sum())
        alone = answered - self.n_units
        named = ", ".join(self.coders) if self.patterns.named else f"{coders_per_unit(self.patterns)} to a unit"
        notes = [
            f"{len(self.coders)} coders ({named}), {number_of(len(self.categories), 'category')}, "
            f"{number_of(self.n_units, 'unit')} that two or more coded."
        ]
        if not self.patterns.named:
            notes.append(INTERCHANGEABLE)
        if alone:
            notes.append(f"Units with a single answer, which shows no agreement but counts for prevalence: {alone}.")
            if GWET in set(self.frame["ci_method"]):
                notes.append("In Gwet's formula such units widen the interval.")
        notes += self._metric()
        if len(self.categories) == 1:
            notes.append("Only one category occurs: name all possible ones to have AC1 and Brennan-Prediger's kappa.")
        methods = dict.fromkeys(method for method in self.frame["ci_method"] if method)
        if methods:
            notes.append(f"Intervals: {'; '.join(methods)}.")
        return tuple(notes)

    def _metric(self) -> list[str]:
        """Return which categories count as near one another, for the coefficients that are in the table."""
        names = list(self.frame["coefficient"])
        told = []
        if ALPHA in names and (self.scale != "nominal" or self.weights == IDENTITY):
            told.append(f"{COEFFICIENTS[ALPHA].title} takes the {self.scale} metric")
        others = [name for name in names if name != ALPHA or not told]
        all_of_them = "the other coefficients" if told else "all coefficients"
        unweighted = [COEFFICIENTS[name].title for name in others if not COEFFICIENTS[name].weighted]
        if others and self.weights == IDENTITY:
            told.append(f"for {all_of_them} two categories agree or they do not")
        elif len(others) > len(unweighted):
            told.append(f"{all_of_them} take {self.weights} weights")
            told += [f"without weights: {', '.join(unweighted)}"] if unweighted else []
        return [_sentence("; ".join(told))] if told else []


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def agreement_of_ratings(
    ratings: Any,
    *,
    scale: Scale = "nominal",
    weights: Weights | None = None,
    categories: Sequence[Hashable] | None = None,
    coders: Sequence[str] | None = None,
    confidence: float = 0.95,
    statistics: Sequence[str] | None = None,
) -> RatingReliability:
    """Return how far coders agree on one variable, by every coefficient that fits the number of coders.

    ratings      a frame or an array, units x coders, of categories or numbers; None or NaN where a coder gave none; or
                 a frame with the columns unit, coder and category. More than 30 coders, or more than five of whom no
                 unit has all, are a crowd: coefficients that need coders by name are left out
    scale        nominal, ordinal, interval or ratio: the metric of Krippendorff's alpha
    weights      of partial agreement for the other coefficients, by name or (q, q); by default there is none
    categories   all possible ones in their order; by default those that occur
    coders       which columns are compared; by default all
    statistics   names of coefficients, by default all that fit but those of ON_REQUEST

    Raises InputError for fewer than two coders, for categories that are not among those given, for ordered scales
    whose order is not known, and for names that do not exist.

    >>> found = agreement_of_ratings([["a", "a"], ["a", "b"], ["b", "b"], ["b", None]])
    >>> round(found["krippendorff_alpha"], 3), found.n_units
    (0.444, 3)
    """
    check_confidence(confidence)
    if scale not in SCALES:
        raise no_such("scale", scale, SCALES, where="--scale")
    check_statistics(statistics or ())
    ratings = of_coders(ratings, coders)
    patterns, who = patterns_of_ratings(ratings, categories)
    if not patterns.categories:
        raise InputError("nobody gave an answer.", fix="Give answers, or name the possible ones.")
    _check_order(ratings, patterns.categories, scale, weights, categories)
    rows = [
        _row(name, measure(patterns, **options_of(name, measure, scale, weights)), patterns, weights, confidence)
        for name, measure in COEFFICIENTS.items()
        if _wanted(name, measure, patterns, statistics)
    ]
    import pandas as pd

    return RatingReliability(pd.DataFrame(rows), patterns, scale, named_weights(weights), confidence, who)


def _check_order(
    ratings: pd.DataFrame,
    known: Sequence[Hashable],
    scale: Scale,
    weights: Weights | None,
    given: Sequence[Hashable] | None,
) -> None:
    if numeric(known):
        return
    if scale in ("interval", "ratio"):
        raise InputError(f"the {scale} scale is for numbers, but there are texts.", fix="Choose nominal or ordinal.")
    answers = ratings[["category"]] if is_long(ratings) else ratings
    ordered = given is not None or all(getattr(dtype, "ordered", False) for dtype in answers.dtypes)
    if not ordered and (scale == "ordinal" or (isinstance(weights, str) and weights != "identity")):
        raise InputError(
            f"in which order are the categories {', '.join(map(str, known))}?",
            where="--categories",
            fix="Name all categories from the lowest to the highest.",
        )


def _wanted(name: str, measure: Measure, patterns: Patterns, statistics: Sequence[str] | None) -> bool:
    if statistics is not None:
        return name in statistics
    fits = measure.coders in (None, len(patterns.coders)) and (patterns.named or measure.votes)
    return name not in ON_REQUEST and fits


def _row(
    name: str, coefficient: Coefficient, patterns: Patterns, weights: Weights | None, confidence: float
) -> dict[str, Any]:
    n = patterns.n_units if COEFFICIENTS[name].missing == "taken" else coefficient.patterns.n_units
    low, high, method, se = _interval(name, coefficient, n, weights, confidence)
    return {
        "coefficient": name,
        "title": COEFFICIENTS[name].titled(weighted=named_weights(weights) != IDENTITY),
        "value": coefficient.value[0],
        "se": se,
        "ci_low": low,
        "ci_high": high,
        "ci_method": method,
        "observed": coefficient.observed[0],
        "expected": coefficient.expected[0],
        "reason": coefficient.reasons[0],
    }


def _interval(
    name: str, coefficient: Coefficient, n: Counts, weights: Weights | None, confidence: float
) -> tuple[float, float, str, float]:
    """Return the limits, the method and the standard error of a coefficient that rests on `n` units."""
    if name == "cohen_kappa":
        tables = coefficient.patterns.tables()
        w = None if weights is None else weights_for(coefficient.patterns.categories, weights)
        found = kappa_intervals(tables, confidence=confidence, weights=w)
        se = np.sqrt(fleiss_cohen_everitt_variance(tables, w))
        low, high, method = found.low, found.high, found.method[0]
    elif coefficient.influence is None:
        return np.nan, np.nan, "", np.nan
    else:
        se = np.sqrt(gwet_variance(coefficient))
        low, high = t_interval(coefficient.value, se, n, confidence)
        if name in SHARES:
            low = np.maximum(low, 0.0)
        method = GWET
    if np.isnan(low[0]) or not low[0] < high[0]:
        return np.nan, np.nan, "", float(se[0])
    return float(low[0]), float(high[0]), method, float(se[0])


def _for_json(row: dict[Any, Any]) -> dict[str, Any]:
    interval = [row["ci_low"], row["ci_high"]]
    return {
        "coefficient": row["coefficient"],
        "title": row["title"],
        "value": for_json(row["value"]),
        "se": for_json(row["se"]),
        "ci": None if np.isnan(interval).any() else interval,
        "method": row["ci_method"] or None,
        "observed": for_json(row["observed"]),
        "expected": for_json(row["expected"]),
        "reason": row["reason"] or None,
    }
