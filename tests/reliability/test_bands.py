"""The words for a coefficient: the published bounds, on unrounded values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.bands import SCALES_OF_BANDS, bands_of, is_below


@pytest.mark.parametrize(
    ("scale", "values", "words"),
    [
        ("landis-koch", [-0.01, 0, 0.2, 0.2001, 0.4, 0.5999999, 0.6, 0.61, 0.8, 0.81, 1],
         "poor slight slight fair fair moderate moderate substantial substantial|almost perfect|almost perfect"),
        ("altman", [-0.5, 0.2, 0.21, 0.41, 0.61, 0.8, 0.81], "poor poor fair moderate good good|very good"),
        ("fleiss", [0.39, 0.4, 0.75, 0.76], "poor|fair to good|fair to good|excellent"),
        ("cicchetti-sparrow", [0.39, 0.4, 0.59, 0.6, 0.74, 0.75], "poor fair fair good good excellent"),
        ("krippendorff", [0.6669, 0.667, 0.7999, 0.8], "not reliable|tentative|tentative|reliable"),
    ],
)  # fmt: skip
def test_published_bounds(scale, values, words):
    expected = [word for part in words.split("|") for word in ([part] if part in every_label() else part.split())]
    assert bands_of(values, scale) == expected


def every_label():
    return {band.label for scale in SCALES_OF_BANDS.values() for band in scale.bands}


def test_rounding_of_floating_point_moves_no_value_into_another_band():
    assert (0.8 - 0.5) / (1 - 0.5) > 0.6
    assert bands_of([(0.8 - 0.5) / (1 - 0.5)]) == ["moderate"]
    assert not is_below(0.3 + 0.3 - 1e-16, 0.6)


def test_undefined_has_no_band_and_no_flag():
    assert bands_of([float("nan")]) == [""]
    assert not is_below(float("nan"), 0.6)


@pytest.mark.parametrize("scale", SCALES_OF_BANDS)
@given(st.floats(-1, 1), st.floats(-1, 1))
def test_a_higher_value_never_has_a_lower_band(scale, one, other):
    order = [band.label for band in SCALES_OF_BANDS[scale].bands]
    low, high = bands_of(sorted((one, other)), scale)
    assert order.index(low) <= order.index(high)


def test_an_unknown_scale():
    with pytest.raises(InputError, match="Did you mean"):
        bands_of([0.5], "landis-kock")
