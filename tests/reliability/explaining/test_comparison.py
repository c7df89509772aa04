"""What other tools give on the same data, and why it differs."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from intercoder.errors import InputError
from intercoder.reliability.coefficients import krippendorff_alpha
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.counts.counting import patterns_of_categories, patterns_of_tables
from intercoder.reliability.explaining.comparison import TOOLS, compare
from intercoder.reliability.explaining.other_tools import kripp_alpha
from intercoder.tables import CODINGS, COVERAGE


def coded(rows, coders="AB", codes=("Cost", "Privacy", "Trust")):
    full = {code[0]: code for code in codes}
    cells = [(f"u{i}", *cell) for i, row in enumerate(rows) for cell in zip(coders, row, strict=True)]
    known = [cell for cell in cells if cell[2] is not None]
    codings = pd.DataFrame([(u, c, full[k]) for u, c, s in known for k in s], columns=["unit", "coder", "code"])
    return read_codings(codings, pd.DataFrame([cell[:2] for cell in known], columns=["unit", "coder"]), codes=codes)


def theirs(comparison):
    """The numbers by code and name."""
    return {(number.code, number.statistic): number.value for number in comparison.numbers}


def reasons(comparison):
    return {(number.code, number.statistic): number.reason for number in comparison.numbers}


ROWS = [["T", "T"], ["T", "T"], ["TP", "T"], ["T", ""], ["", "T"], ["P", "P"], ["", ""], ["", ""]]


LENGTHS = dict(zip((f"u{i}" for i in range(8)), (100, 50, 50, 200, 10, 90, 400, 100), strict=True))
FILES = {f"u{i}": "one" if i < 4 else "two" for i in range(8)}


class TestNVivo:
    def test_kappa_over_characters_file_by_file(self):
        found = theirs(compare("nvivo", coded(ROWS), length_of=LENGTHS, source_of=FILES))
        # Trust, file one: both 200, only A 200; file two: only B 10, neither 590. In both one coder never varies.
        assert found["Trust", "percent agreement"] == pytest.approx(100 * (200 + 590) / 1000)
        assert found["Trust", "kappa, mean of files"] == pytest.approx(0)
        # Privacy, file one: only A 50 of 400, kappa 0; file two: both 90 of 600, kappa 1.
        assert found["Privacy", "kappa, mean of files"] == pytest.approx(0.5)
        assert found["Privacy", "kappa, files weighted by size"] == pytest.approx(0.6)

    def test_a_file_where_neither_used_the_code_counts_as_full_agreement(self):
        comparison = compare("nvivo", coded(ROWS), length_of=LENGTHS, source_of=FILES)
        assert theirs(comparison)["Cost", "kappa, mean of files"] == 1
        assert math.isnan(comparison.ours["Cost"])

    def test_the_example_of_the_help(self):
        """1000 characters, of which 50 by both, 150 by one user, 800 by neither: 85 %."""
        sizes = {"u0": 50, "u1": 75, "u2": 75, "u3": 800}
        found = theirs(compare("nvivo", coded([["T", "T"], ["T", ""], ["", "T"], ["", ""]]), length_of=sizes))
        assert found["Trust", "percent agreement"] == pytest.approx(85)
        assert found["Trust", "kappa, mean of files"] == pytest.approx(0.314285714286, abs=1e-9)

    def test_without_lengths_one_file_gives_cohens_kappa(self):
        comparison = compare("nvivo", coded(ROWS))
        assert theirs(comparison)["Trust", "kappa, mean of files"] == pytest.approx(comparison.ours["Trust"])


class TestMaxqda:
    def test_segments_of_both_coders_and_chance_by_number_of_codes(self):
        found = theirs(compare("maxqda", coded(ROWS)))
        # Trust: 3 units by both count twice, 2 by one; Privacy: 1 by both twice, 1 by one; Cost does not occur.
        assert found["Trust", "percent agreement"] == pytest.approx(100 * 6 / 8)
        assert found["Privacy", "percent agreement"] == pytest.approx(100 * 2 / 3)
        assert found["", "percent agreement"] == pytest.approx(100 * 8 / 11)
        assert found["", "kappa"] == pytest.approx((8 / 11 - 1 / 2) / (1 - 1 / 2))

    def test_unused_code(self):
        comparison = compare("maxqda", coded(ROWS))
        assert math.isnan(theirs(comparison)["Cost", "percent agreement"])
        assert "not in MAXQDA's table" in reasons(comparison)["Cost", "percent agreement"]

    def test_one_code_leaves_no_room_for_chance(self):
        comparison = compare("maxqda", coded([["T", "T"], ["T", ""]], codes=["Trust"]))
        assert math.isnan(theirs(comparison)["", "kappa"])
        assert "fewer than two codes" in reasons(comparison)["", "kappa"]


class TestAtlas:
    def test_units_of_one_length_give_krippendorffs_alpha(self):
        found = theirs(compare("atlas", coded(ROWS)))
        units = np.array([[1, 1], [1, 1], [1, 1], [1, 0], [0, 1], [0, 0], [0, 0], [0, 0]])
        alpha = krippendorff_alpha(patterns_of_categories(units)).value[0]
        assert found["Trust", "alpha binary"] == pytest.approx(alpha)
        assert found["Trust", "percent agreement"] == found["Trust", "Holsti index"] == pytest.approx(75)

    def test_codes_on_top_of_each_other_are_no_domain(self):
        comparison = compare("atlas", coded(ROWS))
        assert math.isnan(theirs(comparison)["", "cu-alpha"])
        assert "no domain" in reasons(comparison)["", "cu-alpha"]

    def test_cu_alpha_where_both_marked_something(self):
        rows = [["T", "T"], ["P", "P"], ["T", "P"], ["C", ""], ["", "C"]]
        units = np.array([["T", "T"], ["P", "P"], ["T", "P"]])
        alpha = krippendorff_alpha(patterns_of_categories(units)).value[0]
        assert theirs(compare("atlas", coded(rows)))["", "cu-alpha"] == pytest.approx(alpha)

    def test_three_coders(self):
        found = theirs(compare("atlas", coded([["T", "T", ""], ["", "", ""], ["P", "P", "P"]], coders="ABC")))
        assert found["Trust", "percent agreement"] == pytest.approx(100 * (1 / 3 + 1 + 1) / 3)


class TestRecal:
    def test_two_coders(self):
        found = theirs(compare("recal", patterns_of_tables([[20, 20], [10, 50]], variables=["STAT"])))
        assert found["STAT", "percent agreement"] == pytest.approx(70)
        assert found["STAT", "Cohen's kappa"] == pytest.approx(0.347826086957)
        assert found["STAT", "Scott's pi"] == pytest.approx((0.7 - 0.545) / 0.455)  # pooled .35 and .65
        assert found["STAT", "Krippendorff's alpha"] == pytest.approx(1 - 0.3 / (2 * 0.35 * 0.65 * 200 / 199))

    def test_invariant_values(self):
        """Freelon's error log: five units that both coders gave a 1."""
        comparison = compare("recal", patterns_of_categories(np.ones((5, 2), int)))
        assert theirs(comparison)["", "percent agreement"] == 100
        assert math.isnan(theirs(comparison)["", "Scott's pi"])
        assert "invariant values" in reasons(comparison)["", "Cohen's kappa"]

    def test_units_with_a_missing_answer_are_left_out(self):
        answers = np.array([[1, 1, 2], [2, 2, 2], [1, 1, 1], [2, 2, np.nan]])
        with_gap, without = (compare("recal", patterns_of_categories(some)) for some in (answers, answers[:3]))
        assert theirs(with_gap) == theirs(without)
        assert ("", "average pairwise Cohen's kappa") in theirs(without)


class TestSpss:
    def test_kappa_with_its_errors(self):
        """UCLA statistical consulting, kappa in SPSS: two raters of 12 movies; .500, .156, T 3.000, significance .003.

        There a third category was given the weight .00001; without it SPSS computes no kappa.
        """
        ratings = np.array([[1, 1]] * 4 + [[2, 2]] * 4 + [[3, 2]] * 4)
        comparison = compare("spss", patterns_of_categories(ratings))
        assert math.isnan(theirs(comparison)["", "kappa"])
        assert "did not use the same categories" in reasons(comparison)["", "kappa"]
        found = theirs(compare("spss", patterns_of_categories(np.vstack([np.repeat(ratings, 10_000, 0), [[3, 3]]]))))
        assert found["", "kappa"] == pytest.approx(0.5, abs=5e-4)
        assert found["", "asymptotic standard error"] * 100 == pytest.approx(0.156, abs=5e-4)
        assert found["", "approximate T"] / 100 == pytest.approx(3.0, abs=5e-3)

    def test_fleiss_cohen_everitt_1969(self):
        found = theirs(compare("spss", patterns_of_tables([[106, 10, 4], [22, 28, 10], [2, 12, 6]])))
        assert found["table 1", "kappa"] == pytest.approx(0.428571428571)
        assert found["table 1", "asymptotic standard error"] == pytest.approx(0.0537110048692)
        assert found["table 1", "approximate T"] == pytest.approx(7.72027518982)
        assert found["table 1", "approximate significance"] == pytest.approx(1.16078815808e-14, rel=1e-3)

    def test_a_constant_coder(self):
        comparison = compare("spss", coded([["T", ""], ["", ""]]))
        assert math.isnan(theirs(comparison)["Trust", "kappa"])
        assert comparison.to_dict()["numbers"][0]["theirs"] is None


class TestIrr:
    def test_kripp_alpha_with_three_complete_coders(self):
        """R irr 0.84.1 prints .635 for Krippendorff's (1980, p. 139) data, where alpha is .642."""
        rows = ["111", "122", "222", "444", "144", "222", "123", "333", "222"]
        patterns = patterns_of_categories(np.array([list(map(int, row)) for row in rows]))
        assert krippendorff_alpha(patterns).value[0] == pytest.approx(0.641732283465, abs=1e-9)
        assert kripp_alpha(patterns)[0] == pytest.approx(0.634842519685, abs=1e-9)

    def test_kripp_alpha_is_right_with_a_gap_and_for_two_coders(self):
        answers = np.array([[1, 1, 2], [2, 2, 2], [1, 1, np.nan], [2, 1, 2]])
        for patterns in (patterns_of_categories(answers), patterns_of_categories(answers[:, :2])):
            assert kripp_alpha(patterns)[0] == pytest.approx(krippendorff_alpha(patterns).value[0])

    def test_kripp_alpha_of_invariant_data_is_one(self):
        found = compare("irr", patterns_of_categories(np.zeros((10, 2), int), categories=[0, 1]))
        assert theirs(found)["", "kripp.alpha"] == 1
        assert math.isnan(theirs(found)["", "kappa2"])

    def test_kappa2_with_its_z(self):
        found = theirs(compare("irr", patterns_of_tables([[106, 10, 4], [22, 28, 10], [2, 12, 6]])))
        assert found["table 1", "kappa2 z"] == pytest.approx(7.72027518982)

    def test_kappam_fleiss_for_more_coders(self):
        rows = ["111", "122", "222", "444", "144", "222", "123", "333", "222"]
        found = theirs(compare("irr", patterns_of_categories(np.array([list(map(int, row)) for row in rows]))))
        assert found["", "kappam.fleiss"] == pytest.approx(0.627952755906)
        assert found["", "kappam.fleiss z"] == pytest.approx(5.38445445132)


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_says_why_it_differs(tool):
    comparison = compare(tool, coded(ROWS))
    assert comparison.tool.why in comparison.summary()
    assert comparison.to_dict()["why"].endswith(".")
    assert all((number.reason == "") != math.isnan(number.value) for number in comparison.numbers)


def test_a_row_per_code_and_one_for_all_together():
    comparison = compare("maxqda", coded(ROWS))
    frame = comparison.to_frame().set_index("code")
    trust = cohen_kappa_score([1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 1, 0, 0, 0])
    privacy = cohen_kappa_score([0, 0, 1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1, 0, 0])
    assert frame["ours"].tolist() == pytest.approx([math.nan, privacy, trust, (trust + privacy) / 2], nan_ok=True)
    assert frame.index.tolist() == ["Cost", "Privacy", "Trust", "All codes"]
    assert frame.loc["Trust", "percent agreement"] == pytest.approx(75)
    assert frame["kappa"].notna().tolist() == [False, False, False, True]
    assert comparison.cells()[2] == ["Trust", "75.0", "–", ".50", ""]
    assert comparison.to_dict()["numbers"][-1]["code"] is None


@pytest.mark.parametrize("tool", ["nvivo", "maxqda", "spss"])
def test_tools_for_two_coders(tool):
    with pytest.raises(InputError, match="compares two coders, here are 3"):
        compare(tool, coded([["T", "T", "T"]], coders="ABC"))


@pytest.mark.parametrize("tool", ["nvivo", "maxqda", "atlas"])
def test_tools_that_compare_codes_refuse_categories(tool):
    with pytest.raises(InputError, match="codes applied to text, not categories"):
        compare(tool, patterns_of_tables([[20, 20], [10, 50]]))


def test_unknown_tool():
    with pytest.raises(InputError, match='Did you mean "nvivo"'):
        compare("nvivi", coded(ROWS))


units_of_two = st.lists(st.tuples(*[st.sets(st.sampled_from("CPT"))] * 2), min_size=1, max_size=8)


@given(units_of_two, st.sampled_from(sorted(TOOLS)), st.randoms(use_true_random=False))
def test_order_of_units_and_of_coders_does_not_matter(rows, tool, random):
    first = theirs(compare(tool, coded(rows)))
    shuffled = theirs(compare(tool, coded(random.sample(rows, len(rows)))))
    exchanged = theirs(compare(tool, coded([row[::-1] for row in rows])))
    assert first == pytest.approx(shuffled, nan_ok=True)
    assert first == pytest.approx(exchanged, nan_ok=True)


def test_a_variable_with_categories_is_not_called_a_code():
    comparison = compare("irr", patterns_of_categories(pd.DataFrame({"A": list("aabbcabc"), "B": list("aabbcaac")})))
    assert comparison.columns()[0].heading == "Compared on"
    assert comparison.cells()[0][0] == "All categories"
    assert {number["code"] for number in comparison.to_dict()["numbers"]} == {None}


def test_the_p_values_of_other_tools_are_shown_as_such():
    found = compare("spss", coded(ROWS * 20))
    headings = [column.heading for column in found.columns()]
    assert found.cells()[2][headings.index("SPSS: approximate significance")] == "< .001"


def test_the_document_for_json_has_both_numbers_and_why_there_is_none():
    rows = [("u1", "A", "Trust"), ("u1", "B", "Trust"), ("u2", "A", "Trust")]
    coverage = COVERAGE.of((unit, coder) for unit in ("u1", "u2", "u3") for coder in ("A", "B"))
    found = compare("spss", read_codings(CODINGS.of(rows), coverage, codes=["Trust", "Never"]))
    kappa = {(n["code"], n["statistic"]): n for n in found.to_dict()["numbers"]}
    trust = next(number for (code, name), number in kappa.items() if code == "Trust" and "appa" in name)
    assert trust["theirs"] == pytest.approx(trust["ours"]) == pytest.approx(0.4)
    never = next(number for (code, name), number in kappa.items() if code == "Never" and "appa" in name)
    assert never["theirs"] is None
    assert never["ours"] is None
    assert never["reason"]
    assert trust["reason"] is None


@pytest.mark.parametrize(
    ("tool", "coders", "takes"), [("spss", "ABC", "two coders"), ("recal", "A", "two coders or more")]
)
def test_how_many_coders_a_tool_takes(tool, coders, takes):
    coded = read_codings(
        CODINGS.of([("u1", "A", "Trust")]), COVERAGE.of(("u1", coder) for coder in coders), codes=["Trust"]
    )
    with pytest.raises(InputError, match=f"compares {takes}, here are {len(coders)}. Choose which with coders"):
        compare(tool, coded)


def test_recal_names_its_agreement_by_the_number_of_coders():
    for coders, named in (("AB", "percent agreement"), ("ABC", "average pairwise percent agreement")):
        rows = [("u1", coder, "Trust") for coder in coders]
        coverage = COVERAGE.of((unit, coder) for unit in ("u1", "u2") for coder in coders)
        found = compare("recal", read_codings(CODINGS.of(rows), coverage))
        assert found.columns()[1].key == named
