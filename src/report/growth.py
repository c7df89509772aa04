"""The figure of how the framework grew: a column per version, its codes by origin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .canvas import HAIR, INK, SETTINGS, SOFT, WIDTH, Canvas

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

# Dark to light, so that they are told apart in grey; each is also named and its number is written into it.
_COLOURS = {"deductive": "#1f4e79", "inductive": "#7ba7d0", "member check": "#e3a66b"}
_INKS = {"deductive": "white", "inductive": INK, "member check": INK}
_TOP, _HEIGHT, _BELOW, _LEFT, _MOST = 0.42, 2.3, 0.5, 0.55, 30


def growth_figure(frame: pd.DataFrame) -> Figure:
    """Return columns of how many codes each version has, by origin.

    `frame` has a row per version (columns version, status, codes, and a count per origin). Of more than 30 versions the
    first and the last 29 are shown. Raises InputError when there is none.
    """
    import matplotlib as mpl

    rows = frame.to_dict("records")
    if not rows:
        raise InputError("there are no versions to draw.", fix="Read a framework first.")
    if len(rows) > _MOST:
        rows = [rows[0], *rows[1 - _MOST :]]
    with mpl.rc_context(SETTINGS):
        canvas = Canvas(_TOP + _HEIGHT + _BELOW)
        most = max([int(row["codes"]) for row in rows] + [1])
        room = (WIDTH - _LEFT - 0.1) / max(len(rows), 4)
        _draw_key(canvas)
        for number in sorted({0, most}):
            y = _TOP + _HEIGHT * (1 - number / most)
            canvas.line((_LEFT - 0.1, y), (WIDTH - 0.1, y), color=INK if number == 0 else HAIR, linewidth=0.6)
            canvas.text(_LEFT - 0.15, y, str(number), side="right", size=6.3)
        for place, row in enumerate(rows):
            _draw_column(canvas, row, _LEFT + place * room, room, most)
        canvas.text((_LEFT + WIDTH) / 2, _TOP + _HEIGHT + 0.4, "Version of the framework", side="center", size=6.5)
        return canvas.figure


def _draw_key(canvas: Canvas) -> None:
    x = _LEFT
    canvas.text(0.05, 0.14, "Codes", size=6.5)
    for origin, colour in _COLOURS.items():
        canvas.box(x, 0.09, 0.12, 0.1, colour)
        canvas.text(x + 0.17, 0.14, origin, size=6.5)
        x += 1.1


def _draw_column(canvas: Canvas, row: Mapping[Any, Any], left: float, room: float, most: int) -> None:
    width, y = min(room * 0.7, 0.6), _TOP + _HEIGHT
    middle = left + width / 2
    for origin, colour in _COLOURS.items():
        count = int(row[origin])
        height = _HEIGHT * count / most
        y -= height
        canvas.box(left, y, width, height, colour)
        if height > 0.12 and width > 0.14:
            canvas.text(middle, y + height / 2, str(count), side="center", size=6, color=_INKS[origin])
    canvas.text(middle, y - 0.08, str(row["codes"]), side="center", size=6.3, weight="bold")
    canvas.text(middle, _TOP + _HEIGHT + 0.11, str(row["version"]), side="center", size=6.3)
    if row["status"] != "draft" and room > 0.3:
        canvas.text(middle, _TOP + _HEIGHT + 0.23, str(row["status"]), side="center", size=5.8, color=SOFT)
