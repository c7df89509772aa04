"""Agreement on several variables, each with its own categories, from ratings to a table and its average."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ..errors import InputError
from ..tables import rows_of
from .agreement import check_threshold
from .averages import Kappas, average_of
from .bands import band_scale, bands_of, is_below
from .coefficients import percent_agreement
from .counts.categories import encoded
from .counts.patterns import MISSING
from .counts.value_counts import is_long
from .inference.average_interval import mean_interval_of_variables
from .inference.intervals import check_confidence
from .rating_coefficients import ALPHA, COEFFICIENTS, check_statistics, options_of
from .rating_tables import of_coders
from .ratings import agreement_of_ratings
from .variables_result import ALWAYS, UNANSWERED, VariablesReliability, kappa_of, no_variable

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from .averages import Average
    from .coefficients import Scale
    from .counts.patterns import Floats, Patterns
    from .inference.average_interval import AverageInterval
    from .ratings import RatingReliability
    from .weights import Weights

T = TypeVar("T")


def agreement_of_variables(
    variables: Mapping[str, Any] | pd.DataFrame,
    *,
    scale: Scale | Mapping[str, Scale] = "nominal",
    weights: Weights | Mapping[str, Weights] | None = None,
    categories: Mapping[str, Sequence[Hashable]] | Sequence[Hashable] | None = None,
    coders: Sequence[str] | None = None,
    threshold: float = 0.6,
    confidence: float = 0.95,
    bands: str = "landis-koch",
    statistics: Sequence[str] = (),
) -> VariablesReliability:
    """Return how far coders agree on each of several variables, and on average over them.

    variables    a frame with a row per unit and coder (columns unit and coder) and a column per variable; or by name,
                 what `agreement_of_ratings` takes of each variable
    scale, weights, categories   as in `agreement_of_ratings`: for all variables, or by name for some of them
    coders       who is compared; by default all
    threshold    a variable is flagged when kappa is strictly below
    bands        the published words for kappa
    statistics   names of further coefficients to put beside kappa: brennan_prediger (Bennett's S), gwet_ac1, ...

    Raises InputError for what `agreement_of_ratings` refuses, and for options that name a variable that is not there.

    >>> ratings = {"tone": [["a", "a"], ["a", "b"], ["b", "b"]], "severity": [[1, 1], [2, 2], [3, 3]]}
    >>> agreement_of_variables(ratings, scale={"severity": "ordinal"}).average.sentence()
    'mean kappa .70 over both variables'
    """
    check_threshold(threshold)
    check_confidence(confidence)
    band_scale(bands)
    frames = dict(variables) if isinstance(variables, Mapping) else variables_of(variables)
    if not frames:
        raise InputError("there is no variable.", fix="Give a column of categories beside unit and coder.")
    check_names(frames, scale=scale, weights=weights, categories=categories)
    check_statistics(statistics)
    found, further = {}, {}
    for name, ratings in frames.items():
        if is_answered(ratings):
            options: dict[str, Any] = {
                "scale": _of(name, scale, "nominal"),
                "weights": _of(name, weights, None),
                "categories": _of(name, categories, None),
                "coders": coders,
                "confidence": confidence,
            }
            found[name] = agreement_of_ratings(ratings, **options)
            if statistics:
                further[name] = agreement_of_ratings(ratings, statistics=statistics, **options)
    import pandas as pd

    named = tuple(name for name in dict.fromkeys(statistics) if name not in ALWAYS)
    rows = [_row(name, found.get(name), further.get(name), named) for name in frames]
    frame = pd.DataFrame([{**row, **_judged(row["kappa"], threshold, bands)} for row in rows])
    chance = {name: _of(name, weights, None) for name in found}
    average = _average(frame, found, threshold, bands)
    interval = _interval(frames, found, chance, coders, confidence)
    if average.defined and interval is not None and not np.isnan(interval.low):
        average = replace(average, se=interval.se, ci=(interval.low, interval.high), ci_method=interval.method)
    n_cells = int(frame["n_units"].sum())
    alike = sum(
        each.n_units * float(percent_agreement(each.patterns).value[0]) for each in found.values() if each.n_units
    )
    pooled = alike / n_cells if n_cells else np.nan
    return VariablesReliability(frame, found, average, pooled, n_cells, threshold, confidence, named, bands)


def variables_of(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return each variable of a frame of unit, coder and variables as units x coders, in the order they come.

    Raises InputError when a coder has a unit twice.
    """
    for column in ("unit", "coder"):
        if column not in frame.columns:
            raise InputError(f'there is no column "{column}".', fix="A row is what one coder said about one unit.")
    twice = frame.duplicated(["unit", "coder"])
    if twice.any():
        unit, coder = frame.loc[twice, ["unit", "coder"]].iloc[0]
        raise InputError(f'coder "{coder}" has unit "{unit}" twice.', fix="Keep one of the rows.")
    units, coders = frame["unit"].unique(), frame["coder"].unique()
    columns = [column for column in frame.columns if column not in ("unit", "coder", "case")]
    by_unit = frame.set_index(["unit", "coder"])[columns]
    return {
        str(name): by_unit[name].unstack("coder").reindex(index=units, columns=coders)  # noqa: PD010 - one cell each
        for name in columns
    }


def is_answered(ratings: Any) -> bool:
    """Return whether anybody gave an answer."""
    import pandas as pd

    given = ratings["category"] if is_long(ratings) else ratings
    return bool(pd.DataFrame(given).notna().to_numpy().any())


def check_names(variables: Mapping[str, Any], **options: Any) -> None:
    """Raise InputError for an option that names a variable which is not there."""
    for option, value in options.items():
        for name in value if isinstance(value, Mapping) else ():
            if name not in variables:
                no_variable(name, list(variables), option)


def _of(name: str, option: Mapping[str, T] | T, default: T) -> T:
    return option.get(name, default) if isinstance(option, Mapping) else option


def _row(
    name: str, found: RatingReliability | None, further: RatingReliability | None, statistics: Sequence[str]
) -> dict[str, Any]:
    """Return the numbers of a variable; none where nobody answered."""
    own, asked = _by_name(found), _by_name(further)
    kappa = {} if found is None else own[kappa_of(found)]
    return {
        "variable": name,
        "n_units": 0 if found is None else found.n_units,
        "n_categories": 0 if found is None else len(found.categories),
        "percent_agreement": _value(own, "percent_agreement"),
        "kappa": float(kappa.get("value", np.nan)),
        "se": float(kappa.get("se", np.nan)),
        "ci_low": float(kappa.get("ci_low", np.nan)),
        "ci_high": float(kappa.get("ci_high", np.nan)),
        "ci_method": str(kappa.get("ci_method", "")),
        "band": "",
        "flagged": False,
        "reason": str(kappa.get("reason", UNANSWERED)),
        ALPHA: _value(own, ALPHA),
        **{each: _value(asked, each) for each in statistics},
    }


def _by_name(found: RatingReliability | None) -> dict[str, dict[str, Any]]:
    return {} if found is None else {row["coefficient"]: row for row in rows_of(found.frame)}


def _value(rows: Mapping[str, Mapping[str, Any]], name: str) -> float:
    return float(rows[name]["value"]) if name in rows else np.nan


def _judged(kappa: float, threshold: float, bands: str) -> dict[str, Any]:
    return {"band": bands_of([kappa], bands)[0], "flagged": is_below(kappa, threshold)}


def _average(frame: pd.DataFrame, found: Mapping[str, RatingReliability], threshold: float, bands: str) -> Average:
    """Return the average of kappa over the variables, those that nobody answered among the undefined ones."""
    parts = {name: _by_name(each)[kappa_of(each)] for name, each in found.items()}
    observed, expected = (
        np.array([float(parts[name][key]) if name in parts else np.nan for name in frame["variable"]])
        for key in ("observed", "expected")
    )
    values = Kappas(frame["kappa"].to_numpy(float), observed, expected)
    return average_of(list(frame["variable"]), values, threshold=threshold, scale=bands, over="variable")


def _interval(
    frames: Mapping[str, Any],
    found: Mapping[str, RatingReliability],
    weights: Mapping[str, Weights | None],
    coders: Sequence[str] | None,
    confidence: float,
) -> AverageInterval | None:
    """Return the interval of the average; None where units cannot be told or coders are a crowd."""
    import pandas as pd

    known = {name: frames[name] for name in found}
    if any(is_long(ratings) for ratings in known.values()) or not all(each.patterns.named for each in found.values()):
        return None
    places = {}
    for name, ratings in known.items():
        columns = of_coders(ratings, coders)
        units = columns.index if columns.index.is_unique else range(len(columns))
        places[name] = pd.Series(_places(columns, found[name].patterns), index=units)
    together = pd.DataFrame(places).fillna(-1).astype(int)
    kappas = [partial(_kappa, kappa_of(each), weights[name]) for name, each in found.items()]
    variables = [(each.patterns, together[name].to_numpy()) for name, each in found.items()]
    return mean_interval_of_variables(variables, kappas, confidence=confidence) if variables else None


def _kappa(name: str, weights: Weights | None, patterns: Patterns) -> Floats:
    return COEFFICIENTS[name](patterns, **options_of(name, COEFFICIENTS[name], "nominal", weights)).value


def _places(ratings: pd.DataFrame, patterns: Patterns) -> NDArray[np.int64]:
    """Return the position of each unit's pattern among the patterns, (n,), -1 for fewer than two answers."""
    answers, _ = encoded([ratings[column] for column in ratings.columns], patterns.categories)
    distinct, place = np.unique(answers.T.astype(np.int64), axis=0, return_inverse=True)
    position = {tuple(row): at for at, row in enumerate(patterns.answers.tolist())}
    several = (distinct != MISSING).sum(1) >= 2
    found = [position[tuple(row)] if many else -1 for row, many in zip(distinct.tolist(), several, strict=True)]
    return np.array(found, np.int64)[place.reshape(-1)]
