"""Several variables at once: each row is the variable alone, and the average is over the rows."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import intercoder as ic
from intercoder.errors import InputError
from intercoder.reliability.ratings import agreement_of_ratings
from intercoder.reliability.variables import agreement_of_variables, variables_of

COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]  # Cohen (1960), table 1: three categories, 200 units
FIRST, SECOND = "aabbdcccedda", "babbbccceddd"  # Krippendorff (2011), two observers, nominal, no missing data


def literature() -> pd.DataFrame:
    pairs = [(f"{i}", f"{j}") for i, row in enumerate(COHEN) for j, often in enumerate(row) for _ in range(often)]
    rows = [
        {
            "unit": f"u{at}",
            "coder": coder,
            "diagnosis": pair[who],
            "letter": letters[at] if at < len(letters) else None,
        }
        for who, (coder, letters) in enumerate((("A", FIRST), ("B", SECOND)))
        for at, pair in enumerate(pairs)
    ]
    return pd.DataFrame(rows)


def test_published_values_stand_in_their_rows():
    found = ic.reliability(literature(), statistics=["brennan_prediger"])
    rows = found.to_frame().set_index("variable")
    assert rows.loc["diagnosis", "kappa"] == pytest.approx(0.492, abs=0.0005)
    assert rows.loc["letter", "krippendorff_alpha"] == pytest.approx(0.692, abs=0.0005)
    assert rows.loc["diagnosis", "brennan_prediger"] == pytest.approx((0.7 - 1 / 3) / (2 / 3))
    assert list(rows["n_units"]) == [200, 12]
    assert list(rows["n_categories"]) == [3, 5]
    assert found.average.kappa == pytest.approx(rows["kappa"].mean())
    assert found.means()["brennan_prediger"] == pytest.approx(rows["brennan_prediger"].mean())
    assert found.n_cells == 212
    assert found.pooled == pytest.approx((140 + 9) / 212)
    assert found.flagged == ("diagnosis",)


answers = st.lists(
    st.tuples(*[st.sampled_from([None, "a", "b", "c"])] * 3, *[st.sampled_from([None, 1, 2, 3])] * 3),
    min_size=4,
    max_size=25,
)


def frames(rows: list[tuple[Any, ...]], coders: int = 3) -> dict[str, pd.DataFrame]:
    names, units = ["A", "B", "C"][:coders], [f"u{at}" for at in range(len(rows))]
    return {
        "tone": pd.DataFrame([row[:coders] for row in rows], index=units, columns=names, dtype=object),
        "size": pd.DataFrame([row[3 : 3 + coders] for row in rows], index=units, columns=names, dtype=object),
    }


@settings(max_examples=60, deadline=None)
@given(answers, st.sampled_from([2, 3]))
def test_a_row_is_what_the_variable_alone_gives(rows, coders):
    given_frames = frames(rows, coders)
    options: dict[str, Any] = {"statistics": ["gwet_ac1", "fleiss_kappa"]}
    table = agreement_of_variables(given_frames, scale={"size": "interval"}, weights={"size": "linear"}, **options)
    for row in table.to_frame().to_dict("records"):
        ratings = given_frames[row["variable"]]
        if not ratings.notna().any(axis=None):
            assert (row["n_units"], row["reason"]) == (0, "Nobody gave an answer.")
            continue
        of = {"scale": "interval", "weights": "linear"} if row["variable"] == "size" else {}
        alone = agreement_of_ratings(ratings, **of)
        one = alone.frame.set_index("coefficient")
        kappa = one.loc["cohen_kappa" if coders == 2 else "conger_kappa"]
        assert [row["n_units"], row["n_categories"]] == [alone.n_units, len(alone.categories)]
        for mine, theirs in (
            (row["kappa"], kappa["value"]),
            (row["ci_low"], kappa["ci_low"]),
            (row["ci_high"], kappa["ci_high"]),
            (row["percent_agreement"], alone["percent_agreement"]),
            (row["krippendorff_alpha"], alone["krippendorff_alpha"]),
            (row["gwet_ac1"], alone["gwet_ac1"]),
            (row["fleiss_kappa"], alone["fleiss_kappa"]),
        ):
            assert mine == theirs or (math.isnan(mine) and math.isnan(theirs))
    json.dumps(table.to_dict(), allow_nan=False)
    assert len(table.cells()) == 2


@settings(max_examples=40, deadline=None)
@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(rows, random):
    cells = [(f"u{at}", who, row[at_], row[at_ + 3]) for at, row in enumerate(rows) for at_, who in enumerate("ABC")]
    long = pd.DataFrame(cells, columns=["unit", "coder", "tone", "size"], dtype=object)
    order = list(long.index)
    random.shuffle(order)
    columns = ["unit", "coder", "size", "tone"]
    if not (long["tone"].notna().any() and long["size"].notna().any()):
        return
    straight = agreement_of_variables(long)
    shuffled = agreement_of_variables(long.loc[order, columns])
    one, other = (found.to_frame().set_index("variable").sort_index() for found in (straight, shuffled))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)
    assert straight.pooled == pytest.approx(shuffled.pooled, nan_ok=True)
    assert straight.average.se == pytest.approx(shuffled.average.se, nan_ok=True)


@pytest.mark.parametrize("weights", [None, "linear"])
def test_the_error_of_the_average_is_that_of_leaving_out_units(weights):
    rng = np.random.default_rng(7)
    truth = rng.integers(1, 4, (30, 2))
    noisy = [np.where(rng.random((30, 2)) < 0.7, truth, rng.integers(1, 4, (30, 2))) for _ in range(2)]
    made = {
        name: pd.DataFrame({"A": noisy[0][:, at], "B": noisy[1][:, at]}, dtype=float)
        for at, name in enumerate(("x", "y"))
    }
    made["y"].loc[20:] = np.nan
    found = agreement_of_variables(made, weights=weights)
    without = [
        agreement_of_variables({name: frame.drop(index=unit) for name, frame in made.items()}, weights=weights)
        for unit in range(30)
    ]
    means = np.array([each.average.kappa for each in without])
    assert found.average.se == pytest.approx(math.sqrt(29 / 30 * ((means - means.mean()) ** 2).sum()))
    assert "t of 29" in found.average.ci_method


def test_units_of_one_coder_are_no_evidence_for_the_average():
    both = literature()
    alone = pd.DataFrame({"unit": [f"main {at}" for at in range(500)], "coder": "A", "diagnosis": "1", "letter": "a"})
    found, more = agreement_of_variables(both), agreement_of_variables(pd.concat([both, alone]))
    assert more.average.se == pytest.approx(found.average.se)
    assert more.average.ci == pytest.approx(found.average.ci)


def test_marks_are_codes_and_categories_are_variables():
    marks = pd.DataFrame({"unit": [1, 2] * 2, "coder": list("AABB"), "Trust": [1, 0, 1, 0]})
    assert ic.reliability(marks).codes == ("Trust",)
    assert ic.reliability(marks.assign(Trust=list("abab"))).variables == ("Trust",)
    with pytest.raises(InputError, match='"tone" holds categories and column "Trust" marks'):
        ic.reliability(marks.assign(tone=list("abab")))
    assert ic.reliability(marks, weights="linear").variables == ("Trust",)
    assert agreement_of_variables(marks.assign(tone=list("abab"))).variables == ("Trust", "tone")


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"scale": {"leter": "ordinal"}}, 'no variable "leter".*Did you mean "letter"'),
        ({"statistics": ["kapa"]}, "no coefficient"),
        ({"threshold": 2}, "threshold"),
        ({"bands": "nobody"}, "bands"),
        ({"scale": "interval"}, "scale is for numbers"),
        ({"confidnce": 0.9}, "no option"),
    ],
)
def test_what_cannot_be(options, what):
    with pytest.raises(InputError, match=what):
        ic.reliability(literature(), **options)


def test_a_variable_that_nobody_answered_is_undefined_and_the_rest_is_compared():
    found = agreement_of_variables({"tone": [["a", "a"], ["b", "b"]], "size": [[None, None], [None, None]]})
    assert found.average.undefined == ("size",)
    assert found.average.kappa == 1
    assert "Kappa is undefined for size: nobody gave an answer." in found.notes()
    with pytest.raises(InputError, match='no variable "size"'):
        found["size"]


def test_a_unit_that_a_coder_has_twice():
    twice = pd.concat([literature(), literature().head(1)])
    with pytest.raises(InputError, match='coder "A" has unit "u0" twice'):
        variables_of(twice)


def test_shares_of_cells_take_no_weights():
    made = {"size": [[1, 1], [1, 2], [3, 3], [3, 2]]}
    assert agreement_of_variables(made, weights="linear").pooled == 0.5


def test_many_coders_are_compared_as_a_crowd():
    rng = np.random.default_rng(3)
    wide = pd.DataFrame(rng.choice(list("ab"), (60, 40)), columns=[f"c{at}" for at in range(40)])
    found = agreement_of_variables({"tone": wide, "mood": wide})
    assert "Fleiss' kappa of 40 coders" in found.notes()[0]
    assert found.average.ci is None
    assert found.heading().endswith("40 coders")
