"""Disagreements broken down: code against code, by pair, by case, over the order of coding."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from intercoder.errors import InputError
from intercoder.reliability.counts.coded_units import CodedUnits, read_codings
from intercoder.reliability.explaining.breakdown import disagreements_by_case, disagreements_by_pair
from intercoder.reliability.explaining.confusion import code_confusion
from intercoder.reliability.explaining.differences import all_differences, differences_by_unit
from intercoder.reliability.explaining.drift import drift

CODES = ["Cost", "Privacy", "Trust"]


def coded(rows, coders="AB", codes=CODES):
    """Coded units from rows of sets of codes by their initials; None: did not code the unit."""
    full = {code[0]: code for code in codes}
    cells = [
        (f"u{i:02}", c, s) for i, row in enumerate(rows) for c, s in zip(coders, row, strict=True) if s is not None
    ]
    codings = pd.DataFrame([(u, c, full[k]) for u, c, s in cells for k in s], columns=["unit", "coder", "code"])
    return read_codings(codings, pd.DataFrame([cell[:2] for cell in cells], columns=["unit", "coder"]), codes=codes)


ROWS = [["T", "P"], ["T", "P"], ["PT", "T"], ["C", ""], ["", "C"], ["", ""], ["C", "PT"], ["T", "T"], ["T", None]]


class TestConfusion:
    def test_substitutions_and_omissions(self):
        found = code_confusion(coded(ROWS), "A", "B")
        met = {(row.code_a, row.code_b): (row.units, row.kind) for row in found.to_frame().itertuples()}
        assert met == {
            ("Trust", "Privacy"): (2, "substitution"),
            ("Privacy", ""): (1, "omission"),
            ("Cost", ""): (1, "omission"),
            ("", "Cost"): (1, "omission"),
            ("Cost", "Privacy"): (1, "substitution"),
            ("Cost", "Trust"): (1, "substitution"),
        }
        assert (found.substitutions, found.omissions) == (7, 3)
        assert found.n_units == 8

    def test_sentences(self):
        found = code_confusion(coded(ROWS), "A", "B")
        said = dict(found.by_code()[["code", "sentence"]].itertuples(index=False, name=None))
        assert said["Trust"] == '"Trust" was used by one coder only on 3 units; the other used "Privacy" instead on 2.'
        assert said["Cost"] == (
            '"Cost" was used by one coder only on 3 units; the other used "Privacy" instead on 1, and nothing on 2.'
        )
        assert found.notes()[0] == (
            "Of 10 codes that only one of A and B applied, on the 8 units both coded, "
            "7 met another code instead and 3 nothing."
        )

    def test_nothing_instead_each_time(self):
        found = code_confusion(coded([["T", ""], ["T", ""]]), "A", "B")
        assert found.by_code()["instead"].tolist() == [""]
        assert found.notes()[1].endswith("only on 2 units; the other used nothing instead each time.")

    def test_full_agreement(self):
        found = code_confusion(coded([["T", "T"], ["", ""]]), "A", "B")
        assert found.to_frame().empty
        assert found.notes() == ("A and B applied the same codes to all 2 units that both coded.",)
        assert found.to_dict()["pairs"] == []


class TestByPair:
    def test_each_pair_on_the_units_both_coded(self):
        rows = [["T", "P", None], ["PT", "T", "T"], ["", "C", ""], ["C", "C", None]]
        frame = disagreements_by_pair(coded(rows, "ABC")).to_frame().set_index(["coder_a", "coder_b"])
        columns = ["n_units", "n_decisions", "only_a", "only_b", "disagreements", "units_disagreed"]
        assert frame.loc[("A", "B"), columns].tolist() == [4, 12, 2, 2, 4, 3]
        assert frame.loc[("A", "C"), columns].tolist() == [2, 6, 1, 0, 1, 1]
        assert frame.loc[("B", "C"), columns].tolist() == [2, 6, 1, 0, 1, 1]
        assert frame.loc[("A", "C"), "sentence"] == (
            "A and C differ in 1 of 6 decisions, on 1 of 2 units; A applied more codes than C, 2 against 1."
        )
        assert frame.loc[("A", "B"), "percent"] == pytest.approx(100 * 4 / 12)

    def test_coders_without_a_common_unit(self):
        found = disagreements_by_pair(coded([["T", None], [None, "T"]]))
        assert found.notes() == ("No unit was coded by both A and B.",)
        assert found.to_dict()["pairs"][0]["percent"] is None


class TestByCase:
    def test_the_worst_case_comes_first(self):
        units = coded(ROWS)
        case_of = {unit: "first" if at < 3 else "second" if at < 6 else "third" for at, unit in enumerate(units.units)}
        found = disagreements_by_case(units, case_of)
        rows = found.to_frame()[["case", "n_units", "disagreements", "units_disagreed"]].to_numpy().tolist()
        assert rows == [["first", 3, 5, 3], ["third", 2, 3, 1], ["second", 3, 2, 2]]
        assert found.to_frame()["share"].tolist() == pytest.approx([0.5, 0.3, 0.2])
        assert found.notes() == ("At least half of the 10 disagreements lie in 1 of 3 cases: first.",)

    def test_a_unit_without_a_case_is_refused(self):
        with pytest.raises(InputError, match='unit "u01" belongs to no case'):
            disagreements_by_case(coded(ROWS), {"u00": "first"})

    def test_agreement_everywhere(self):
        found = disagreements_by_case(coded([["T", "T"]]), {"u00": "only"})
        assert found.notes() == ("The coders agree in every case.",)


class TestDrift:
    def test_blocks_in_the_order_of_coding(self):
        rows = [["T", "T"]] * 6 + [["T", "P"]] * 3 + [["TC", "P"]] * 3
        found = drift(coded(rows), blocks=3)
        assert found.to_frame()[["first", "last", "n_units", "disagreements"]].to_numpy().tolist() == [
            ["u00", "u03", 4, 0],
            ["u04", "u07", 4, 4],
            ["u08", "u11", 4, 11],
        ]
        assert found.to_frame()["percent"].tolist() == pytest.approx([100, 100 * 8 / 12, 100 * 1 / 12])
        assert found.notes()[0].startswith("The coders agree less the further they get (correlation")

    def test_the_other_way_round_they_agree_more(self):
        units = coded([["T", "T"]] * 6 + [["T", "P"]] * 6)
        found = drift(units, order=list(units.units)[::-1])
        assert found.correlation < 0
        assert found.notes()[0].startswith("The coders agree more")

    def test_no_trend(self):
        found = drift(coded([["T", "T"], ["T", "P"]] * 6))
        assert found.p > 0.05
        assert found.notes()[0].startswith("No clear drift")

    def test_equal_disagreement_throughout_is_not_tested(self):
        found = drift(coded([["T", "P"]] * 5))
        assert found.to_dict()["p"] is None
        assert "nothing to test" in found.notes()[0]

    def test_unit_missing_from_the_order(self):
        with pytest.raises(InputError, match='unit "u01" is missing from the order'):
            drift(coded([["T", "P"]] * 2), order=["u00"])

    @given(st.lists(st.sampled_from(["T", "P", "PT"]), min_size=3, max_size=20))
    def test_against_scipys_correlation(self, sets):
        found = drift(coded([["T", codes] for codes in sets]))
        differing = [len(set("T") ^ set(codes)) for codes in sets]
        if len(set(differing)) == 1:
            assert math.isnan(found.correlation)
        else:
            r = stats.pearsonr(np.arange(len(sets)), differing).statistic
            assert found.correlation == pytest.approx(r)
            assert found.p == pytest.approx(2 * stats.norm.sf(abs(r) * math.sqrt(len(sets) - 1)))


some_rows = st.lists(st.tuples(*[st.none() | st.sets(st.sampled_from("CPT"))] * 2), min_size=1, max_size=10)


@given(some_rows, st.randoms(use_true_random=False))
def test_every_disagreement_is_counted_once_and_order_does_not_matter(rows, random):
    both = [(a, b) for a, b in rows if a is not None and b is not None]
    if not any(a is not None for a, _ in rows) or not any(b is not None for _, b in rows):
        return
    found = code_confusion(coded(rows), "A", "B")
    differing = sum(len(a ^ b) for a, b in both)
    assert found.substitutions + found.omissions == differing
    assert found.omissions == sum(len(a ^ b) for a, b in both if a <= b or b <= a)
    assert disagreements_by_pair(coded(rows)).to_frame()["disagreements"].tolist() == [differing]
    shuffled = coded(random.sample(rows, len(rows)))
    assert (code_confusion(shuffled, "A", "B").counts == found.counts).all()
    assert (code_confusion(coded(rows), "B", "A").counts == found.counts.T).all()


class TestWhatDriftSays:
    def test_the_correlation_and_p_travel(self):
        found = drift(coded([["T", "T"]] * 10 + [["T", "P"]] * 10))
        document = found.to_dict()
        assert (document["correlation"], document["p"]) == (found.correlation, found.p)
        assert [block["n_units"] for block in document["blocks"]] == [5, 5, 5, 5]
        assert found.notes() == (
            "The coders agree less the further they get (correlation of place and disagreement .87, p < .001; Mantel's "
            "test for a linear trend).",
        )

    def test_the_other_way_round(self):
        (note,) = drift(coded([["T", "P"]] * 10 + [["T", "T"]] * 10)).notes()
        assert note.startswith("The coders agree more the further they get (correlation of place and disagreement -.87")

    def test_nothing_to_test(self):
        found = drift(coded([["T", "T"]] * 4))
        assert found.to_dict()["correlation"] is None
        assert found.notes() == ("There is nothing to test: the coders differ equally often on every unit.",)

    def test_less_than_one_block(self):
        with pytest.raises(InputError, match="at least one block"):
            drift(coded(ROWS), blocks=0)

    def test_an_order_of_coding(self):
        rows = [["T", "T"]] * 4 + [["T", "P"]] * 4
        turned = drift(coded(rows), order=[f"u{at:02}" for at in reversed(range(8))], blocks=2)
        assert turned.to_frame()["disagreements"].tolist() == [8, 0]
        assert turned.to_frame()["first"].tolist() == ["u07", "u03"]


@given(st.integers(0, 9999), st.integers(2, 5))
def test_differences_unit_by_unit_are_those_of_all_pairs(seed, r):
    rng = np.random.default_rng(seed)
    coded = rng.random((8, r)) < 0.7
    unit, coder, code = np.nonzero((rng.random((8, r, 3)) < 0.5) & coded[..., None])
    units = CodedUnits(np.arange(8), tuple(f"w{g}" for g in range(r)), ("x", "y", "z"), unit, coder, code, coded)
    differing, pairs = differences_by_unit(units)
    by_pair = all_differences(units)
    assert differing.tolist() == sum(found.per_unit for found in by_pair).tolist()
    assert pairs.tolist() == sum(found.both.astype(int) for found in by_pair).tolist()


def test_one_block_is_all_the_units():
    found = drift(coded(ROWS), blocks=1)
    assert found.to_frame()["n_units"].tolist() == [8]
