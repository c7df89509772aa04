"""The figure of saturation: how many codes are known after each case, and how many of them each case added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wording import number_of
from .canvas import COLUMN, FLAGGED, HAIR, INK, PALER, PLAIN, SOFT, Canvas, Mark

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..findings.saturation import Saturation

_LEFT, _RIGHT, _TOP, _HEIGHT = 0.42, COLUMN - 0.08, 0.3, 1.9
_TICKS = 5
_THINNEST = 0.006  # inches of a bar


class SaturationFigure:
    """The figure of one computation of saturation, and how it is drawn: a line of codes so far, bars of new ones."""

    def __init__(self, found: Saturation) -> None:
        self.found = found
        frame = found.to_frame()
        self.new, self.total = list(map(int, frame["new"])), list(map(int, frame["total"]))
        self.step = _step(max([1, *self.total]))
        self.most = self.step * -(-max([1, *self.total]) // self.step)
        self.bottom = _TOP + _HEIGHT
        self.canvas = Canvas(self.bottom + 0.62, COLUMN)

    def x(self, position: float) -> float:
        """Return where the case at `position` (from 1) is drawn."""
        return _LEFT + (position - 0.5) / max(len(self.total), 1) * (_RIGHT - _LEFT)

    def y(self, codes: float) -> float:
        """Return the height of a number of codes."""
        return self.bottom - codes / self.most * _HEIGHT

    def draw(self) -> Figure:
        """Draw everything, and return the figure."""
        self._draw_axes()
        width = max(0.7 * (_RIGHT - _LEFT) / max(len(self.total), 1), _THINNEST)
        for position, new in enumerate(self.new, start=1):
            if new:
                top = self.y(new)
                self.canvas.box(self.x(position) - width / 2, top, width, self.bottom - top, PALER)
        points = [(self.x(position), self.y(codes)) for position, codes in enumerate(self.total, start=1)]
        self.canvas.lines(points, color=PLAIN, linewidth=1.4)
        self._draw_reached()
        self._draw_key()
        return self.canvas.figure

    def _draw_axes(self) -> None:
        for codes in range(0, self.most + 1, self.step):
            y = self.y(codes)
            self.canvas.line((_LEFT, y), (_RIGHT, y), color=HAIR if codes else INK, linewidth=0.5 if codes else 0.8)
            self.canvas.text(_LEFT - 0.06, y, str(codes), side="right", size=6.5)
        count = len(self.total)
        step = _step(count)
        for position in [1, *range(step, count + 1, step)] if count else []:
            self.canvas.line((self.x(position), self.bottom), (self.x(position), self.bottom + 0.04), linewidth=0.6)
            self.canvas.text(self.x(position), self.bottom + 0.12, str(position), side="center", size=6.5)
        self.canvas.text((_LEFT + _RIGHT) / 2, self.bottom + 0.27, "Cases, in order", side="center")
        self.canvas.text(0.1, _TOP + _HEIGHT / 2, "Codes", side="center", rotation=90, va="center")

    def _draw_reached(self) -> None:
        reached = self.found.reached
        if reached is None:
            return
        x = self.x(reached + 0.5)
        self.canvas.line((x, _TOP - 0.04), (x, self.bottom), color=FLAGGED, linewidth=1, linestyle=(0, (4, 2.5)))
        side = "right" if x > (_LEFT + _RIGHT) / 2 else "left"
        said = f"saturation after {number_of(reached, 'case')}"
        self.canvas.text(x, _TOP - 0.13, said, side=side, size=6.5, color=FLAGGED, weight="bold")

    def _draw_key(self) -> None:
        y = self.bottom + 0.48
        self.canvas.line((_LEFT, y), (_LEFT + 0.22, y), color=PLAIN, linewidth=1.4)
        self.canvas.text(_LEFT + 0.28, y, "codes so far", size=6.5, color=SOFT)
        self.canvas.mark(_LEFT + 1.22, y, Mark("s", PALER, 5.5))
        self.canvas.text(_LEFT + 1.32, y, "new codes of the case", size=6.5, color=SOFT)


def _step(most: int) -> int:
    """Return the distance of ticks: 1, 2 or 5 times a power of ten, so that there are few."""
    step = 1
    for factor in (2, 2.5, 2) * 9:
        if most / step <= _TICKS:
            break
        step = round(step * factor)
    return step
