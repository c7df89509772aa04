"""The heat map of counts: for each code and group of cases the share of the group, as a shade and as a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .canvas import INK, LABELS, SOFT, WIDTH, Canvas, labels
from .display import outline, visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .counts_figure import Panel

_LEFT = LABELS + 0.2  # inches from the left edge to the first column
_WIDEST = 1.1
WHITE_FROM = 62  # percent at which white is read more easily than black
_LIGHT, _DARK = (0xF4, 0xF7, 0xFA), (0x12, 0x3D, 0x66)  # of no and of all cases: blues that stay in order in grey


class HeatMap:
    """The map of `rows` (the records of a table of counts) with one column per group, and how it is drawn."""

    def __init__(self, rows: Sequence[dict[str, Any]], panels: Sequence[Panel]) -> None:
        self.rows, self.panels = rows, panels
        self.labels = labels(outline([visible(row["code"]) for row in rows]), LABELS)
        self.width = min((WIDTH - _LEFT - 0.05) / len(panels), _WIDEST)
        self.headings = [panel.heading(self.width) for panel in panels]
        self.top = 0.14 + 0.125 * max(heading.count("\n") + 1 for heading in self.headings)
        self.bottom = self.top + (self.labels[-1].top + self.labels[-1].height if self.labels else 0.0)
        self.canvas = Canvas(self.bottom + 0.5)

    def draw(self) -> Figure:
        """Draw everything, and return the figure."""
        self.canvas.labels(self.labels, 0.05, self.top)
        for place, panel in enumerate(self.panels):
            left = _LEFT + place * self.width
            middle = left + self.width / 2
            name = self.headings[place]
            self.canvas.text(middle, self.top - 0.06, name, side="center", size=6.3, va="bottom", weight="bold")
            for label in self.labels:
                if label.line.row is not None:
                    self._draw_cell(left, label.top, label.height, panel.percent(self.rows[label.line.row]))
        self._draw_key()
        return self.canvas.figure

    def _draw_cell(self, left: float, top: float, height: float, percent: float) -> None:
        self.canvas.box(left + 0.01, self.top + top + 0.01, self.width - 0.02, height - 0.02, shade(percent))
        color = "white" if percent >= WHITE_FROM else INK if percent else SOFT
        y = self.top + top + height / 2
        self.canvas.text(left + self.width / 2, y, f"{percent:.0f}", side="center", size=6.3, color=color)

    def _draw_key(self) -> None:
        y = self.bottom + 0.2
        for percent in range(0, 101, 20):
            left = _LEFT + 0.35 * percent / 20
            self.canvas.box(left, y, 0.33, 0.12, shade(percent))
            color = "white" if percent >= WHITE_FROM else INK
            self.canvas.text(left + 0.165, y + 0.06, str(percent), side="center", size=6, color=color)
        self.canvas.text(_LEFT + 2.2, y + 0.06, "% of the group's cases", size=6.5, color=SOFT)


def shade(percent: float) -> str:
    """Return the colour of a share: the more, the darker.

    >>> shade(0), shade(100)
    ('#f4f7fa', '#123d66')
    """
    share = min(max(percent, 0.0), 100.0) / 100
    mixed = (round(light + share * (dark - light)) for light, dark in zip(_LIGHT, _DARK, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
