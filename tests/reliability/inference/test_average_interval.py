"""The interval of the average over codes: units are left out or resampled once for all codes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from intercoder.errors import InputError
from intercoder.reliability.coefficients import cohen_kappa, conger_kappa, gwet_ac
from intercoder.reliability.counts.counting import patterns_of_marks
from intercoder.reliability.counts.joint import joint_patterns
from intercoder.reliability.inference.average_interval import mean_kappa_interval, unit_influences
from intercoder.reliability.inference.bootstrap import bootstrap_intervals

CODES = 20


def careless_on_some_units(n: int, rng: np.random.Generator) -> np.ndarray:
    """Marks of two coders; the second is careless on some units, for all codes of the unit alike."""
    truth = rng.random((n, CODES)) < np.linspace(0.1, 0.4, CODES)
    careless = rng.random((n, 1)) < 0.15
    first = truth ^ (rng.random((n, CODES)) < 0.03)
    second = truth ^ (rng.random((n, CODES)) < np.where(careless, 0.4, 0.02))
    return np.stack([first, second], axis=1)


def mean_kappa(marks: np.ndarray) -> float:
    return float(np.nanmean(cohen_kappa(patterns_of_marks(marks)).value))


def test_the_joint_error_is_the_right_one() -> None:
    """Against the spread of the mean kappa over 600 samples; codes resampled on their own give half of it."""
    rng = np.random.default_rng(5)
    spread = np.std([mean_kappa(careless_on_some_units(200, rng)) for _ in range(600)])
    samples = [joint_patterns(careless_on_some_units(200, rng)) for _ in range(6)]
    for method in ("jackknife", "percentile", "bca", "linearised"):
        found = [mean_kappa_interval(one, method=method, resamples=600).se for one in samples]
        assert np.mean(found) == pytest.approx(spread, rel=0.15), method
    alone = [bootstrap_intervals(one.patterns, lambda p: cohen_kappa(p).value, resamples=300).se for one in samples]
    assert np.mean([np.sqrt((se**2).sum()) / CODES for se in alone]) < 0.65 * spread


@pytest.mark.parametrize("method", ["jackknife", "percentile", "bca", "linearised"])
def test_the_order_of_units_and_codes_does_not_matter(method: str) -> None:
    marks = careless_on_some_units(60, np.random.default_rng(1))
    one = mean_kappa_interval(joint_patterns(marks), method=method, resamples=300)
    turned = mean_kappa_interval(joint_patterns(marks[::-1]), method=method, resamples=300)
    assert turned.low == pytest.approx(one.low, abs=1e-12)
    assert turned.mean == pytest.approx(mean_kappa(marks))
    assert one.low < one.mean < one.high
    codes_turned = mean_kappa_interval(joint_patterns(marks[:, :, ::-1]), method="jackknife")
    assert codes_turned.se == pytest.approx(mean_kappa_interval(joint_patterns(marks), method="jackknife").se)


def test_the_jackknife_leaves_out_unit_by_unit() -> None:
    marks = careless_on_some_units(25, np.random.default_rng(3))
    without = np.array([mean_kappa(np.delete(marks, unit, axis=0)) for unit in range(25)])
    found = mean_kappa_interval(joint_patterns(marks))
    assert found.se == pytest.approx(np.sqrt(24 / 25 * ((without - without.mean()) ** 2).sum()))
    assert found.method == "jackknife over units, t of 24"


def test_cases_are_left_out_whole() -> None:
    """Each case has two equal units: half the information, so the error of the cases taken once."""
    marks = careless_on_some_units(40, np.random.default_rng(3))
    doubled = np.repeat(marks, 2, axis=0)
    cases = np.repeat([f"case {i}" for i in range(40)], 2)
    for method in ("jackknife", "linearised", "percentile"):
        once = mean_kappa_interval(joint_patterns(marks), method=method)
        twice = mean_kappa_interval(joint_patterns(doubled), cases=cases, method=method)
        assert twice.se == pytest.approx(once.se, rel=0.1 if method == "percentile" else 1e-9)
        assert "cases" in twice.method


def test_missing_units_and_three_coders() -> None:
    rng = np.random.default_rng(8)
    marks = np.concatenate([careless_on_some_units(80, rng), careless_on_some_units(80, rng)[:, :1]], axis=1)
    marks[:, 2] = marks[:, 0] ^ (rng.random((80, CODES)) < 0.1)
    coded = np.ones((80, 3), bool)
    coded[40:, 2] = False
    marks[~coded] = False
    joint = joint_patterns(marks, coded)
    np.testing.assert_allclose(conger_kappa(joint.patterns).value, conger_kappa(patterns_of_marks(marks, coded)).value)
    found = [mean_kappa_interval(joint, method=method).se for method in ("jackknife", "linearised", "percentile")]
    assert found == pytest.approx([found[0]] * 3, rel=0.15)


def test_influences_sum_to_nothing() -> None:
    joint = joint_patterns(careless_on_some_units(50, np.random.default_rng(4)))
    for measure in (cohen_kappa, gwet_ac):
        assert unit_influences(joint, measure).sum() == pytest.approx(0, abs=1e-12)


def test_lost_codes_are_told() -> None:
    """A code on one unit of 30 is missing from (29/30)^30 = .36 of the resamples."""
    marks = np.zeros((30, 2, 2), bool)
    marks[:15, :, 0] = True
    marks[3, 0, 0] = False
    marks[0, :, 1] = True
    found = mean_kappa_interval(joint_patterns(marks), method="percentile", resamples=4_000)
    assert found.undefined == pytest.approx((29 / 30) ** 30, abs=0.03)


def test_no_variation_no_interval() -> None:
    marks = np.zeros((12, 2, 3), bool)
    nothing = mean_kappa_interval(joint_patterns(marks))
    assert np.isnan([nothing.mean, nothing.low, nothing.high]).all()
    marks[:4] = True
    perfect = mean_kappa_interval(joint_patterns(marks))
    assert perfect.mean == 1
    assert np.isnan([perfect.low, perfect.high, perfect.se]).all()
    assert perfect.method == ""


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(InputError, match='no method "delta" for the average'):
        mean_kappa_interval(joint_patterns(np.zeros((3, 2, 2), bool)), method="delta")  # type: ignore[arg-type]


def test_the_interval_is_the_mean_with_students_t() -> None:
    for n, confidence in ((25, 0.95), (12, 0.8), (6, 0.5)):
        found = mean_kappa_interval(
            joint_patterns(careless_on_some_units(n, np.random.default_rng(3))), confidence=confidence
        )
        reach = found.se * stats.t.ppf((1 + confidence) / 2, n - 1)
        assert (found.low, found.high) == pytest.approx((max(found.mean - reach, -1), min(found.mean + reach, 1)))


def test_linearised_is_the_spread_of_the_influences() -> None:
    joint = joint_patterns(careless_on_some_units(30, np.random.default_rng(3)))
    found = mean_kappa_interval(joint, method="linearised")
    influence = unit_influences(joint, cohen_kappa)
    assert found.se == pytest.approx(np.sqrt((influence**2).sum() * 30 / 29))
    assert found.method == "linearised over units, t of 29"


def test_bca_corrects_what_the_percentiles_leave() -> None:
    """Few errors on few codes: kappa is near its upper end, and the corrected limits lie further down."""
    rng = np.random.default_rng(6)
    truth = rng.random((40, 3)) < 0.3
    marks = np.stack([truth, truth ^ (rng.random((40, 3)) < 0.05)], axis=1)
    joint = joint_patterns(marks)
    percentile, bca = (mean_kappa_interval(joint, method=method, seed=4) for method in ("percentile", "bca"))
    assert bca.se == percentile.se
    assert bca.low < percentile.low
    assert bca.high < percentile.high
    assert (percentile.method, bca.method) == (
        "bootstrap, percentiles, units resampled", "bootstrap, BCa, units resampled"
    )  # fmt: skip


def test_one_unit_has_no_interval() -> None:
    assert np.isnan(mean_kappa_interval(joint_patterns(np.ones((1, 2, 2), bool))).low)
