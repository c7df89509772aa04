"""Saturation after Guest, Namey & Chen (2020): base, overlapping runs, threshold."""

from __future__ import annotations

import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.findings.saturation import Saturation, saturation
from intercoder.framework.codes import Code, Framework
from intercoder.tables import UNITS


def followed(new_codes: list[int], dates: list[str] | None = None, **options: object) -> Saturation:
    """Follow cases that bring so many new codes each (and repeat the first code)."""
    total = sum(new_codes)
    framework = Framework([Code(f"c{at}", f"Code {at}") for at in range(total)])
    ids = [f"P{at}" for at in range(len(new_codes))]
    cases = pd.DataFrame({"case": ids, "date": dates or ids})
    units = UNITS.of((case, case, at, "") for at, case in enumerate(ids))
    rows, used = [], 0
    for case, count in zip(ids, new_codes, strict=True):
        rows += [(case, f"c{code}") for code in [0, *range(used, used + count)]]
        used += count
    codings = pd.DataFrame(rows, columns=["unit", "code"], dtype=object).drop_duplicates()
    return saturation(codings, units, cases, framework, **options)  # type: ignore[arg-type]


def test_runs_overlap_and_are_measured_by_the_base() -> None:
    found = followed([10, 6, 2, 2, 3, 1, 0, 1, 0, 0])
    assert found.n_base == 20
    assert list(found.frame["new"]) == [10, 6, 2, 2, 3, 1, 0, 1, 0, 0]
    assert list(found.frame["in_run"].dropna()) == [4, 1, 1, 1, 0]
    assert list(found.frame["share"].dropna()) == [0.2, 0.05, 0.05, 0.05, 0]
    assert found.reached == 5  # at 5+2: the run of cases 6 and 7 adds 5 %
    assert "Reached at 5+2" in found.notes()[1]


def test_a_stricter_threshold_is_reached_later() -> None:
    assert followed([10, 6, 2, 2, 3, 1, 0, 1, 0, 0], threshold=0.0).reached == 8


def test_it_may_never_be_reached() -> None:
    found = followed([2, 2, 2, 2, 2, 2])
    assert found.reached is None
    assert "Not reached" in found.notes()[1]
    assert found.to_dict()["cases"][0]["share"] is None


def test_the_order_may_be_an_attribute_with_numbers_by_size() -> None:
    found = followed([3, 2, 1, 0], dates=["10", "9", "2", "1"], order="date", base=1, run=1)
    assert list(found.frame["case"]) == ["P3", "P2", "P1", "P0"]
    assert int(found.frame["total"].iloc[-1]) == 6


@pytest.mark.parametrize("options", [{"base": 9}, {"base": 0}, {"threshold": 5.0}])
def test_too_few_cases_and_impossible_options_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(InputError):
        followed([1, 1, 1, 1], **options)
