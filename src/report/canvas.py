"""The paper that figures are drawn on: measured in inches from the top left corner, with the same marks each time."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .display import Line

WIDTH = 7.08  # inches: 180 mm, the two columns of a journal
COLUMN = 3.46  # inches: 88 mm, one column of a journal
LABELS = 2.55  # inches of it for the names of codes
INK, SOFT, HAIR = "#1b1f24", "#565d66", "#c9ced6"
PLAIN, PALER, PALEST, FLAGGED = "#1f4e79", "#5b87b0", "#a3c0da", "#c2500a"
SETTINGS: Any = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so that figures are the same on every machine
    "text.parse_math": False,  # a dollar sign in the name of a code is a dollar sign
    "svg.fonttype": "none",
    "svg.hashsalt": "intercoder",
}

SIZE = 7.0  # points of the type
_CHARACTER = 0.56 * SIZE / 72  # inches that a character takes on average
_LEADING = 0.135
_GAP = 0.055
_INDENT = 0.13


@dataclass(frozen=True)
class Label:
    """The name of a code as it stands at the left of a figure, wrapped, with its place from the top of the rows."""

    line: Line
    texts: tuple[str, ...]
    top: float

    @property
    def height(self) -> float:
        """Return how high the row is."""
        return len(self.texts) * _LEADING + _GAP

    @property
    def middle(self) -> float:
        """Return where marks of this row belong."""
        return self.top + self.height / 2


@dataclass(frozen=True)
class Mark:
    """A mark that stands for a value: its shape (as matplotlib names it), its colour, and its size in points."""

    shape: str
    color: str
    size: float


def labels(lines: Sequence[Line], width: float) -> list[Label]:
    """Return the names that `lines` say, wrapped to `width` and one under the other."""
    placed: list[Label] = []
    top = 0.0
    for line in lines:
        room = int((width - _INDENT * line.depth) / _CHARACTER)
        texts = textwrap.wrap(" ".join(line.name.split()), max(room, 12)) or [""]
        placed.append(Label(line, tuple(texts), top))
        top += placed[-1].height
    return placed


class Canvas:
    """A figure in inches: `y` counts from the top, texts are at home on the middle of their line."""

    def __init__(self, height: float, width: float = WIDTH) -> None:
        from matplotlib.figure import Figure

        self.figure: Figure = Figure(figsize=(width, height), facecolor="white")
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(height, 0)

    def text(self, x: float, y: float, text: str, *, side: str = "left", size: float = SIZE, **style: Any) -> None:
        """Write `text` with its `side` (left, center, right) at `x`."""
        style = {"color": INK, "va": "center_baseline", **style}
        self.axes.text(x, y, text, ha=side, fontsize=size, **style)

    def box(self, left: float, top: float, width: float, height: float, color: str) -> None:
        """Fill a rectangle."""
        from matplotlib.patches import Rectangle

        self.axes.add_artist(Rectangle((left, top), width, height, facecolor=color, edgecolor="none", clip_on=False))

    def line(self, start: tuple[float, float], end: tuple[float, float], *, color: str = INK, **style: Any) -> None:
        """Draw a straight line."""
        from matplotlib.lines import Line2D

        style = {"color": color, "linewidth": 0.8, "clip_on": False, **style}
        self.axes.add_artist(Line2D((start[0], end[0]), (start[1], end[1]), **style))

    def lines(self, points: Sequence[tuple[float, float]], *, color: str, linewidth: float) -> None:
        """Draw a line through all of `points`."""
        across, down = [x for x, _ in points], [y for _, y in points]
        self.axes.plot(across, down, color=color, linewidth=linewidth, clip_on=False)

    def mark(self, x: float, y: float, mark: Mark) -> None:
        """Draw a mark, with a white rim that keeps it apart from lines."""
        from matplotlib.lines import Line2D

        rim: Any = {"markeredgecolor": "white", "markeredgewidth": 0.6}
        shape: Any = {"marker": mark.shape, "color": mark.color, "markersize": mark.size, "linestyle": "none"}
        self.axes.add_artist(Line2D([x], [y], clip_on=False, **shape, **rim))

    def labels(self, placed: Sequence[Label], left: float, top: float, *, bold: Sequence[int | None] = ()) -> None:
        """Write the names of codes as an outline; rows in `bold` stand out, names without a row stand back."""
        for label in placed:
            style: dict[str, Any] = {}
            if label.line.row is None:
                style = {"style": "italic", "color": SOFT}
            elif label.line.row in bold:
                style = {"weight": "bold"}
            for number, text in enumerate(label.texts):
                y = top + label.top + _GAP / 2 + (number + 0.5) * _LEADING
                self.text(left + _INDENT * label.line.depth, y, text, **style)
