"""alpha_U and the u-alpha family."""

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.unitizing.agreement import unitizing_agreement
from intercoder.reliability.unitizing.alpha_u import alpha_u
from intercoder.reliability.unitizing.spans import continuum
from intercoder.reliability.unitizing.u_alphas import u_alphas


def on_continuum(units, length, begin=0, **options):
    """Units as (coder, start, length, code), on one source."""
    rows = [("s", f"coder {coder}", code, at - begin, at - begin + size) for coder, at, size, code in units]
    frame = pd.DataFrame(rows, columns=["source", "coder", "code", "start", "end"])
    return continuum(frame, {"s": length}, **options)


def test_krippendorff_2004_p254():
    """As in dkpro-statistics' Krippendorff2004Test; published: alpha .8591, .7286 for c, 1.0000 for k."""
    units = [
        (0, 225, 70, "c"), (0, 370, 30, "c"), (1, 220, 80, "c"), (1, 355, 20, "c"), (1, 400, 20, "c"),
        (0, 180, 60, "k"), (0, 300, 50, "k"), (1, 180, 60, "k"), (1, 300, 50, "k"),
    ]  # fmt: skip
    found = alpha_u(on_continuum(units, 300, begin=150))
    assert found.overall == pytest.approx(0.858665405184, abs=1e-9)
    assert found.value == pytest.approx([0.728598996805, 1.0], abs=1e-9)
    assert found.observed == pytest.approx([0.0144444444444, 0.0], abs=1e-9)
    assert found.expected == pytest.approx([0.053221779855, 0.0489785658089], abs=1e-9)


@pytest.mark.parametrize(
    ("units", "in_steps", "value", "observed", "expected"),
    [
        ([(0, 2, 8), (0, 14, 6), (1, 4, 4), (1, 15, 2)], 0.515287769784, 0.552946814873, 0.03125, 0.0699021974111),
        (
            [(0, 0, 18), (1, 0, 2), *[(1, at, 1) for at in (2, 3, 4, 5)], (1, 6, 3), (1, 9, 1)],
            -1.0810785086, -0.928384671247, 2.26736111111, 1.17578258369,
        ),
        (
            [(0, 2, 6), (0, 10, 2), (0, 14, 4), (0, 20, 2), (1, 0, 2), (1, 4, 4), (1, 10, 4), (1, 16, 2), (1, 20, 2)],
            0.603347889374, 0.693078789282, 0.0277777777778, 0.0905045881737,
        ),
        (
            [(0, 0, 2), (0, 2, 8), (0, 10, 4), (0, 14, 6), (0, 20, 4),
             (1, 0, 4), (1, 4, 4), (1, 8, 7), (1, 15, 2), (1, 17, 7)],
            -0.206848659004, 0.0658688811073, 0.387152777778, 0.414452286138,
        ),
    ],
    ids=list("ABCD"),
)  # fmt: skip
def test_krippendorff_1995(units, in_steps, value, observed, expected):
    """Examples A to D of Krippendorff (1995); published .553, -.926, .679 and .066, in the limit of fine steps.

    The expected values come from dkpro-statistics' Krippendorff1995Test, with the continuum stretched 50,000 times.
    """
    found = on_continuum([(*unit, "x") for unit in units], 24)
    assert alpha_u(found).overall == pytest.approx(in_steps, abs=1e-9)
    limit = alpha_u(found, continuous=True)
    assert (limit.overall, *limit.observed, *limit.expected) == pytest.approx((value, observed, expected), abs=1e-4)


ALEX = [(0, 0, 7, "1"), (0, 7, 6, "2"), (0, 30, 2, "5"), (0, 32, 5, "6"), (0, 37, 7, "6"), (0, 44, 16, "7")]
PAUL = [(1, 0, 7, "1"), (1, 7, 6, "3"), (1, 13, 8, "5"), (1, 32, 5, "6"), (1, 37, 7, "6")]
SUZAN = [(2, 0, 7, "1"), (2, 7, 6, "4"), (2, 13, 8, "5"), (2, 32, 9, "6"), (2, 41, 3, "6")]


def test_krippendorff_2019_figure_12_11():
    """Published: u-alpha .510, |u-alpha .413, cu-alpha .724; 1, 5 and 6 agree fully, 2, 3 and 4 not at all.

    Where the neighbouring units with value 6 part is read from the figure: so the three values come out together.
    """
    found = u_alphas(on_continuum(ALEX + PAUL + SUZAN, 60))
    assert (round(found.u, 3), round(found.binary, 3), round(found.cu, 3)) == (0.510, 0.413, 0.724)
    assert found.by_code[:6] == pytest.approx([1, 0, 0, 0, 1, 1], abs=1e-12)
    assert math.isnan(found.by_code[6])
    assert found.covered_by_code == pytest.approx([1, 1, 1, 1, 8 / 18, 1, 0])


def test_codes_one_of_which_a_coder_applied_on_top_of_another():
    found = on_continuum([(0, 0, 5, "x"), (0, 3, 2, "y"), (1, 0, 5, "x")], 10)
    with pytest.raises(InputError, match='coder 0 marked overlapping stretches with "x" and "y"'):
        u_alphas(found)
    result = unitizing_agreement(found)
    assert result.families is None
    assert not math.isnan(result.alpha_u.overall)
    assert "overlapping" in result.summary()


def test_a_code_nobody_used_is_undefined_with_a_reason():
    found = on_continuum([(0, 0, 5, "x"), (1, 0, 5, "x")], 10, codes=["x", "never"])
    rows = {(row["statistic"], row["code"]): row for row in unitizing_agreement(found).to_dict()["coefficients"]}
    assert rows["alpha_U", "never"]["value"] is None
    assert rows["alpha_U", "never"]["reason"] == "Nobody used the code."
    assert rows["(k)u-alpha", "never"]["value"] is None
    assert rows["alpha_U", "x"]["value"] == 1


def test_nothing_marked_at_all():
    found = on_continuum([], 10, coders=["A", "B"], codes=["x"])
    assert math.isnan(alpha_u(found).overall)
    assert math.isnan(u_alphas(found).u)


def test_one_coder_is_refused():
    with pytest.raises(InputError, match="only one"):
        alpha_u(on_continuum([(0, 0, 5, "x")], 10))


@st.composite
def partitions(draw, coders=3, length=30):
    """Non-overlapping units of several coders."""
    units = []
    for coder in range(coders):
        cuts = sorted(draw(st.sets(st.integers(0, length), min_size=2, max_size=8)))
        for start, end in pairwise(cuts):
            code = draw(st.sampled_from(["x", "y", None]))
            if code:
                units.append((coder, start, end - start, code))
    return units


@given(partitions(), st.permutations([0, 1, 2]), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_coders_do_not_matter(units, names, random):
    options = {"coders": ["coder 0", "coder 1", "coder 2"], "codes": ["x", "y"]}
    other = [(names[coder], *rest) for coder, *rest in random.sample(units, len(units))]
    one, two = (on_continuum(drawn, 30, **options) for drawn in (units, other))
    assert np.allclose(alpha_u(one).value, alpha_u(two).value, equal_nan=True)
    first, second = u_alphas(one), u_alphas(two)
    assert (first.u, first.binary, first.cu) == pytest.approx((second.u, second.binary, second.cu), nan_ok=True)


@given(partitions())
def test_the_alphas_do_not_exceed_one_and_are_one_for_identical_coders(units):
    options = {"coders": ["coder 0", "coder 1", "coder 2"], "codes": ["x", "y"]}
    found = on_continuum(units, 30, **options)
    for value in (alpha_u(found).overall, u_alphas(found).u, u_alphas(found).cu):
        assert math.isnan(value) or value <= 1 + 1e-9
    same = [(coder, *rest) for which, *rest in units if which == 0 for coder in range(3)]
    alike = on_continuum(same, 30, **options)
    for value in (alpha_u(alike).overall, u_alphas(alike).u, u_alphas(alike).binary, u_alphas(alike).cu):
        assert math.isnan(value) or value == pytest.approx(1)


@given(partitions(coders=2))
def test_observed_disagreement_equals_its_definition(units):
    """Against Krippendorff's delta, section by section. (2004), eq. for delta squared."""
    found = on_continuum(units, 30, coders=["coder 0", "coder 1"], codes=["x"])
    sections = [
        _sections([(at, at + size) for c, at, size, code in units if (c, code) == (who, "x")]) for who in (0, 1)
    ]
    total = sum(_delta(g, h) for mine, theirs in (sections, sections[::-1]) for g in mine for h in theirs)
    assert alpha_u(found).observed[0] == pytest.approx(total / (2 * 30**2))


def _sections(units, whole=30):
    ends = [0, *(place for unit in sorted(units) for place in unit), whole]
    gaps = [(start, end, False) for start, end in zip(ends[::2], ends[1::2], strict=True) if end > start]
    return [(start, end, True) for start, end in units] + gaps


def _delta(g, h):
    (start, end, unit), (other_start, other_end, other_unit) = g, h
    if unit and other_unit and start < other_end and other_start < end:
        return (start - other_start) ** 2 + (end - other_end) ** 2
    if unit and not other_unit and other_start <= start and end <= other_end:
        return (end - start) ** 2
    if other_unit and not unit and start <= other_start and other_end <= end:
        return (other_end - other_start) ** 2
    return 0


def why(*rows, length=20, codes="x"):
    frame = pd.DataFrame(rows, columns=["source", "coder", "code", "start", "end"])
    found = unitizing_agreement(continuum(frame, {"s": length}, coders=["A", "B"], codes=list(codes)))
    return {(row["statistic"], row["code"]): row["reason"] for row in found.to_dict()["coefficients"]}


def test_each_number_that_is_missing_says_why():
    apart = why(("s", "A", "x", 0, 5), ("s", "B", "x", 10, 15))
    assert apart["cu-alpha", ""] == "No two coders marked the same text here."
    assert apart["u-alpha", ""] == ""
    everywhere = why(("s", "A", "x", 0, 20), ("s", "B", "x", 0, 20), codes="xy")
    assert everywhere["|u-alpha", ""] == "No disagreement could have arisen by chance."
    assert everywhere["(k)u-alpha", "y"] == "Nobody used the code."
    overlapping = why(("s", "A", "x", 0, 8), ("s", "A", "y", 4, 10), ("s", "B", "x", 0, 8), codes="xy")
    assert set(overlapping) == {("alpha_U", ""), ("alpha_U", "x"), ("alpha_U", "y"), ("u-alpha", ""), ("|u-alpha", ""),
                                ("cu-alpha", "")}  # fmt: skip
    assert overlapping["u-alpha", ""]
    assert overlapping["u-alpha", ""] == overlapping["cu-alpha", ""]


def test_spans_are_counted_in_words():
    one = on_continuum([(0, 0, 5, "x")], 20, coders=["coder 0", "coder 1"])
    assert unitizing_agreement(one).notes()[0] == "1 span of the coders coder 0, coder 1."
    two = on_continuum([(0, 0, 5, "x"), (1, 0, 5, "x")], 20)
    assert unitizing_agreement(two).notes()[0] == "2 spans of the coders coder 0, coder 1."


def test_what_each_number_speaks_of():
    """Of the 10 that coders marked, both marked 6."""
    rows = [("s", "A", "x", 0, 8), ("s", "B", "x", 2, 10)]
    frame = pd.DataFrame(rows, columns=["source", "coder", "code", "start", "end"])
    found = unitizing_agreement(continuum(frame, {"s": 20})).to_frame().set_index(["statistic", "code"])["covered"]
    assert found.loc[[("alpha_U", ""), ("u-alpha", ""), ("|u-alpha", "")]].tolist() == [1, 1, 1]
    assert 0 < found["cu-alpha", ""] < 1
