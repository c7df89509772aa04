"""Kappa in groups of units: each group's own, and a test only where two groups have one."""

from __future__ import annotations

import math

import pytest

from intercoder.errors import InputError
from intercoder.reliability.agreement import agreement
from intercoder.reliability.counts.coded_units import CodedUnits, read_codings
from intercoder.reliability.explaining.subgroups import kappa_by_group
from intercoder.tables import CODINGS, COVERAGE

UNITS = [f"u{at}" for at in range(12)]
SITE = {unit: "north" if at < 6 else "south" for at, unit in enumerate(UNITS)}
APPLIED = {"A": {0, 1, 2, 6, 7, 8}, "B": {0, 1, 3, 6, 7, 9}}
CODINGS_OF_BOTH = CODINGS.of((UNITS[at], coder, "Trust") for coder, units in APPLIED.items() for at in units)
COVERED = COVERAGE.of((unit, coder) for coder in APPLIED for unit in UNITS)


@pytest.fixture
def coded_units() -> CodedUnits:
    return read_codings(CODINGS_OF_BOTH, COVERED, codes=["Trust", "Never"])


def test_each_group_has_the_kappa_of_its_units(coded_units: CodedUnits) -> None:
    row = kappa_by_group(coded_units, SITE).to_frame().set_index("code").loc["Trust"]
    for site in ("north", "south"):
        units = [unit for unit in UNITS if SITE[unit] == site]
        own = CODINGS_OF_BOTH[CODINGS_OF_BOTH["unit"].isin(units)]
        alone = agreement(own, COVERED[COVERED["unit"].isin(units)]).to_frame()
        assert row[f"group: {site}"] == pytest.approx(alone["kappa"][0])
    assert row["kappa"] == pytest.approx(agreement(CODINGS_OF_BOTH, COVERED).to_frame()["kappa"][0])


def test_groups_with_one_kappa_do_not_differ(coded_units: CodedUnits) -> None:
    row = kappa_by_group(coded_units, SITE).to_frame().set_index("code").loc["Trust"]
    assert row["df"] == 1
    assert row["p"] == pytest.approx(1)


def test_where_no_kappa_is_defined_nothing_is_tested(coded_units: CodedUnits) -> None:
    row = kappa_by_group(coded_units, SITE).to_frame().set_index("code").loc["Never"]
    assert math.isnan(row["kappa"])
    assert math.isnan(row["p"])


def test_one_group_a_homeless_unit_and_three_coders_are_refused(coded_units: CodedUnits) -> None:
    with pytest.raises(InputError, match="two groups or more"):
        kappa_by_group(coded_units, dict.fromkeys(UNITS, "all"))
    with pytest.raises(InputError, match='"u11" belongs to no group'):
        kappa_by_group(coded_units, {unit: site for unit, site in SITE.items() if unit != "u11"})
    with pytest.raises(InputError, match="two coders"):
        kappa_by_group(coded_units.of_coders(["A"]), SITE)


def test_a_p_value_below_a_thousandth_is_not_shown_as_0() -> None:
    units = [f"u{at}" for at in range(80)]
    agreeing = [(unit, coder, "Trust") for unit in units[:20] for coder in "AB"]
    apart = [(unit, "AB"[at % 2], "Trust") for at, unit in enumerate(units[40:])]
    covered = COVERAGE.of((unit, coder) for coder in "AB" for unit in units)
    site = {unit: "north" if at < 40 else "south" for at, unit in enumerate(units)}
    noisy = CODINGS.of([*agreeing, *apart, ("u20", "A", "Trust"), ("u40", "B", "Trust"), ("u41", "A", "Trust")])
    found = kappa_by_group(read_codings(noisy, covered), site)
    assert 0 < found.to_frame()["p"][0] < 0.001
    assert found.cells()[0][-1] == "< .001"
