"""The figures: agreement per code on the bands of a published scale, counts per code and group, and saturation.

Colours are told apart by people with any colour vision and in grey, and never carry a meaning alone. Long tables become
several figures. The same numbers give the same bytes.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..atomic import replacing
from ..errors import InputError
from ..reliability.bands import band_scale
from .agreement_figure import AgreementFigure
from .canvas import SETTINGS
from .counts_figure import CountsFigure, Panel
from .growth import growth_figure
from .heat_map import HeatMap
from .saturation_figure import SaturationFigure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ..findings.counts import Counts
    from ..findings.saturation import Saturation
    from .study import Study

ROWS = 60  # codes in one figure
PANELS = 7  # groups in one figure
DPI = 300


def agreement_figures(
    frame: pd.DataFrame,
    *,
    threshold: float = 0.6,
    confidence: float = 0.95,
    scale: str = "landis-koch",
    coefficient: str = "Cohen's kappa",
) -> list[Figure]:
    """Return the kappa of each code with its interval, up to 60 codes in a figure.

    `frame` has the columns code, kappa, ci_low, ci_high, flagged and reason, a row per code. A code whose kappa is
    undefined has no mark but says so. `confidence` is that of the intervals, `scale` the name of the bands. Raises
    InputError when there is no such scale.
    """
    import matplotlib as mpl

    words = band_scale(scale)
    parts = _parts(frame.to_dict("records"), ROWS)
    with mpl.rc_context(SETTINGS):
        return [AgreementFigure(rows, threshold, confidence, words, coefficient).draw() for rows in parts]


def counts_figures(counts: Counts) -> list[Figure]:
    """Return bars of how many cases have each code, in all and per group, as a share of the group's cases."""
    import matplotlib as mpl

    panels = _panels(counts)
    records = counts.to_frame().to_dict("records")
    with mpl.rc_context(SETTINGS):
        return [
            CountsFigure(rows, beside).draw() for rows in _parts(records, ROWS) for beside in _parts(panels, PANELS)
        ]


def heat_maps(counts: Counts) -> list[Figure]:
    """Return the share of each group's cases that have each code, as shades; nothing where there are no groups."""
    import matplotlib as mpl

    panels = _panels(counts)[1:]
    if not panels:
        return []
    records = counts.to_frame().to_dict("records")
    with mpl.rc_context(SETTINGS):
        return [HeatMap(rows, beside).draw() for rows in _parts(records, ROWS) for beside in _parts(panels, PANELS)]


def saturation_figure(found: Saturation) -> Figure:
    """Return the codes known after each case, and those that each case added, in the width of one column."""
    import matplotlib as mpl

    with mpl.rc_context(SETTINGS):
        return SaturationFigure(found).draw()


_NAME, _CODERS = 20, 4  # characters of a coder, and coders, in the name of a file


def study_figures(study: Study) -> dict[str, Figure]:
    """Return the figures of a study by a name for their files: agreement-A-B, growth, counts, heat-map, saturation."""
    found: dict[str, list[Figure]] = {}
    for number, check in enumerate(study.checks, start=1):
        name = "-".join(["agreement", *(re.sub(r"[^\w]+", "_", coder)[:_NAME] for coder in check.coders[:_CODERS])])
        name = f"{name}-check-{number}" if name.casefold() in map(str.casefold, found) else name
        options: Any = {"threshold": check.threshold, "confidence": check.confidence, "scale": check.scale}
        options["coefficient"] = check.coefficient
        found[name] = agreement_figures(check.result.to_frame(), **options)
    if study.growth is not None and len(study.growth.to_frame()) > 1:
        found["growth"] = [growth_figure(study.growth.to_frame())]
    if study.counts:
        found |= {"counts": counts_figures(study.counts), "heat-map": heat_maps(study.counts)}
    if study.saturation:
        found["saturation"] = [saturation_figure(study.saturation)]
    return {
        name if len(drawn) == 1 else f"{name}-{number}": figure
        for name, drawn in found.items()
        for number, figure in enumerate(drawn, start=1)
    }


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


def _panels(counts: Counts) -> list[Panel]:
    groups = [Panel(f"group: {group}", group, size) for group, size in counts.group_sizes.items()]
    return [Panel("n", "All", counts.n_cases), *groups]


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


def _parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Split `items` into parts of about the same length, none longer than `size`; nothing is one empty part."""
    length = math.ceil(len(items) / max(math.ceil(len(items) / size), 1))
    for start in range(0, max(len(items), 1), max(length, 1)):
        yield items[start : start + length]
