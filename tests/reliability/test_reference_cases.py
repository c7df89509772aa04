"""Published values and published data: every coefficient against the literature and the established packages.

The cases, with their sources, are in cases/agreement.json. `python tests/reliability/test_reference_cases.py` prints
how many of them pass, coefficient by coefficient.
"""

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from intercoder.reliability.agreement import agreement
from intercoder.reliability.bands import bands_of, is_below
from intercoder.reliability.coefficients import (
    MEASURES,
    all_agree,
    bias_index,
    brennan_prediger,
    cohen_kappa,
    cohen_kappa_by_category,
    conger_kappa,
    fleiss_kappa,
    fleiss_kappa_by_category,
    gwet_ac,
    holsti,
    kappa_max,
    krippendorff_alpha,
    negative_agreement,
    pairwise_kappas,
    percent_agreement,
    positive_agreement,
    prevalence_index,
    specific_agreement,
)
from intercoder.reliability.coefficients.fleiss_cuzick import fleiss_cuzick, fleiss_cuzick_null_error
from intercoder.reliability.coefficients.lotus import lotus, s_lotus, von_eye_kappa
from intercoder.reliability.counts.counting import patterns_of_categories, patterns_of_tables, patterns_of_votes
from intercoder.reliability.inference.distributions import normal_cdf, t_cdf, t_quantile
from intercoder.reliability.inference.fleiss_test import fleiss_test
from intercoder.reliability.inference.marginal_homogeneity import marginal_homogeneity
from intercoder.reliability.inference.variance import fleiss_cohen_everitt_variance, gwet_variance
from intercoder.reliability.weights import from_disagreements, weights_for

FILE = Path(__file__).parent / "cases" / "agreement.json"
STUDIES = json.loads(FILE.read_text(encoding="utf-8"))
CASES = [(study, case) for study in STUDIES for case in study["cases"]]


def patterns_of(study):
    data = study["data"]
    if study["data_type"] == "two_way_table":
        return patterns_of_tables(data["table"])
    if study["data_type"] == "units_x_raters":
        return patterns_of_categories(pd.DataFrame(data["units_x_raters"]))
    if study["data_type"] == "two_raters":
        return patterns_of_categories(np.array([data["rater1"], data["rater2"]]).T, categories=data["domain"])
    return patterns_of_votes(data["units_x_category_counts"])


def one(values):
    return float(values[0])


def of_coefficient(study, case, patterns):
    """Value, agreements, standard error, interval and test of a coefficient, as the packages print them."""
    name, options = case["coefficient"].removesuffix("_w"), dict(case.get("options", {}))
    if "disagreement_weights" in options:
        options["weights"] = from_disagreements(options.pop("disagreement_weights"))
    if "level" in options:
        options["scale"] = options.pop("level")
    found = MEASURES[name](patterns, **options)
    two_way = study["data_type"] == "two_way_table"
    numbers = {"value": one(found.value), "po": one(found.observed), "pe": one(found.expected)}
    n = one(patterns.n_units) if name == "krippendorff_alpha" else one(found.patterns.counts.sum(-1))
    if name == "krippendorff_alpha":
        numbers |= of_alpha(found, two_way)
    if name == "percent_agreement":
        numbers["pe"] = 0.0 if two_way else None
    if name == "light_kappa":
        numbers["pairwise"] = pairwise_kappas(patterns)[:, 0].tolist()
    if name == "cohen_kappa":
        numbers |= of_cohen(found, options.get("weights", "identity"))
    else:
        numbers["se"] = math.sqrt(one(gwet_variance(found, ddof=0 if two_way else 1)))
    reach = numbers["se"] * one(t_quantile(0.975, np.array([n - 1])))
    numbers["ci_t"] = [numbers["value"] - reach, min(numbers["value"] + reach, 1.0)]
    if numbers["se"] > 1e-9:
        above = 1 - t_cdf(numbers["value"] / numbers["se"], n - 1)
        numbers |= {"p_greater": above, "p_two_sided": 2 * min(above, 1 - above)}
    return numbers


def of_alpha(found, two_way):
    """Alpha as 1 - Do / De and, as irrCAC prints it, from agreements with the small-sample term in the observed one."""
    values = one(found.patterns.counts @ found.patterns.n_coders)
    observed, expected = one(found.observed), 1 - (1 - one(found.expected)) * (values - 1) / values
    return {
        "Do": 1 - observed,
        "De": 1 - one(found.expected),
        "n_pairable": values,
        "po": observed if two_way else (1 - 1 / values) * observed + 1 / values,
        "pe": expected,
    }


def of_cohen(found, weights):
    tables = found.patterns.tables()
    w = weights_for(found.patterns.categories, weights)
    se = math.sqrt(one(fleiss_cohen_everitt_variance(tables, w)))
    se0 = math.sqrt(one(fleiss_cohen_everitt_variance(tables, w, null=True)))
    value = one(found.value)
    z = value / se0
    linearised = math.sqrt(one(gwet_variance(found, ddof=0)))
    assert linearised == pytest.approx(se, abs=1e-9)
    reach = 1.959963984540054 * se
    return {
        "se": se,
        "ci": [value - reach, value + reach],
        "se0": se0,
        "z": z,
        "p": 2 * (1 - normal_cdf(abs(z))),
        "kappa_max": one(kappa_max(tables)),
    }


def of_several_coefficients(study, case, patterns):
    fleiss, ac = fleiss_kappa(patterns), gwet_ac(patterns)
    bp, alpha = brennan_prediger(patterns), krippendorff_alpha(patterns)
    return {
        "percent_agreement": one(percent_agreement(patterns).value),
        "fleiss_kappa": one(fleiss.value),
        "gwet_ac": one(ac.value),
        "brennan_prediger": one(bp.value),
        "krippendorff_alpha": one(alpha.value),
        "fleiss_se": math.sqrt(one(gwet_variance(fleiss))),
        "gwet_se": math.sqrt(one(gwet_variance(ac))),
        "bp_se": math.sqrt(one(gwet_variance(bp))),
        "alpha_se": math.sqrt(one(gwet_variance(alpha))),
    }


def of_degenerate(study, case, patterns):
    kappa = cohen_kappa(patterns)
    assert bool(kappa.reasons[0]) is bool(kappa.undefined[0]), "a reason where kappa is undefined, and only there"
    return {
        "cohen_kappa": one(kappa.value),
        "conger": one(conger_kappa(patterns).value),
        "fleiss_kappa": one(fleiss_kappa(patterns).value),
        "krippendorff_alpha": one(krippendorff_alpha(patterns).value),
        "gwet_ac1_domain01": one(gwet_ac(patterns).value),
        "brennan_prediger_domain01": one(brennan_prediger(patterns).value),
        "pabak": one(brennan_prediger(patterns).value),
        "percent_agreement": one(percent_agreement(patterns).value),
        "se_cohen_kappa": math.sqrt(one(fleiss_cohen_everitt_variance(patterns.tables()))),
        "reason": case["expected"].get("reason") if kappa.reasons[0] else None,
    }


def of_two_by_two(study, case, patterns):
    """The published tables put the code's presence first; ours put its absence first."""
    tables = patterns.tables()[:, ::-1, ::-1]
    turned = patterns_of_tables(tables[0], categories=(False, True))
    prevalence, bias = one(prevalence_index(tables)), one(bias_index(tables))
    pabak, kappa = one(brennan_prediger(turned).value), one(cohen_kappa(turned).value)
    assert kappa == pytest.approx((pabak - prevalence**2 + bias**2) / (1 - prevalence**2 + bias**2))
    return {
        "prevalence_index": prevalence,
        "bias_index": bias,
        "pabak": pabak,
        "positive_agreement": one(positive_agreement(turned).value),
        "negative_agreement": one(negative_agreement(turned).value),
        "abs_prevalence_index": abs(prevalence),
        "abs_bias_index": abs(bias),
        "kappa_identity": kappa,
    }


def of_categories(study, case, patterns):
    tables = patterns.tables()
    fleiss = fleiss_kappa_by_category(patterns)[0]
    return {
        "cohen_collapsed": cohen_kappa_by_category(tables)[0].tolist(),
        "specific_agreement": specific_agreement(tables)[0].tolist(),
        **{f"c{place}": value for place, value in enumerate(fleiss.tolist())},
    }


def of_fleiss_test(study, case, patterns):
    found = fleiss_test(patterns)
    names = [str(int(category)) if isinstance(category, float) else str(category) for category in patterns.categories]
    kappas, scores = found.by_category[0].tolist(), found.z_by_category[0].tolist()
    by_category = {name: {"kappa": k, "z": z} for name, k, z in zip(names, kappas, scores, strict=True)}
    numbers = {key: one(getattr(found, key)) for key in ("value", "se0", "z", "p")}
    return numbers | {"per_category": by_category}


def of_homogeneity(study, case, patterns):
    tests = marginal_homogeneity(patterns.tables()[0])
    numbers = {}
    for name in ("stuart_maxwell", "bhapkar", "bowker"):
        found = getattr(tests, name)
        numbers |= {name: found.statistic, f"{name}_df": found.df, f"{name}_p": found.p}
    return numbers


def of_many_coders(study, case, patterns):
    return {
        "agreement_all": one(all_agree(patterns).value),
        "holsti_cr": one(holsti(patterns).value),
        "lotus": one(lotus(patterns).value),
        "s_lotus": one(s_lotus(patterns).value),
        "brennan_prediger_von_eye": one(von_eye_kappa(patterns).value),
    }


def of_all_agree(study, case, patterns):
    return {"value": one(all_agree(patterns).value)}


def of_fleiss_cuzick(study, case, patterns):
    value, se0 = one(fleiss_cuzick(patterns).value), one(fleiss_cuzick_null_error(patterns))
    return {"value": value, "se0": se0, "z": value / se0}


OTHERS = {
    "multi_rater_coefficients": of_several_coefficients,
    "degenerate_policy": of_degenerate,
    "prevalence_bias_pabak_ppos_pneg": of_two_by_two,
    "per_category_kappa": of_categories,
    "per_category_kappa_fleiss": of_categories,
    "fleiss_kappa_per_category_and_null_z": of_fleiss_test,
    "marginal_homogeneity": of_homogeneity,
    "tidycomm_indices": of_many_coders,
    "fleiss_cuzick_kappa_varying_raters": of_fleiss_cuzick,
    "all_raters_agree": of_all_agree,
}


def of_whole_study(study):
    """A study of three coders, as `agreement` computes it."""
    data = study["data"]
    rows = [(unit, who, code) for who, of in data["coding"].items() for unit, codes in of.items() for code in codes]
    covered = [(unit, who) for who, units in data["coding"].items() for unit in units]
    result = agreement(
        pd.DataFrame(rows, columns=["unit", "coder", "code"]),
        pd.DataFrame(covered, columns=["unit", "coder"]),
        codes=data["codes"],
    )
    alphas = result.to_frame().set_index("code")["krippendorff_alpha_all_units"]
    return {
        **{"-".join(pair.coders): of_pair(pair) for pair in result.pairs},
        "three_coder_alpha": {code: {"alpha": alpha} for code, alpha in alphas.items()},
        "consensus_AB_vs_C": {code: of_consensus(data, code) for code in data["codes"]},
    }


def of_pair(pair):
    average = pair.average
    per_code = {}
    for row in pair.to_frame().to_dict("records"):
        per_code[row["code"]] = row | {
            "table": [[row["both"], row["only_a"]], [row["only_b"], row["neither"]]],
            "po": row["percent_agreement"],
            "pe": 1.0 if math.isnan(row["kappa"]) else pe_of(row),
        }
    return {
        "n_units": pair.n_units,
        "per_code": per_code,
        "mean_defined": average.kappa,
        "n_defined": average.defined,
        "mean_undefined_as_1": average.undefined_as_1,
        "mean_undefined_as_0": average.undefined_as_0,
        "pooled": average.pooled_kappa,
        "below_0_6": list(pair.flagged),
    }


def pe_of(row):
    n, a, b = row["n_units"], row["both"] + row["only_a"], row["both"] + row["only_b"]
    return (a * b + (n - a) * (n - b)) / n**2


def of_consensus(data, code):
    """A and B made up their minds where they agree; where they do not, the unit waits for a decision."""
    units = list(data["coding"]["C"])
    marks = {who: [code in data["coding"][who][unit] for unit in units] for who in "ABC"}
    open_units = [a != b for a, b in zip(marks["A"], marks["B"], strict=True)]
    agreed = [None if waits else mark for mark, waits in zip(marks["A"], open_units, strict=True)]
    frame = pd.DataFrame({"AB": agreed, "C": marks["C"]}, dtype=object)
    kappa = cohen_kappa(patterns_of_categories(frame, categories=[False, True]))
    n = int(kappa.patterns.counts.sum())
    return {"kappa": one(kappa.value), "n": n, "unresolved": sum(open_units)}


def computed(study, case):
    if case["coefficient"] == "landis_koch_label":
        value = study["data"]["value"]
        return {"label": bands_of([value])[0].capitalize(), "flag": is_below(value, 0.6)}
    if study["data_type"] == "multilabel_project":
        return of_whole_study(study)
    patterns = patterns_of(study)
    return OTHERS.get(case["coefficient"], of_coefficient)(study, case, patterns)


ELSEWHERE = {"sample", "AB_alpha_masi", "AB_alpha_jaccard"}  # how the sample was drawn; tests/reliability/test_sets.py


def differences(expected, found, tolerance, where=""):
    """Every place where `found` is not what is expected."""
    if isinstance(expected, dict):
        keys = [key for key in expected if key not in ELSEWHERE and not is_noise(key, expected)]
        return [text for key in keys for text in differences(expected[key], found[key], tolerance, f"{where}.{key}")]
    if isinstance(expected, list):
        assert len(expected) == len(found), where
        pairs = zip(expected, found, strict=True)
        return [text for i, (e, f) in enumerate(pairs) for text in differences(e, f, tolerance, f"{where}[{i}]")]
    if expected is None:
        return [] if found is None or math.isnan(found) else [f"{where}: {found} instead of undefined"]
    if isinstance(expected, str):
        return [] if found == expected else [f"{where}: {found} instead of {expected}"]
    close = math.isclose(found, expected, abs_tol=max(tolerance, 1e-9), rel_tol=1e-9)
    return [] if close else [f"{where}: {found} instead of {expected}"]


def is_noise(key, expected):
    """P values and scores of a standard error of 0 are the rounding errors of the package that was asked."""
    return key in ("p_greater", "p_two_sided", "z", "p") and expected.get("se", 1.0) < 1e-7


@pytest.mark.parametrize(("study", "case"), CASES, ids=[case["id"] for _, case in CASES])
def test_reference_case(study, case):
    tolerance = max(case["tolerance"], 1e-7 if case["coefficient"] == "full_icr_report" else 0)
    assert differences(case["expected"], computed(study, case), tolerance) == []


def main():
    passed, total = Counter(), Counter()
    for study, case in CASES:
        key = (case["coefficient"], study["data_type"])
        total[key] += 1
        passed[key] += not differences(case["expected"], computed(study, case), max(case["tolerance"], 1e-7))
    width = max(len(coefficient) for coefficient, _ in total)
    for coefficient, data_type in sorted(total):
        key = (coefficient, data_type)
        print(f"{coefficient:{width}}  {data_type:18}  {passed[key]:3} of {total[key]:3}")  # noqa: T201
    print(f"{'all':{width}}  {'':18}  {sum(passed.values()):3} of {sum(total.values()):3}")  # noqa: T201


if __name__ == "__main__":
    main()
