"""Published words for how high a coefficient is. Bounds are compared with the unrounded value."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import no_such

_FLOATING_POINT = 1e-12  # .6 computed as .6000000000000001 is still .6


@dataclass(frozen=True)
class Band:
    """Values up to `high` (with it or without it) that are above the band below: they are called `label`."""

    label: str
    high: float
    with_high: bool

    def reaches(self, value: float) -> bool:
        """Return whether `value` is not above this band."""
        if abs(value - self.high) < _FLOATING_POINT:
            return self.with_high
        return value < self.high


@dataclass(frozen=True)
class BandScale:
    """A published scale: its bands from low to high, and where it was published."""

    name: str
    source: str
    bands: tuple[Band, ...]

    def label(self, value: float) -> str:
        """Return the word for `value`, nothing for NaN.

        >>> SCALES_OF_BANDS["landis-koch"].label(0.6), SCALES_OF_BANDS["cicchetti-sparrow"].label(0.6)
        ('moderate', 'good')
        """
        if math.isnan(value):
            return ""
        return next((band.label for band in self.bands if band.reaches(value)), self.bands[-1].label)


def _scale(name: str, source: str, *bands: tuple[str, float, bool]) -> BandScale:
    return BandScale(name, source, tuple(Band(*band) for band in bands))


SCALES_OF_BANDS: dict[str, BandScale] = {
    scale.name: scale
    for scale in (
        _scale(
            "landis-koch",
            "Landis & Koch 1977",
            ("poor", 0.0, False),
            ("slight", 0.2, True),
            ("fair", 0.4, True),
            ("moderate", 0.6, True),
            ("substantial", 0.8, True),
            ("almost perfect", 1.0, True),
        ),
        _scale(
            "altman",
            "Altman 1991",
            ("poor", 0.2, True),
            ("fair", 0.4, True),
            ("moderate", 0.6, True),
            ("good", 0.8, True),
            ("very good", 1.0, True),
        ),
        _scale(
            "fleiss",
            "Fleiss 1981",
            ("poor", 0.4, False),
            ("fair to good", 0.75, True),
            ("excellent", 1.0, True),
        ),
        _scale(
            "cicchetti-sparrow",
            "Cicchetti & Sparrow 1981",
            ("poor", 0.4, False),
            ("fair", 0.6, False),
            ("good", 0.75, False),
            ("excellent", 1.0, True),
        ),
        _scale(
            "krippendorff",
            "Krippendorff 2004",
            ("not reliable", 0.667, False),
            ("tentative", 0.8, False),
            ("reliable", 1.0, True),
        ),
    )
}


def band_scale(name: str) -> BandScale:
    """Return the published scale of this name. Raises InputError when there is none."""
    if name not in SCALES_OF_BANDS:
        raise no_such("scale of bands", name, SCALES_OF_BANDS)
    return SCALES_OF_BANDS[name]


def bands_of(values: Iterable[float], scale: str = "landis-koch") -> list[str]:
    """Return the word for each value, nothing for NaN. Raises InputError when there is no such scale.

    >>> bands_of([-0.01, 0.0, 0.2, 0.6, 0.81])
    ['poor', 'slight', 'slight', 'moderate', 'almost perfect']
    """
    published = band_scale(scale)
    return [published.label(float(value)) for value in values]


def is_below(value: float, threshold: float) -> bool:
    """Return whether `value` is strictly below `threshold`; exactly the threshold is not, and NaN is not.

    >>> is_below(0.5999999, 0.6), is_below(0.6, 0.6), is_below(float("nan"), 0.6)
    (True, False, False)
    """
    return value < threshold - _FLOATING_POINT
