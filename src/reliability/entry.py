"""One door for notebooks: `reliability(data)` looks at what it is given and computes the agreement."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError, check_options
from ..tables import CODINGS

if TYPE_CHECKING:
    import pandas as pd

    from .ratings import RatingReliability
    from .result import Reliability
    from .variables_result import VariablesReliability

YES = frozenset({"1", "1.0", "x", "yes", "true"})
TABLES = ("codings", "coverage")  # of `agreement`: what is compared, not how
_LINES = "\n    "
VARIABLES_ONLY = frozenset({"scale", "weights", "categories"})
_MOST = 0.75  # share of marks among the filled cells of a column from which the rest are slips
NO = frozenset({"", "0", "0.0", "no", "false", "nan", "none", "<na>"})


def reliability(
    data: Any, coverage: pd.DataFrame | None = None, **options: Any
) -> Reliability | RatingReliability | VariablesReliability:
    """Return how far coders agree, from data in any of these shapes.

    - a row per unit, a column per coder (and perhaps a column unit), in the cells categories or numbers, empty where a
      coder gave none: every coefficient for this one variable; options as in `agreement_of_ratings`;
    - a row per unit and coder (columns unit and coder), a column per code with 1 or 0, x or nothing: kappa for every
      code; options as in `agreement`;
    - a row per unit and coder (columns unit and coder), a column per variable with categories or numbers of its own:
      every variable and the average over them; options as in `agreement_of_variables`. Where some columns hold only
      marks and others do not, there is no telling: leave columns out, or call `agreement_of_variables`;
    - codings (columns unit, coder and code), and as `coverage` the units that each coder finished (unit, coder);
    - an array of booleans, units x coders x codes;
    - a row per unit and coder with one category (columns unit, coder and category), options as in
      `agreement_of_ratings`;
    - counts of patterns, as `counts_from_sql` and `patterns_of_codings` give them; options as in `agreement`, those of
      how it is computed.

    Many coders who each coded a few of the units are compared as a crowd, from how many of a unit's coders gave an
    answer.

    Raises InputError when the shape cannot be told or the data cannot be compared, OptionError (a TypeError too) for an
    option that does not exist for data of this shape.

    >>> import intercoder as ic
    >>> marks = {"unit": ["u1", "u2", "u1", "u2"], "coder": ["A", "A", "B", "B"], "Trust": [1, 0, 1, 0]}
    >>> import pandas as pd
    >>> ic.reliability(pd.DataFrame(marks)).average.sentence()
    'mean kappa 1.00 over 1 code'
    """
    from .agreement import agreement, choices_of
    from .counted_agreement import agreement_of_counts
    from .counts.grouped import GroupedPatterns
    from .counts.patterns import Patterns
    from .counts.value_counts import is_long
    from .ratings import agreement_of_ratings
    from .variables import agreement_of_variables

    if data is None or isinstance(data, str | bytes | os.PathLike | Mapping):
        kind = (
            "the name of a file"
            if isinstance(data, str | bytes | os.PathLike)
            else f"of the type {type(data).__name__}"
        )
        raise InputError(f"the data are {kind}, not a table.", fix="Read them first, as with pandas.read_csv(...).")
    if isinstance(data, Patterns | GroupedPatterns):
        check_options(options, choices_of, but=["level"])
        return agreement_of_counts(data, **options)
    columns = {str(column) for column in getattr(data, "columns", ())}
    if coverage is not None or set(CODINGS.columns) <= columns:
        if coverage is None:
            raise InputError(
                "codings alone do not say which units a coder looked at and left unmarked.",
                fix="Give the coverage too: a table with the columns unit and coder.",
            )
        check_options(options, agreement, but=TABLES)
        return agreement(data, coverage, **options)
    if {"unit", "coder"} <= columns and not is_long(data):
        if not VARIABLES_ONLY.isdisjoint(options) or _holds_variables(data):
            check_options(options, agreement_of_variables, but=["variables"])
            return agreement_of_variables(data, **options)
        check_options(options, agreement, but=TABLES)
        return agreement(*tidy_from_marks(data), **{"codes": _codes(data), **options})
    if getattr(data, "ndim", 0) == 3:
        check_options(options, agreement, but=TABLES)
        codings, finished, codes = _tidy_from_array(np.asarray(data))
        return agreement(codings, finished, **{"codes": codes, **options})
    check_options(options, agreement_of_ratings, but=["ratings"])
    return agreement_of_ratings(_without_names(data) if columns and not is_long(data) else data, **options)


def described(package: str) -> str:
    """Return what `package` is, then this function as a reader of `help` needs it: signature, text and all options."""
    from inspect import getdoc, signature

    from .agreement import agreement
    from .ratings import agreement_of_ratings
    from .variables import agreement_of_variables

    options = [
        f"Options of `{taker.__name__}` ({of}):\n\n    {_LINES.join(_options_of(taker))}"
        for taker, of in (
            (agreement, "codes"),
            (agreement_of_ratings, "categories"),
            (agreement_of_variables, "several variables"),
        )
    ]
    head = f"reliability{signature(reliability)}"
    return "\n\n".join([package.strip(), head, getdoc(reliability) or "", *options]) + "\n"


def _options_of(taker: Callable[..., object]) -> list[str]:
    """Return the keywords of a function with their defaults: threshold=0.6, ..."""
    from inspect import Parameter, signature

    parameters = signature(taker).parameters.values()
    return [f"{one.name}={one.default!r}" for one in parameters if one.kind is Parameter.KEYWORD_ONLY]


def _without_names(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of a column per coder without the columns that name the unit and the case.

    Raises InputError for a column of texts that differ in every row and that no other column has: a name, not answers.
    """
    answers = ratings.drop(columns=[column for column in ratings.columns if column in ("unit", "case")])
    for column in answers.columns:
        given = list(answers[column].dropna())
        texts = len(given) > 2 and len(set(given)) == len(given) and all(isinstance(value, str) for value in given)
        if texts and not answers.drop(columns=column).isin(given).any(axis=None):
            raise InputError(
                f'column "{column}" has another text in every row, so it is no coder\'s answers.',
                fix=f'Set it aside: data.set_index("{column}").',
            )
    return answers


def tidy_from_marks(marks: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return codings and coverage from a frame with the columns unit and coder and a 0/1 column per code.

    Raises InputError for a cell that is neither a yes nor a no.
    """
    import pandas as pd

    codes = _codes(marks)
    words = _words(marks[codes])
    applied = words.isin(YES).to_numpy()
    unclear = ~applied & ~words.isin(NO).to_numpy()
    if unclear.any():
        row, column = (int(place[0]) for place in np.nonzero(unclear))
        raise InputError(
            f'"{marks[codes[column]].iloc[row]}" is neither a mark nor the lack of one.',
            where=f'column "{codes[column]}", row {row + 1}',
            fix="Write 1 where the code was applied, and 0 or nothing where it was not.",
        )
    rows, places = np.nonzero(applied)
    coverage = marks[["unit", "coder"]].reset_index(drop=True)
    coverage["coder"] = coverage["coder"].map(str, na_action="ignore")
    return coverage.iloc[rows].assign(code=np.array(codes, object)[places]).reset_index(drop=True), pd.DataFrame(
        coverage
    )


def _words(cells: pd.DataFrame) -> pd.DataFrame:
    words: pd.DataFrame = cells.astype("string").apply(lambda column: column.fillna("").str.strip().str.casefold())
    return words


def _holds_variables(data: pd.DataFrame) -> bool:
    """Return whether the columns beside unit and coder hold categories of their own, and not marks with a slip or two.

    Raises InputError where some hold marks and others categories.
    """
    columns = _codes(data)
    words = _words(data[columns])
    filled = ~words.isin({"", "nan", "none", "<na>"})
    marks = words.isin(YES | NO) & filled
    categories = [name for name in columns if filled[name].any() and marks[name].sum() < _MOST * filled[name].sum()]
    marked = [name for name in columns if filled[name].any() and marks[name].sum() == filled[name].sum()]
    if categories and marked:
        raise InputError(
            f'column "{categories[0]}" holds categories and column "{marked[0]}" marks: are they codes or variables?',
            fix="Leave columns out, or compare all of them with intercoder.reliability.agreement_of_variables(data).",
        )
    return bool(categories)


def _codes(marks: pd.DataFrame) -> list[Any]:
    return [column for column in marks.columns if column not in ("unit", "case", "coder")]


def _tidy_from_array(marks: Any) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    import pandas as pd

    if marks.dtype != bool:
        raise InputError("an array of marks must hold true and false.", fix="Convert it with array.astype(bool).")
    n, r, m = marks.shape
    coders = np.array([f"coder {place + 1}" for place in range(r)], object)
    codes = np.array([f"code {place + 1}" for place in range(m)], object)
    unit, coder, code = np.nonzero(marks)
    codings = pd.DataFrame({"unit": unit, "coder": coders[coder], "code": codes[code]})
    coverage = pd.DataFrame({"unit": np.tile(np.arange(n), r), "coder": np.repeat(coders, n)})
    return codings, coverage, list(codes)
