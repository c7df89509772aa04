"""From codings and coverage to the table of agreement: counts, kappa, flags, reasons, averages, pairs and JSON."""

import json
import math

import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.reliability.agreement import agreement
from intercoder.reliability.counts.coded_units import ancestors_of

UNITS = [f"u{number}" for number in range(1, 21)]


def study(**applied):
    """Codings of coders A, B (all 20 units) and C (the first 8): {coder_code: numbers of units}."""
    rows = [(f"u{unit}", name[0].upper(), name[2:]) for name, units in applied.items() for unit in units]
    covered = [(unit, coder) for coder in "AB" for unit in UNITS] + [(unit, "C") for unit in UNITS[:8]]
    return pd.DataFrame(rows, columns=["unit", "coder", "code"]), pd.DataFrame(covered, columns=["unit", "coder"])


def compare(*, coders=("A", "B"), codes=None, options=None, **applied):
    return agreement(*study(**applied), coders=coders, codes=codes, **(options or {}))


def row(result, code):
    return result.to_frame().set_index("code").loc[code]


def test_the_table_of_two_coders():
    result = compare(a_trust=range(1, 13), b_trust=[*range(1, 10), 13], a_cost=[1], b_cost=[1])
    trust = row(result, "trust")
    assert (trust["both"], trust["only_a"], trust["only_b"], trust["neither"]) == (9, 3, 1, 7)
    assert (trust["coder_a"], trust["coder_b"], trust["n_units"]) == ("A", "B", 20)
    assert trust["percent_agreement"] == 0.8
    assert trust["kappa"] == 0.6
    assert trust["band"] == "moderate"
    assert not trust["flagged"], "exactly .60 is not below .60"
    assert trust["reason"] == ""
    assert trust["ci_low"] < 0.6 < trust["ci_high"]
    assert trust["crosses_threshold"]
    assert trust["pabak"] == pytest.approx(0.6)
    assert trust["positive_agreement"] == pytest.approx(18 / 22)
    assert trust["negative_agreement"] == pytest.approx(14 / 18)
    assert row(result, "cost")["kappa"] == 1
    assert result.average.sentence() == "mean kappa .80 over both codes"


def test_the_first_coder_is_the_one_named_first():
    result = compare(coders=("B", "A"), a_trust=range(1, 13), b_trust=[*range(1, 10), 13])
    assert (row(result, "trust")["only_a"], row(result, "trust")["only_b"]) == (1, 3)
    assert [column.heading for column in result.columns()][:6] == ["Code", "n", "Both", "Only B", "Only A", "Neither"]


def test_a_code_that_nobody_applied_is_undefined_with_its_reason():
    result = compare(codes=["trust", "rare"], a_trust=[1, 2], b_trust=[1, 2])
    rare = row(result, "rare")
    assert math.isnan(rare["kappa"])
    assert rare["reason"] == "No coder applied it to any of the 20 units."
    assert (rare["percent_agreement"], rare["gwet_ac1"], rare["pabak"]) == (1, 1, 1)
    assert math.isnan(rare["krippendorff_alpha"])
    assert rare["band"] == ""
    assert not rare["flagged"]
    assert (math.isnan(rare["ci_low"]), rare["ci_method"]) == (True, "")
    average = result.average
    assert (average.defined, average.codes, average.undefined) == (1, 2, ("rare",))
    assert (average.kappa, average.undefined_as_1, average.undefined_as_0) == (1, 1, 0.5)
    assert average.pooled_kappa == pytest.approx((1 - (0.82 + 1) / 2) / (1 - (0.82 + 1) / 2))
    assert average.sentence() == "mean kappa 1.00 over 1 of 2 codes"
    assert any("rare" in note and "no coder applied it" in note for note in result.notes())


def test_a_code_that_both_always_applied_is_undefined_too():
    result = compare(a_trust=range(1, 21), b_trust=range(1, 21))
    assert row(result, "trust")["reason"] == "All coders applied it to the 20 units."
    assert math.isnan(result.average.kappa)
    assert result.average.sentence() == "kappa is undefined for 1 code"
    assert result.to_dict()["average"]["kappa"] is None


def test_a_coder_who_never_applied_it_makes_kappa_0_and_uninformative():
    found = row(compare(a_trust=[1, 2]), "trust")
    assert found["kappa"] == 0
    assert found["flagged"]
    assert found["remark"] == "B never applied it, so kappa is 0 whatever the other coder did."
    always = row(compare(a_trust=range(1, 21), b_trust=[1]), "trust")
    assert always["remark"] == "A applied it to every unit, so kappa is 0 whatever the other coder did."


def test_units_that_only_one_coder_coded_are_not_compared():
    result = compare(coders=("A", "C"), a_trust=[1, 2, 9, 10], c_trust=[1, 2])
    assert result.n_units == 8
    assert row(result, "trust")["kappa"] == 1


def by_all_coders(applied):
    return compare(coders=None, options={"units_coded_by": "all"}, **applied)


def test_three_coders_are_compared_together_and_pair_by_pair():
    applied = {"a_trust": range(1, 11), "b_trust": range(2, 12), "c_trust": [2, 3, 4]}
    result = compare(coders=None, **applied)
    assert result.coders == ("A", "B", "C")
    assert result.n_units == 8
    assert [(pair.coders, pair.n_units) for pair in result.pairs] == [
        (("A", "B"), 20),
        (("A", "C"), 8),
        (("B", "C"), 8),
    ]
    kappas = [row(pair, "trust")["kappa"] for pair in by_all_coders(applied).pairs]
    assert row(result, "trust")["light_kappa"] == pytest.approx(sum(kappas) / 3)
    by_all = by_all_coders(applied)
    assert [pair.n_units for pair in by_all.pairs] == [8, 8, 8]
    assert any(note.startswith("A and B") and "on the 8 that all coded" in note for note in result.notes())
    assert [len(pair["codes"]) for pair in result.to_dict()["pairs"]] == [1, 1, 1]
    assert "both" not in result.to_frame()


def test_case_by_case():
    cases = pd.DataFrame({"unit": UNITS, "case": [f"c{(number + 1) // 2}" for number in range(20)]})
    applied = {"a_trust": [1, 5, 6], "b_trust": [2, 4, 5]}
    result = compare(options={"level": "case", "cases": cases}, **applied)
    assert result.n_units == 11
    assert "11 cases" in result.notes()[0]
    trust = row(result, "trust")
    assert (trust["both"], trust["only_a"], trust["only_b"]) == (1, 2, 1)
    by_mapping = compare(options={"level": "case", "cases": dict(cases.to_numpy())}, **applied)
    assert by_mapping.to_frame().equals(result.to_frame())


def test_units_of_a_case_are_taken_together_in_the_interval_of_the_average():
    applied = {"a_trust": range(1, 11), "b_trust": range(3, 13)}
    alone = compare(**applied)
    together = compare(options={"cases": {unit: f"c{at // 5}" for at, unit in enumerate(UNITS)}}, **applied)
    assert together.to_frame()["kappa"].equals(alone.to_frame()["kappa"])
    assert together.average.ci != alone.average.ci
    assert "cases" in together.average.ci_method


def test_ancestors_count_when_a_descendant_is_applied():
    table, coverage = study(a_x=[1], b_x=[2])
    table["code"] = ["Care / Plans", "Care / Goals"]
    codes = ["Care", "Care / Plans", "Care / Goals"]
    flat = agreement(table, coverage, coders=["A", "B"], codes=codes)
    rolled = agreement(table, coverage, coders=["A", "B"], codes=codes, rollup=True)
    by_mapping = agreement(table, coverage, coders=["A", "B"], codes=codes, rollup=ancestors_of(codes))
    assert (row(flat, "Care")["only_a"], row(rolled, "Care")["only_a"], row(rolled, "Care")["only_b"]) == (0, 1, 1)
    assert by_mapping.to_frame().equals(rolled.to_frame())


def test_parents_that_are_no_codes_themselves_are_added_by_rolling_up():
    table, coverage = study(a_x=[1, 2], b_x=[2])
    table["code"] = ["Care / Plans", "Care / Goals", "Care / Plans"]
    rolled = agreement(table, coverage, coders=["A", "B"], rollup=True)
    assert rolled.codes == ("Care", "Care / Plans", "Care / Goals")
    assert row(rolled, "Care")[["both", "only_a", "only_b", "neither"]].tolist() == [1, 1, 0, 18]


@pytest.mark.parametrize("names", [["gwet_ac1", "pabak"], ["gwet_ac", "pabak"]])
def test_statistics_have_the_names_of_the_table(names):
    result = compare(a_trust=range(1, 13), b_trust=[*range(1, 10), 13], options={"statistics": names})
    headings = [column.heading for column in result.columns()]
    assert headings[-3:-1] == ["Gwet's AC1", "PABAK"]


@pytest.mark.parametrize("threshold", [60, -1, math.nan])
def test_a_threshold_that_is_none(threshold):
    with pytest.raises(InputError, match="threshold must lie between"):
        compare(a_trust=[1], b_trust=[2], options={"threshold": threshold})


@pytest.mark.parametrize("interval", ["auto", "fleiss_cohen_everitt", "jeffreys_dirichlet", "percentile", "bca"])
def test_every_interval_holds_kappa_and_is_named(interval):
    found = row(compare(a_trust=range(1, 13), b_trust=[*range(1, 10), 13], options={"interval": interval}), "trust")
    assert found["ci_low"] < found["kappa"] < found["ci_high"]
    assert found["ci_method"]


def test_the_bootstrap_is_the_same_for_the_same_seed():
    applied = {"a_trust": range(1, 13), "b_trust": [*range(1, 10), 13]}
    ends = [
        tuple(row(compare(options={"interval": "percentile", "seed": seed}, **applied), "trust")[["ci_low", "ci_high"]])
        for seed in (1, 1, 2)
    ]
    assert ends[0] == ends[1] != ends[2]


def test_threshold_scale_and_further_statistics():
    options = {"threshold": 0.7, "bands": "cicchetti-sparrow", "statistics": ["scott_pi"], "confidence": 0.9}
    result = compare(a_trust=range(1, 13), b_trust=[*range(1, 10), 13], options=options)
    trust = row(result, "trust")
    assert trust["flagged"]
    assert trust["band"] == "good"
    assert result.flagged == ("trust",)
    assert trust["scott_pi"] == pytest.approx(trust["kappa"], abs=0.01)
    headings = [column.heading for column in result.columns()]
    assert "90 % interval" in headings
    assert "Scott's pi" in headings


def test_inference_to_this_corpus_alone():
    applied = {"a_trust": range(1, 13), "b_trust": [*range(1, 10), 13], "c_trust": [1, 2, 3]}
    for coders in (("A", "B"), ("A", "B", "C")):
        process, corpus = (
            row(compare(coders=coders, options={"population": size, "interval": "auto"}, **applied), "trust")
            for size in (None, 40)
        )
        assert corpus["se"] == pytest.approx(process["se"] * math.sqrt(1 - process["n_units"] / 40))
    with pytest.raises(InputError, match="20 were coded"):
        compare(options={"population": 19}, **applied)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"level": "cases"}, "Did you mean"),
        ({"level": "case"}, "case of each unit must be known"),
        ({"level": "case", "cases": pd.DataFrame({"unit": UNITS, "cases": UNITS})}, "Did you mean"),
        ({"units_coded_by": "both"}, "no choice of units"),
        ({"statistics": ["scots_pi"]}, "Did you mean"),
        ({"bands": "landis"}, "no scale"),
        ({"confidence": 95}, "between 0 and 1"),
        ({"interval": "wald"}, "no method"),
        ({"coders": ["A"]}, "only A"),
    ],
)
def test_options_that_do_not_exist(options, what):
    with pytest.raises(InputError, match=what):
        agreement(*study(a_trust=[1], b_trust=[1]), **({"coders": ["A", "B"]} | options))


def test_json_holds_what_the_table_holds_and_null_where_undefined():
    result = compare(codes=["trust", "rare"], a_trust=range(1, 13), b_trust=[*range(1, 10), 13])
    answer = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert (answer["coders"], answer["n_units"], answer["threshold"]) == (["A", "B"], 20, 0.6)
    trust, rare = answer["codes"]
    expected = {"code": "trust", "n_units": 20, "both": 9, "only_a": 3, "only_b": 1, "neither": 7, "kappa": 0.6}
    assert {key: trust[key] for key in expected} == expected
    assert len(trust["ci"]) == 2
    assert trust["flagged"] is False
    assert (rare["kappa"], rare["ci"], rare["band"], rare["ci_method"]) == (None, None, None, None)
    assert rare["reason"] == "No coder applied it to any of the 20 units."
    assert answer["average"]["defined"] == 1
    assert answer["average"]["undefined"] == ["rare"]


def test_no_unit_in_common():
    table, coverage = study(a_trust=[1])
    first = (coverage["coder"] == "A") & (coverage["unit"] == "u1")
    apart = coverage[first | (coverage["coder"] == "C") & (coverage["unit"] == "u2")]
    result = agreement(table, apart)
    assert result.n_units == 0
    assert row(result, "trust")["reason"] == "No unit was coded by both coders."
    assert result.summary()


def test_many_units_give_the_same_average_without_keeping_them_together(monkeypatch):
    from intercoder.reliability import sample

    applied = {"a_trust": range(1, 13), "b_trust": range(3, 13), "a_cost": [1, 4, 15], "b_cost": [1, 4, 20]}
    small = compare(**applied)
    monkeypatch.setattr(sample, "_ANSWERS", 1)
    large = compare(**applied)
    assert large.average.kappa == small.average.kappa
    assert large.average.ci == pytest.approx(small.average.ci), "each of 20 units is a group of its own"
    assert large.average.ci_method == "jackknife over 20 groups of units, t of 19"
    monkeypatch.setattr(sample, "_GROUPS", 4)
    assert compare(**applied).average.ci_method == "jackknife over 4 groups of units, t of 3"
    cases = {unit: f"P{at // 2}" for at, unit in enumerate(UNITS)}
    monkeypatch.setattr(sample, "_GROUPS", 100)
    grouped = compare(**applied, options={"cases": cases}).average
    monkeypatch.setattr(sample, "_ANSWERS", 1000)
    assert grouped.ci == pytest.approx(compare(**applied, options={"cases": cases}).average.ci)
    assert grouped.ci_method == "jackknife over 10 groups of cases, t of 9"


def test_people_see_the_table_and_the_notes():
    text = compare(codes=["trust", "rare"], a_trust=range(1, 13), b_trust=[*range(1, 10), 13]).summary()
    assert "trust" in text
    assert ".60" in text
    assert "Mean kappa .60 over 1 of 2 codes" in text
    assert "No code has kappa below .60." in text


def test_no_good_word_is_said_of_codes_that_have_no_kappa():
    text = compare(codes=["never"], a_never=[], b_never=[]).summary()
    assert "No code can be flagged, for none has a kappa." in text
    assert "No code has kappa below" not in text


def test_what_is_undefined_or_bound_to_be_0_is_said_of_cases_where_cases_are_counted():
    cases = {unit: f"P{at // 2}" for at, unit in enumerate(UNITS)}
    found = compare(
        codes=["never", "always"], options={"cases": cases, "level": "case"}, a_always=range(1, 21), b_always=[1]
    )
    assert row(found, "never")["reason"] == "No coder applied it to any of the 10 cases."
    assert row(found, "always")["remark"] == "A applied it to every case, so kappa is 0 whatever the other coder did."


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"population": 5}, "population: the corpus is said to have 5 units, but 20 were coded by all."),
        ({"level": "case"}, "--level case: to compare case by case, the case of each unit must be known."),
        ({"cases": pd.DataFrame({"unit": UNITS, "Case": UNITS})}, 'cases: there is no column "case". '),
        ({"coders": ("A", "A")}, "coders: a coder is named twice. Name each coder once."),
        ({"coders": ("A", "D")}, 'coders: there is no coder "D" who finished any unit. Choose one of: A, B, C.'),
        ({"coders": ("A",)}, "agreement compares coders, but there is only A. Add the codings of a second coder."),
    ],
)
def test_where_and_how_to_put_it_right(options, told):
    coders = options.pop("coders", ("A", "B"))
    with pytest.raises(InputError) as raised:
        compare(coders=coders, a_trust=[1], b_trust=[1], options=options)
    assert str(raised.value).startswith(told)
