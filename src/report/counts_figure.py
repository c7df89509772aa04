"""The figure of counts: bars of how many cases have each code, side by side for the groups of cases."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..findings.proportions import wilson_interval
from .canvas import HAIR, INK, LABELS, PALER, PALEST, SOFT, WIDTH, Canvas, labels
from .display import outline, visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LEFT = LABELS + 0.2  # inches from the left edge to the first bar
_NUMBER = 0.28  # inches for the number at the end of a bar
_WIDEST = 2.2


@dataclass(frozen=True)
class Panel:
    """One group of cases: the column of its counts, its name and its size."""

    key: str
    name: str
    size: int

    def heading(self, width: float) -> str:
        """Return name and size, wrapped to `width` inches."""
        return "\n".join([*textwrap.wrap(visible(self.name), max(int(width / 0.06), 8)), f"n = {self.size}"])

    def percent(self, row: dict[str, Any]) -> float:
        """Return the share of the group's cases that have the code of `row`."""
        return 100 * row[self.key] / self.size if self.size else 0.0

    def interval(self, row: dict[str, Any]) -> tuple[float, float]:
        """Return Wilson's 95 % interval of that share, in percent."""
        low, high = wilson_interval(int(row[self.key]), self.size)
        return 100 * low, 100 * high


class CountsFigure:
    """The figure of `rows` (the records of a table of counts) with one panel of bars per group, and how it is drawn."""

    def __init__(self, rows: Sequence[dict[str, Any]], panels: Sequence[Panel]) -> None:
        self.rows, self.panels = rows, panels
        self.labels = labels(outline([visible(row["code"]) for row in rows]), LABELS)
        self.room = (WIDTH - _LEFT) / len(panels)
        self.headings = [panel.heading(self.room) for panel in panels]
        self.top = 0.14 + 0.125 * max(heading.count("\n") + 1 for heading in self.headings)
        self.bottom = self.top + (self.labels[-1].top + self.labels[-1].height if self.labels else 0.0)
        self.canvas = Canvas(self.bottom + 0.42)
        most = max((panel.interval(row)[1] for row in rows for panel in panels if row[panel.key]), default=0.0)
        self.most = next(end for end in (25, 50, 75, 100) if end >= min(most, 100))
        self.width = min(self.room - _NUMBER, _WIDEST)

    def draw(self) -> Figure:
        """Draw everything, and return the figure."""
        self.canvas.labels(self.labels, 0.05, self.top)
        for place, panel in enumerate(self.panels):
            left = _LEFT + place * self.room
            self.canvas.text(left, self.top - 0.06, self.headings[place], size=6.3, va="bottom", weight="bold")
            self._draw_scale(left)
            self._draw_bars(left, panel)
        what = "Share of the group's cases in %, with its 95 % interval (Wilson); beside it the number of cases"
        self.canvas.text(WIDTH - 0.05, self.bottom + 0.31, what, side="right", size=6.5)
        return self.canvas.figure

    def _draw_scale(self, left: float) -> None:
        for percent, color in ((0, INK), (self.most, HAIR)):
            x = left + self.width * percent / self.most
            self.canvas.line((x, self.top), (x, self.bottom), color=color, linewidth=0.6)
            self.canvas.text(x, self.bottom + 0.11, str(percent), side="center", size=6)

    def _draw_bars(self, left: float, panel: Panel) -> None:
        color = PALER if panel.key == "n" else PALEST
        for label in self.labels:
            if label.line.row is None:
                continue
            row, y = self.rows[label.line.row], self.top + label.middle
            length = self.width * panel.percent(row) / self.most
            n = int(row[panel.key])
            self.canvas.box(left, y - 0.05, length, 0.1, color)
            if n:
                low, high = (left + self.width * end / self.most for end in panel.interval(row))
                self.canvas.line((low, y), (high, y), color=INK, linewidth=0.6, solid_capstyle="butt")
            self.canvas.text(left + self.width + 0.03, y, str(n), size=6, color=INK if n else SOFT)
