"""What belongs beneath a table of kappas: what is undefined, how intervals were computed, what is flagged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..results import coefficient_text
from ..wording import within

if TYPE_CHECKING:
    import pandas as pd

LISTED = 6  # rows that a note names; of more it gives the number


def percent(confidence: float) -> str:
    """Return a level of confidence as people write it.

    >>> percent(0.95)
    '95 %'
    """
    return f"{100 * confidence:g} %"


def undefined(frame: pd.DataFrame, key: str) -> str:
    """Return for which rows, named in the column `key`, kappa is undefined, each reason once; nothing for none."""
    without = frame[frame["reason"] != ""]
    by_reason = without.groupby("reason", sort=False)[key].agg(", ".join)
    told = "; ".join(f"{names}: {within(str(reason))}" for reason, names in by_reason.items())
    return f"Kappa is undefined for {told}." if told else ""


def left_out(frame: pd.DataFrame, key: str) -> str:
    """Return the same, or the number of rows alone when they are too many to name."""
    without = frame[frame["reason"] != ""]
    if len(without) > LISTED:
        return f"Kappa is undefined for {len(without)} {key}s, those with a dash in the table."
    return undefined(without, key)


def intervals(frame: pd.DataFrame, confidence: float) -> str:
    """Return how the intervals of the rows were computed, and how many by each method; nothing without intervals."""
    used = Counter(method for method in frame["ci_method"] if method)
    named = "; ".join(method if len(used) == 1 else f"{method} ({count})" for method, count in used.items())
    return f"{percent(confidence)} intervals: {named}." if used else ""


def flags(frame: pd.DataFrame, key: str, threshold: float) -> str:
    """Return how many rows are flagged, of how many."""
    below = f"kappa below {coefficient_text(threshold)}"
    count = int(frame["flagged"].sum())
    if not frame["kappa"].notna().any():
        return f"No {key} can be flagged, for none has a kappa."
    return f"Flagged, {below}: {count} of {len(frame)}." if count else f"No {key} has {below}."
