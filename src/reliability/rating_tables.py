"""Ratings as they come in: a column per coder, or a row per unit and coder, of everybody or of some of the coders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError, no_such
from .counts.value_counts import is_long

if TYPE_CHECKING:
    import pandas as pd


def of_coders(ratings: Any, coders: Sequence[str] | None) -> pd.DataFrame:
    """Return ratings as a frame of the `coders` (None for all): a column for each, or the rows of a long one.

    Raises InputError for fewer than two coders and for one that is not there.
    """
    return _rows(ratings, coders) if is_long(ratings) else _columns(ratings, coders)


def _rows(ratings: pd.DataFrame, coders: Sequence[str] | None) -> pd.DataFrame:
    """Return the rows of the coders in a frame with the columns unit, coder and category."""
    known = list(ratings["coder"].unique())
    kept = known if coders is None else _known(coders, known)
    if len(kept) < 2:
        raise InputError("agreement compares coders, but there is only one.", fix="Add a second coder.")
    place = {coder: at for at, coder in enumerate(kept)}
    chosen = ratings[ratings["coder"].isin(kept)]
    return chosen if coders is None else chosen.sort_values("coder", key=lambda who: who.map(place), kind="stable")


def _known(coders: Sequence[str], known: Sequence[Any]) -> Sequence[str]:
    for coder in coders:
        if coder not in known:
            raise no_such("coder", coder, known)
    return coders


def _columns(ratings: Any, coders: Sequence[str] | None) -> pd.DataFrame:
    import pandas as pd

    frame = ratings if isinstance(ratings, pd.DataFrame) else pd.DataFrame(np.asarray(ratings, dtype=None))
    if not isinstance(ratings, pd.DataFrame):
        frame.columns = [f"coder {place + 1}" for place in range(frame.shape[1])]
    frame = frame[list(_known(coders, list(frame.columns)))] if coders is not None else frame
    if frame.shape[1] < 2:
        raise InputError("agreement compares coders, but there is only one column.", fix="Give a column per coder.")
    return frame
