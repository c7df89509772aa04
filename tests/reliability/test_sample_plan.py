"""What a sample will tell before it is coded."""

from __future__ import annotations

import math

import pytest
from scipy.stats import hypergeom

from intercoder.errors import InputError
from intercoder.reliability.inference.intervals import kappa_intervals
from intercoder.reliability.planning import PREVALENCES, expected_cells, units_needed
from intercoder.reliability.sample_plan import SamplePlan, forecast_half_width, plan_before, sample_plan


class TestSamplePlan:
    """12 of 60 services, as in the example study."""

    plan = sample_plan(
        {"Evaluating": 31 / 60, "Steering groups": 3 / 60, "Business case": 1 / 60, "Never": 0.0, "Always": 1.0},
        12,
        population=60,
    )
    rows = plan.to_frame().set_index("code")

    def test_expected_units_with_the_code(self) -> None:
        assert self.rows["expected_positives"].round(2).tolist() == [6.2, 0.6, 0.2, 0.0, 12.0]

    def test_the_chance_of_none_is_hypergeometric(self) -> None:
        expected = [hypergeom.pmf(0, 60, positives, 12) for positives in (31, 3, 1, 0, 60)]
        assert self.rows["chance_of_none"].tolist() == pytest.approx(expected, abs=1e-9)

    def test_the_forecast_is_the_interval_of_the_expected_counts(self) -> None:
        table = 12 * expected_cells(0.8, 31 / 60)
        assert self.rows.loc["Evaluating", "half_width"] == kappa_intervals(table[None]).half_width[0]
        assert math.isnan(self.rows.loc["Never", "half_width"])
        assert math.isnan(self.rows.loc["Always", "half_width"])

    def test_units_for_one(self) -> None:
        units = int(self.rows.loc["Steering groups", "units_for_one"])
        assert hypergeom.pmf(0, 60, 3, units) <= 0.05 < hypergeom.pmf(0, 60, 3, units - 1)
        assert math.isnan(self.rows.loc["Never", "units_for_one"])
        assert self.rows.loc["Always", "units_for_one"] == 1

    def test_it_names_what_will_probably_be_missing(self) -> None:
        assert "3 of 5 codes may well not occur in the sample" in self.plan.summary()
        assert "Steering groups, Business case, Never" in self.plan.notes()[1]
        assert self.plan.to_dict()["codes"][3]["half_width"] is None

    def test_without_a_corpus_it_is_binomial(self) -> None:
        plan = sample_plan({"Rare": 0.05, "Common": 0.5}, 12)
        assert plan.to_frame()["chance_of_none"].tolist() == pytest.approx([0.95**12, 0.5**12])
        assert plan.to_frame()["units_for_one"].tolist() == [59, 5]
        assert len(sample_plan({"Common": 0.5}, 12).notes()) == 1

    def test_a_larger_sample_tells_more(self) -> None:
        widths = [forecast_half_width(n, 0.8, 0.3) for n in (12, 20, 40, 100, 400)]
        assert widths == sorted(widths, reverse=True)

    def test_what_cannot_be_drawn_is_said(self) -> None:
        with pytest.raises(InputError, match="61 units, but the corpus only 60"):
            sample_plan({"A": 0.5}, 61, population=60)
        with pytest.raises(InputError, match="at least one unit"):
            sample_plan({"A": 0.5}, 0)
        with pytest.raises(InputError, match="A: the share"):
            sample_plan({"A": 50}, 10)


def test_the_numbers_of_a_sample_are_those_of_the_binomial_and_hypergeometric_distributions() -> None:
    plan = sample_plan({"Trust": 0.3, "Cost": 0.05}, 12).to_frame().set_index("code")
    assert plan["prevalence"].tolist() == pytest.approx([0.3, 0.05])
    assert plan["expected_positives"].tolist() == pytest.approx([3.6, 0.6])
    assert plan["chance_of_none"].tolist() == pytest.approx([0.7**12, 0.95**12])
    finite = sample_plan({"Trust": 0.3, "Cost": 0.05}, 12, population=60).to_frame().set_index("code")
    assert finite["chance_of_none"].tolist() == pytest.approx(
        [hypergeom.pmf(0, 60, 18, 12), hypergeom.pmf(0, 60, 3, 12)]
    )


@pytest.mark.parametrize(("share", "population"), [(0.1, None), (0.1, 60), (0.5, 60), (0.02, 500)])
def test_so_many_units_have_one_with_the_code_and_one_fewer_may_not(share: float, population: int | None) -> None:
    n = int(sample_plan({"x": share}, 10, population=population).to_frame()["units_for_one"][0])
    chance = lambda size: sample_plan({"x": share}, size, population=population).to_frame()["chance_of_none"][0]  # noqa: E731
    assert chance(n) <= 0.05
    assert n == 1 or chance(n - 1) > 0.05


def test_a_code_that_every_unit_has_or_none() -> None:
    plan = sample_plan({"always": 1.0, "never": 0.0}, 10).to_frame().set_index("code")
    assert plan["chance_of_none"].tolist() == [0, 1]
    assert plan.loc["always", "units_for_one"] == 1
    assert math.isnan(plan.loc["never", "units_for_one"])
    assert plan["half_width"].isna().all()
    for wrong in (-0.1, 1.1):
        with pytest.raises(InputError, match=f"between 0 and 1, not {wrong:g}"):
            sample_plan({"x": wrong}, 10)


def test_codes_that_may_be_missing_are_named_and_others_not() -> None:
    """With 12 units a prevalence of .2 leaves a chance of 6.9 %, .23 one of 4.3 %."""
    first, second = sample_plan({"rare": 0.2, "common": 0.23}, 12).notes()
    assert first == "12 units; the interval is the 95 % interval to expect for a kappa of .80."
    assert second.startswith("1 of 2 codes may well not occur in the sample, and then have no kappa: rare.")
    (alone,) = sample_plan({"common": 0.23}, 12, population=60, kappa=0.7, confidence=0.9).notes()
    assert alone == "12 of 60 units; the interval is the 90 % interval to expect for a kappa of .70."


def test_many_codes_that_may_be_missing_are_not_listed_one_by_one() -> None:
    names = [f"rare {number}" for number in range(7)]
    assert (
        "no kappa: rare 0, rare 1, rare 2, rare 3, rare 4, rare 5. Draw"
        in sample_plan(dict.fromkeys(names[:6], 0.01), 12).notes()[1]
    )
    told = sample_plan(dict.fromkeys(names, 0.01), 12).notes()[1]
    assert "no kappa: those with a chance of none above 5 %. Draw" in told


@pytest.mark.parametrize(
    ("sample", "population", "n"),
    [(1, None, 1), (12.0, 60, 12), (0.2, 58, 12), (0.25, 58, 15), (0.001, 60, 1), (0.999, 10, 10)],
)
def test_a_sample_is_a_number_of_units_or_a_share_with_halves_rounded_up(
    sample: float, population: int | None, n: int
) -> None:
    plan = plan_before({"Trust": 0.25}, sample=sample, population=population)
    assert isinstance(plan, SamplePlan)
    assert (plan.n, plan.population) == (n, population)


@pytest.mark.parametrize(("sample", "population"), [(0, 60), (-0.2, 60), (1.5, 60), (0.2, None)])
def test_what_is_no_size_of_a_sample(sample: float, population: int | None) -> None:
    with pytest.raises(InputError, match=f"--sample: {sample:g} is not a size of a sample"):
        plan_before({"Trust": 0.25}, sample=sample, population=population)


def test_without_a_sample_it_says_how_many_units_are_needed() -> None:
    assert plan_before(half_width=0.1).to_dict() == units_needed(half_width=0.1).to_dict()
    assert plan_before({"Trust": 0.3}, kappa=0.7).to_dict() == units_needed(prevalences=[0.3], kappa=0.7).to_dict()
    assert plan_before(sample=12).to_frame()["prevalence"].tolist() == list(PREVALENCES)
