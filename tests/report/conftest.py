"""Results as the rest of intercoder makes them, with nothing computed: what is tested here is how they are shown."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd
import pytest

from intercoder.findings.counts import Counts
from intercoder.reliability.averages import Average
from intercoder.report.study import Check, CodeEntry, Disagreement, Fact, Mark, Study
from intercoder.results import Column, Result

REASON = "Neither coder applied the code to any of the 12 units, so chance agreement is 1."
ROWS: list[tuple[Any, ...]] = [
    # code, both, only a, only b, neither, kappa, low, high, reason
    ("Service planning / Evaluating and modifying the existing service", 6, 1, 0, 5, 0.8333, 0.4866, 0.9915, ""),
    (
        "Service planning / Evaluating and modifying the existing service / Consultation with groups",
        3,
        2,
        1,
        6,
        0.4706,
        -0.05,
        0.79,
        "",
    ),
    ("Recruitment processes and decisions", 5, 0, 0, 7, 1.0, 0.70, 1.0, ""),
    ("Recruitment processes and decisions / =HYPERLINK(x)", 1, 0, 2, 9, 0.4286, -0.2, 0.86, ""),
    ("The service's physical environment", 0, 0, 0, 12, math.nan, math.nan, math.nan, REASON),
]


@dataclass(frozen=True, repr=False)
class Shown(Result):
    """Any frame as a result."""

    title: ClassVar[str] = "Agreement per code"
    frame: pd.DataFrame
    seen: tuple[Column, ...]
    sentences: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        return self.frame

    def columns(self) -> tuple[Column, ...]:
        return self.seen

    def notes(self) -> tuple[str, ...]:
        return self.sentences

    def to_dict(self) -> dict[str, Any]:
        plain = self.frame.astype(object).where(self.frame.notna(), None)
        return {"rows": plain.to_dict("records")}


def agreement(rows: list[tuple[Any, ...]] = ROWS) -> Shown:
    """Return a table of agreement as it is shown."""
    records = [
        {
            "code": code,
            "coder_a": "Consensus",
            "coder_b": "C",
            "n_units": both + a + b + neither,
            "both": both,
            "only_a": a,
            "only_b": b,
            "neither": neither,
            "percent_agreement": 100 * (both + neither) / (both + a + b + neither),
            "kappa": kappa,
            "ci_low": low,
            "ci_high": high,
            "band": "" if math.isnan(kappa) else "almost perfect" if kappa > 0.8 else "moderate",
            "flagged": kappa < 0.6,
            "reason": reason,
        }
        for code, both, a, b, neither, kappa, low, high, reason in rows
    ]
    columns = (
        Column("code", "Code"),
        Column("n_units", "n", "count"),
        Column("both", "Both", "count"),
        Column("only_a", "Only Consensus", "count"),
        Column("only_b", "Only C", "count"),
        Column("neither", "Neither", "count"),
        Column("percent_agreement", "% agreement", "percent"),
        Column("kappa", "Kappa", "coefficient"),
        Column("ci", "95 % CI", "interval"),
        Column("band", "Band"),
        Column("flagged", "Flag", "flag"),
    )
    notes = (
        "Mean kappa .68 over 4 of 5 codes; undefined for The service's physical environment.",
        "Codes below .60 are flagged.",
    )
    return Shown(pd.DataFrame(records), columns, notes)


@pytest.fixture
def result() -> Shown:
    return agreement()


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}</style>"


def counts(codes: list[str], groups: dict[str, int]) -> Counts:
    """Return counts in which the first code has one case of each group, the second two, and so on."""
    rows = []
    for place, code in enumerate(codes, start=1):
        within = {f"group: {group}": min(place, size) for group, size in groups.items()}
        n = sum(within.values())
        rows.append({"code": code, "depth": 0, "n": n, "percent": 100 * n / sum(groups.values()), **within})
    return Counts(pd.DataFrame(rows), sum(groups.values()), "service_model", groups)


@pytest.fixture
def counts_of() -> Callable[[list[str], dict[str, int]], Counts]:
    return counts


@pytest.fixture
def study() -> Study:
    """Return a study in which every text that people wrote is hostile."""
    result = agreement([(f"{HOSTILE} / {row[0]}", *row[1:]) for row in ROWS])
    codes = result.frame["code"].tolist()
    average = Average(0.68, 0.65, 0.43, 1.0, 4, 5, (codes[-1],), 0.5, 0.7, 0.75, 0.55, "substantial")
    marks = (Mark("Consensus", applied=True, memo=f"memo {HOSTILE}"), Mark("C", applied=False))
    fact = Fact(HOSTILE, HOSTILE)
    return Study(
        title=HOSTILE,
        key_numbers=(fact,),
        facts=(fact,),
        framework=tuple(
            CodeEntry(code, HOSTILE, HOSTILE, HOSTILE, "inductive", 2, HOSTILE, HOSTILE, count=3) for code in codes
        ),
        framework_about=HOSTILE,
        checks=(Check(result, average, ("Consensus", "C"), about=HOSTILE),),
        disagreements=tuple(
            Disagreement(code, "u1", "S01", f"quoted {HOSTILE}", marks, "applies", f"because {HOSTILE}")
            for code in codes
        ),
        counts=counts(codes, {HOSTILE: 4, "CAMHS": 21}),
        classifications=(result,),
        computed=(fact,),
        history=result,
        sections={HOSTILE: (result,)},
    )
