"""A picture of agreement for a notebook: each value with its interval, and what is undefined said in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from .bands import BandScale

_ROW, _MARGINS, _WIDTH = 0.28, 1.1, 7.0  # inches
_DARKEST, _LIGHTEST = 0.87, 0.985  # greys of the lowest and the highest band


def plot_intervals(
    values: pd.DataFrame,
    names: Sequence[str],
    *,
    label: str,
    ax: Axes | None = None,
    threshold: float | None = None,
    words: BandScale | None = None,
) -> Axes:
    """Draw a row per value, from the top: a dot with its interval, or "undefined".

    values      frame with the columns value, ci_low and ci_high, a row per name; NaN where there is none
    label       of the axis
    ax          where to draw; by default a new figure
    threshold   a dashed line; values below it are drawn as red diamonds
    words       published bands, drawn as shades behind

    Returns the axes, so that a notebook can change them.
    """
    axes = _new_axes(len(names)) if ax is None else ax
    lowest = min([0.0, *values["value"].dropna(), *values["ci_low"].dropna()])
    left = max(-1.0, math.floor(lowest * 5) / 5)
    if words is not None:
        _draw_bands(axes, words, left)
    if threshold is not None:
        axes.axvline(threshold, color="0.3", linestyle="--", linewidth=0.9)
    rows = zip(values["value"], values["ci_low"], values["ci_high"], strict=True)
    for row, (value, low, high) in enumerate(rows):
        if math.isnan(value):
            axes.text(left + 0.01, row, "undefined", va="center", fontsize="small", color="0.4")
            continue
        color = "#b2182b" if threshold is not None and value < threshold else "#2166ac"
        axes.plot([low, high], [row, row], color=color, linewidth=1.4)
        axes.plot([value], [row], "D" if color == "#b2182b" else "o", color=color, markersize=5)
    axes.set(xlim=(left, 1.02), ylim=(len(names) - 0.5, -0.5), xlabel=label, yticks=range(len(names)))
    axes.set_yticklabels([name.replace("$", r"\$") for name in names])
    return axes


def _new_axes(rows: int) -> Axes:
    import matplotlib.pyplot as plt  # so that a notebook shows the figure by itself

    _, axes = plt.subplots(figsize=(_WIDTH, _MARGINS + _ROW * rows), layout="constrained")
    return axes


def _draw_bands(axes: Axes, words: BandScale, left: float) -> None:
    lows = [-1.0, *(band.high for band in words.bands)]
    for place, (band, low) in enumerate(zip(words.bands, lows, strict=False)):
        share = place / max(len(words.bands) - 1, 1)
        shade = str(_DARKEST + share * (_LIGHTEST - _DARKEST))
        if band.high > left:
            axes.axvspan(max(low, left), min(band.high, 1.02), color=shade, zorder=0, linewidth=0)
            middle = (max(low, left) + min(band.high, 1.0)) / 2
            name = band.label.replace(" ", "\n")
            axes.annotate(name, (middle, 1), xycoords=("data", "axes fraction"), ha="center", va="bottom", fontsize=7)
