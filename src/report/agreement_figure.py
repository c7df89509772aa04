"""The figure of agreement: kappa and its interval, code by code, on the bands of a published scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..results import coefficient_text
from .canvas import FLAGGED, LABELS, PLAIN, SOFT, WIDTH, Canvas, Mark, labels
from .display import outline, visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..reliability.bands import BandScale

_TOP = 0.5  # inches above the rows, for the names of the bands
_VALUES = 1.32  # inches beside them, for the numbers
_DARKEST, _LIGHTEST = 0xDE, 0xFC  # greys of the lowest and the highest band
_DOT, _DIAMOND = Mark("o", PLAIN, 5.6), Mark("D", FLAGGED, 5.0)


class Scale:
    """Where a kappa lies between the left and right edge; it begins at 0, or lower where an interval does."""

    def __init__(self, rows: Sequence[dict[str, Any]], left: float, right: float) -> None:
        values = [row[key] for row in rows for key in ("kappa", "ci_low") if _is_number(row[key])]
        self.low = max(-1.0, math.floor(min([0.0, *values]) * 5) / 5)
        self.left, self.right = left, right

    def __call__(self, kappa: float) -> float:
        """Return where `kappa` is drawn, in inches from the left."""
        share: float = (min(max(kappa, self.low), 1.0) - self.low) / (1.0 - self.low)
        return self.left + share * (self.right - self.left)


class AgreementFigure:
    """The figure of `rows` (the records of a table of agreement), on the bands of `words`, and how it is drawn."""

    def __init__(
        self,
        rows: Sequence[dict[str, Any]],
        threshold: float,
        confidence: float,
        words: BandScale,
        coefficient: str = "Cohen's kappa",
    ) -> None:
        self.coefficient = coefficient
        self.rows, self.threshold, self.words = rows, threshold, words
        self.level = f"{100 * confidence:g} %"
        self.labels = labels(outline([visible(row["code"]) for row in rows]), LABELS)
        self.height = self.labels[-1].top + self.labels[-1].height if self.labels else 0.0
        self.bottom = _TOP + self.height
        self.canvas = Canvas(self.bottom + 0.75)
        self.scale = Scale(rows, left=LABELS + 0.2, right=WIDTH - _VALUES - 0.1)

    def draw(self) -> Figure:
        """Draw everything, and return the figure."""
        self._draw_bands()
        self._draw_axis()
        self._draw_threshold()
        self.canvas.labels(self.labels, 0.05, _TOP, bold=[at for at, row in enumerate(self.rows) if row["flagged"]])
        self.canvas.text(WIDTH - 0.05, _TOP - 0.14, f"kappa [{self.level} CI]", side="right", weight="bold")
        for label in self.labels:
            if label.line.row is not None:
                self._draw_code(self.rows[label.line.row], _TOP + label.middle)
        self._draw_key()
        return self.canvas.figure

    def _draw_bands(self) -> None:
        bands, scale = self.words.bands, self.scale
        narrow = scale(0.2) - scale(0.0) < 0.52  # inches that the longest word needs
        for place, (band, low) in enumerate(zip(bands, [-1.0, *(band.high for band in bands)], strict=False)):
            left, right = scale(low), scale(band.high)
            if right > left:
                y = _TOP - (0.16 if narrow and place % 2 else 0.05)
                name = band.label.replace(" ", "\n")
                self.canvas.box(left, _TOP, right - left, self.height, _shade(place / max(len(bands) - 1, 1)))
                self.canvas.text((left + right) / 2, y, name, side="center", size=5.8, color=SOFT, va="bottom")

    def _draw_axis(self) -> None:
        scale, bottom = self.scale, self.bottom
        for tick in range(round(scale.low * 5), 6):
            x = scale(tick / 5)
            self.canvas.line((x, bottom), (x, bottom + 0.04), linewidth=0.6)
            self.canvas.text(x, bottom + 0.12, coefficient_text(tick / 5), side="center", size=6.5)
        self.canvas.line((scale.left, bottom), (scale.right, bottom))
        self.canvas.text((scale.left + scale.right) / 2, bottom + 0.28, self.coefficient, side="center")

    def _draw_threshold(self) -> None:
        x = self.scale(self.threshold)
        self.canvas.line((x, _TOP), (x, self.bottom), linewidth=0.9, linestyle=(0, (4, 2.5)))

    def _draw_code(self, row: dict[str, Any], y: float) -> None:
        kappa, low, high = row["kappa"], row["ci_low"], row["ci_high"]
        if not _is_number(kappa):
            self._draw_undefined(row, y)
            return
        mark = _DIAMOND if row["flagged"] else _DOT
        said = coefficient_text(kappa)
        if _is_number(low) and _is_number(high):
            ends = ((self.scale(low), y), (self.scale(high), y))
            self.canvas.line(*ends, color=mark.color, linewidth=1.3, solid_capstyle="butt")
            said += f" [{coefficient_text(low)}, {coefficient_text(high)}]"
        self.canvas.mark(self.scale(kappa), y, mark)
        self.canvas.text(WIDTH - 0.05, y, said, side="right", weight="bold" if row["flagged"] else "normal")

    def _draw_undefined(self, row: dict[str, Any], y: float) -> None:
        reason = visible(str(row["reason"] or ""))
        if len(reason) * 0.048 < self.scale.right - self.scale.left:  # a longer one stands in the table only
            self.canvas.text(self.scale.left + 0.06, y, reason, size=6.3, style="italic", color=SOFT)
        self.canvas.text(WIDTH - 0.05, y, "undefined", side="right", style="italic", color=SOFT)

    def _draw_key(self) -> None:
        """Explain the marks in one line."""
        x, y = 0.1, self.bottom + 0.56
        flagged = f"flagged: kappa below {coefficient_text(self.threshold)}, the dashed line"
        for mark, text in ((_DOT, f"kappa with {self.level} interval"), (_DIAMOND, flagged)):
            self.canvas.line((x, y), (x + 0.26, y), color=mark.color, linewidth=1.3)
            self.canvas.mark(x + 0.13, y, mark)
            self.canvas.text(x + 0.34, y, text, color=SOFT, size=6.5)
            x += 1.9
        self.canvas.text(WIDTH - 0.05, y, f"bands: {self.words.source}", side="right", color=SOFT, size=6.5)


def _is_number(value: Any) -> bool:
    return value is not None and not math.isnan(value)


def _shade(share: float) -> str:
    level = round(_DARKEST + share * (_LIGHTEST - _DARKEST))
    return f"#{level:02x}{level:02x}{level:02x}"
