"""How long findings take on a large study, beside the same numbers from plain pandas: `python benchmarks/findings.py`.

100,000 units of 10,000 cases, coded with 100 codes (a tree of three levels), about four codings a unit. Each line is
the median of three runs. Where plain pandas is given, the numbers of both are compared before they are timed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from intercoder.findings.classification import CLASSIFICATIONS, classification_table, classified_cases
from intercoder.findings.cooccurrence import co_occurrence
from intercoder.findings.counts import Extras, count_cases
from intercoder.findings.double_classification import classification_agreement
from intercoder.findings.evidence import evidence
from intercoder.findings.matrix import Summary, framework_matrix
from intercoder.findings.quotes import QuoteChoices, quotes
from intercoder.findings.saturation import saturation
from intercoder.findings.search import search
from intercoder.framework.codes import Code, Framework
from intercoder.framework.schemes import Scheme, scheme_from

VOCABULARY = (
    "families staff panel interview leaflet plan goal school forum survey meeting parents young people asked changed "
    "wrote decided together later before nobody everyone sometimes never always service team county town morning"
)
WORDS = VOCABULARY.split()


def tree(n_codes: int) -> Framework:
    """Return a framework of about a tenth of the codes at the top, with two levels below."""
    codes: list[Code] = []
    for at in range(n_codes):
        parent = None if at % 10 == 0 else codes[at - at % 10].id if at % 10 in (1, 2, 3) else codes[at - 3].id
        codes.append(
            Code(f"c{at:04}", f"{WORDS[at % len(WORDS)]} {at}", parent, definition=WORDS[(3 * at) % len(WORDS)])
        )
    return Framework(codes)


def study(n_units: int, n_cases: int, framework: Framework, seed: int = 1) -> tuple[pd.DataFrame, ...]:
    """Return codings, units and cases, drawn at random; common codes are common, rare ones rare."""
    rng = np.random.default_rng(seed)
    case_of = np.sort(rng.integers(0, n_cases, n_units))
    texts = [
        ". ".join(" ".join(WORDS[word] for word in sentence).capitalize() for sentence in unit) + "."
        for unit in rng.integers(0, len(WORDS), (n_units, 3, 12))
    ]
    units = pd.DataFrame(
        {"unit": [f"u{at}" for at in range(n_units)], "case": [f"p{at}" for at in case_of], "position": range(n_units)}
    )
    units["text"] = texts
    weights = 1 / np.arange(1, len(framework) + 1)
    ids = np.array([code.id for code in framework], dtype=object)
    coded = rng.choice(len(framework), (n_units, 4), p=weights / weights.sum())
    pairs = np.unique(np.repeat(np.arange(n_units), 4) * len(framework) + coded.ravel())
    codings = pd.DataFrame(
        {"unit": units["unit"].to_numpy()[pairs // len(framework)], "code": ids[pairs % len(framework)]}
    )
    groups = rng.choice(["CAMHS", "ID-CAMHS", "Disability", "Challenge", "All-age"], n_cases)
    cases = pd.DataFrame({"case": [f"p{at}" for at in range(n_cases)], "model": groups})
    return codings, units, cases


def with_ancestors(codings: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Return the codings with a row for each code above, as one would in plain pandas."""
    lines = [(code.id, above.id) for code in framework for above in framework.line(code.id)]
    return codings.merge(pd.DataFrame(lines, columns=["code", "above"]), on="code")


def pandas_counts(
    codings: pd.DataFrame, units: pd.DataFrame, cases: pd.DataFrame, framework: Framework
) -> pd.DataFrame:
    """Count distinct cases per code and group with merge and pivot_table."""
    joined = with_ancestors(codings, framework).merge(units[["unit", "case"]], on="unit").merge(cases, on="case")
    table = joined.pivot_table(index="above", columns="model", values="case", aggfunc="nunique", fill_value=0)
    return table.reindex([code.id for code in framework], fill_value=0)


def pandas_co_occurrence(codings: pd.DataFrame, units: pd.DataFrame, framework: Framework) -> pd.Series[int]:
    """Count cases that have both codes with a self-merge."""
    joined = with_ancestors(codings, framework).merge(units[["unit", "case"]], on="unit")
    pairs = joined[["case", "above"]].drop_duplicates()
    both = pairs.merge(pairs, on="case", suffixes=("_a", "_b"))
    return both.groupby(["above_a", "above_b"]).size()


def seconds(run: Callable[[], Any], times: int = 3) -> float:
    """Return the median time of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def classified(cases: pd.DataFrame, seed: int) -> tuple[Scheme, pd.DataFrame]:
    """Return a scheme of 100 activities and four dimensions, and a category of each for half of all activities."""
    document = {
        "name": "Benchmark",
        "activities": [f"Activity {at}" for at in range(100)],
        "dimensions": [{"name": str(d), "categories": ["a", "b", "c"]} for d in range(1, 5)],
    }
    scheme = scheme_from(document)
    chosen = np.random.default_rng(seed).random((len(cases), 100)) < 0.05
    at_case, at_activity = np.nonzero(chosen)
    parts = [
        pd.DataFrame(
            {
                "case": cases["case"].to_numpy()[at_case],
                "code": np.array(scheme.activities, dtype=object)[at_activity],
                "dimension": dimension.name,
                "category": np.array(["a", "b", "c"], dtype=object)[(at_case + at_activity * seed) % 3],
            }
        )
        for dimension in scheme.dimensions
    ]
    return scheme, pd.concat(parts, ignore_index=True)[list(CLASSIFICATIONS.columns)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--codes", type=int, default=100)
    size = parser.parse_args()
    framework = tree(size.codes)
    codings, units, cases = study(size.units, size.cases, framework)
    tables = (codings, units, cases, framework)
    top = framework.path(framework.codes[0].id)
    print(f"{size.units:,} units, {size.cases:,} cases, {size.codes} codes, {len(codings):,} codings")

    counted = count_cases(*tables, by="model").frame.filter(like="group: ")
    plain = pandas_counts(*tables)
    same = all((counted[f"group: {group}"].to_numpy() == plain[group].to_numpy()).all() for group in plain.columns)
    pairs = co_occurrence(*tables).frame
    both = pandas_co_occurrence(codings, units, framework)
    paths = {framework.path(code.id): code.id for code in framework}
    first = pairs.iloc[0]
    same_pairs = both.to_dict()[paths[first["code_a"]], paths[first["code_b"]]] == first["both"]
    print(f"counts equal to plain pandas: {same}; co-occurrence: {same_pairs}\n")

    scheme, made = classified(cases, 1)
    _, second = classified(cases, 2)
    summaries = {(case, framework.codes[-1].id): Summary("text") for case in cases["case"]}
    leaves = [framework.path(code.id) for code in framework if not framework.children(code.id)][:5]
    every = Extras(mentions=True, intervals=True, group_percent=True, test=True)
    lines: list[tuple[str, Callable[[], Any], Callable[[], Any] | None]] = [
        ("counts, all cases", lambda: count_cases(*tables), None),
        ("counts by 5 groups", lambda: count_cases(*tables, by="model"), lambda: pandas_counts(*tables)),
        ("counts with everything beside", lambda: count_cases(*tables, by="model", extras=every), None),
        ("evidence of the largest code", lambda: evidence(*tables, top), None),
        (
            "co-occurrence in cases",
            lambda: co_occurrence(*tables),
            lambda: pandas_co_occurrence(codings, units, framework),
        ),
        ("co-occurrence in units", lambda: co_occurrence(*tables, level="unit"), None),
        ("saturation", lambda: saturation(*tables), None),
        ("quotes, one for each code", lambda: quotes(*tables, QuoteChoices()), None),
        ("quotes, three for each code", lambda: quotes(*tables, QuoteChoices(), each=3), None),
        ("search for a word", lambda: search("leafl*", *tables), None),
        (
            "framework matrix, 5 categories",
            lambda: framework_matrix(*tables, summaries, by="model", codes=leaves),
            None,
        ),
        (f"classification table, {len(made):,} categories", lambda: classification_table(made, scheme), None),
        ("the same by 5 groups", lambda: classification_table(made, scheme, cases=cases, by="model"), None),
        ("cases in a cell", lambda: classified_cases(made, cases, scheme, ["1 a"]), None),
        ("agreement on 4 dimensions", lambda: classification_agreement(made, second, scheme, ("A", "B")), None),
    ]
    print(f"{'':<46}{'seconds':>9}{'pandas':>9}")
    for name, run, peer in lines:
        print(f"{name:<46}{seconds(run):>9.2f}{f'{seconds(peer):.2f}' if peer else '':>9}")


if __name__ == "__main__":
    main()
