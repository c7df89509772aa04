"""The figures: agreement per code on the bands of a published scale, and the counts per code and group.

Colours are told apart by people with any colour vision and in grey, and never carry a meaning alone. Long tables become
several figures. The same numbers give the same bytes.
"""

from __future__ import annotations

import math
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..atomic import replacing
from ..errors import InputError
from ..reliability.bands import BandScale, band_scale
from ..results import coefficient_text
from .canvas import HAIR, INK, SETTINGS, SOFT, WIDTH, Canvas, Label, Mark, labels
from .display import outline, visible

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ..findings.counts import Counts

ROWS = 60  # codes in one figure
PANELS = 7  # groups in one figure
DPI = 300
_DARKEST, _LIGHTEST = 0xDE, 0xFC  # greys of the lowest and the highest band
_PLAIN, _PALER, _FLAGGED = "#1f4e79", "#5b87b0", "#c2500a"
_DOT, _DIAMOND = Mark("o", _PLAIN, 5.6), Mark("D", _FLAGGED, 5.0)
_LABELS = 2.55  # inches for the names of codes
_VALUES = 1.32  # inches for the numbers beside


def agreement_figures(frame: pd.DataFrame, *, threshold: float = 0.6, scale: str = "landis-koch") -> list[Figure]:
    """Return the kappa of each code with its interval, up to 60 codes in a figure.

    `frame` has the columns code, kappa, ci_low, ci_high, flagged and reason, a row per code. A code whose kappa is
    undefined has no mark but says so. `scale` names the bands (`intercoder.reliability.bands`). Raises InputError when
    there is no such scale.
    """
    import matplotlib as mpl

    words = band_scale(scale)
    with mpl.rc_context(SETTINGS):
        return [_agreement(rows, threshold, words) for rows in _chunks(frame.to_dict("records"), ROWS)]


def counts_figures(counts: Counts) -> list[Figure]:
    """Return bars of how many cases have each code, in all and per group, as a share of the group's cases."""
    import matplotlib as mpl

    panels = [_Panel("n", "All", counts.n_cases)]
    panels += [_Panel(f"group: {group}", group, size) for group, size in counts.group_sizes.items()]
    with mpl.rc_context(SETTINGS):
        return [
            _counts(rows, beside)
            for rows in _chunks(counts.to_frame().to_dict("records"), ROWS)
            for beside in _chunks(panels, PANELS)
        ]


def write_figure(figure: Figure, path: Path | str) -> None:
    """Write a figure to `path`: .svg (text stays text), or .png with 300 dots per inch.

    Raises InputError for another suffix, and when the file cannot be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".svg", ".png"):
        raise InputError(f'"{suffix}" is not a kind of file for figures.', where=str(path), fix="Known: .svg, .png.")
    with replacing(path) as temporary:
        if suffix == ".svg":
            from .svg import standalone

            temporary.write_text(standalone(figure), encoding="utf-8")
        else:
            temporary.write_bytes(_png(figure))


def _png(figure: Figure) -> bytes:
    import io

    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    buffer = io.BytesIO()
    with mpl.rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # a script that the type face lacks
        figure.set_dpi(DPI)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.print_png(buffer, metadata={"Software": None})
    return buffer.getvalue()


def _chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Split `items` into parts of about the same length, none longer than `size`."""
    parts = max(math.ceil(len(items) / size), 1)
    length = math.ceil(len(items) / parts)
    for part in range(parts):
        yield items[part * length : (part + 1) * length]


def _agreement(rows: Sequence[dict[str, Any]], threshold: float, words: BandScale) -> Figure:
    placed = labels(outline([visible(row["code"]) for row in rows]), _LABELS)
    top, height = 0.5, placed[-1].top + placed[-1].height if placed else 0.0
    canvas = Canvas(top + height + 0.75)
    scale = _Scale(rows, left=_LABELS + 0.2, right=WIDTH - _VALUES - 0.1)
    _draw_bands(canvas, scale, top, height, words)
    _draw_axis(canvas, scale, top + height)
    _draw_threshold(canvas, scale, top, height, threshold)
    flagged = [place for place, row in enumerate(rows) if row["flagged"]]
    canvas.labels(placed, 0.05, top, bold=flagged)
    for label in placed:
        if label.line.row is not None:
            _draw_code(canvas, scale, rows[label.line.row], top + label.middle)
    canvas.text(WIDTH - 0.05, top - 0.14, "kappa [95 % CI]", side="right", weight="bold")
    _draw_key(canvas, top + height + 0.56, threshold, words)
    return canvas.figure


class _Scale:
    """Where a kappa lies between the left and right edge; it begins at 0, or lower where an interval does."""

    def __init__(self, rows: Sequence[dict[str, Any]], left: float, right: float) -> None:
        values = [row[key] for row in rows for key in ("kappa", "ci_low") if _is_number(row[key])]
        self.low = max(-1.0, math.floor(min([0.0, *values]) * 5) / 5)
        self.left, self.right = left, right

    def __call__(self, kappa: float) -> float:
        share: float = (min(max(kappa, self.low), 1.0) - self.low) / (1.0 - self.low)
        return self.left + share * (self.right - self.left)


def _is_number(value: Any) -> bool:
    return value is not None and not math.isnan(value)


def _draw_bands(canvas: Canvas, scale: _Scale, top: float, height: float, words: BandScale) -> None:
    highs = [band.high for band in words.bands]
    narrow = scale(0.2) - scale(0.0) < 0.52  # inches that the longest word needs
    for place, (band, low) in enumerate(zip(words.bands, [-1.0, *highs], strict=False)):
        left, right = scale(low), scale(band.high)
        if right > left:
            above = 0.16 if narrow and place % 2 else 0.05
            name = band.label.replace(" ", "\n")
            canvas.box(left, top, right - left, height, _shade(place / max(len(highs) - 1, 1)))
            canvas.text((left + right) / 2, top - above, name, side="center", size=5.8, color=SOFT, va="bottom")


def _shade(share: float) -> str:
    level = round(_DARKEST + share * (_LIGHTEST - _DARKEST))
    return f"#{level:02x}{level:02x}{level:02x}"


def _draw_axis(canvas: Canvas, scale: _Scale, bottom: float) -> None:
    for tick in range(round(scale.low * 5), 6):
        x = scale(tick / 5)
        canvas.line((x, bottom), (x, bottom + 0.04), linewidth=0.6)
        canvas.text(x, bottom + 0.12, coefficient_text(tick / 5), side="center", size=6.5)
    canvas.line((scale.left, bottom), (scale.right, bottom), linewidth=0.8)
    canvas.text((scale.left + scale.right) / 2, bottom + 0.28, "Cohen's kappa", side="center")


def _draw_threshold(canvas: Canvas, scale: _Scale, top: float, height: float, threshold: float) -> None:
    x = scale(threshold)
    canvas.line((x, top), (x, top + height), linewidth=0.9, linestyle=(0, (4, 2.5)))


def _draw_code(canvas: Canvas, scale: _Scale, row: dict[str, Any], y: float) -> None:
    kappa, low, high = row["kappa"], row["ci_low"], row["ci_high"]
    if not _is_number(kappa):
        canvas.text(scale.left + 0.06, y, _undefined(row, scale), size=6.3, style="italic", color=SOFT)
        canvas.text(WIDTH - 0.05, y, "undefined", side="right", style="italic", color=SOFT)
        return
    mark = _DIAMOND if row["flagged"] else _DOT
    said = coefficient_text(kappa)
    if _is_number(low) and _is_number(high):
        canvas.line((scale(low), y), (scale(high), y), color=mark.color, linewidth=1.3, solid_capstyle="butt")
        said += f" [{coefficient_text(low)}, {coefficient_text(high)}]"
    canvas.mark(scale(kappa), y, mark)
    canvas.text(WIDTH - 0.05, y, said, side="right", weight="bold" if row["flagged"] else "normal")


def _undefined(row: dict[str, Any], scale: _Scale) -> str:
    reason = visible(str(row["reason"] or ""))
    return reason if len(reason) * 0.048 < scale.right - scale.left else ""


def _draw_key(canvas: Canvas, y: float, threshold: float, words: BandScale) -> None:
    """Explain the marks in one line."""
    x = 0.1
    for mark, text in (
        (_DOT, "kappa with 95 % interval"),
        (_DIAMOND, f"flagged: kappa below {coefficient_text(threshold)}, the dashed line"),
    ):
        canvas.line((x, y), (x + 0.26, y), color=mark.color, linewidth=1.3)
        canvas.mark(x + 0.13, y, mark)
        canvas.text(x + 0.34, y, text, color=SOFT, size=6.5)
        x += 1.9
    canvas.text(WIDTH - 0.05, y, f"bands: {words.source}", side="right", color=SOFT, size=6.5)


@dataclass(frozen=True)
class _Panel:
    """One group of cases: the column of its counts, its name and its size."""

    key: str
    name: str
    size: int

    def heading(self, width: float) -> str:
        """Return name and size, wrapped."""
        return "\n".join([*textwrap.wrap(visible(self.name), max(int(width / 0.06), 8)), f"n = {self.size}"])


def _counts(rows: Sequence[dict[str, Any]], panels: Sequence[_Panel]) -> Figure:
    placed = labels(outline([visible(row["code"]) for row in rows]), _LABELS)
    height = placed[-1].top + placed[-1].height if placed else 0.0
    room = (WIDTH - _LABELS - 0.2) / len(panels)
    headings = [panel.heading(room) for panel in panels]
    top = 0.14 + 0.125 * max(heading.count("\n") + 1 for heading in headings)
    canvas = Canvas(top + height + 0.42)
    canvas.labels(placed, 0.05, top)
    most = _most(rows, panels)
    for place, panel in enumerate(panels):
        left = _LABELS + 0.2 + place * room
        bars = _Bars(canvas, left=left, width=min(room - 0.28, 2.2), top=top, height=height, most=most)
        canvas.text(left, top - 0.06, headings[place], size=6.3, va="bottom", weight="bold")
        bars.frame()
        color = _PLAIN if panel.key == "n" else _PALER
        for label in placed:
            if label.line.row is not None:
                bars.draw(label, int(rows[label.line.row][panel.key]), panel.size, color)
    middle = (_LABELS + 0.2 + WIDTH) / 2
    canvas.text(
        middle,
        top + height + 0.31,
        "Share of the group's cases in %; beside each bar the number of cases",
        side="center",
        size=6.5,
    )
    return canvas.figure


def _most(rows: Sequence[dict[str, Any]], panels: Sequence[_Panel]) -> int:
    """Return the end of the scale in percent: the first of 25, 50, 75 and 100 that holds every bar."""
    shares = [100 * row[panel.key] / panel.size for row in rows for panel in panels if panel.size]
    return next(end for end in (25, 50, 75, 100) if end >= min(max(shares, default=0), 100))


class _Bars:
    """One panel of bars that share a scale from 0 to `most` percent."""

    def __init__(self, canvas: Canvas, *, left: float, width: float, top: float, height: float, most: int) -> None:
        self.canvas, self.most = canvas, most
        self.left, self.width, self.top, self.height = left, width, top, height

    def frame(self) -> None:
        """Draw the scale."""
        bottom = self.top + self.height
        for percent in (0, self.most):
            x = self.left + self.width * percent / self.most
            self.canvas.line((x, self.top), (x, bottom), color=INK if not percent else HAIR, linewidth=0.6)
            self.canvas.text(x, bottom + 0.11, str(percent), side="center", size=6)

    def draw(self, label: Label, n: int, size: int, color: str) -> None:
        """Draw the bar of one code, with the number of cases at its end."""
        width = self.width * (100 * n / size if size else 0.0) / self.most
        y = self.top + label.middle
        self.canvas.box(self.left, y - 0.05, width, 0.1, color)
        self.canvas.text(self.left + width + 0.035, y, str(n), size=6, color=INK if n else SOFT)
