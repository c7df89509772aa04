"""The table of agreement: one row per code, kappa with its interval, band and flag, and what belongs beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from ..errors import InputError
from .bands import bands_of, is_below
from .coefficients import (
    MEASURES,
    all_agree,
    bias_index,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    gwet_ac,
    kappa_max,
    krippendorff_alpha,
    light_kappa,
    prevalence_index,
    specific_agreement,
)
from .inference.bootstrap import bootstrap_intervals
from .inference.distributions import t_quantile
from .inference.intervals import Intervals, kappa_intervals, pair_intervals
from .inference.variance import fleiss_cohen_everitt_variance, gwet_variance
from .reasons import why_uninformative

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

    from .averages import Average
    from .chance import Coefficient
    from .coefficients import Measure
    from .counts.patterns import Counts, Floats, Patterns
    from .inference.average_interval import AverageMethod
    from .inference.bootstrap import Kind
    from .inference.intervals import KappaMethod
    from .result import Choices
    from .sample import CountedSample, Sample

BOOTSTRAPS = ("percentile", "bca")
GWET = "Gwet, with t of n - 1"


def table_of_two(sample: Sample | CountedSample, kappa: Coefficient, choices: Choices) -> pd.DataFrame:
    """Return the table of two coders on the units that both coded, with Cohen's `kappa`."""
    patterns = sample.patterns
    tables = patterns.tables()
    first, second = patterns.coders
    if choices.interval in BOOTSTRAPS:
        intervals: Intervals = bootstrap(sample, cohen_kappa, choices)
    else:
        method = cast("KappaMethod", choices.interval)
        intervals = kappa_intervals(tables, method=method, confidence=choices.confidence, population=choices.population)
    se = np.sqrt(fleiss_cohen_everitt_variance(tables, population=choices.population))
    specific = specific_agreement(tables)
    return frame_of(
        patterns,
        choices,
        {
            "code": patterns.variables,
            "coder_a": first,
            "coder_b": second,
            "n_units": tables.sum((-2, -1)),
            "both": tables[:, 1, 1],
            "only_a": tables[:, 1, 0],
            "only_b": tables[:, 0, 1],
            "neither": tables[:, 0, 0],
            **kappa_columns(kappa, se, intervals, choices),
            "positive_agreement": specific[:, 1],
            "negative_agreement": specific[:, 0],
            "pabak": brennan_prediger(patterns).value,
            "gwet_ac1": gwet_ac(patterns).value,
            "krippendorff_alpha": krippendorff_alpha(patterns).value,
            "prevalence_index": prevalence_index(tables),
            "bias_index": bias_index(tables),
            "kappa_max": kappa_max(tables),
            "remark": why_uninformative(patterns, choices.level),
        },
    )


def table_of_several(
    sample: Sample | CountedSample, kappa: Coefficient, everything: Patterns, choices: Choices
) -> pd.DataFrame:
    """Return the table of three or more coders on the units that all coded, with Conger's `kappa`.

    `everything` are the patterns of all units, for the alpha that takes whatever two or more coded.
    """
    patterns = sample.patterns
    se = np.sqrt(gwet_variance(kappa, population=choices.population))
    intervals = intervals_of_several(sample, conger_kappa, kappa, se, choices)
    intervals = _where_small(intervals, patterns, kappa, choices)
    return frame_of(
        patterns,
        choices,
        {
            "code": patterns.variables,
            "n_units": patterns.n_units,
            **kappa_columns(kappa, se, intervals, choices),
            "light_kappa": light_kappa(patterns).value,
            "krippendorff_alpha": krippendorff_alpha(patterns).value,
            "krippendorff_alpha_all_units": krippendorff_alpha(everything).value,
            "gwet_ac1": gwet_ac(patterns).value,
            "pabak": brennan_prediger(patterns).value,
            "all_agree": all_agree(patterns).value,
        },
    )


def t_interval(value: Floats, se: Floats, n: Counts, confidence: float) -> tuple[Floats, Floats]:
    """Return the limits value -/+ t(n - 1) se, within -1 and 1; NaN where the standard error is 0 or undefined.

    `n` is how many units anyone coded. A standard error of 0 is not precision but a sample too small to show any
    variation. Gwet (2014), ch. 5.
    """
    reach = np.where(se > 1e-9, se, np.nan) * t_quantile((1 + confidence) / 2, n - 1)
    return np.maximum(value - reach, -1.0), np.minimum(value + reach, 1.0)


def with_interval(
    average: Average,
    sample: Sample | CountedSample,
    choices: Choices,
    *,
    measure: Measure | None = None,
    method: AverageMethod = "auto",
) -> Average:
    """Return the average with its interval, units (or cases) taken together over all codes, if there is one.

    `measure` and `method` are those of `mean_kappa_interval`; a bootstrap that was chosen goes before the method.
    """
    if not average.defined:
        return average
    method = cast("AverageMethod", choices.interval) if choices.interval in BOOTSTRAPS else method
    found = sample.average_interval(measure=measure, method=method, confidence=choices.confidence, seed=choices.seed)
    if found is None or np.isnan(found.low):
        return average
    return replace(average, se=found.se, ci=(found.low, found.high), ci_method=found.method)


def intervals_of_several(
    sample: Sample | CountedSample, measure: Measure, kappa: Coefficient, se: Floats, choices: Choices
) -> Intervals:
    """Return Gwet's intervals of three or more coders, or the bootstrap of `measure` where that was chosen.

    Raises InputError for an interval that is for two coders.
    """
    if choices.interval in BOOTSTRAPS:
        return bootstrap(sample, measure, choices)
    if choices.interval != "auto":
        raise InputError(
            f'the interval "{choices.interval}" is for two coders.', fix='Choose "auto", "percentile" or "bca".'
        )
    low, high = t_interval(kappa.value, se, sample.patterns.n_units, choices.confidence)
    return Intervals(low, high, tuple("" if np.isnan(end) else GWET for end in low))


def _where_small(intervals: Intervals, patterns: Patterns, kappa: Coefficient, choices: Choices) -> Intervals:
    """Return the intervals with those of the average pair of coders where counts are small, unless resampled."""
    if choices.interval in BOOTSTRAPS:
        return intervals
    small = pair_intervals(patterns.pair_tables(), kappa.value, confidence=choices.confidence)
    few = ~np.isnan(small.low)
    methods = tuple(of_pair or of_all for of_pair, of_all in zip(small.method, intervals.method, strict=True))
    return Intervals(np.where(few, small.low, intervals.low), np.where(few, small.high, intervals.high), methods)


def bootstrap(sample: Sample | CountedSample, measure: Measure, choices: Choices) -> Intervals:
    """Return bootstrap intervals over units, or over cases where the units are parts of cases."""
    patterns, case_counts = sample.in_cases()
    return bootstrap_intervals(
        patterns,
        lambda resampled: measure(resampled).value,
        kind=cast("Kind", choices.interval),
        confidence=choices.confidence,
        seed=choices.seed,
        case_counts=case_counts,
        what=sample.clusters,
    )


def kappa_columns(kappa: Coefficient, se: Floats, intervals: Intervals, choices: Choices) -> dict[str, object]:
    """Return the columns of every table: agreement, kappa with error and interval, and what to think of it."""
    return {
        "percent_agreement": kappa.observed,
        "kappa": kappa.value,
        "se": se,
        "ci_low": intervals.low,
        "ci_high": intervals.high,
        "ci_method": intervals.method,
        "band": bands_of(kappa.value, choices.scale),
        "flagged": [is_below(value, choices.threshold) for value in kappa.value],
        "reason": kappa.why_undefined(choices.level),
        "crosses_threshold": intervals.crosses(choices.threshold),
    }


def frame_of(patterns: Patterns, choices: Choices, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return the columns as a frame with the further coefficients that were chosen."""
    import pandas as pd

    further = {name: MEASURES[name](patterns).value for name in choices.statistics if name not in columns}
    return pd.DataFrame({**columns, **further}, index=range(len(patterns.variables)))
