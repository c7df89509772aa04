"""Agreement on sets of codes: distances, alpha, and agreement pooled over the codes."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.set_agreement import (
    applications_kappa,
    identical_share,
    pooled_over_codes,
    set_agreement,
)
from intercoder.reliability.sets import set_alpha, set_answers, set_distances

# dkpro-statistics, SetAnnotationsTest: 9 items, 2 raters, sets over A, B, C, some empty.
DKPRO = [
    ["", ""], ["A", ""], ["A", "A"], ["A", "B"], ["AB", "A"], ["AB", "AC"], ["ABC", "ABC"], ["C", "AC"], ["C", "AC"],
]  # fmt: skip
DKPRO_NONEMPTY = [row for row in DKPRO if all(row)]
# The data of NLTK issue 2991.
NLTK = [["012", "02"], ["01", "0"], ["0", "0"], ["0", "01"]]


def coded(rows, order=None, codes=None):
    """The coded units of rows of sets (any iterable of codes; None: did not code the unit)."""
    cells = [(f"u{i}", f"coder {j}", codes) for i, row in enumerate(rows) for j, codes in enumerate(row)]
    cells = [cell for cell in (order(cells) if order else cells) if cell[2] is not None]
    codings = pd.DataFrame([(u, c, code) for u, c, codes in cells for code in codes], columns=["unit", "coder", "code"])
    coverage = pd.DataFrame([cell[:2] for cell in cells], columns=["unit", "coder"])
    return read_codings(codings, coverage, codes=codes)


@pytest.mark.parametrize(
    ("rows", "distance", "alpha", "observed", "expected"),
    [
        (DKPRO, "masi", 0.273080660836, 0.543209876543, 0.747276688453),
        (DKPRO, "jaccard", 0.315619967794, 0.462962962963, 0.676470588235),
        (DKPRO_NONEMPTY, "masi", 0.177215189873, 0.555555555556, 0.675213675214),
        (DKPRO_NONEMPTY, "jaccard", 0.203225806452, 0.452380952381, 0.567765567766),
        (NLTK, "masi", 0.0916030534351, 0.472222222222, 0.519841269841),
        (NLTK, "jaccard", 0.151515151515, 0.333333333333, 0.392857142857),
    ],
)
def test_alpha_of_published_data(rows, distance, alpha, observed, expected):
    found = set_alpha(set_answers(coded(rows)), distance)
    assert (found.value, found.observed, found.expected) == pytest.approx((alpha, observed, expected), abs=1e-9)


@pytest.mark.parametrize(
    ("a", "b", "masi", "jaccard"),
    [
        ("A", "A", 0, 0),
        ("", "", 0, 0),
        ("A", "", 1, 1),
        ("A", "B", 1, 1),
        ("AB", "A", 1 - 1 / 2 * 2 / 3, 1 / 2),
        ("AB", "AC", 1 - 1 / 3 * 1 / 3, 2 / 3),
        ("ABC", "ABC", 0, 0),
    ],
)
def test_distance_of_two_sets(a, b, masi, jaccard):
    """MASI as in Passonneau (2006): 1, 2/3, 1/3 and 0 for equal, nested, overlapping and disjoint sets."""
    first, second = (np.array([[code in codes for code in "ABC"]]) for codes in (a, b))
    assert set_distances(first, second, "masi")[0, 0] == pytest.approx(masi, abs=1e-12)
    assert set_distances(first, second, "jaccard")[0, 0] == pytest.approx(jaccard, abs=1e-12)


def test_pooled_over_labels():
    """The README example of PyPI ml-agreement: 3 annotators, 3 items, 8 labels, one of which nobody used."""
    rows = [
        [["Action", "Comedy", "Science Fiction"], ["Action", "Science Fiction"], ["Action", "Science Fiction"]],
        [["Drama", "Romance"], ["Romance"], ["Drama", "Romance"]],
        [["Comedy", "Horror"], ["Comedy", "Horror"], ["Comedy", "Thriller"]],
    ]
    labels = ["Action", "Comedy", "Drama", "Horror", "Romance", "Science Fiction", "Thriller", "Fantasy"]
    pooled = pooled_over_codes(set_answers(coded(rows, codes=labels)))
    assert pooled.kappa == pytest.approx(0.672727272727, abs=1e-9)
    assert pooled.ac1 == pytest.approx(0.831775700935, abs=1e-9)
    assert pooled.pabak == pytest.approx(0.777777777778, abs=1e-9)


def test_applications_kappa_counts_only_what_was_applied():
    # Applied by both: A, B, C on units 0 to 2; A alone by the first on unit 3; nothing on unit 4.
    answers = set_answers(coded([["A", "A"], ["B", "B"], ["C", "C"], ["AB", "B"], ["", ""]]))
    chance = (2 * 1 + 2 * 2 + 1 * 1) / 4.5**2
    assert applications_kappa(answers) == pytest.approx((4 / 4.5 - chance) / (1 - chance))


def test_identical_share_is_over_pairs_on_units_both_coded():
    rows = [["A", "A", "A"], ["A", "B", None], ["", "", "B"], [None, None, "C"]]
    assert identical_share(set_answers(coded(rows))) == pytest.approx((3 + 0 + 1) / (3 + 1 + 3))


def test_units_of_a_single_coder_do_not_count():
    rows = [*DKPRO, [None, "ABC"], ["B", None], [None, None]]
    assert set_alpha(set_answers(coded(rows))) == set_alpha(set_answers(coded(DKPRO)))


def test_undefined_says_why():
    alike = set_agreement(coded([["A", "A"], ["A", "A"]]))
    assert math.isnan(alike.masi.value)
    assert alike.to_dict()["alpha_masi"] is None
    assert "same set" in alike.summary()
    unpaired = set_alpha(set_answers(coded([["A", None], [None, "A"]])))
    assert math.isnan(unpaired.value)
    assert "two coders" in unpaired.reason


def test_nothing_applied_by_anyone_is_undefined_too():
    result = set_agreement(coded([["", ""], ["", ""]]))
    assert math.isnan(result.masi.value)
    assert result.identical == 1


def test_unknown_distance():
    with pytest.raises(InputError, match="Choose one of: masi, jaccard"):
        set_alpha(set_answers(coded(DKPRO)), "dice")


def test_summary_names_units_and_sets():
    text = set_agreement(coded(DKPRO)).summary()
    assert "Krippendorff's alpha, MASI distance     .27" in text
    assert "9 units" in text


sets_of_codes = st.lists(
    st.lists(st.none() | st.sets(st.sampled_from("ABC")), min_size=3, max_size=3), min_size=1, max_size=8
)


@given(sets_of_codes, st.randoms(use_true_random=False), st.permutations([0, 1, 2]))
def test_order_of_rows_coders_and_codes_does_not_matter(rows, random, coders):
    def shuffled(cells):
        return random.sample(cells, len(cells))

    other = [[row[j] for j in coders] for row in rows]
    for distance in ("masi", "jaccard"):
        first = set_alpha(set_answers(coded(rows, codes="ABC")), distance)
        second = set_alpha(set_answers(coded(other, shuffled, codes="CBA")), distance)
        assert first.value == pytest.approx(second.value, abs=1e-12, nan_ok=True)


@given(sets_of_codes)
def test_alpha_never_exceeds_one_and_is_one_when_all_agree(rows):
    value = set_alpha(set_answers(coded(rows, codes="ABC"))).value
    assert math.isnan(value) or value <= 1 + 1e-12
    agreeing = set_alpha(set_answers(coded([[row[0] or "A"] * 3 for row in rows] + [["B", "B", "B"], ["C"] * 3])))
    assert agreeing.value == pytest.approx(1)


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=2, max_size=6))
def test_distances_are_symmetric_bounded_and_masi_is_the_larger(rows):
    sets = np.array(rows)
    jaccard, masi = set_distances(sets, sets, "jaccard"), set_distances(sets, sets, "masi")
    for distance in (jaccard, masi):
        assert np.allclose(distance, distance.T)
        assert (distance >= 0).all()
        assert (distance <= 1).all()
        assert (np.diag(distance) == 0).all()
    assert (masi >= jaccard - 1e-12).all()


def test_a_study_with_two_of_three_coders():
    """Constructed: 30 units, 5 codes; the sets of coders A and B, many of them empty."""
    studies = json.loads((Path(__file__).parent / "cases" / "agreement.json").read_text(encoding="utf-8"))
    study = next(study for study in studies if study["data_type"] == "multilabel_project")
    coding, expected = study["data"]["coding"], study["cases"][0]["expected"]
    answers = set_answers(coded([[coding[coder][unit] for coder in "AB"] for unit in study["data"]["units"]]))
    assert set_alpha(answers, "masi").value == pytest.approx(expected["AB_alpha_masi"], abs=1e-9)
    assert set_alpha(answers, "jaccard").value == pytest.approx(expected["AB_alpha_jaccard"], abs=1e-9)


def test_nothing_to_compare_is_undefined_everywhere():
    """No unit has two coders: no share, no alpha, and the reason is said."""
    answers = set_answers(coded([["A", None], [None, "B"]]))
    assert math.isnan(identical_share(answers))
    found = set_alpha(answers)
    assert [math.isnan(number) for number in (found.value, found.observed, found.expected)] == [True] * 3
    assert found.reason == "No unit was coded by two coders."


def test_an_unknown_distance_is_answered_with_those_there_are():
    with pytest.raises(InputError, match=r'no distance "hamming" between sets\. Choose one of: '):
        set_alpha(set_answers(coded(DKPRO)), "hamming")


def test_the_share_of_identical_sets_is_over_all_pairs():
    """u0: AB alike, C differs (1 of 3); u1: A and B coded it, alike (1 of 1); so 2 of 4."""
    answers = set_answers(coded([["X", "X", "Y"], ["XY", "XY", None]]))
    assert identical_share(answers) == pytest.approx(2 / 4)
    document = set_agreement(coded([["X", "X", "Y"], ["XY", "XY", None]], codes="XY")).to_dict()
    assert document["identical"] == pytest.approx(2 / 4)
    assert document["coders"] == ["coder 0", "coder 1", "coder 2"]


def test_coders_who_applied_nothing_have_no_kappa_over_what_they_applied():
    assert math.isnan(applications_kappa(set_answers(coded([["", ""], ["", ""]], codes="XY"))))


def test_the_sets_that_occur_are_counted():
    """Nothing, X, and X with Y, given by one coder or another."""
    found = set_agreement(coded([["", "X"], ["X", "XY"], ["XY", "XY"]], codes="XYZ"))
    assert found.to_dict()["n_sets"] == 3
    assert found.to_dict()["n_units"] == 3
