"""The table of agreement: where each of its columns comes from, and which interval stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from intercoder.errors import InputError
from intercoder.reliability.agreement import agreement
from intercoder.reliability.agreement_table import t_interval
from intercoder.reliability.coefficients import conger_kappa, gwet_ac, krippendorff_alpha, light_kappa
from intercoder.reliability.counts.counting import patterns_of_marks
from intercoder.reliability.inference.intervals import pair_intervals
from intercoder.reliability.inference.variance import gwet_variance

if TYPE_CHECKING:
    from intercoder.reliability.result import Reliability

CODES = ("Trust", "Cost", "Rare")


def marked(n: int, r: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    truth = rng.random((n, 1, 3)) < np.array([0.5, 0.4, 0.1])
    return truth ^ (rng.random((n, r, 3)) < 0.12)


def tidy(marks: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    unit, coder, code = np.nonzero(marks)
    codings = {"unit": [f"u{u:04}" for u in unit], "coder": ["ABC"[c] for c in coder], "code": [CODES[k] for k in code]}
    covered = [(f"u{u:04}", "ABC"[c]) for u in range(marks.shape[0]) for c in range(marks.shape[1])]
    return pd.DataFrame(codings, dtype=object), pd.DataFrame(covered, columns=["unit", "coder"])


def of(marks: np.ndarray, **options: Any) -> Reliability:
    return agreement(*tidy(marks), codes=CODES, **options)


class TestThreeCoders:
    marks = marked(200, 3)

    def test_every_column_is_the_coefficient_of_its_name(self) -> None:
        frame, patterns = of(self.marks).to_frame(), patterns_of_marks(self.marks, codes=CODES)
        for name, measure in {"kappa": conger_kappa, "light_kappa": light_kappa, "gwet_ac1": gwet_ac,
                              "krippendorff_alpha": krippendorff_alpha}.items():  # fmt: skip
            assert frame[name].tolist() == pytest.approx(measure(patterns).value.tolist())
        assert frame["se"].tolist() == pytest.approx(np.sqrt(gwet_variance(conger_kappa(patterns))).tolist())

    def test_gwets_interval_is_kappa_with_students_t(self) -> None:
        frame = of(self.marks, confidence=0.9).to_frame().iloc[:2]
        reach = frame["se"] * stats.t.ppf(0.95, 199)
        assert frame["ci_low"].tolist() == pytest.approx((frame["kappa"] - reach).tolist())
        assert frame["ci_high"].tolist() == pytest.approx((frame["kappa"] + reach).clip(upper=1).tolist())
        assert set(frame["ci_method"]) == {"Gwet, with t of n - 1"}

    def test_where_counts_are_small_stands_the_interval_of_the_average_pair(self) -> None:
        marks = marked(200, 3, seed=4)
        marks[:, :, 2] = False
        marks[:3, :, 2] = True
        marks[3, 0, 2] = True
        frame = of(marks, confidence=0.9).to_frame()
        patterns = patterns_of_marks(marks, codes=CODES)
        small = pair_intervals(patterns.pair_tables(), conger_kappa(patterns).value, confidence=0.9)
        assert np.isnan(small.low).tolist() == [True, True, False]
        assert (frame["ci_low"][2], frame["ci_high"][2]) == pytest.approx((small.low[2], small.high[2]))
        assert frame["ci_method"][2] == small.method[2]
        assert set(frame["ci_method"][:2]) == {"Gwet, with t of n - 1"}
        reach = frame["se"] * stats.t.ppf(0.95, 199)
        assert frame["ci_high"][0] == pytest.approx(frame["kappa"][0] + reach[0])

    def test_the_bootstrap_is_of_congers_kappa(self) -> None:
        frame = of(self.marks, interval="percentile", seed=3).to_frame()
        patterns = patterns_of_marks(self.marks, codes=CODES)
        error = np.sqrt(gwet_variance(conger_kappa(patterns)))
        assert ((frame["ci_high"] - frame["ci_low"]) / 3.92).tolist() == pytest.approx(error.tolist(), rel=0.2)

    def test_an_interval_for_two_coders_is_refused(self) -> None:
        with pytest.raises(InputError, match='the interval "donner_eliasziw" is for two coders'):
            of(self.marks, interval="donner_eliasziw")


class TestSeeds:
    marks = marked(40, 2)

    @pytest.mark.parametrize("interval", ["percentile", "bca"])
    def test_the_same_seed_gives_the_same_limits_and_another_seed_others(self, interval: str) -> None:
        one, again, other = (of(self.marks, interval=interval, seed=seed) for seed in (5, 5, 6))
        assert one.to_frame()["ci_low"].tolist() == again.to_frame()["ci_low"].tolist()
        assert one.average.ci == again.average.ci
        assert one.average.ci != other.average.ci
        assert one.to_frame()["ci_low"].tolist() != other.to_frame()["ci_low"].tolist()

    def test_the_average_takes_the_bootstrap_that_was_chosen(self) -> None:
        percentile, bca = (of(self.marks, interval=interval).average for interval in ("percentile", "bca"))
        assert "percentiles" in percentile.ci_method
        assert "BCa" in bca.ci_method
        assert percentile.ci != bca.ci


def test_no_error_is_invented_where_nothing_varies() -> None:
    low, high = t_interval(np.array([1.0, 0.5]), np.array([0.0, 0.1]), np.array([50, 50]), 0.95)
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == pytest.approx((0.5 - 0.1 * stats.t.ppf(0.975, 49), 0.5 + 0.1 * stats.t.ppf(0.975, 49)))


def test_the_notes_say_how_kappa_was_taken_and_which_intervals_stand() -> None:
    notes = of(marked(200, 2)).notes()
    assert any(note.startswith("95 % intervals:") and "Fleiss-Cohen-Everitt" in note for note in notes)
