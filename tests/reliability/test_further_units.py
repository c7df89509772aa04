"""How many more units to code after a sample was coded."""

from __future__ import annotations

import math

import numpy as np
import pytest

from intercoder.reliability.further_units import more_units
from intercoder.reliability.inference.intervals import kappa_intervals


class TestMoreUnits:
    """Of codes that are rare, absent, and settled."""

    tables = np.array([[[10, 1], [0, 1]], [[12, 0], [0, 0]], [[200, 20], [25, 100]]])
    codes = ("rare", "absent", "settled")

    def test_what_is_missing(self) -> None:
        answer = more_units(self.tables, self.codes, half_width=0.2).to_frame().set_index("code")
        assert answer.loc["settled", "more_units"] == 0
        assert answer.loc["settled", "remark"] == "Narrow enough."
        assert answer.loc["rare", "more_units"] > 50
        assert answer.loc["absent", "more_units"] > answer.loc["rare", "more_units"]
        assert math.isnan(answer.loc["absent", "kappa"])

    def test_so_many_units_are_enough(self) -> None:
        """The same table at the size that was asked for has about the interval that was wanted."""
        more = more_units(self.tables[:1], ["rare"], half_width=0.2).to_frame()["more_units"][0]
        smoothed = (self.tables[0] + 0.5) / 14 * (12 + more)
        assert kappa_intervals(smoothed[None]).half_width[0] == pytest.approx(0.2, abs=0.02)

    def test_the_corpus_may_be_too_small(self) -> None:
        answer = more_units(self.tables[:2], self.codes[:2], population=60)
        assert answer.to_frame()["more_units"].isna().all()
        assert answer.to_frame()["remark"][0] == "It would take 116 units, the corpus has 60."
        assert answer.notes()[-1] == "Where the corpus is too small, code all of it."
        assert answer.to_dict()["codes"][0]["more_units"] is None

    def test_the_most_demanding_code_decides(self) -> None:
        answer = more_units(self.tables[::2], ["rare", "settled"])
        assert answer.notes()[-1] == "104 units more serve every code."
        assert "Units more" in answer.summary()

    def test_no_codes(self) -> None:
        assert len(more_units(np.zeros((0, 2, 2), int), []).notes()) == 1


def test_an_interval_that_is_just_as_narrow_as_wanted_needs_nothing_more() -> None:
    tables = np.array([[[40, 4], [4, 30]]])
    now = float(kappa_intervals(tables).half_width[0])
    assert more_units(tables, ["x"], half_width=now).to_frame()["more_units"][0] == 0
    assert more_units(tables, ["x"], half_width=now - 1e-9).to_frame()["more_units"][0] >= 1


def test_a_corpus_of_just_as_many_units_is_large_enough() -> None:
    tables = np.array([[[10, 1], [0, 1]]])
    assert more_units(tables, ["x"], population=116).to_frame()["more_units"].tolist() == [104]
    assert more_units(tables, ["x"], population=115).to_frame()["more_units"].isna().all()


def test_where_the_printed_interval_is_wider_than_the_forecast_one_unit_more_is_needed_at_least() -> None:
    """The formula would be content with 9 of these 14 units; the interval that is printed is not."""
    tables = np.array([[[4, 6], [0, 4]]])
    now = float(kappa_intervals(tables).half_width[0])
    assert more_units(tables, ["x"], half_width=now - 1e-9).to_frame()["more_units"].tolist() == [1]
