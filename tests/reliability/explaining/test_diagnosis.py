"""Why a kappa is what it is: published tables, the sentences, and the identity behind them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.reliability.counts.counting import patterns_of_tables
from intercoder.reliability.explaining.diagnosis import Diagnosis, diagnose

# source; table with "yes" first; prevalence index, bias index, PABAK, positive and negative agreement, kappa.
# Byrt, Bishop & Carlin (1993), Cicchetti & Feinstein (1990); against R epiR::epi.kappa.
CASES = [
    (
        "Artstein & Poesio 2008 Comput Linguist 34:555-596 p.558 (dkp",
        [[20, 20], [10, 50]],
        (-0.3, 0.1, 0.4, 0.571428571429, 0.769230769231, 0.347826086957),
    ),
    (
        "Feinstein & Cicchetti 1990, paradox 1, skewed table (po=.85",
        [[80, 10], [5, 5]],
        (0.75, 0.05, 0.7, 0.914285714286, 0.4, 0.318181818182),
    ),
    (
        "Feinstein & Cicchetti 1990, paradox 2, symmetrical imbalance",
        [[45, 15], [25, 15]],
        (0.3, -0.1, 0.2, 0.692307692308, 0.428571428571, 0.130434782609),
    ),
    (
        "Sim & Wright 2005 Phys Ther 85:257-268 (2x2 N=39",
        [[22, 2], [4, 11]],
        (0.282051282051, -0.0512820512821, 0.692307692308, 0.88, 0.785714285714, 0.666666666667),
    ),
    (
        "dkpro-statistics gwet/fixture_01_paradox_2x2.json (generated",
        [[80, 7], [8, 5]],
        (0.75, -0.01, 0.7, 0.914285714286, 0.4, 0.314442413163),
    ),
    (
        "Fleiss, Levin & Paik 2003 sec. 18.1, three independent agree",
        [[12, 1], [4, 3]],
        (0.45, -0.15, 0.5, 0.827586206897, 0.545454545455, 0.390243902439),
    ),
    (
        "Fleiss, Levin & Paik 2003 sec. 18.1, three independent agree",
        [[15, 2], [1, 2]],
        (0.65, 0.05, 0.7, 0.909090909091, 0.571428571429, 0.48275862069),
    ),
    (
        "Fleiss, Levin & Paik 2003 sec. 18.1, three independent agree",
        [[15, 6], [3, 6]],
        (0.3, 0.1, 0.4, 0.769230769231, 0.571428571429, 0.347826086957),
    ),
    (
        "McKenzie et al. 1996 J Psychiatr Res 30:483-492 depression d",
        [[7, 6], [2, 35]],
        (-0.56, 0.08, 0.68, 0.636363636364, 0.897435897436, 0.538106235566),
    ),
]


def of(*counts: tuple[int, int, int, int], threshold: float = 0.6) -> Diagnosis:
    """Diagnose codes given as (both, only A, only B, neither)."""
    tables = np.array([[[neither, only_b], [only_a, both]] for both, only_a, only_b, neither in counts])
    names = [f"code {i + 1}" for i in range(len(counts))]
    patterns = patterns_of_tables(tables, variables=names, coders=("Ann", "Ben"), categories=(False, True))
    return diagnose(patterns, threshold=threshold)


@pytest.mark.parametrize(("table", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_published_tables(table: list[list[int]], expected: tuple[float, ...]) -> None:
    (a, b), (c, d) = table
    row = of((a, b, c, d)).to_frame().iloc[0]
    names = ["prevalence_index", "bias_index", "pabak", "positive_agreement", "negative_agreement", "kappa"]
    assert row[names].tolist() == pytest.approx(expected, abs=1e-9)


@given(st.tuples(*[st.integers(0, 50)] * 4).filter(lambda counts: sum(counts) > 0))
def test_kappa_follows_from_pabak_prevalence_and_bias(counts: tuple[int, int, int, int]) -> None:
    row = of(counts).to_frame().iloc[0]
    pi2, bi2 = row["prevalence_index"] ** 2, row["bias_index"] ** 2
    if np.isnan(row["kappa"]):
        assert row["cause"] == "undefined"
        assert 1 - pi2 + bi2 == pytest.approx(0)
    else:
        assert row["kappa"] == pytest.approx((row["pabak"] - pi2 + bi2) / (1 - pi2 + bi2), abs=1e-9)
        assert row["kappa"] <= row["kappa_max"] + 1e-12
        assert 0 <= row["p_reaches"] <= 1


@given(st.tuples(*[st.integers(0, 30)] * 4).filter(lambda counts: sum(counts) > 0))
def test_swapping_coders_or_answers_changes_names_only(counts: tuple[int, int, int, int]) -> None:
    both, only_a, only_b, neither = counts
    frame = of(counts, (both, only_b, only_a, neither), (neither, only_b, only_a, both)).to_frame()
    for column in ("cause", "band_held", "crosses_threshold"):
        assert frame[column].nunique() == 1
    np.testing.assert_allclose(frame["mcnemar_p"], frame["mcnemar_p"][0])
    np.testing.assert_allclose(frame["p_reaches"], frame["p_reaches"][0], atol=1e-7)
    np.testing.assert_allclose(frame["bias_index"], frame["bias_index"][0] * np.array([1, -1, -1]))


class TestSentences:
    """One plain sentence per code says which it is."""

    @pytest.mark.parametrize(
        ("counts", "cause", "beginning"),
        [
            ((0, 0, 0, 12), "undefined", "No coder applied it to any of the 12 units."),
            ((12, 0, 0, 0), "undefined", "All coders applied it to the 12 units."),
            ((0, 0, 0, 0), "undefined", "No unit was coded by both coders."),
            ((0, 2, 0, 10), "one coder", "Ben never applied it, so kappa is 0"),
            ((9, 0, 3, 0), "one coder", "Ben applied it to every unit, so kappa is 0"),
            ((45, 3, 2, 50), "fine", "The coders agree: both applied it to 45 of 100 units and differ on 5."),
            (
                (6, 0, 1, 5),
                "fine",
                "The coders agree: both applied it to 6 of 12 units and differ on 1; still, 12 units",
            ),
            ((20, 15, 1, 40), "bias", "Ann applies it more: alone on 15 units, against 1 that only Ben marked."),
            ((3, 0, 3, 6), "bias", "Ben applies it more: alone on 3 units, against 0 that only Ann marked."),
            ((1, 1, 1, 9), "rare", "Rare: it concerns 3 of 12 units, and the coders agree on 10."),
            ((9, 1, 1, 1), "rare", "Nearly everywhere: all but 3 of 12 units have it from both"),
            (
                (3, 3, 2, 4),
                "disagreement",
                "Real disagreement: they differ on 5 of 12 units (Ann alone 3, Ben alone 2).",
            ),
            ((1, 2, 0, 3), "disagreement", "Real disagreement: they differ on 2 of 6 units (all marked by Ann alone)."),
        ],
    )
    def test_cause(self, counts: tuple[int, int, int, int], cause: str, beginning: str) -> None:
        row = of(counts).to_frame().iloc[0]
        assert row["cause"] == cause
        assert row["diagnosis"].startswith(beginning)

    def test_the_threshold_is_the_users(self) -> None:
        assert of((1, 1, 1, 9), threshold=0.4).to_frame()["cause"][0] == "fine"

    def test_exactly_the_threshold_is_fine(self) -> None:
        assert of((40, 10, 10, 40)).to_frame()["cause"][0] == "fine"


def test_mcnemar_is_exact() -> None:
    """1 against 15: two tails of the binomial distribution of 16 with one half."""
    assert of((20, 15, 1, 40)).to_frame()["mcnemar_p"][0] == pytest.approx(2 * 17 / 2**16)


def test_the_result_prints_and_serialises() -> None:
    found = of((0, 0, 0, 12), (1, 1, 1, 9), (6, 0, 1, 5))
    assert "Of 3 codes: 1 fine, 1 too rare for kappa to tell, 1 without a kappa." in found.summary()
    assert [column.heading for column in found.columns()][2:4] == ["Only Ann", "Only Ben"]
    row = found.to_dict()["codes"][0]
    assert row["kappa"] is None
    assert row["crosses_threshold"] is False


@pytest.mark.parametrize(
    ("counts", "end"),
    [
        ((0, 2, 0, 10), "whatever the other coder did. Look together at 2 units that Ann alone marked."),
        ((0, 0, 1, 10), "whatever the other coder did. Look together at 1 unit that Ben alone marked."),
        ((0, 0, 0, 12), "of the 12 units. So there is no kappa, although no unit divides them."),
        ((20, 0, 0, 20), "agree: both applied it to 20 of 40 units and never differ."),
        ((6, 0, 1, 5), "and differ on 1; still, 12 units do not settle that kappa is .60 or more."),
        ((20, 15, 1, 40), "against 1 that only Ben marked. Compare when each of them uses it."),
        ((1, 1, 1, 9), "discuss the 2 units on which they differ, and code more before judging the definition."),
        ((3, 3, 2, 4), "(Ann alone 3, Ben alone 2). Discuss them and sharpen the definition."),
    ],
)
def test_how_the_sentence_ends(counts: tuple[int, int, int, int], end: str) -> None:
    assert of(counts).to_frame()["diagnosis"][0].endswith(end)
