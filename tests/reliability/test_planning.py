"""How many units: published cases of Cantor, Rotondi & Donner, and the table of half-widths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.coefficients import kappa_of_tables
from intercoder.reliability.planning import (
    expected_cells,
    lower_limit_for,
    power,
    units_for_half_width,
    units_for_lower_limit,
    units_for_power,
    units_needed,
)


@pytest.mark.parametrize(
    ("kappa", "prevalence", "units"),
    [
        # z^2 tau^2 / w^2 with the variance of Fleiss, Cohen & Everitt (1969), for half-widths .10, .15 and .20
        (0.6, 0.1, (705, 314, 177)),
        (0.6, 0.2, (392, 174, 98)),
        (0.6, 0.5, (246, 110, 62)),
        (0.8, 0.05, (768, 341, 192)),
        (0.8, 0.2, (222, 99, 56)),
    ],
)
def test_half_width(kappa: float, prevalence: float, units: tuple[int, ...]) -> None:
    found = [units_for_half_width(w, kappa=kappa, prevalence=prevalence) for w in (0.1, 0.15, 0.2)]
    assert found == list(units)


@pytest.mark.parametrize(
    ("prevalence", "kappa", "null_kappa", "units"),
    [
        # Cantor (1996), Psychol Methods 1: 150-153, as in R irr::N.cohen.kappa; two-sided .05, power .8
        (0.5, 0.7, 0.85, 119),
        (0.1, 0.8, 0.6, 309),
        (0.2, 0.6, 0.4, 235),
        (0.05, 0.8, 0.6, 591),
    ],
)
def test_power(prevalence: float, kappa: float, null_kappa: float, units: int) -> None:
    assert units_for_power(kappa=kappa, null_kappa=null_kappa, prevalence=prevalence, second=prevalence) == units
    assert power(units, kappa=kappa, null_kappa=null_kappa, prevalence=prevalence) >= 0.8
    assert power(units - 1, kappa=kappa, null_kappa=null_kappa, prevalence=prevalence) < 0.8


def test_a_one_sided_test_takes_fewer_units() -> None:
    assert units_for_power(kappa=0.8, null_kappa=0.6, prevalence=0.1, two_sided=False) < 309


@pytest.mark.parametrize(
    ("kappa", "lower", "prevalence", "units"),
    [(0.6, 0.4, 0.1, 140), (0.8, 0.6, 0.1, 116), (0.8, 0.6, 0.3, 52)],  # Rotondi & Donner (2012), R kappaSize::CIBinary
)
def test_lower_limit(kappa: float, lower: float, prevalence: float, units: int) -> None:
    assert units_for_lower_limit(lower, kappa=kappa, prevalence=prevalence) == units
    assert lower_limit_for(units, kappa=kappa, prevalence=prevalence) >= lower
    assert lower_limit_for(units - 1, kappa=kappa, prevalence=prevalence) < lower


def test_lower_limit_of_a_fixed_sample() -> None:
    """Rotondi & Donner (2012), R kappaSize::FixedNBinary."""
    assert lower_limit_for(40, kappa=0.8, prevalence=0.1) == pytest.approx(0.429000315087, abs=1e-9)


@given(st.floats(-0.05, 1), st.floats(0.1, 0.9))
def test_expected_cells_have_that_kappa(kappa: float, prevalence: float) -> None:
    cells = expected_cells(kappa, prevalence)
    assert cells.sum() == pytest.approx(1)
    assert kappa_of_tables(cells[None])[0] == pytest.approx(kappa, abs=1e-9)
    assert cells.sum(0) == pytest.approx([1 - prevalence, prevalence])


def test_unequal_coders() -> None:
    cells = expected_cells(0.4, 0.2, 0.3)
    assert cells[1].sum() == pytest.approx(0.2)
    assert cells[:, 1].sum() == pytest.approx(0.3)
    assert kappa_of_tables(cells[None])[0] == pytest.approx(0.4)


class TestUnitsNeeded:
    """The table that a team looks at before it decides."""

    def test_one_column_per_goal(self) -> None:
        plan = units_needed(kappa=0.8, prevalences=[0.1], half_width=0.1, null_kappa=0.6, lower_limit=0.6)
        assert plan.to_frame().iloc[0].to_dict() == {
            "prevalence": 0.1,
            "for_half_width": 401,
            "for_power": 309,
            "for_lower_limit": 116,
        }
        assert [column.heading for column in plan.columns()][1:] == [
            "Units for ± .10 (95 % interval)",
            "Units to tell it from .60 with power 80 %",
            "Units for a lower limit of .60 (95 %, one-sided)",
        ]

    def test_by_default_an_interval_of_ten_hundredths(self) -> None:
        plan = units_needed()
        assert plan.to_frame()["for_half_width"].tolist() == [768, 401, 222, 167, 139]
        assert "rarer" in plan.summary()
        assert plan.to_dict()["plan"][0] == {"prevalence": 0.05, "for_half_width": 768}


def test_what_cannot_be_planned_is_said() -> None:
    with pytest.raises(InputError, match="kappa cannot be"):
        expected_cells(0.9, 0.1, 0.4)
    with pytest.raises(InputError, match="a prevalence must lie between 0 and 1"):
        units_for_half_width(0.1, kappa=0.8, prevalence=10)
    with pytest.raises(InputError, match="from itself"):
        units_for_power(kappa=0.8, null_kappa=0.8, prevalence=0.1)
    with pytest.raises(InputError, match="below the kappa"):
        units_for_lower_limit(0.8, kappa=0.8, prevalence=0.1)
    assert np.isfinite(power(50, kappa=0.8, null_kappa=0.6, prevalence=0.3))


@pytest.mark.parametrize("n", [3, 8, 40, 500])
@pytest.mark.parametrize("prevalence", [0.1, 0.5, 0.8])
def test_the_limit_of_n_units_takes_n_units(n: int, prevalence: float) -> None:
    """Also where few units leave only a limit below 0."""
    limit = lower_limit_for(n, kappa=0.3, prevalence=prevalence)
    if limit > -prevalence / (1 - prevalence) + 1e-6:
        assert units_for_lower_limit(limit, kappa=0.3, prevalence=prevalence) == n
    assert -1 <= limit < 0.3


def test_a_test_at_the_confidence_that_is_asked_for() -> None:
    plan = units_needed(kappa=0.8, prevalences=[0.1], null_kappa=0.6, lower_limit=0.6, power=0.9, confidence=0.9)
    row = plan.to_frame().iloc[0]
    assert row["for_power"] == units_for_power(kappa=0.8, null_kappa=0.6, prevalence=0.1, power=0.9, alpha=0.1)
    assert row["for_lower_limit"] == units_for_lower_limit(0.6, kappa=0.8, prevalence=0.1, confidence=0.9)
    assert "for_half_width" not in row


def test_what_must_lie_between_which_bounds_is_said() -> None:
    for wrong in (0.0, 1.0, 1.5):
        with pytest.raises(InputError, match=f"a prevalence must lie between 0 and 1, not {wrong:g}"):
            units_for_lower_limit(0.2, kappa=0.5, prevalence=wrong)
        with pytest.raises(InputError, match=f"the power must lie between 0 and 1, not {wrong:g}"):
            units_for_power(kappa=0.8, null_kappa=0.6, prevalence=0.1, power=wrong)
        with pytest.raises(InputError, match=f"the half-width must lie between 0 and 1, not {wrong:g}"):
            units_for_half_width(wrong, kappa=0.8, prevalence=0.1)
        with pytest.raises(InputError, match=f"alpha must lie between 0 and 1, not {wrong:g}"):
            power(50, kappa=0.8, null_kappa=0.6, prevalence=0.1, alpha=wrong)
